"""Stake: in, out, and where it stands."""

import click

from consort.amounts import format_tokens
from consort.chain.accounts import parse_address
from consort.chain.client import Chain
from consort.cli.actions.connection import connect
from consort.cli.output import Output, format_table
from consort.cli.settings import Network, Signer
from consort.errors import AllocationInUse, AlreadyEnrolled, StakeTooLow
from consort.spec.params import STAKE_UNIT
from consort.spec.types import Role, TaskId


def deposit_stake(
    output: Output,
    network: Network,
    signer: Signer,
    amount: int,
    task: int | None,
    role: str | None,
) -> None:
    """Deposit, and enrol where a task is named; raises UnknownTask, StakeTooLow."""
    if (task is None) != (role is None):
        raise click.UsageError("--task and --role go together.")
    chain = connect(network, signer)
    if task is None or role is None:
        chain.deposit(amount)
    else:
        enrol(chain, TaskId(task), _parse_role(role), amount)
    free = chain.get_free_stake(chain.address)
    done = f"Enrolled as {role} in task {task}" if role else "Deposited"
    document = {"account": chain.address, "task": task, "role": role, "stake": str(amount)}
    output.show(
        document | {"free_stake": str(free)},
        f"{done} with {format_tokens(amount)} tokens; {format_tokens(free)} are free.",
    )


def exit_role(output: Output, network: Network, signer: Signer, task: int, role: str) -> None:
    """End an enrolment; raises NotEnrolled."""
    chain = connect(network, signer)
    chain.request_exit(TaskId(task), _parse_role(role))
    exiting = chain.get_allocation(chain.address, TaskId(task), _parse_role(role))
    document = {"account": chain.address, "task": task, "role": role}
    output.show(
        document | {"stake": str(exiting.amount), "release_at": exiting.release_at},
        f"{format_tokens(exiting.amount)} tokens are free at {exiting.release_at} (chain's time).",
    )


def withdraw_stake(
    output: Output,
    network: Network,
    signer: Signer,
    amount: int | None,
    task: int | None,
    role: str | None,
) -> None:
    """Release what has exited, if named, and withdraw; raises what the vault refuses with.

    A node account passes it on to its owner.
    """
    if (task is None) != (role is None):
        raise click.UsageError("--task and --role go together.")
    chain = connect(network, signer)
    if task is not None and role is not None:
        _release(chain, TaskId(task), _parse_role(role))
    taken = chain.get_free_stake(chain.address) if amount is None else amount
    if taken:
        chain.withdraw(taken)
    if chain.is_delegated and chain.get_balance(chain.address):
        chain.sweep(chain.address)
    document = {"account": chain.address, "withdrawn": str(taken)}
    output.show(document, f"Withdrew {format_tokens(taken)} tokens.")


def show_stake(output: Output, network: Network, address: str, task: int | None) -> None:
    """Show an account's stake; raises UnknownTask."""
    account, chain = parse_address(address), connect(network)
    free = chain.get_free_stake(account)
    document: dict[str, object] = {"address": account, "free_stake": str(free)}
    rows: list[tuple[str, object, object]] = [("free", format_tokens(free), "")]
    if task is not None:
        chain.get_task(TaskId(task))
        for role in Role:
            held = chain.get_allocation(account, TaskId(task), role)
            name = role.name.lower()
            document[name] = {"stake": str(held.amount), "release_at": held.release_at or None}
            rows.append((name, format_tokens(held.amount), held.release_at or ""))
    output.show(document, format_table(("stake", "tokens", "release at"), rows))


def enrol_if_not(chain: Chain, task: int, role: Role, amount: int | None) -> None:
    """Enrol with an amount, if one is given and the account has no place in the role yet.

    Who is just leaving, or was slashed, does not come back by itself. Raises as `enrol`.
    """
    if amount is None:
        return
    if not chain.get_allocation(chain.address, TaskId(task), role).is_in_use:
        enrol(chain, TaskId(task), role, amount)


def enrol(chain: Chain, task: TaskId, role: Role, amount: int) -> None:
    """Deposit what is missing and enrol; what would be refused is checked before anything moves.

    Raises UnknownTask, StakeTooLow, AlreadyEnrolled, AllocationInUse.
    """
    stakes = chain.get_task(task).params.stakes
    minima = {
        Role.CONTRIBUTOR: stakes.min_contributor_stake,
        Role.VALIDATOR: stakes.min_validator_stake,
    }
    if amount < minima[role] * STAKE_UNIT:
        raise StakeTooLow(minima[role] * STAKE_UNIT, amount)
    _require_place(chain, task, role)
    missing = amount - chain.get_free_stake(chain.address)
    if missing > 0:
        chain.deposit(missing)
    send = chain.enrol_contributor if role is Role.CONTRIBUTOR else chain.enrol_validator
    send(task, amount)


def _require_place(chain: Chain, task: TaskId, role: Role) -> None:
    held = chain.get_allocation(chain.address, task, role)
    if held.release_at:
        raise AllocationInUse(chain.address, held.amount)
    if held.amount:
        raise AlreadyEnrolled(chain.address)


def _release(chain: Chain, task: TaskId, role: Role) -> None:
    """Release exited stake; done already, there is nothing left to release."""
    if chain.get_allocation(chain.address, task, role).is_in_use:
        chain.release(task, role)


def _parse_role(name: str) -> Role:
    return Role[name.upper()]
