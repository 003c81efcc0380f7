"""Derived tables and the places of all rows, as the file holds them: for whoever doubts them.

Nothing is decoded: what anybody wrote into a file comes back as it is.
"""

import sqlite3
from collections.abc import Collection, Iterator
from typing import Any, Final

from consort.index.columns import list_layouts

Row = tuple[Any, ...]

REWARD: Final = ("position", "weight", "included", "multiplier", "amount", "cumulative")
RESULT: Final = ("members", "included", "weight", "amount", "cumulative")
STANDING: Final = ("earned", "acted", "counted")
BLOCK: Final = ("hash", "time", "events", "total", "final")
"""The columns of derived tables that are no key, as they are chosen here."""


def list_blocks(database: sqlite3.Connection, first: int, last: int) -> dict[int, Row]:
    """Return the blocks that are held, from one to another, by number."""
    rows = database.execute(
        f"SELECT number, {', '.join(BLOCK)} FROM blocks WHERE number BETWEEN ? AND ?", (first, last)
    )
    return {number: tuple(values) for number, *values in rows}


def list_rewards(
    database: sqlite3.Connection, task: int, round_: int, enrolments: Collection[int]
) -> dict[int, Row | None]:
    """Return a round's rows of some enrolments, None for one that has none."""
    statement = (
        f"SELECT {', '.join(REWARD)} FROM rewards WHERE task = ? AND enrolment = ? AND round = ?"
    )
    return {
        enrolment: database.execute(statement, (task, enrolment, round_)).fetchone()
        for enrolment in enrolments
    }


def find_result(database: sqlite3.Connection, task: int, round_: int) -> Row | None:
    """Return what a final round of a task paid, None where there is no row."""
    statement = f"SELECT {', '.join(RESULT)} FROM results WHERE task = ? AND round = ?"
    row: Row | None = database.execute(statement, (task, round_)).fetchone()
    return row


def count_rows(database: sqlite3.Connection, task: int) -> tuple[int, int]:
    """Return the numbers of a task's rewards and results."""
    statement = "SELECT count(*) FROM {} WHERE task = ?"
    rewards, results = (
        database.execute(statement.format(table), (task,)).fetchone()[0]
        for table in ("rewards", "results")
    )
    return rewards, results


def list_standings(database: sqlite3.Connection, task: int) -> dict[tuple[int, bytes], Row]:
    """Return where a task's accounts stand, by role and account."""
    rows = database.execute(
        f"SELECT role, account, {', '.join(STANDING)} FROM standings WHERE task = ?", (task,)
    )
    return {(role, account): tuple(values) for role, account, *values in rows}


def list_strays(database: sqlite3.Connection, first: int, last: int) -> Iterator[tuple[str, int]]:
    """Yield tables with rows outside of some blocks or in none of those held, and how many."""
    outside = "block NOT BETWEEN ? AND ?"
    homeless = "NOT EXISTS (SELECT 1 FROM blocks b WHERE b.number = block AND b.hash = block_hash)"
    tables = {layout.name: f"{outside} OR {homeless}" for layout in list_layouts()}
    for table, condition in (tables | {"blocks": "number NOT BETWEEN ? AND ?"}).items():
        statement = f'SELECT count(*) FROM "{table}" WHERE {condition}'
        (count,) = database.execute(statement, (first, last)).fetchone()
        if count:
            yield table, count
