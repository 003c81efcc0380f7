"""Entry points of the coordinator for contributors and validators as such."""

from dataclasses import replace

from consort.errors import (
    AlreadyCoolingDown,
    AlreadyEnrolled,
    NotAuthorised,
    NotEnrolled,
    RoleFull,
    SafeCastOverflowedUintDowncast,
    StakeNotInUnits,
    StakeTooLow,
)
from consort.spec.limits import MAX_UINT48
from consort.spec.params import (
    FOREVER,
    MAX_CONTRIBUTORS,
    MAX_VALIDATOR_INDICES,
    MAX_VALIDATORS,
    REWARD_DEPTH,
    STAKE_UNIT,
)
from consort.spec.state import NEVER_ENROLLED, Call, State, TaskState
from consort.spec.transition.reading import get_open_task, get_task, read_task
from consort.spec.transition.vault import process_allocate, process_begin_exit
from consort.spec.types import Address, Contributor, Role, StakeTerms, TaskId, Validator

ROUND_BITS = 24


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


def process_discharge(state: State, call: Call, task: TaskId, account: Address) -> None:
    """End the enrolment of a convicted validator, unless it has ended; disputes only."""
    if call.sender != state.judges.disputes:
        raise NotAuthorised(state.judges.disputes, call.sender)
    held = read_task(state, task)
    if not _is_enrolled_validator(held, account):
        return
    _exit_validator(held, account)
    inner = replace(call, sender=state.coordinator)
    process_begin_exit(state, inner, account, task, Role.VALIDATOR)


def process_rest(state: State, call: Call, task: TaskId, account: Address, round_: int) -> None:
    """Let a contributor sit out whose input was excepted in a round; input proofs only."""
    if call.sender != state.judges.input_proofs:
        raise NotAuthorised(state.judges.input_proofs, call.sender)
    held = read_task(state, task)
    rest_until = round_ + 1 + held.params.stakes.cooldown_rounds
    if rest_until >> ROUND_BITS:
        raise SafeCastOverflowedUintDowncast(ROUND_BITS, rest_until)
    contributor = held.contributors.get(account, NEVER_ENROLLED)
    if contributor.rest_until >= rest_until:
        raise AlreadyCoolingDown(contributor.rest_until)

    held.contributors[account] = replace(contributor, rest_until=rest_until)


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
