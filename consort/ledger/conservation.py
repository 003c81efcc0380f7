"""Money adds up (I1): what the contracts hold is what the events say belongs to somebody."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields

from consort.ledger.replay import Ledger
from consort.spec.types import Address, TaskId, VaultTotals


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the chain's contracts tell at one block, base units.

    `vault` and `rewards` are token balances of the stake vault and the reward ledger; `totals` is
    what the vault says of its parts, `unspent` budgets by task, `credits` by account.
    """

    vault: int
    totals: VaultTotals
    rewards: int
    unspent: Mapping[TaskId, int]
    credits: Mapping[Address, int]


@dataclass(frozen=True, slots=True)
class Conservation:
    """Compare `left`, the token balances, with `right`, the replayed events; base units.

    `faults` says what does not fit: a sum that differs, or events that contradict each other.
    """

    left: int
    right: int
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Tell whether everything adds up."""
        return not self.faults


def compute_conservation(ledger: Ledger, held: Holdings) -> Conservation:
    """Compare what the chain holds with what its events say, both at the same block."""
    money = ledger.money
    pairs = [
        ("the stake vault holds", held.vault, money.vault_total),
        *(
            (f"the stake vault says of {name}", told, expected)
            for name, told, expected in zip(
                (field.name for field in fields(VaultTotals)),
                astuple(held.totals),
                astuple(money.vault_totals),
                strict=True,
            )
        ),
        ("the reward ledger holds", held.rewards, money.ledger_total),
        *(
            (f"task {task} has unspent", held.unspent[task], money.unspent[task])
            for task in held.unspent
        ),
        *(
            (f"{account} has the credit", held.credits[account], money.credits[account])
            for account in held.credits
        ),
    ]
    differing = [
        f"{what} {actual}, but by the events {expected}"
        for what, actual, expected in pairs
        if actual != expected
    ]
    return Conservation(
        held.vault + held.rewards,
        money.vault_total + money.ledger_total,
        (*differing, *ledger.faults),
    )
