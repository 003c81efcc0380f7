"""A whole federation in one process, without a chain: the same roots as on one.

Importing this loads torch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np

from consort.aggregation.cohort import Member, aggregate_cohort, aggregate_top
from consort.aggregation.step import apply_step
from consort.app import App, Metrics
from consort.codec.arrays import Deltas
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import compute_manifest_hash
from consort.codec.model_state import ModelState, compute_state_root
from consort.codec.sources import MemorySource
from consort.codec.tensors import decode_model
from consort.codec.update import write_update
from consort.contribution import train_codes
from consort.contributor_config import ContributorConfig
from consort.spec.aggregation import MAX_WEIGHT, AggregationRule
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import UpdateHeader
from consort.training import evaluate_state, load_test_data, load_training_data


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
    """Yield rounds of one cohort, up to 128 contributors, of whom none is late or left out."""
    test_data = load_test_data(app)
    sites = [_open_site(app, contributor, genesis) for contributor in contributors]
    state = genesis
    for number in range(rounds):
        updates = [_contribute(app, task, site, state, number) for site in sites]
        aggregate = BytesIO()
        aggregate_root = _aggregate([update.member for update in updates], task, aggregate)
        state = apply_step(state, MemorySource(aggregate.getvalue()), task.manifest)
        yield SimulatedRound(
            number,
            tuple(update.root for update in updates),
            aggregate_root,
            compute_state_root(state),
            state,
            evaluate_state(app, decode_model(state, task.manifest), test_data),
        )


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


def _aggregate(members: Sequence[Member], task: SimulatedTask, out: BytesIO) -> Digest:
    cohort = BytesIO()
    aggregate_cohort(members, task.rule, task.manifest, cohort)
    weight = sum(member.weight for member in members)
    top = [Member(MemorySource(cohort.getvalue()), weight)]
    return aggregate_top(top, task.rule, task.manifest, out)
