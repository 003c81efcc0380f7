"""Entry points of the coordinator for contributors and validators as such."""

from collections.abc import Sequence
from dataclasses import replace

from consort.errors import (
    AlreadyCoolingDown,
    AlreadyEnrolled,
    NotEnrolled,
    NotExcepted,
    NotInList,
    RoleFull,
    StakeNotInUnits,
    StakeTooLow,
    VoteNotShown,
    VotesNotAscending,
    WrongPhase,
)
from consort.spec.commitments import CHAIN_BYTES, hash_list_leaf
from consort.spec.limits import MAX_UINT48
from consort.spec.params import (
    FOREVER,
    LIST_DEPTH,
    MAX_CONTRIBUTORS,
    MAX_VALIDATOR_INDICES,
    MAX_VALIDATORS,
    REWARD_DEPTH,
    STAKE_UNIT,
    VOTE_DEPTH,
    WORD_BITS,
)
from consort.spec.phases import has_quorum
from consort.spec.state import NEVER_ENROLLED, Call, State, TaskState
from consort.spec.transition.rounds import get_record
from consort.spec.transition.tasks import (
    compute_round_phase,
    get_open_task,
    get_progress,
    get_task,
    read_task,
)
from consort.spec.transition.vault import process_allocate, process_begin_exit
from consort.spec.trees import compute_root_of
from consort.spec.types import (
    Address,
    Contributor,
    ListLeaf,
    OpenedVote,
    Phase,
    Role,
    RoundRecord,
    SealStage,
    StakeTerms,
    TaskId,
    Validator,
)
from consort.spec.votes import ROOT_BYTES, hash_word


def process_enrol_contributor(state: State, call: Call, task: TaskId, stake: int) -> int:
    """Enrol the sender as contributor; return its enrolment index."""
    held = get_open_task(state, task)
    before = held.contributors.get(call.sender, NEVER_ENROLLED)
    if before.until_round == FOREVER:
        raise AlreadyEnrolled(call.sender)
    _require_room(Role.CONTRIBUTOR, held.roster.contributors, MAX_CONTRIBUTORS)
    _require_room(Role.CONTRIBUTOR, held.roster.contributor_indices, 1 << REWARD_DEPTH)
    stakes, roster = held.params.stakes, held.roster
    units = _to_units(stake, stakes.min_contributor_stake)

    _allocate(state, call, task, Role.CONTRIBUTOR, stake)
    index = roster.contributor_indices
    held.roster = replace(
        roster, contributor_indices=index + 1, contributors=roster.contributors + 1
    )
    held.contributors[call.sender] = Contributor(
        index=index,
        weight_limit=compute_weight_limit(stakes, units),
        from_round=held.head.next_round,
        until_round=FOREVER,
        rest_until=before.rest_until,
        next_commit=before.next_commit,
        stake=units,
    )
    held.contributor_at[index] = call.sender
    return index


def process_enrol_validator(state: State, call: Call, task: TaskId, stake: int) -> int:
    """Enrol the sender as validator; return its index."""
    held = get_open_task(state, task)
    if _is_enrolled_validator(held, call.sender):
        raise AlreadyEnrolled(call.sender)
    _require_room(Role.VALIDATOR, held.roster.validators, MAX_VALIDATORS)
    _require_room(Role.VALIDATOR, held.roster.validator_indices, MAX_VALIDATOR_INDICES)
    roster = held.roster
    units = _to_units(stake, held.params.stakes.min_validator_stake)

    _allocate(state, call, task, Role.VALIDATOR, stake)
    index = roster.validator_indices
    held.roster = replace(
        roster,
        validator_indices=index + 1,
        validators=roster.validators + 1,
        validator_stake=roster.validator_stake + units,
    )
    held.validators[index] = Validator(call.sender, units, held.head.next_round, FOREVER)
    held.validator_numbers[call.sender] = index + 1
    return index


def process_request_exit(state: State, call: Call, task: TaskId, role: Role) -> None:
    """End the sender's enrolment; no new round counts it."""
    held = get_task(state, task)
    if role == Role.CONTRIBUTOR:
        _exit_contributor(held, call.sender)
    else:
        _exit_validator(held, call.sender)
    inner = replace(call, sender=state.coordinator)
    process_begin_exit(state, inner, call.sender, task, role)


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
    held = read_task(state, task)
    record = get_record(held, round_)
    _require_voted(held, record, call)
    _require_in_list(record, position, leaf, path)
    _require_excepted(held, round_, position, votes)
    rest_until = round_ + 1 + held.params.stakes.cooldown_rounds
    contributor = held.contributors[leaf.contributor]
    if contributor.rest_until >= rest_until:
        raise AlreadyCoolingDown(contributor.rest_until)

    held.contributors[leaf.contributor] = replace(contributor, rest_until=rest_until)


def compute_weight_limit(stakes: StakeTerms, units: int) -> int:
    """Return the highest weight that a contributor with this stake may claim."""
    if not stakes.stake_per_weight:
        return stakes.weight_cap
    return min(units // stakes.stake_per_weight, stakes.weight_cap)


def _require_room(role: Role, taken: int, maximum: int) -> None:
    if taken >= maximum:
        raise RoleFull(role, maximum)


def _to_units(stake: int, minimum: int) -> int:
    units, rest = divmod(stake, STAKE_UNIT)
    if rest or units > MAX_UINT48:
        raise StakeNotInUnits(stake, STAKE_UNIT)
    if units < minimum:
        raise StakeTooLow(minimum * STAKE_UNIT, stake)
    return units


def _allocate(state: State, call: Call, task: TaskId, role: Role, stake: int) -> None:
    inner = replace(call, sender=state.coordinator)
    process_allocate(state, inner, call.sender, task, role, stake)


def _exit_contributor(task: TaskState, account: Address) -> None:
    contributor = task.contributors.get(account, NEVER_ENROLLED)
    if contributor.until_round != FOREVER:
        raise NotEnrolled(account)
    task.contributors[account] = replace(contributor, until_round=task.head.next_round)
    task.roster = replace(task.roster, contributors=task.roster.contributors - 1)


def _exit_validator(task: TaskState, account: Address) -> None:
    if not _is_enrolled_validator(task, account):
        raise NotEnrolled(account)
    index = task.validator_numbers[account] - 1
    validator = task.validators[index]
    task.validators[index] = replace(validator, until_round=task.head.next_round)
    task.roster = replace(
        task.roster,
        validators=task.roster.validators - 1,
        validator_stake=task.roster.validator_stake - validator.stake,
    )


def _is_enrolled_validator(task: TaskState, account: Address) -> bool:
    number = task.validator_numbers.get(account, 0)
    return number > 0 and task.validators[number - 1].until_round == FOREVER


def _require_voted(task: TaskState, record: RoundRecord, call: Call) -> None:
    progress = get_progress(task, record.header.round)
    is_over = (
        record.commitments.stage == SealStage.SEALED
        and call.time >= record.header.vote_ends
        and has_quorum(record.header, progress)
    )
    if not is_over:
        raise WrongPhase(Phase.PROPOSE, compute_round_phase(task, record, call))


def _require_in_list(
    record: RoundRecord, position: int, leaf: ListLeaf, path: Sequence[bytes]
) -> None:
    listed = record.commitments
    root = compute_root_of(hash_list_leaf(leaf), position, path)[:CHAIN_BYTES]
    if len(path) != LIST_DEPTH or position >= listed.count or root != listed.hash:
        raise NotInList(position)


def _require_excepted(
    task: TaskState, round_: int, position: int, votes: Sequence[OpenedVote]
) -> None:
    excepted, voted = 0, get_progress(task, round_).voted_stake
    for i, vote in enumerate(votes):
        if i and vote.validator_index <= votes[i - 1].validator_index:
            raise VotesNotAscending(votes[i - 1].validator_index, vote.validator_index)
        stake = _get_shown_stake(task, round_, position, vote)
        excepted += stake * (vote.word >> position % WORD_BITS & 1)
    if 2 * excepted < voted:
        raise NotExcepted(excepted, voted)


def _get_shown_stake(task: TaskState, round_: int, position: int, shown: OpenedVote) -> int:
    cast = task.votes.get(shown.validator_index)
    root = compute_root_of(hash_word(shown.word), position // WORD_BITS, shown.path)
    is_shown = cast is not None and cast.root == root[:ROOT_BYTES] and cast.round == round_
    if cast is None or not is_shown or len(shown.path) != VOTE_DEPTH:
        raise VoteNotShown(shown.validator_index)
    return cast.stake
