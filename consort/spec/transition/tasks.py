"""Entry points of the coordinator for tasks, their budgets and their lineage."""

from dataclasses import replace

from consort.errors import (
    NotAuthorised,
    NotTaskOwner,
    RoundStillRunning,
    TaskIsClosed,
    UnknownTask,
)
from consort.spec.limits import require_valid
from consort.spec.params import RING
from consort.spec.phases import compute_phase, is_finalisable
from consort.spec.proposals import compute_genesis, hash_proposal
from consort.spec.state import EMPTY_PROGRESS, NO_PARAMS, Call, State, TaskState
from consort.spec.types import (
    NOBODY,
    Address,
    Head,
    Header,
    Phase,
    Progress,
    RoundRecord,
    TaskId,
    TaskParams,
)


def process_create_task(state: State, call: Call, params: TaskParams) -> TaskId:
    """Open a task that the sender owns."""
    require_valid(params, state.max_round_time)

    task = TaskId(len(state.tasks))
    root = params.genesis_model_root
    genesis = hash_proposal(compute_genesis(state.chain_id, state.coordinator, task, root))
    new = TaskState(call.sender, genesis, params)
    new.update_record(RING - 1, proposal_hash=genesis)
    state.tasks.append(new)
    return task


def process_close_task(state: State, call: Call, task: TaskId) -> None:
    """End a task once no round runs; the owner is credited what is unspent."""
    held = get_task(state, task)
    if call.sender != held.owner:
        raise NotTaskOwner(held.owner, call.sender)
    if held.head.closed:
        raise TaskIsClosed(task)

    end_last_round(state, call, held)
    state.credits[call.sender] += held.head.unspent
    held.head = replace(held.head, unspent=0, closed=True)


def process_add_budget(state: State, call: Call, task: TaskId, amount: int) -> None:
    """Add to a task's budget; reward ledger only."""
    _require_ledger(state, call)
    held = get_open_task(state, task)
    held.head = replace(held.head, unspent=held.head.unspent + amount)


def process_sync_head(state: State, call: Call, task: TaskId) -> bytes:
    """Return the head's proposal hash; finalise the last round first where that is due."""
    held = get_task(state, task)
    last = held.head.next_round - 1
    progress = get_progress(held, last)
    is_due = is_finalisable(progress, call.time, call.block)
    if held.head.next_round and not is_head(held.head, last) and is_due:
        finalise_round(state, held, progress)
    return held.records[held.head.slot].proposal_hash


def process_take_credit(state: State, call: Call, account: Address) -> int:
    """Take an account's credit off the books; reward ledger only."""
    _require_ledger(state, call)
    return state.credits.pop(account, 0)


def compute_unspent(task: TaskState) -> int:
    """Return the budget that nobody has earned, the last round's vote pay taken off."""
    if task.head.closed or not task.head.next_round:
        return task.head.unspent
    last = task.head.next_round - 1
    return task.head.unspent - _compute_vote_pay(task, last)


def get_task(state: State, task: TaskId) -> TaskState:
    """Return a task or raise UnknownTask."""
    if task >= len(state.tasks):
        raise UnknownTask(task)
    return state.tasks[task]


def read_task(state: State, task: TaskId) -> TaskState:
    """Return a task, a blank one for an unknown number: its rounds are just not there."""
    if task < len(state.tasks):
        return state.tasks[task]
    return TaskState(NOBODY, bytes(32), NO_PARAMS)


def get_open_task(state: State, task: TaskId) -> TaskState:
    """Return a task that still takes budget, enrolments and rounds."""
    held = get_task(state, task)
    if held.head.closed:
        raise TaskIsClosed(task)
    return held


def get_progress(task: TaskState, round_: int) -> Progress:
    """Return votes and proposal of a round; empty while the slot holds an earlier round's."""
    progress = task.get_record(round_).progress
    return progress if progress.round == round_ else replace(EMPTY_PROGRESS, round=round_)


def compute_round_phase(task: TaskState, record: RoundRecord, call: Call) -> Phase:
    """Return the phase of a record's round, the head's being told apart by the caller."""
    progress = get_progress(task, record.header.round)
    return compute_phase(replace(record, progress=progress), call.time, call.block)


def is_head(head: Head, round_: int) -> bool:
    """Tell whether a round is the head's; no other round ever gets the head's place."""
    return head.slot == round_ % RING


def end_last_round(state: State, call: Call, task: TaskState) -> None:
    """Require that the last round is over, finalise it where due, book its vote pay."""
    if not task.head.next_round:
        return
    last = task.head.next_round - 1
    if not is_head(task.head, last):
        progress = get_progress(task, last)
        if is_finalisable(progress, call.time, call.block):
            finalise_round(state, task, progress)
        else:
            phase = compute_round_phase(task, task.get_record(last), call)
            if phase != Phase.VOID:
                raise RoundStillRunning(last, phase)
    unspent = task.head.unspent - _compute_vote_pay(task, last)
    task.head = replace(task.head, unspent=unspent)


def finalise_round(state: State, task: TaskState, progress: Progress) -> None:
    """Make a round's proposal the head and credit its proposer."""
    head, pay = task.head, task.params.results.proposer_pay
    task.head = replace(
        head,
        unspent=head.unspent - (progress.reward_total - head.allocated) - pay,
        allocated=progress.reward_total,
        version=head.version + 1,
        slot=progress.round % RING,
    )
    state.credits[task.validators[progress.proposer - 1].account] += pay


def compute_vote_pay_per_unit(task: TaskState, header: Header) -> int:
    """Return what a unit of stake earns by a vote; the rest stays in the budget."""
    return task.params.inputs.vote_pay // header.validator_stake


def _compute_vote_pay(task: TaskState, round_: int) -> int:
    voted = get_progress(task, round_).voted_stake
    return voted and voted * compute_vote_pay_per_unit(task, task.get_record(round_).header)


def _require_ledger(state: State, call: Call) -> None:
    if call.sender != state.ledger_address:
        raise NotAuthorised(state.ledger_address, call.sender)
