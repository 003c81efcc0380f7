"""Entry points of the stake vault."""

from dataclasses import replace

from consort.errors import (
    AllocationInUse,
    ExitBlocksPending,
    ExitPending,
    FractionOutOfRange,
    FreeStakeTooLow,
    NoExit,
    NotVaultController,
    StakeFrozen,
)
from consort.spec.params import BASIS_POINTS, MAX_BOUNTY_BPS, MAX_REFUND_BPS
from consort.spec.state import Call, State, VaultState
from consort.spec.transition.tokens import transfer
from consort.spec.types import Address, Allocation, Role, TaskId


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
    vault = state.vault
    held = vault.get_allocation(call.sender, task, role)
    if held.release_at == 0:
        raise NoExit(call.sender)
    if call.time < held.release_at:
        raise ExitPending(held.release_at, call.time)
    if call.block < held.release_block:
        raise ExitBlocksPending(held.release_block, call.block)
    if held.frozen:
        raise StakeFrozen(call.sender, held.frozen)

    del vault.allocations[call.sender, task, role]
    _add(vault, exiting=-held.amount)
    _add_free(vault, call.sender, held.amount)


def process_allocate(
    state: State, call: Call, account: Address, task: TaskId, role: Role, amount: int
) -> None:
    """Allocate free stake to an enrolment; coordinator only."""
    _require_from(call, state.coordinator)
    vault = state.vault
    held = vault.get_allocation(account, task, role)
    if held.is_in_use:
        raise AllocationInUse(account, held.amount)

    _take_free(vault, account, amount)
    vault.allocations[account, task, role] = replace(held, amount=amount)
    _add(vault, active=amount)


def process_begin_exit(
    state: State, call: Call, account: Address, task: TaskId, role: Role
) -> None:
    """Begin the exit of an enrolment's stake; coordinator only."""
    _require_from(call, state.coordinator)
    vault = state.vault
    held = vault.get_allocation(account, task, role)

    ends = {
        "release_at": call.time + vault.exit_delay,
        "release_block": call.block + vault.exit_blocks,
    }
    vault.allocations[account, task, role] = replace(held, **ends)
    _add(vault, active=-held.amount, exiting=held.amount)


def process_freeze(state: State, call: Call, account: Address, task: TaskId, role: Role) -> None:
    """Keep an allocation from being released; disputes only."""
    _require_from(call, state.judges.disputes)
    _count_conviction(state.vault, account, task, role, 1)


def process_thaw(state: State, call: Call, account: Address, task: TaskId, role: Role) -> None:
    """Drop a conviction; disputes only."""
    _require_from(call, state.judges.disputes)
    _count_conviction(state.vault, account, task, role, -1)


def process_slash(
    state: State,
    call: Call,
    account: Address,
    task: TaskId,
    role: Role,
    fraction_bps: int,
    reporter: Address,
    bounty_cap: int,
    refund: int,
) -> tuple[int, int]:
    """Take a fraction of a frozen allocation, exiting or not; disputes only.

    Returns what was taken, and what of it the reporter got.
    """
    _require_from(call, state.judges.disputes)
    if fraction_bps > BASIS_POINTS:
        raise FractionOutOfRange(fraction_bps, BASIS_POINTS)

    _count_conviction(state.vault, account, task, role, -1)
    slashed = _reduce(state.vault, account, task, role, fraction_bps)
    return slashed, _share(state.vault, slashed, reporter, bounty_cap, refund)


def process_lock_bond(state: State, call: Call, account: Address, amount: int) -> None:
    """Turn free stake into a bond; coordinator and demands only."""
    _require_from(call, state.coordinator, state.judges.demands)
    _take_free(state.vault, account, amount)
    _add(state.vault, bonded=amount)


def process_unlock_bond(state: State, call: Call, account: Address, amount: int) -> None:
    """Turn a bond into free stake of an account; coordinator, disputes and demands only.

    The vault calls it `releaseBond`, like the coordinator's function that leads here.
    """
    _require_from(call, state.coordinator, state.judges.disputes, state.judges.demands)
    _add(state.vault, bonded=-amount)
    _add_free(state.vault, account, amount)


def process_forfeit_bond(
    state: State, call: Call, amount: int, reporter: Address, bounty_cap: int, refund: int
) -> int:
    """Take a bond; disputes and demands only. Returns what of it the reporter got."""
    _require_from(call, state.judges.disputes, state.judges.demands)
    _add(state.vault, bonded=-amount)
    return _share(state.vault, amount, reporter, bounty_cap, refund)


def process_burn(state: State, call: Call) -> None:
    """Burn what was slashed; anybody may call."""
    del call
    state.balances[state.vault_address] -= state.vault.totals.burn_pending
    state.vault.totals = replace(state.vault.totals, burn_pending=0)


def _require_from(call: Call, *controllers: Address) -> None:
    if call.sender not in controllers:
        raise NotVaultController(call.sender)


def _count_conviction(
    vault: VaultState, account: Address, task: TaskId, role: Role, more: int
) -> None:
    held = vault.get_allocation(account, task, role)
    vault.allocations[account, task, role] = replace(held, frozen=held.frozen + more)


def _reduce(
    vault: VaultState, account: Address, task: TaskId, role: Role, fraction_bps: int
) -> int:
    """Take the fraction, rounded up, from an allocation and from the total it counts in."""
    held: Allocation = vault.get_allocation(account, task, role)
    slashed = -(-held.amount * fraction_bps // BASIS_POINTS)
    vault.allocations[account, task, role] = replace(held, amount=held.amount - slashed)
    _add(vault, **{"exiting" if held.release_at else "active": -slashed})
    return slashed


def _share(
    vault: VaultState, taken: int, reporter: Address, bounty_cap: int, refund_cap: int
) -> int:
    """I3: give the reporter at most half of what is taken; the rest waits to be burned."""
    bounty = min(bounty_cap, taken * MAX_BOUNTY_BPS // BASIS_POINTS)
    refund = min(refund_cap, taken * MAX_REFUND_BPS // BASIS_POINTS)
    _add_free(vault, reporter, bounty + refund)
    _add(vault, burn_pending=taken - bounty - refund)
    return bounty + refund


def _add_free(vault: VaultState, account: Address, amount: int) -> None:
    vault.free[account] += amount
    _add(vault, free=amount)


def _take_free(vault: VaultState, account: Address, amount: int) -> None:
    free = vault.free[account]
    if amount > free:
        raise FreeStakeTooLow(account, amount, free)
    vault.free[account] -= amount
    _add(vault, free=-amount)


def _add(vault: VaultState, **amounts: int) -> None:
    """Move totals by these amounts."""
    totals = {name: getattr(vault.totals, name) + amount for name, amount in amounts.items()}
    vault.totals = replace(vault.totals, **totals)
