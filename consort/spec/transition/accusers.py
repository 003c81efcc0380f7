"""Entry points of the contracts that verify evidence."""

from collections.abc import Sequence
from dataclasses import replace

from consort.spec.proofs.aggregation import require_bad_cohort, require_bad_step, require_bad_top
from consort.spec.proofs.frozen import require_proposal
from consort.spec.proofs.records import (
    require_bad_member,
    require_bad_padding,
    require_bad_reward,
    require_bad_sum,
)
from consort.spec.proofs.votes import InputFacts, require_bad_input, require_rest
from consort.spec.state import Call, State
from consort.spec.transition.demands import require_target
from consort.spec.transition.disputes import process_convict, process_convict_voter
from consort.spec.transition.enrolment import process_rest
from consort.spec.transition.proposals import get_basis, get_frozen
from consort.spec.transition.reading import get_task, read_task
from consort.spec.types import (
    Arithmetic,
    CoordinateClaim,
    InputFault,
    ListLeaf,
    MemberProof,
    NodePlace,
    NodeProof,
    OpenedVote,
    OutputProof,
    Proof,
    Proposal,
    RewardCheck,
    StepProof,
    Target,
    TaskId,
    Vote,
)


def process_bad_cohort(
    state: State,
    call: Call,
    target: Target,
    claim: CoordinateClaim,
    members: bytes,
    output: OutputProof,
) -> None:
    """Refute one coordinate of a cohort's output."""
    arithmetic, count = _load_counted(state, call, target)
    require_bad_cohort(target.proposal, arithmetic, count, claim, members, output)
    _convict(state, call, target, Proof.BAD_COHORT)


def process_bad_top(
    state: State,
    call: Call,
    target: Target,
    claim: CoordinateClaim,
    cohorts: bytes,
    output: OutputProof,
) -> None:
    """Refute one coordinate of the aggregate."""
    arithmetic, count = _load_counted(state, call, target)
    require_bad_top(target.proposal, arithmetic, count, claim, cohorts, output)
    _convict(state, call, target, Proof.BAD_TOP)


def process_bad_step(
    state: State, call: Call, target: Target, parent: Proposal, step: StepProof
) -> None:
    """Refute one leaf of the new model state."""
    arithmetic = _load(state, target)
    require_proposal(target.proposal.parent, parent)
    base = get_basis(state, target.task, target.round).base
    require_bad_step(target.proposal, arithmetic, parent, step, base)
    _convict(state, call, target, Proof.BAD_STEP)


def process_bad_member(state: State, call: Call, target: Target, member: MemberProof) -> None:
    """Refute a member leaf that is not what list and votes say."""
    require_target(state, target)
    frozen = get_frozen(state, call, target.task, target.round)
    cast = _get_votes(state, target.task, target.round, member.votes)
    require_bad_member(target.proposal, frozen, target.round, member, cast)
    _convict(state, call, target, Proof.BAD_MEMBER)


def process_bad_padding(
    state: State, call: Call, target: Target, place: NodePlace, node: NodeProof
) -> None:
    """Refute what a tree has where it should have nothing."""
    require_target(state, target)
    frozen = get_frozen(state, call, target.task, target.round)
    require_bad_padding(target.proposal, frozen, _load(state, target), place, node)
    _convict(state, call, target, Proof.BAD_PADDING)


def process_bad_sum(
    state: State,
    call: Call,
    target: Target,
    place: NodePlace,
    node: NodeProof,
    preimage: bytes,
    subtree: NodeProof,
) -> None:
    """Refute a sum that is not what lies below it, or a leaf that is not in its one form."""
    require_target(state, target)
    frozen = get_frozen(state, call, target.task, target.round)
    arithmetic = _load(state, target)
    require_bad_sum(target.proposal, frozen, arithmetic, place, node, preimage, subtree)
    _convict(state, call, target, Proof.BAD_SUM)


def process_bad_reward(
    state: State, call: Call, target: Target, parent: Proposal, check: RewardCheck
) -> None:
    """Refute a reward leaf that is not what its index has earned."""
    require_target(state, target)
    frozen = get_frozen(state, call, target.task, target.round)
    params = get_task(state, target.task).params
    budget, weight = params.results.round_budget, params.arithmetic.target_weight
    require_bad_reward(target.proposal, parent, frozen, budget, weight, check)
    _convict(state, call, target, Proof.BAD_REWARD)


def process_bad_input(
    state: State, call: Call, task: TaskId, round_: int, fault: InputFault
) -> None:
    """Convict a validator that let in an update with a false header."""
    frozen, voter = get_frozen(state, call, task, round_), fault.vote.validator_index
    cast = read_task(state, task).get_vote(voter, round_)
    params = get_task(state, task).params
    place = (state.chain_id, state.coordinator, task, round_)
    facts = InputFacts(*place, params.manifest_hash, get_basis(state, task, round_))
    require_bad_input(facts, frozen, params.arithmetic, fault, cast)
    inner = replace(call, sender=state.judges.input_proofs)
    process_convict_voter(state, inner, task, round_, voter, call.sender, call.evidence)


def process_cool_down(
    state: State,
    call: Call,
    task: TaskId,
    round_: int,
    position: int,
    leaf: ListLeaf,
    path: Sequence[bytes],
    votes: Sequence[OpenedVote],
) -> None:
    """Let a contributor sit out whose input half of the voting stake excepted."""
    frozen = get_frozen(state, call, task, round_)
    cast = _get_votes(state, task, round_, votes)
    require_rest(frozen, round_, position, leaf, path, votes, cast)
    inner = replace(call, sender=state.judges.input_proofs)
    process_rest(state, inner, task, leaf.contributor, round_)


def _load(state: State, target: Target) -> Arithmetic:
    require_target(state, target)
    return get_task(state, target.task).params.arithmetic


def _load_counted(state: State, call: Call, target: Target) -> tuple[Arithmetic, int]:
    arithmetic = _load(state, target)
    return arithmetic, get_frozen(state, call, target.task, target.round).count


def _get_votes(state: State, task: TaskId, round_: int, shown: Sequence[OpenedVote]) -> list[Vote]:
    """Return what is stored of the shown validators' votes, in the same order."""
    held = read_task(state, task)
    return [held.get_vote(vote.validator_index, round_) for vote in shown]


def _convict(state: State, call: Call, target: Target, proof: Proof) -> None:
    """End every function that refutes a proposal; all accusers have the same power."""
    inner = replace(call, sender=state.judges.input_proofs)
    where = (target.task, target.round, target.number)
    process_convict(state, inner, *where, proof, call.sender, call.evidence)
