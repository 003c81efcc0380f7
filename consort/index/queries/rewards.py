"""What final rounds paid."""

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from consort.errors import RoundNotFinal
from consort.index.columns import decode_address, decode_number, encode_address
from consort.index.queries.accounts import list_enrolments
from consort.index.queries.paging import INTEGER_BITS, check_limit, make_page, parse_cursor
from consort.index.queries.rounds import get_row
from consort.index.queries.tasks import require_task
from consort.index.records import Amount, Page, RewardEntry
from consort.ledger.task_history import INITIAL
from consort.spec.types import Address, RewardLeaf, Role

_COLUMNS: Final = """
r.task, r.round, f.version, r.enrolment, r.position, r.weight, r.included, r.multiplier,
 r.amount, r.cumulative, b.time, f.block, f."transaction"
"""
# CROSS JOIN and + keep the order of the tables, and each round looked up as one.
_FINALS: Final = """
CROSS JOIN round_finalised f ON f.task = r.task AND f.round = +r.round
CROSS JOIN blocks b ON b.number = f.block
"""
_REWARDS: Final = f"""
SELECT ?, {_COLUMNS} FROM rewards r {_FINALS}
WHERE r.task = ? AND r.enrolment = ? AND r.round < ? ORDER BY r.round DESC LIMIT ?
"""
_ALL: Final = f"""
SELECT e.account, {_COLUMNS} FROM contributor_enrolled e
CROSS JOIN rewards r ON r.task = e.task AND r.enrolment = e."index" {_FINALS}
WHERE e.task = ? ORDER BY e."index", r.round
"""
_LEAVES: Final = """
SELECT r.enrolment, r.cumulative, r.multiplier, r.round, r.position
FROM contributor_enrolled e JOIN rewards r ON r.task = e.task AND r.enrolment = e."index"
 AND r.round = (SELECT w.round FROM rewards w WHERE w.task = e.task AND w.enrolment = e."index"
 AND w.round <= ? ORDER BY w.round DESC LIMIT 1)
WHERE e.task = ?
"""


def list_rewards(
    database: sqlite3.Connection,
    account: Address,
    task: int | None,
    limit: int,
    after: str | None,
) -> Page[RewardEntry]:
    """Return what final rounds paid an account, by task and round, newest first.

    Raises UnknownTask.
    """
    if task is not None:
        require_task(database, task)
    raw = encode_address(account)
    place = parse_cursor(after, INTEGER_BITS, INTEGER_BITS)
    end = check_limit(limit) + 1
    rows: list[tuple[Any, ...]] = []
    for number in [task] if task is not None else _list_tasks(database, raw):
        if len(rows) < end and (place is None or number <= place[0]):
            is_begun = place is not None and number == place[0]
            below = place[1] if place and is_begun else 1 << INTEGER_BITS
            rows += _read(database, raw, number, below, end)
    return make_page(rows[:end], limit, _build, lambda row: row[1:3])


def iterate_rewards(database: sqlite3.Connection, task: int) -> Iterator[RewardEntry]:
    """Yield what a task's final rounds paid, by enrolment and round."""
    yield from map(_build, database.execute(_ALL, (task,)))


def compute_reward_leaves(
    database: sqlite3.Connection, task: int, round_: int
) -> dict[int, RewardLeaf]:
    """Return the reward leaves after a final round; raises UnknownTask, NoSuchRound, RoundNotFinal.

    Before all rounds, -1, there are none.
    """
    require_task(database, task)
    if round_ == INITIAL:
        return {}
    get_row(database, task, round_)
    is_final = "SELECT 1 FROM round_finalised WHERE task = ? AND round = ?"
    if not database.execute(is_final, (task, round_)).fetchone():
        raise RoundNotFinal(task, round_)
    rows = database.execute(_LEAVES, (round_, task))
    return {
        enrolment: RewardLeaf(decode_number(sum_), multiplier, position + 1 if at == round_ else 0)
        for enrolment, sum_, multiplier, at, position in rows
    }


def _list_tasks(database: sqlite3.Connection, account: bytes) -> list[int]:
    rows = database.execute(
        "SELECT task FROM standings WHERE account = ? AND role = ? ORDER BY task DESC",
        (account, Role.CONTRIBUTOR),
    )
    return [task for (task,) in rows]


def _read(
    database: sqlite3.Connection, account: bytes, task: int, below: int, limit: int
) -> list[tuple[Any, ...]]:
    """Return an account's rows of a task, all its enrolments together."""
    rows = [
        row
        for enrolment in list_enrolments(database, task, Role.CONTRIBUTOR, account)
        for row in database.execute(_REWARDS, (account, task, enrolment, below, limit))
    ]
    return sorted(rows, key=lambda row: row[2], reverse=True)[:limit]


def _build(row: tuple[Any, ...]) -> RewardEntry:
    account, task, round_, version, enrolment, position, weight, is_in, multiplier = row[:9]
    amount, cumulative, time, block, transaction = row[9:]
    return RewardEntry(
        account=decode_address(account),
        task=task,
        round=round_,
        version=version,
        enrolment=enrolment,
        position=position,
        weight=weight,
        included=bool(is_in),
        multiplier=multiplier,
        amount=Amount(decode_number(amount)),
        cumulative=Amount(decode_number(cumulative)),
        at=time,
        block=block,
        transaction=transaction,
    )
