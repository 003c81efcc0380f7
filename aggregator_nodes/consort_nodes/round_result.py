"""The result of a round: a pure integer function of its frozen inputs, the same for everybody.

No chain, no store, no clock: validators, simulations and tests all call `compute_round_result`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from consort.aggregation.cohort import Member
from consort.aggregation.permutation import compute_slots
from consort.aggregation.step import apply_step
from consort.aggregation.two_levels import RoundAggregate, aggregate_round, group_by_cohort
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState, compute_state_root
from consort.codec.sources import FileSource, Source
from consort.ledger.trees_file import Trees, WeighedRoot
from consort.spec.aggregation import AggregationRule
from consort.spec.cohorts import compute_cohort_count
from consort.spec.proposals import compute_cohorts_root, compute_member_tree, hash_proposal
from consort.spec.rewards import compute_reward_leaves, compute_reward_tree
from consort.spec.types import ListLeaf, Proposal, RewardLeaf, TaskParams


@dataclass(frozen=True, slots=True, eq=False)
class ParentModel:
    """What a round builds on: a proposal, its reward leaves, and the model state trained on.

    That state is the proposal's, unless an older one was revived.
    """

    proposal: Proposal
    state: ModelState
    rewards: Mapping[int, RewardLeaf]


@dataclass(frozen=True, slots=True)
class RoundInputs:
    """What is frozen once the vote is over.

    `weights` are the effective ones in list order, 0 for an input that is out; `updates` are the
    verified files of those that are in, by list position; `seed` deals them out to cohorts, 32 zero
    bytes where there is one.
    """

    round: int
    leaves: Sequence[ListLeaf]
    weights: Sequence[int]
    updates: Mapping[int, Source]
    seed: bytes


@dataclass(frozen=True, slots=True, eq=False)
class RoundResult:
    """The proposal, and what lies behind its roots.

    `slots` are those of the member tree by list position; `aggregate` says where the files of the
    aggregate and of the cohorts' outputs are.
    """

    proposal: Proposal
    state: ModelState
    trees: Trees
    slots: Sequence[int]
    aggregate: RoundAggregate

    @property
    def hash(self) -> bytes:
        """Return the hash that the chain stores of the proposal."""
        return hash_proposal(self.proposal)


def compute_round_result(
    params: TaskParams,
    manifest: Manifest,
    parent: ParentModel,
    inputs: RoundInputs,
    path: Path,
) -> RoundResult:
    """I11: aggregate the inputs that are in, step the model, share out the round's budget.

    The aggregate is written to `path`, the outputs of several cohorts beside it. Raises ValueError
    if no input is in, KeyError for one that is in without a file, and WrongFileSize for an update
    that was not verified.
    """
    slots = compute_slots(inputs.seed, len(inputs.leaves)).tolist()
    aggregate = aggregate_updates(params, manifest, inputs, slots, path)
    state = apply_step(parent.state, FileSource(path), manifest)
    trees = Trees(
        members=_place_members(inputs, slots),
        cohorts=_list_cohorts(aggregate, compute_cohort_count(len(slots))),
        rewards=_compute_rewards(params, parent, inputs),
    )
    proposal = _make_proposal(parent, trees, aggregate, state)
    return RoundResult(proposal, state, trees, slots, aggregate)


def aggregate_updates(
    params: TaskParams,
    manifest: Manifest,
    inputs: RoundInputs,
    slots: Sequence[int],
    path: Path,
) -> RoundAggregate:
    """Write the aggregate of a round to `path`, its cohorts' outputs beside it."""
    rule = AggregationRule(params.arithmetic.rule, params.arithmetic.trim_bps)
    included = [at for at, weight in enumerate(inputs.weights) if weight]
    members = [Member(inputs.updates[at], inputs.weights[at]) for at in included]
    count = compute_cohort_count(len(slots))
    cohorts = group_by_cohort(members, [slots[at] for at in included], count)
    return aggregate_round(cohorts, rule, manifest, path)


def _place_members(inputs: RoundInputs, slots: Sequence[int]) -> Mapping[int, WeighedRoot]:
    placed = zip(slots, inputs.leaves, inputs.weights, strict=True)
    return {slot: (leaf.update_root, weight) for slot, leaf, weight in placed}


def _list_cohorts(aggregate: RoundAggregate, count: int) -> Sequence[WeighedRoot]:
    outputs = aggregate.outputs
    return [
        (outputs[cohort].root, outputs[cohort].weight) if cohort in outputs else (bytes(32), 0)
        for cohort in range(count)
    ]


def _compute_rewards(
    params: TaskParams, parent: ParentModel, inputs: RoundInputs
) -> Mapping[int, RewardLeaf]:
    indices = (leaf.index for leaf in inputs.leaves)
    members = list(zip(indices, inputs.weights, strict=True))
    terms = params.results.round_budget, params.arithmetic.target_weight
    return compute_reward_leaves(parent.rewards, members, *terms)


def _make_proposal(
    parent: ParentModel, trees: Trees, aggregate: RoundAggregate, state: ModelState
) -> Proposal:
    members = compute_member_tree(trees.members).root
    rewards = compute_reward_tree(trees.rewards).root
    return Proposal(
        parent=hash_proposal(parent.proposal),
        member_root=members.hash,
        total_weight=members.sum,
        cohorts_root=compute_cohorts_root(trees.cohorts),
        aggregate_root=aggregate.root,
        model_root=compute_state_root(state),
        reward_root=rewards.hash,
        reward_total=rewards.sum,
    )
