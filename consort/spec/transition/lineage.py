"""What a round builds on, and what becomes final."""

from dataclasses import replace

from consort.errors import ParentNotHead, RoundStillRunning, WrongPhase, WrongRound
from consort.spec.params import CONTESTED, MAX_DEPTH, OPEN_END, ORPHAN, OUTSIDER, RING
from consort.spec.phases import (
    compute_pointer,
    is_contestable,
    is_decided,
    is_finalisable,
    is_sole,
)
from consort.spec.state import Call, State, TaskState
from consort.spec.transition.reading import (
    compute_round_phase,
    get_progress,
    get_record,
    get_task,
    read_task,
    require_phase,
)
from consort.spec.types import Address, Phase, Progress, RoundRecord, TaskId


def process_finalise(state: State, call: Call, task: TaskId, round_: int) -> None:
    """Make the sole proposal that outlived its challenge window the task's head."""
    held = read_task(state, task)
    record = get_record(held, round_)
    progress = record.progress
    if progress.round != round_:
        raise WrongRound(progress.round, round_)
    is_due = is_finalisable(progress, call.time, call.block)
    require_phase(held, record, call, is_due, Phase.FINALISE)
    if is_decided(held.head, round_):
        raise WrongPhase(Phase.FINALISE, Phase.FINAL)
    if record.header.parent != held.head.tip:
        raise ParentNotHead(record.header.parent, held.head.tip)

    _finalise(state, held, progress)


def process_sync_head(state: State, call: Call, task: TaskId) -> bytes:
    """Return the head's proposal hash, after all rounds became final that are due."""
    held = get_task(state, task)
    if held.head.next_round:
        _finalise_due(state, call, held, held.head.next_round - 1)
    return held.get_record(held.head.round).proposal_hash


def end_last_round(state: State, call: Call, task: TaskState) -> int:
    """Let due rounds become final, book the last round's vote pay; return the next one's parent."""
    if not task.head.next_round:
        return task.head.tip
    last = task.head.next_round - 1
    _finalise_due(state, call, task, last)
    vote_pay = compute_vote_pay(task, last)
    parent = _compute_parent_after(call, task, last)
    task.head = replace(task.head, unspent=task.head.unspent - vote_pay)
    return parent


def compute_depth_of(task: TaskState, call: Call, round_: int) -> int:
    """Return the undecided proposals between a round and the head, ORPHAN if none or not of it."""
    if is_decided(task.head, round_):
        return ORPHAN
    return compute_depth(task, call, round_, task.get_record(round_).header.parent)


def compute_depth(task: TaskState, call: Call, round_: int, parent: int) -> int:
    """Return the undecided proposals from a round's parent up to the head, ORPHAN if it is dead.

    A later round may have taken the place of a parent that died.
    """
    for depth in range(MAX_DEPTH + 2):
        if parent == task.head.tip:
            return depth
        header = task.records[parent % RING].header
        if header.round >= round_ or not _stands(task, call, parent):
            return ORPHAN
        round_, parent = header.round, header.parent
    return ORPHAN


def compute_unspent(task: TaskState) -> int:
    """Return the budget that nobody has earned, the last round's vote pay taken off."""
    if task.roster.closed or not task.head.next_round:
        return task.head.unspent
    return task.head.unspent - compute_vote_pay(task, task.head.next_round - 1)


def compute_vote_pay(task: TaskState, round_: int) -> int:
    """Return what the votes of a round have earned."""
    voted = get_progress(task, round_).voted_stake
    return voted * compute_vote_pay_per_unit(task, task.get_record(round_).header.validator_stake)


def compute_vote_pay_per_unit(task: TaskState, validator_stake: int) -> int:
    """Return what a unit of stake earns by a vote; the rest stays in the budget."""
    return task.params.inputs.vote_pay // validator_stake if validator_stake else 0


def _stands(task: TaskState, call: Call, parent: int) -> bool:
    """Tell whether a proposal is neither dead nor one of several that outlived their windows."""
    record, number = task.records[parent % RING], parent // RING
    progress = record.progress
    if progress.lead != CONTESTED:
        return progress.lead == number + 1
    rival = task.proposals.get((record.header.round, number))
    is_standing = rival is not None and rival.is_standing
    return is_standing and is_contestable(progress, call.time, call.block)


def _finalise_due(state: State, call: Call, task: TaskState, round_: int) -> None:
    """Finalise what is due of a round and of those it builds on, oldest first."""
    if is_decided(task.head, round_):
        return
    parent = task.get_record(round_).header.parent
    older = task.records[parent % RING].header.round
    if parent != task.head.tip and older < round_:
        _finalise_due(state, call, task, older)
    progress = get_progress(task, round_)
    if parent == task.head.tip and is_finalisable(progress, call.time, call.block):
        _finalise(state, task, progress)


def _finalise(state: State, task: TaskState, progress: Progress) -> None:
    """I5: make a round's sole proposal the head and credit its proposer."""
    head, pay = task.head, task.params.results.proposer_pay
    state.credits[_get_proposer(task, progress)] += pay
    task.head = replace(
        head,
        unspent=head.unspent - (progress.reward_total - head.allocated) - pay,
        allocated=progress.reward_total,
        version=head.version + 1,
        round=progress.round,
        tip=compute_pointer(progress.round, progress.lead - 1),
    )


def _get_proposer(task: TaskState, progress: Progress) -> Address:
    if progress.proposer == OUTSIDER:
        return task.proposals[progress.round, progress.lead - 1].account
    return task.validators[progress.proposer - 1].account


def _compute_parent_after(call: Call, task: TaskState, round_: int) -> int:
    """Return what a round after this one builds on; where it is void, what it built on itself."""
    if is_decided(task.head, round_):
        return task.head.tip
    record = task.get_record(round_)
    parent = record.header.parent
    is_orphan = compute_depth(task, call, round_, parent) == ORPHAN
    phase = Phase.VOID if is_orphan else compute_round_phase(task, record, call)
    if phase != Phase.VOID:
        return _require_sound(call, task, record, phase)

    if is_orphan:
        _stop(call, task, round_)
    older = task.records[parent % RING].header.round
    if parent == task.head.tip or older >= round_:
        return task.head.tip
    return _compute_parent_after(call, task, older)


def _require_sound(call: Call, task: TaskState, record: RoundRecord, phase: Phase) -> int:
    """Require a sole proposal without open demands, and few undecided ones; return its pointer."""
    round_, progress = record.header.round, record.progress
    is_own = progress.round == round_ and progress.challenge_ends != OPEN_END
    if not is_sole(progress) or not is_own:
        raise RoundStillRunning(round_, phase)
    pointer = compute_pointer(round_, progress.lead - 1)
    if compute_depth(task, call, round_ + 1, pointer) > MAX_DEPTH:
        raise RoundStillRunning(round_, phase)
    return pointer


def _stop(call: Call, task: TaskState, round_: int) -> None:
    """End all phases of a round whose parent died: nothing may be earned in it any more."""
    now = call.time
    header = task.get_record(round_).header
    ends = replace(header, commit_ends=now, seal_ends=now, vote_ends=now, propose_ends=now)
    task.update_record(round_, header=ends)
