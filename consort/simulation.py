"""A whole federation in one process, without a chain: the same roots as on one.

Importing this loads torch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from consort.aggregation.cohort import Member
from consort.aggregation.permutation import compute_slots
from consort.aggregation.step import apply_step
from consort.aggregation.two_levels import aggregate_round, group_by_cohort
from consort.app import App, Metrics
from consort.codec.arrays import Deltas
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import compute_manifest_hash
from consort.codec.model_state import ModelState, compute_state_root
from consort.codec.sources import FileSource, MemorySource
from consort.codec.tensors import decode_model
from consort.codec.update import write_update
from consort.contribution import train_codes
from consort.contributor_config import ContributorConfig
from consort.spec.aggregation import MAX_WEIGHT, AggregationRule
from consort.spec.chunk_tree import Digest
from consort.spec.cohorts import compute_cohort_count
from consort.spec.encoding import UpdateHeader
from consort.spec.hashing import compute_words, keccak
from consort.training import evaluate_state, load_test_data, load_training_data

_SEED_TAG = b"consort.simulation.1"


@dataclass(frozen=True, slots=True)
class SimulatedTask:
    """Say what a chain would: the manifest, the rule, and what update headers name."""

    manifest: Manifest
    rule: AggregationRule
    chain_id: int = 0
    contract: bytes = bytes(20)
    task: int = 0


@dataclass(frozen=True, slots=True)
class SimulatedContributor:
    """Give a contributor its settings, its address, and the most that its update may weigh."""

    config: ContributorConfig
    address: bytes = bytes(20)
    max_weight: int = MAX_WEIGHT


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedRound:
    """Hold what a round decided; `update_roots` are in the order of the contributors."""

    number: int
    update_roots: tuple[Digest, ...]
    aggregate_root: Digest
    model_root: Digest
    state: ModelState
    metrics: Metrics


def simulate(
    app: App,
    task: SimulatedTask,
    genesis: ModelState,
    contributors: Sequence[SimulatedContributor],
    rounds: int,
) -> Iterator[SimulatedRound]:
    """Yield rounds of up to 16,384 contributors, of whom none is late or left out.

    Their order is that of the list on a chain; `compute_seed` deals more than 128 out to cohorts.
    """
    test_data = load_test_data(app)
    sites = [_open_site(app, contributor, genesis) for contributor in contributors]
    state = genesis
    for number in range(rounds):
        updates = [_contribute(app, task, site, state, number) for site in sites]
        members = [update.member for update in updates]
        aggregate_root, state = _advance(members, task, state, number)
        yield SimulatedRound(
            number,
            tuple(update.root for update in updates),
            aggregate_root,
            compute_state_root(state),
            state,
            evaluate_state(app, decode_model(state, task.manifest), test_data),
        )


def compute_seed(base_model_root: Digest, number: int) -> bytes:
    """Return the seed of a simulated round's cohorts: no chain draws one, so the round names it.

    It is keccak("consort.simulation.1" || base model root || round as 32 bytes).
    """
    return keccak(_SEED_TAG + compute_words(base_model_root, number))


@dataclass(slots=True)
class _Site:
    """Keep what a contributor has at home: its data, and what its codes left out so far."""

    contributor: SimulatedContributor
    data: Any
    residuals: Deltas


@dataclass(frozen=True, slots=True)
class _Update:
    root: Digest
    member: Member


def _open_site(app: App, contributor: SimulatedContributor, genesis: ModelState) -> _Site:
    data = load_training_data(app, contributor.config.partition())
    return _Site(contributor, data, np.zeros(genesis.masters.shape, np.float32))


def _contribute(
    app: App, task: SimulatedTask, site: _Site, base: ModelState, number: int
) -> _Update:
    config = site.contributor.config.training(number)
    trained = train_codes(app, site.data, config, task.manifest, base, site.residuals)
    site.residuals = trained.residuals
    weight = min(trained.samples, site.contributor.max_weight)
    file = BytesIO()
    header = _make_header(task, site.contributor.address, weight, base, number)
    root = write_update(file, header, trained.codes)
    return _Update(root, Member(MemorySource(file.getvalue()), weight))


def _make_header(
    task: SimulatedTask, address: bytes, weight: int, base: ModelState, number: int
) -> UpdateHeader:
    return UpdateHeader(
        chain_id=task.chain_id,
        contract=task.contract,
        task=task.task,
        round=number,
        contributor=address,
        weight=weight,
        manifest_hash=compute_manifest_hash(task.manifest),
        base_model_root=compute_state_root(base),
    )


def _advance(
    members: Sequence[Member], task: SimulatedTask, base: ModelState, number: int
) -> tuple[Digest, ModelState]:
    """Return the root of a round's aggregate, and the model state after it."""
    seed = compute_seed(compute_state_root(base), number)
    slots = compute_slots(seed, len(members)).tolist()
    cohorts = group_by_cohort(members, slots, compute_cohort_count(len(slots)))
    with TemporaryDirectory() as directory:
        path = Path(directory) / "aggregate"
        aggregate = aggregate_round(cohorts, task.rule, task.manifest, path)
        return aggregate.root, apply_step(base, FileSource(path), task.manifest)
