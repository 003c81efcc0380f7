"""Invariants that hold after every call, whatever it was."""

from consort.spec.params import STAKE_UNIT
from consort.spec.state import State
from consort.spec.transition.lineage import compute_unspent
from consort.spec.types import DemandState, SlashId, SlashState, TaskId


def check_sums(state: State, supply: int) -> None:
    """I1: vault and ledger hold what they owe, and nothing is made or lost but what is burned."""
    totals = state.vault.totals
    owed = totals.free + totals.active + totals.exiting + totals.bonded + totals.burn_pending
    assert state.balances[state.vault_address] == owed
    assert totals.free == sum(state.vault.free.values())
    allocations = state.vault.allocations.values()
    assert totals.active == sum(held.amount for held in allocations if not held.release_at)
    assert totals.exiting == sum(held.amount for held in allocations if held.release_at)
    assert totals.bonded == sum_bonds(state)
    tasks = sum(
        compute_unspent(task) + task.head.allocated - sum(task.claimed.values())
        for task in state.tasks
    )
    assert state.balances[state.ledger_address] == tasks + sum(state.credits.values())
    assert sum(state.balances.values()) <= supply


def sum_bonds(state: State) -> int:
    """Return the bonds and deposits that somebody still has to get: none is ever lost."""
    slashes = state.disputes.slashes.items()
    frozen = {slash for slash, held in slashes if held.state == SlashState.FROZEN}
    units = sum(
        held.bond
        for task_id, task in enumerate(state.tasks)
        for place, held in task.proposals.items()
        if held.is_standing or SlashId.of_proposal(TaskId(task_id), *place) in frozen
    )
    waiting = DemandState.OPEN, DemandState.ANSWERED
    demands = [held for held in state.demands.demands if held.state in waiting]
    return units * STAKE_UNIT + sum(held.deposit for held in demands)
