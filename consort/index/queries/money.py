"""What belongs to an account, by the events that moved it; base units.

The same sums as `consort.ledger.money`, of one account and by looking up only its own events.
"""

import sqlite3
from typing import Any, Final

from consort.index.columns import decode_number
from consort.spec.params import OUTSIDER, STAKE_UNIT
from consort.spec.types import Role

_FREE: Final = (
    (1, "SELECT added(amount) FROM deposited WHERE account = ?"),
    (-1, "SELECT added(amount) FROM withdrawn WHERE account = ?"),
    (-1, "SELECT added(amount) FROM allocated WHERE account = ?"),
    (1, "SELECT added(amount) FROM released WHERE account = ?"),
    (-1, "SELECT added(amount) FROM bonded WHERE account = ?"),
    (1, "SELECT added(amount) FROM unbonded WHERE account = ?"),
)
_BOUNTIES: Final = (
    (1, "SELECT added(bounty) FROM slashed WHERE reporter = ?"),
    (1, "SELECT added(refund) FROM slashed WHERE reporter = ?"),
    (1, "SELECT added(bounty) FROM bond_forfeited WHERE reporter = ?"),
    (1, "SELECT added(refund) FROM bond_forfeited WHERE reporter = ?"),
)
# A demand's deposit goes to who answered, and a part of it to nobody.
_BONDED: Final = (
    (1, "SELECT added(amount) FROM bonded WHERE account = ?"),
    (-1, "SELECT added(amount) FROM unbonded WHERE account = ?"),
    (1, "SELECT added(amount) FROM answer_paid WHERE answerer = ?"),
    (
        -1,
        "SELECT added(d.deposit) FROM demanded d JOIN answer_paid p ON p.demand = d.demand"
        " WHERE d.asker = ?",
    ),
)
_LOST_BONDS: Final = """
SELECT sum(o.bond) FROM proposal_bonded o
JOIN proposal_convicted c ON c.task = o.task AND c.round = o.round AND c.number = o.number
JOIN slash_executed x ON x.slash = c.slash
WHERE o.account = ?
"""
_REFUNDS: Final = """
SELECT added(c.refund) FROM task_created t JOIN task_closed c ON c.task = t.task WHERE t.owner = ?
"""
_AS_VALIDATOR: Final = f"""
SELECT added(earned) FROM standings WHERE account = ? AND role = {Role.VALIDATOR:d}
"""
_AS_OUTSIDER: Final = f"""
SELECT added(t.params_results_proposer_pay) FROM proposal_bonded o
JOIN proposed p ON p.task = o.task AND p.round = o.round AND p.number = o.number
JOIN round_finalised f ON f.task = p.task AND f.round = p.round AND f.number = p.number
JOIN task_created t ON t.task = p.task
WHERE o.account = ? AND p.validator_index = {OUTSIDER}
"""
_CREDITED: Final = ((1, _AS_VALIDATOR), (1, _AS_OUTSIDER), (1, _REFUNDS))
_PAID: Final = ((1, "SELECT added(amount) FROM credit_withdrawn WHERE account = ?"),)

Sums = tuple[tuple[int, str], ...]


def add_functions(database: sqlite3.Connection) -> None:
    """Teach a connection to add up amounts."""
    database.create_aggregate("added", 1, _Added)  # type: ignore[arg-type]


def compute_free(database: sqlite3.Connection, account: bytes) -> int:
    """Return an account's free stake."""
    return _add(database, _FREE, account) + compute_bounties(database, account)


def compute_bounties(database: sqlite3.Connection, account: bytes) -> int:
    """Return what an account got for convicting others, refunds included."""
    return _add(database, _BOUNTIES, account)


def compute_bonded(database: sqlite3.Connection, account: bytes) -> int:
    """Return what stands behind an account's proposals and demands."""
    (lost,) = database.execute(_LOST_BONDS, (account,)).fetchone()
    return _add(database, _BONDED, account) - (lost or 0) * STAKE_UNIT


def compute_credit(database: sqlite3.Connection, account: bytes) -> tuple[int, int]:
    """Return the pay that an account can withdraw, and what it has withdrawn, of all tasks."""
    paid = _add(database, _PAID, account)
    return _add(database, _CREDITED, account) - paid, paid


def compute_stake(database: sqlite3.Connection, task: int, role: Role, account: bytes) -> int:
    """Return the stake of an enrolment, leaving or not."""
    allocated, released, slashed = (
        _sum_of(database, table, task, role, account)
        for table in ("allocated", "released", "slashed")
    )
    return allocated - released - slashed


def compute_slashed(database: sqlite3.Connection, task: int, role: Role, account: bytes) -> int:
    """Return what was taken of an account's stake in a task."""
    return _sum_of(database, "slashed", task, role, account)


def compute_claimed(database: sqlite3.Connection, task: int, account: bytes) -> int:
    """Return the rewards of a task that were paid out to a contributor."""
    statement = "SELECT added(amount) FROM claimed WHERE account = ? AND +task = ?"
    return _read(database, statement, account, task)


def _sum_of(database: sqlite3.Connection, table: str, task: int, role: Role, account: bytes) -> int:
    statement = f"SELECT added(amount) FROM {table} WHERE account = ? AND +task = ? AND role = ?"
    return _read(database, statement, account, task, role)


def _add(database: sqlite3.Connection, sums: Sums, account: bytes) -> int:
    return sum(sign * _read(database, statement, account) for sign, statement in sums)


def _read(database: sqlite3.Connection, statement: str, *values: Any) -> int:
    (amount,) = database.execute(statement, values).fetchone()
    return int(amount or 0)


class _Added:
    """A sum of amounts as decimal text, which has no largest; SQL has NULL for no rows."""

    def __init__(self) -> None:
        self._sum = 0

    def step(self, amount: bytes) -> None:
        self._sum += decode_number(amount)

    def finalize(self) -> str:
        return str(self._sum)
