"""A simulated round is the protocol's own: the readable twins give the same roots."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from consort.app import App
from consort.app_loader import load_app
from consort.baseline import run_fedavg
from consort.codec.model_state import ModelState, compute_state_root
from consort.codec.tensors import build_manifest, compute_deltas, decode_model, encode_genesis
from consort.contributor_config import ContributorConfig
from consort.simulation import (
    SimulatedContributor,
    SimulatedRound,
    SimulatedTask,
    compute_seed,
    simulate,
)
from consort.spec.aggregation import AggregationRule, Rule, aggregate_cohorts
from consort.spec.chunk_tree import Digest, compute_depth, compute_root
from consort.spec.cohorts import compute_cohorts
from consort.spec.encoding import encode_delta, pack_codes, unpack_codes
from consort.spec.model_state import (
    StateLeaf,
    encode_aggregates,
    encode_state_leaf,
    step_leaf,
)
from consort.training import (
    build_model,
    copy_state,
    get_accuracy,
    load_training_data,
    train_update,
)
from tests.app.apps import app as points

EXAMPLE = Path(__file__).parents[2] / "examples" / "breast_cancer" / "breast_cancer.py"
MEAN = AggregationRule(Rule.WEIGHTED_MEAN)


def start(app: App, rule: AggregationRule = MEAN) -> tuple[SimulatedTask, ModelState]:
    model = build_model(app)
    manifest = build_manifest(model)
    return SimulatedTask(manifest, rule), encode_genesis(copy_state(model), manifest)


def join(count: int) -> list[SimulatedContributor]:
    return [
        SimulatedContributor(ContributorConfig(index, count), bytes([index] * 20))
        for index in range(count)
    ]


def run(task: SimulatedTask, genesis: ModelState, count: int = 3) -> list[SimulatedRound]:
    return list(simulate(points, task, genesis, join(count), rounds=2))


def get_roots(rounds: Sequence[SimulatedRound]) -> list[tuple[Digest, Digest]]:
    return [(result.aggregate_root, result.model_root) for result in rounds]


def encode_codes_readably(
    task: SimulatedTask, genesis: ModelState, config: ContributorConfig
) -> list[list[int]]:
    base = decode_model(genesis, task.manifest)
    data = load_training_data(points, config.partition())
    local = train_update(points, base, data, config.training(0))
    deltas = compute_deltas(local.state, genesis, task.manifest)
    return [
        [
            encode_delta(*float(delta).as_integer_ratio(), int(exponent), task.manifest.code_bits)
            for delta in leaf
        ]
        for leaf, exponent in zip(deltas, genesis.exponents, strict=True)
    ]


@pytest.mark.parametrize("count", [3, 130])
def test_first_round_equals_the_readable_twins(count: int) -> None:
    rule = AggregationRule(Rule.TRIMMED_MEAN, 2000)
    task, genesis = start(points, rule)
    manifest = task.manifest
    contributors = join(count)
    cohorts = compute_cohorts(compute_seed(compute_state_root(genesis), 0), count)
    codes = [encode_codes_readably(task, genesis, each.config) for each in contributors]
    assert all(unpack_codes(pack_codes(leaf, 8), 8) == leaf for update in codes for leaf in update)
    aggregates = [
        [
            aggregate_cohorts(
                [[values[at] for at in cohort] for cohort in cohorts],
                [[2] * len(cohort) for cohort in cohorts],
                rule,
                manifest.fraction_bits,
            )
            for values in zip(*leaves, strict=True)
        ]
        for leaves in zip(*codes, strict=True)
    ]
    stepped = [
        step_leaf(
            StateLeaf(int(exponent), tuple(map(int, masters))),
            leaf,
            manifest.code_bits,
            manifest.fraction_bits,
            manifest.master_exponent,
        )
        for exponent, masters, leaf in zip(
            genesis.exponents, genesis.masters, aggregates, strict=True
        )
    ]
    data = b"".join(encode_aggregates(leaf) for leaf in aggregates)
    chunks = [data[i : i + 256] for i in range(0, len(data), 256)]
    states = [encode_state_leaf(leaf) for leaf in stepped]
    expected = (
        compute_root(chunks, compute_depth(len(chunks))),
        compute_root(states, compute_depth(len(states))),
    )
    [first] = simulate(points, task, genesis, contributors, rounds=1)
    assert (first.aggregate_root, first.model_root) == expected


def test_same_inputs_give_same_roots() -> None:
    first, second = (get_roots(run(*start(points))) for _ in range(2))
    assert first == second
    assert len(set(first)) == 2


def test_header_moves_update_roots_and_nothing_else() -> None:
    task, genesis = start(points)
    other = replace(task, chain_id=31337, contract=bytes([9] * 20), task=4)
    here, there = run(task, genesis), run(other, genesis)
    assert get_roots(here) == get_roots(there)
    assert not set(here[0].update_roots) & set(there[0].update_roots)


def test_weight_is_capped() -> None:
    task, genesis = start(points)
    heavy = [replace(each, max_weight=1) for each in join(2)]
    capped = list(simulate(points, task, genesis, heavy, rounds=1))
    free = list(simulate(points, task, genesis, join(2), rounds=1))
    assert capped[0].update_roots != free[0].update_roots
    assert get_roots(capped) == get_roots(free)  # both weigh 2, or both 1: the same mean


def test_order_of_contributors_does_not_matter() -> None:
    task, genesis = start(points)
    turned = list(simulate(points, task, genesis, join(3)[::-1], rounds=2))
    assert get_roots(turned) == get_roots(run(task, genesis))


def test_error_feedback_catches_up() -> None:
    """A step far below one code unit is lost in a round, but not in many."""

    def creep(network: torch.nn.Module, *_: object) -> int:
        with torch.no_grad():
            for value in network.parameters():
                value.add_(0.002)
        return 1

    task, genesis = start(replace(points, train=creep))
    *_, last = simulate(replace(points, train=creep), task, genesis, join(2), rounds=20)
    before, after = (decode_model(state, task.manifest) for state in (genesis, last.state))
    moved = float(after["bias"] - before["bias"])
    assert abs(moved - 20 * 0.002) < 2e-4  # half a code unit at the finest exponent is 1.2e-4


def test_accuracy_follows_the_float_baseline() -> None:
    app = load_app(f"{EXAMPLE}:app")
    task, genesis = start(app)
    *_, last = simulate(app, task, genesis, join(4), rounds=5)
    configs = [each.config for each in join(4)]
    *_, baseline = run_fedavg(app, configs, rounds=5, seed=0)
    assert abs(get_accuracy(last.metrics) - baseline) < 0.05
