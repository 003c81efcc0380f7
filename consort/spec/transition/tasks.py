"""Entry points of the coordinator for tasks and their budgets."""

from dataclasses import replace

from consort.errors import (
    NotAuthorised,
    NotTaskOwner,
    RoundStillRunning,
    SafeCastOverflowedUintDowncast,
    TaskIsClosed,
)
from consort.spec.limits import require_valid
from consort.spec.params import BEFORE_ALL
from consort.spec.proposals import compute_genesis, hash_proposal
from consort.spec.state import EMPTY_PROGRESS, Call, State, TaskState
from consort.spec.transition.lineage import end_last_round
from consort.spec.transition.reading import get_open_task, get_task
from consort.spec.types import Address, Phase, TaskId, TaskParams

BUDGET_BITS = 88


def process_create_task(state: State, call: Call, params: TaskParams) -> TaskId:
    """Open a task that the sender owns; the initial model stands in the ring before all rounds."""
    require_valid(params, state.max_round_time, state.vault.exit_blocks)

    task = TaskId(len(state.tasks))
    root = params.genesis_model_root
    genesis = hash_proposal(compute_genesis(state.chain_id, state.coordinator, task, root))
    new = TaskState(call.sender, genesis, params)
    sole = replace(EMPTY_PROGRESS, lead=1)
    new.update_record(BEFORE_ALL, proposal_hash=genesis, progress=sole)
    state.tasks.append(new)
    return task


def process_close_task(state: State, call: Call, task: TaskId) -> None:
    """End a task once nothing is undecided; the owner is credited what is unspent."""
    held = get_task(state, task)
    if call.sender != held.owner:
        raise NotTaskOwner(held.owner, call.sender)
    if held.roster.closed:
        raise TaskIsClosed(task)

    parent = end_last_round(state, call, held)
    if parent != held.head.tip:
        raise RoundStillRunning(held.head.next_round - 1, Phase.CHALLENGE)
    state.credits[call.sender] += held.head.unspent
    held.head = replace(held.head, unspent=0)
    held.roster = replace(held.roster, closed=True)


def process_add_budget(state: State, call: Call, task: TaskId, amount: int) -> None:
    """Add to a task's budget; reward ledger only."""
    _require_ledger(state, call)
    held = get_open_task(state, task)
    unspent = held.head.unspent + amount
    if unspent >> BUDGET_BITS:
        raise SafeCastOverflowedUintDowncast(BUDGET_BITS, unspent)
    held.head = replace(held.head, unspent=unspent)


def process_take_credit(state: State, call: Call, account: Address) -> int:
    """Take an account's credit off the books; reward ledger only."""
    _require_ledger(state, call)
    return state.credits.pop(account, 0)


def _require_ledger(state: State, call: Call) -> None:
    if call.sender != state.ledger_address:
        raise NotAuthorised(state.ledger_address, call.sender)
