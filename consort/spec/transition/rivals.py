"""Proposals of a round: the first, those beside and after it, and what a refutation does to them.

The first one lives in the round's record. Once there is a second one, all have records of their
own, and whichever is left alone leads: it moves into the round's record.
"""

from dataclasses import replace
from typing import TypeVar

from consort.errors import (
    AllocationBehindAnother,
    AlreadyProposed,
    BondHeld,
    NoBond,
    NotContestable,
    TooManyProposals,
)
from consort.spec.params import CONTESTED, MAX_PROPOSALS
from consort.spec.phases import is_lead, is_sole, is_within
from consort.spec.state import BLANK_PROPOSAL, NO_VALIDATOR, Call, TaskState
from consort.spec.transition.reading import get_progress
from consort.spec.types import NOBODY, Progress, ProposalRecord, Refuted

W = TypeVar("W", Progress, ProposalRecord)


def get_proposal(task: TaskState, round_: int, number: int) -> ProposalRecord:
    """Return a proposal, wherever it is kept; none stands once the ring gave its round away."""
    record, progress = task.get_record(round_), get_progress(task, round_)
    held = task.proposals.get((round_, number), BLANK_PROPOSAL)
    if record.header.round != round_:
        return replace(held, is_standing=False)
    if not is_lead(progress, number):
        return held
    proposer = task.validators.get(progress.proposer - 1, NO_VALIDATOR).account
    return ProposalRecord(
        hash=record.proposal_hash,
        account=proposer if held.account == NOBODY else held.account,
        validator=progress.proposer,
        bond=held.bond,
        is_standing=True,
        challenge_ends=progress.challenge_ends,
        challenge_end_block=progress.challenge_end_block,
        reward_total=progress.reward_total,
    )


def accept(task: TaskState, call: Call, round_: int, rival: ProposalRecord) -> None:
    """Make a validator's first proposal the lead; its allocation stands behind it."""
    progress = get_progress(task, round_)
    progress = replace(progress, made=progress.made + 1, lead=progress.made + 1)
    rival = _open_window(task, call, rival)
    task.update_record(round_, progress=_follow(progress, rival), proposal_hash=rival.hash)


def compete(task: TaskState, call: Call, round_: int, rival: ProposalRecord) -> None:
    """Take in a proposal beside or after another, or an outsider's."""
    progress = get_progress(task, round_)
    if progress.made >= MAX_PROPOSALS:
        raise TooManyProposals(MAX_PROPOSALS)
    if is_sole(progress):
        first = progress.lead - 1
        task.proposals[round_, first] = get_proposal(task, round_, first)
    elif progress.made == 1:
        # the first died alone, without a record: no allocation stands behind two
        held = task.proposals.get((round_, 0), BLANK_PROPOSAL)
        task.proposals[round_, 0] = replace(held, validator=progress.proposer)
    _require_new(task, round_, progress.made, rival)
    task.proposals[round_, progress.made] = _open_window(task, call, rival)
    _choose_lead(task, round_, replace(progress, made=progress.made + 1))


def refute(task: TaskState, call: Call, round_: int, number: int) -> Refuted:
    """End a standing proposal whose challenge window is open; return what stood behind it."""
    if not _is_contestable(task, call, round_, number):
        raise NotContestable(round_, number)
    held, progress = get_proposal(task, round_, number), get_progress(task, round_)
    if (stored := task.proposals.get((round_, number))) is not None:
        task.proposals[round_, number] = replace(stored, is_standing=False)
    if is_lead(progress, number):
        task.update_record(round_, progress=replace(progress, lead=0))
    else:
        _choose_lead(task, round_, progress)
    return Refuted(held.account, held.validator, held.bond)


def set_window(
    task: TaskState, call: Call, round_: int, number: int, end_time: int, end_block: int
) -> bool:
    """Move the end of a standing proposal's open challenge window; tell whether it has one."""
    if not _is_contestable(task, call, round_, number):
        return False
    progress, window = get_progress(task, round_), (end_time, end_block)
    if is_lead(progress, number):
        progress = _move_end(progress, *window)
    else:
        stored = task.proposals[round_, number]
        task.proposals[round_, number] = _move_end(stored, *window)
        progress = _widen(task, round_, progress)
    task.update_record(round_, progress=progress)
    return True


def take_bond(task: TaskState, call: Call, round_: int, number: int) -> ProposalRecord:
    """Take the bond off a proposal that can no longer be refuted; return the proposal with it."""
    held = get_proposal(task, round_, number)
    if held.bond == 0:
        raise NoBond(round_, number)
    stored = task.proposals[round_, number]
    is_judged = task.get_record(round_).header.round == round_
    if not stored.is_standing or (is_judged and _is_open(held, call)):
        raise BondHeld(round_, number)
    task.proposals[round_, number] = replace(stored, bond=0)
    return held


def _open_window(task: TaskState, call: Call, rival: ProposalRecord) -> ProposalRecord:
    results = task.params.results
    return replace(
        rival,
        is_standing=True,
        challenge_ends=call.time + results.challenge,
        challenge_end_block=call.block + results.challenge_blocks,
    )


def _is_open(held: ProposalRecord, call: Call) -> bool:
    return is_within(held.challenge_ends, held.challenge_end_block, call.time, call.block)


def _is_contestable(task: TaskState, call: Call, round_: int, number: int) -> bool:
    held = get_proposal(task, round_, number)
    return held.is_standing and _is_open(held, call)


def _require_new(task: TaskState, round_: int, made: int, rival: ProposalRecord) -> None:
    """Require that the same does not stand yet, and that no allocation stands behind two."""
    for number in range(made):
        other = task.proposals.get((round_, number), BLANK_PROPOSAL)
        if other.is_standing and other.hash == rival.hash:
            raise AlreadyProposed(rival.hash)
        if rival.bond == other.bond == 0 and rival.validator == other.validator:
            raise AllocationBehindAnother(rival.validator - 1)


def _choose_lead(task: TaskState, round_: int, progress: Progress) -> None:
    """Let what stands alone lead; while several stand, the latest window counts."""
    standing = [
        (number, rival)
        for number in range(progress.made)
        if (rival := task.proposals.get((round_, number), BLANK_PROPOSAL)).is_standing
    ]
    if len(standing) > 1:
        contested = _widen(task, round_, replace(progress, lead=CONTESTED))
        task.update_record(round_, progress=contested)
        return
    ((number, lead),) = standing
    progress = _follow(replace(progress, lead=number + 1), lead)
    task.update_record(round_, progress=progress, proposal_hash=lead.hash)


def _follow(progress: Progress, lead: ProposalRecord) -> Progress:
    return replace(
        progress,
        proposer=lead.validator,
        challenge_ends=lead.challenge_ends,
        challenge_end_block=lead.challenge_end_block,
        reward_total=lead.reward_total,
    )


def _move_end(held: W, end_time: int, end_block: int) -> W:
    return replace(held, challenge_ends=end_time, challenge_end_block=end_block)


def _widen(task: TaskState, round_: int, progress: Progress) -> Progress:
    rivals = [
        task.proposals.get((round_, number), BLANK_PROPOSAL) for number in range(progress.made)
    ]
    standing = [rival for rival in rivals if rival.is_standing]
    return replace(
        progress,
        challenge_ends=max(rival.challenge_ends for rival in standing),
        challenge_end_block=max(rival.challenge_end_block for rival in standing),
    )
