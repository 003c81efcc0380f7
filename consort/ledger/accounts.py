"""What each account put in, earned, lost and took out, base units."""

from dataclasses import dataclass

from consort.ledger.replay import Ledger
from consort.ledger.task_history import TaskHistory
from consort.spec.types import Address, DemandState, RewardLeaf, Role


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """One account in one role of one task.

    `stake` backs the enrolment now, exiting or not; `earned` includes what was not claimed yet. A
    validator's `claimed` is all credit that was paid to the account, of every task.
    """

    address: Address
    role: Role
    stake: int
    earned: int
    slashed: int
    claimed: int


@dataclass(frozen=True, slots=True)
class DisputeLedger:
    """What disputes cost one account and gave it, in all tasks.

    `bonded` stands behind its proposals, `deposits` behind its open demands; `bounties` include
    refunds of answered demands.
    """

    address: Address
    bonded: int
    deposits: int
    forfeited: int
    bounties: int


def compute_dispute_accounts(ledger: Ledger) -> list[DisputeLedger]:
    """Return the accounts that bonded, demanded or accused, enrolled or not, by address."""
    money, open_ = ledger.money, [d for d in ledger.demands if d.state is DemandState.OPEN]
    accusers = {slash.accuser for slash in ledger.slashes}
    askers = {demand.asker for demand in ledger.demands}
    return [
        DisputeLedger(
            account,
            money.bonds[account],
            sum(demand.deposit for demand in open_ if demand.asker == account),
            money.forfeited[account],
            money.bounties[account],
        )
        for account in sorted({*accusers, *askers, *money.bonds})
    ]


def compute_accounts(ledger: Ledger, task: TaskHistory) -> list[AccountLedger]:
    """Return a task's contributors, then its validators, in order of their first enrolment."""
    contributors = dict.fromkeys(task.contributors.values())
    validators = dict.fromkeys(task.validators.values())
    return [
        *(_compute_contributor(ledger, task, account) for account in contributors),
        *(_compute_validator(ledger, task, account) for account in validators),
    ]


def _compute_contributor(ledger: Ledger, task: TaskHistory, account: Address) -> AccountLedger:
    indices = [index for index, held in task.contributors.items() if held == account]
    earned = sum(task.rewards.get(index, RewardLeaf()).cumulative for index in indices)
    claimed = sum(ledger.money.claimed[task.task, index] for index in indices)
    return _make(ledger, task, account, Role.CONTRIBUTOR, earned, claimed)


def _compute_validator(ledger: Ledger, task: TaskHistory, account: Address) -> AccountLedger:
    indices = [index for index, held in task.validators.items() if held == account]
    earned = sum(ledger.money.validator_pay[task.task, index] for index in indices)
    return _make(ledger, task, account, Role.VALIDATOR, earned, ledger.money.credits_paid[account])


def _make(
    ledger: Ledger, task: TaskHistory, account: Address, role: Role, earned: int, claimed: int
) -> AccountLedger:
    key, money = (account, task.task, role), ledger.money
    stake = money.active[key] + money.exiting[key]
    return AccountLedger(account, role, stake, earned, money.slashed[key], claimed)
