"""Tasks: what their owners fixed, and what became of it."""

import sqlite3
from typing import Any, Final

from consort.errors import UnknownTask
from consort.index.columns import decode_address, decode_number
from consort.index.queries.paging import INTEGER_BITS, check_limit, make_page, parse_cursor
from consort.index.records import Amount, Page, TaskSummary
from consort.spec.types import Role

_TASKS: Final = """
SELECT t.task, t.owner, t.params_manifest_hash, t.params_genesis_model_root,
 t.params_results_round_budget, t.block, t."transaction", b.time
FROM task_created t JOIN blocks b ON b.number = t.block
"""

_OPEN: Final = """
SELECT t.task, coalesce(o.block, 0) AS opened_in, coalesce(o.log_index, 0) AS opened_at
FROM task_created t LEFT JOIN round_opened o ON o.task = t.task
 AND o.round = (SELECT max(round) FROM round_opened WHERE task = t.task)
WHERE NOT EXISTS (SELECT 1 FROM task_closed c WHERE c.task = t.task)
 AND (opened_in, opened_at, t.task) < (?, ?, ?)
ORDER BY opened_in DESC, opened_at DESC, t.task DESC LIMIT ?
"""


def require_task(database: sqlite3.Connection, task: int) -> None:
    """Refuse a task that is not there; raises UnknownTask."""
    get_row(database, task)


def get_row(database: sqlite3.Connection, task: int) -> tuple[Any, ...]:
    """Return a task's row; raises UnknownTask."""
    is_number = task >> INTEGER_BITS == 0
    found = database.execute(f"{_TASKS} WHERE t.task = ?", (task,)) if is_number else None
    row: tuple[Any, ...] | None = found.fetchone() if found else None
    if row is None:
        raise UnknownTask(task)
    return row


def get_task(database: sqlite3.Connection, task: int) -> TaskSummary:
    """Return a task; raises UnknownTask."""
    return _build(database, get_row(database, task))


def list_tasks(database: sqlite3.Connection, limit: int, after: str | None) -> Page[TaskSummary]:
    """Return the tasks by number."""
    place = parse_cursor(after, INTEGER_BITS)
    rows = database.execute(
        f"{_TASKS} WHERE t.task > ? ORDER BY t.task LIMIT ?",
        (place[0] if place else -1, check_limit(limit) + 1),
    ).fetchall()
    return make_page(rows, limit, lambda row: _build(database, row), lambda row: row[:1])


def list_open_tasks(
    database: sqlite3.Connection, limit: int, after: str | None
) -> Page[TaskSummary]:
    """Return tasks that are not closed: that of the newest round first, those without one last.

    To create a task costs a stranger gas alone, to open rounds takes stake: in this order nobody
    pushes back what is at work by many tasks.
    """
    place = parse_cursor(after, *[INTEGER_BITS] * 3) or (1 << INTEGER_BITS, 0, 0)
    rows = database.execute(_OPEN, (*place, check_limit(limit) + 1)).fetchall()
    return make_page(
        rows, limit, lambda row: get_task(database, row[0]), lambda row: (*row[1:], row[0])
    )


def _build(database: sqlite3.Connection, row: tuple[Any, ...]) -> TaskSummary:
    task, owner, manifest, genesis, round_budget, block, transaction, time = row

    def get(statement: str, *values: int) -> Any:
        return database.execute(statement, (task, *values)).fetchone()[0]

    def count_enrolled(table: str, role: Role) -> int:
        enrolled = get(f"SELECT count(*) FROM {table} WHERE task = ?")
        left = get("SELECT count(*) FROM exit_requested WHERE task = ? AND role = ?", role)
        return int(enrolled - left)

    paid = "SELECT max(cumulative) FROM results WHERE task = ?"
    return TaskSummary(
        task=task,
        owner=decode_address(owner),
        manifest_hash=manifest,
        genesis_model_root=genesis,
        budget=Amount(int(get("SELECT added(amount) FROM task_funded WHERE task = ?") or 0)),
        paid=Amount(decode_number(get(paid) or b"")),
        round_budget=Amount(decode_number(round_budget)),
        rounds=get("SELECT count(*) FROM round_opened WHERE task = ?"),
        versions=get("SELECT count(*) FROM round_finalised WHERE task = ?"),
        void_rounds=get("SELECT count(DISTINCT round) FROM round_voided WHERE task = ?"),
        contributors=count_enrolled("contributor_enrolled", Role.CONTRIBUTOR),
        validators=count_enrolled("validator_enrolled", Role.VALIDATOR),
        closed=bool(get("SELECT count(*) FROM task_closed WHERE task = ?")),
        created_at=time,
        block=block,
        transaction=transaction,
    )
