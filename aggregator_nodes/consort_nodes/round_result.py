"""The result of a round: a pure integer function of its frozen inputs, the same for everybody.

No chain, no store, no clock: validators, simulations and tests all call `compute_round_result`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from consort.aggregation.cohort import Member, aggregate_cohort
from consort.aggregation.step import apply_step
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState, compute_state_root
from consort.codec.sources import FileSource, Source
from consort.ledger.trees_file import Trees
from consort.spec.aggregation import AggregationRule
from consort.spec.chunk_tree import Digest
from consort.spec.proposals import compute_cohorts_root, compute_member_tree, hash_proposal
from consort.spec.rewards import RewardLeaf, compute_reward_leaves, compute_reward_tree
from consort.spec.types import ListLeaf, Proposal, TaskParams


@dataclass(frozen=True, slots=True, eq=False)
class ParentModel:
    """What a round builds on: the head's proposal, its model state and its reward leaves."""

    proposal: Proposal
    state: ModelState
    rewards: Mapping[int, RewardLeaf]


@dataclass(frozen=True, slots=True)
class RoundInputs:
    """What is frozen once the vote is over.

    `weights` are the effective ones in list order, 0 for an input that is out; `updates` are the
    verified files of those that are in, by list position.
    """

    round: int
    leaves: Sequence[ListLeaf]
    weights: Sequence[int]
    updates: Mapping[int, Source]


@dataclass(frozen=True, slots=True, eq=False)
class RoundResult:
    """The proposal, and what lies behind its roots."""

    proposal: Proposal
    state: ModelState
    trees: Trees

    @property
    def hash(self) -> bytes:
        """Return the hash that the chain stores of the proposal."""
        return hash_proposal(self.proposal)


def compute_round_result(
    params: TaskParams,
    manifest: Manifest,
    parent: ParentModel,
    inputs: RoundInputs,
    aggregate: Path,
) -> RoundResult:
    """I11: aggregate the inputs that are in, step the model, share out the round's budget.

    `aggregate` is where the aggregate is written. Raises ValueError if no input is in, and
    WrongFileSize for an update that was not verified.
    """
    root = aggregate_updates(params, manifest, inputs, aggregate)
    state = apply_step(parent.state, FileSource(aggregate), manifest)
    members = [
        (leaf.update_root, weight)
        for leaf, weight in zip(inputs.leaves, inputs.weights, strict=True)
    ]
    cohorts = [(root, sum(inputs.weights))]
    trees = Trees(members, cohorts, _compute_rewards(params, parent, inputs))
    return RoundResult(_make_proposal(parent, trees, state), state, trees)


def aggregate_updates(
    params: TaskParams, manifest: Manifest, inputs: RoundInputs, aggregate: Path
) -> Digest:
    """Write the aggregate of a round of one cohort, and return its root: the cohort's own."""
    rule = AggregationRule(params.arithmetic.rule, params.arithmetic.trim_bps)
    included = [Member(source, inputs.weights[at]) for at, source in sorted(inputs.updates.items())]
    with aggregate.open("wb") as out:
        return aggregate_cohort(included, rule, manifest, out)


def _compute_rewards(
    params: TaskParams, parent: ParentModel, inputs: RoundInputs
) -> Mapping[int, RewardLeaf]:
    indices = (leaf.index for leaf in inputs.leaves)
    members = list(zip(indices, inputs.weights, strict=True))
    terms = params.results.round_budget, params.arithmetic.target_weight
    return compute_reward_leaves(parent.rewards, members, *terms)


def _make_proposal(parent: ParentModel, trees: Trees, state: ModelState) -> Proposal:
    members = compute_member_tree(trees.members).root
    rewards = compute_reward_tree(trees.rewards).root
    return Proposal(
        parent=hash_proposal(parent.proposal),
        member_root=members.hash,
        total_weight=members.sum,
        cohorts_root=compute_cohorts_root(trees.cohorts),
        aggregate_root=trees.cohorts[0][0],
        model_root=compute_state_root(state),
        reward_root=rewards.hash,
        reward_total=rewards.sum,
    )
