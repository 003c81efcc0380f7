"""A round of several cohorts: the proposal is what the executable specification says."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from consort.codec.model_state import make_genesis
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.chunk_tree import Digest, compute_depth, compute_root
from consort.spec.cohorts import compute_cohort_count, compute_cohorts, compute_slot
from consort.spec.encoding import compute_zero_code
from consort.spec.model_state import (
    AGGREGATES_PER_LEAF,
    INITIAL_EXPONENT,
    StateLeaf,
    encode_aggregates,
    encode_state_leaf,
    step_leaf,
)
from consort.spec.proposals import (
    compute_cohorts_root,
    compute_genesis,
    compute_member_tree,
    hash_proposal,
)
from consort.spec.rewards import compute_reward_leaves, compute_reward_tree
from consort.spec.types import Address, ListLeaf, Proposal, RewardLeaf, TaskId
from consort_nodes.round_result import ParentModel, RoundInputs, RoundResult, compute_round_result
from tests.aggregation.rounds import (
    COORDINATES,
    FRACTION_BITS,
    Crowd,
    aggregate_readably,
    draw_crowd,
)
from tests.codec.models import make_flat_manifest
from tests.vectors.commitments import draw_hashes
from tests.vectors.limits import PARAMS

SEED = bytes(range(32))
NOBODY = Address("0x" + "00" * 20)
BITS = 8
FIRST_INDEX = 7
MANIFEST = make_flat_manifest(COORDINATES, BITS, FRACTION_BITS)
PARENT = ParentModel(
    compute_genesis(1, NOBODY, TaskId(0), bytes(32)),
    make_genesis(np.zeros((1, 256), np.int32)),
    rewards={},
)


def run(crowd: Crowd, path: Path, seed: bytes = SEED) -> RoundResult:
    roots = enumerate(draw_hashes(len(crowd.rows)))
    leaves = [ListLeaf(FIRST_INDEX + at, NOBODY, 1_000, root, bytes(32), 1) for at, root in roots]
    updates = {at: each.source for at, each in enumerate(crowd.make_members()) if each.weight}
    inputs = RoundInputs(3, leaves, crowd.weights, updates, seed)
    return compute_round_result(PARAMS, MANIFEST, PARENT, inputs, path)


def hash_leaves(leaves: list[bytes]) -> Digest:
    return compute_root(leaves, compute_depth(len(leaves)))


def pad(values: list[int]) -> list[int]:
    """Return a whole state leaf's aggregates: what codes of zero give beyond the coordinates."""
    return values + [compute_zero_code(BITS) << FRACTION_BITS] * (256 - len(values))


def hash_aggregate(values: list[int]) -> Digest:
    whole = pad(values)
    parts = [whole[at : at + AGGREGATES_PER_LEAF] for at in range(0, 256, AGGREGATES_PER_LEAF)]
    return hash_leaves([encode_aggregates(part) for part in parts])


def hash_model(values: list[int]) -> Digest:
    leaf = StateLeaf(INITIAL_EXPONENT, (0,) * 256)
    terms = BITS, FRACTION_BITS, MANIFEST.master_exponent
    return hash_leaves([encode_state_leaf(step_leaf(leaf, pad(values), *terms))])


def compute_readable_proposal(crowd: Crowd) -> Proposal:
    """Return the proposal, and so every root, as the specification says it."""
    n = len(crowd.rows)
    cohorts = compute_cohorts(SEED, n)
    rule = AggregationRule(Rule.TRIMMED_MEAN, PARAMS.arithmetic.trim_bps)
    values = aggregate_readably(crowd, cohorts, rule)
    outputs = [hash_aggregate(aggregate_readably(crowd, [cohort], rule)) for cohort in cohorts]
    totals = [sum(crowd.weights[at] for at in cohort) for cohort in cohorts]
    members = zip(draw_hashes(n), crowd.weights, strict=True)
    placed = {compute_slot(SEED, n, at): member for at, member in enumerate(members)}
    rewards = compute_reward_tree(earn(crowd)).root
    return Proposal(
        parent=hash_proposal(PARENT.proposal),
        member_root=compute_member_tree(placed).root.hash,
        total_weight=sum(crowd.weights),
        cohorts_root=compute_cohorts_root(list(zip(outputs, totals, strict=True))),
        aggregate_root=hash_aggregate(values),
        model_root=hash_model(values),
        reward_root=rewards.hash,
        reward_total=rewards.sum,
    )


def earn(crowd: Crowd) -> Mapping[int, RewardLeaf]:
    members = [(FIRST_INDEX + at, weight) for at, weight in enumerate(crowd.weights)]
    terms = PARAMS.results.round_budget, PARAMS.arithmetic.target_weight
    return compute_reward_leaves({}, members, *terms)


@pytest.mark.parametrize("n", [3, 128, 129, 300])
def test_a_proposal_is_the_readable_one(n: int, tmp_path: Path) -> None:
    crowd = draw_crowd(n, BITS)
    assert run(crowd, tmp_path / "aggregate").proposal == compute_readable_proposal(crowd)


def test_result_leads_to_what_is_behind_its_roots(tmp_path: Path) -> None:
    crowd = draw_crowd(300, BITS)
    result = run(crowd, tmp_path / "aggregate")
    assert result.slots == [compute_slot(SEED, 300, at) for at in range(300)]
    assert result.trees.members[result.slots[299]] == (draw_hashes(300)[299], 0)
    roots = [(output.root, output.weight) for output in result.aggregate.outputs.values()]
    assert result.trees.cohorts == roots
    assert all(output.path.exists() for output in result.aggregate.outputs.values())


def test_a_cohort_without_weight_is_the_empty_leaf(tmp_path: Path) -> None:
    crowd = draw_crowd(300, BITS, compute_cohorts(SEED, 300)[1])
    result = run(crowd, tmp_path / "aggregate")
    assert result.trees.cohorts[1] == (bytes(32), 0)
    assert len(result.trees.cohorts) == compute_cohort_count(300)
    assert set(result.aggregate.outputs) == {0, 2}


def test_seed_moves_a_round_of_several_cohorts_only(tmp_path: Path) -> None:
    few, many = (draw_crowd(n, BITS) for n in (128, 129))
    path, other = tmp_path / "aggregate", bytes([1] * 32)
    assert run(few, path).hash == run(few, path, other).hash
    assert run(many, path).hash != run(many, path, other).hash


def test_an_input_that_is_in_without_a_file_is_refused(tmp_path: Path) -> None:
    crowd = draw_crowd(3, BITS)
    leaves = [ListLeaf(0, NOBODY, 1, bytes(32), bytes(32), 1)] * 3
    inputs = RoundInputs(0, leaves, crowd.weights, {}, SEED)
    with pytest.raises(KeyError):
        compute_round_result(PARAMS, MANIFEST, PARENT, inputs, tmp_path / "aggregate")
