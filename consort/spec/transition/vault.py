"""Entry points of the stake vault."""

from dataclasses import replace

from consort.errors import (
    AllocationInUse,
    ExitPending,
    FractionOutOfRange,
    FreeStakeTooLow,
    NoExit,
    NotVaultController,
)
from consort.spec.params import BASIS_POINTS, MAX_BOUNTY_BPS
from consort.spec.state import Call, State, VaultState
from consort.spec.transition.tokens import transfer
from consort.spec.types import Address, Allocation, Role, TaskId

NOTHING = Allocation(0, 0)


def process_deposit(state: State, call: Call, amount: int) -> None:
    """Deposit the sender's tokens as free stake."""
    transfer(state, call.sender, state.vault_address, amount)
    _add_free(state.vault, call.sender, amount)


def process_deposit_with_permit(state: State, call: Call, amount: int) -> None:
    """Deposit with a permit, whose check is the token's."""
    process_deposit(state, call, amount)


def process_withdraw(state: State, call: Call, amount: int) -> None:
    """Pay free stake out to the sender."""
    _take_free(state.vault, call.sender, amount)
    transfer(state, state.vault_address, call.sender, amount)


def process_release(state: State, call: Call, task: TaskId, role: Role) -> None:
    """Free the sender's exited stake once the delay is over."""
    vault, key = state.vault, (call.sender, task, role)
    held = vault.allocations.get(key, NOTHING)
    if held.release_at == 0:
        raise NoExit(call.sender)
    if call.time < held.release_at:
        raise ExitPending(held.release_at, call.time)

    del vault.allocations[key]
    vault.totals = replace(vault.totals, exiting=vault.totals.exiting - held.amount)
    _add_free(vault, call.sender, held.amount)


def process_allocate(
    state: State, call: Call, account: Address, task: TaskId, role: Role, amount: int
) -> None:
    """Allocate free stake to an enrolment; coordinator only."""
    _require_coordinator(state, call)
    vault, key = state.vault, (account, task, role)
    held = vault.allocations.get(key, NOTHING)
    if held != NOTHING:
        raise AllocationInUse(account, held.amount)

    _take_free(vault, account, amount)
    vault.allocations[key] = Allocation(amount, 0)
    vault.totals = replace(vault.totals, active=vault.totals.active + amount)


def process_begin_exit(
    state: State, call: Call, account: Address, task: TaskId, role: Role
) -> None:
    """Begin the exit of an enrolment's stake; coordinator only."""
    _require_coordinator(state, call)
    vault, key = state.vault, (account, task, role)
    amount = vault.allocations[key].amount

    vault.allocations[key] = Allocation(amount, call.time + vault.exit_delay)
    active, exiting = vault.totals.active - amount, vault.totals.exiting + amount
    vault.totals = replace(vault.totals, active=active, exiting=exiting)


def process_slash(
    state: State,
    call: Call,
    account: Address,
    task: TaskId,
    role: Role,
    fraction_bps: int,
    reporter: Address,
    bounty_bps: int,
) -> int:
    """Take a fraction of an allocation, exiting or not; at most a tenth of it is a bounty."""
    _require_coordinator(state, call)
    if fraction_bps > BASIS_POINTS:
        raise FractionOutOfRange(fraction_bps, BASIS_POINTS)
    if bounty_bps > MAX_BOUNTY_BPS:
        raise FractionOutOfRange(bounty_bps, MAX_BOUNTY_BPS)

    slashed = _reduce(state.vault, (account, task, role), fraction_bps)
    bounty = slashed * bounty_bps // BASIS_POINTS
    _add_free(state.vault, reporter, bounty)
    totals = state.vault.totals
    burn_pending = totals.burn_pending + slashed - bounty
    state.vault.totals = replace(totals, burn_pending=burn_pending)
    return slashed


def process_burn(state: State, call: Call) -> None:
    """Burn what was slashed; anybody may call."""
    del call
    state.balances[state.vault_address] -= state.vault.totals.burn_pending
    state.vault.totals = replace(state.vault.totals, burn_pending=0)


def _require_coordinator(state: State, call: Call) -> None:
    if call.sender != state.coordinator:
        raise NotVaultController(state.coordinator, call.sender)


def _reduce(vault: VaultState, key: tuple[Address, TaskId, Role], fraction_bps: int) -> int:
    held = vault.allocations.get(key, NOTHING)
    slashed = -(-held.amount * fraction_bps // BASIS_POINTS)
    if slashed:
        vault.allocations[key] = replace(held, amount=held.amount - slashed)
    total = "exiting" if held.release_at else "active"
    left = getattr(vault.totals, total) - slashed
    vault.totals = replace(vault.totals, **{total: left})
    return slashed


def _add_free(vault: VaultState, account: Address, amount: int) -> None:
    vault.free[account] += amount
    vault.totals = replace(vault.totals, free=vault.totals.free + amount)


def _take_free(vault: VaultState, account: Address, amount: int) -> None:
    free = vault.free[account]
    if amount > free:
        raise FreeStakeTooLow(account, amount, free)
    vault.free[account] -= amount
    vault.totals = replace(vault.totals, free=vault.totals.free - amount)
