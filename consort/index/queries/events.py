"""Events of all kinds, newest first, by task, round and account."""

import sqlite3
from collections.abc import Iterator
from functools import cache
from heapq import merge
from itertools import islice
from typing import Any, Final, NamedTuple

from consort.errors import UnknownEvent
from consort.index.columns import Layout, Value, encode_slash, list_layouts
from consort.index.queries.filters import Filter, can_fit
from consort.index.queries.paging import INTEGER_BITS, check_limit, make_page, parse_cursor
from consort.index.records import EventEntry, Page
from consort.spec.types import SlashId, TaskId

_ANY: Final = 1 << INTEGER_BITS


class _Part(NamedTuple):
    """A condition in SQL that an index serves, and its values."""

    condition: str
    values: tuple[Value, ...] = ()


def list_events(
    database: sqlite3.Connection, wanted: Filter, kind: str | None, limit: int, after: str | None
) -> Page[EventEntry]:
    """Return events, newest first, that fit everything given.

    A round needs its task. Raises UnknownTask, UnknownEvent, BadPage.
    """
    place = parse_cursor(after, INTEGER_BITS, INTEGER_BITS) or (_ANY, 0)
    end = check_limit(limit) + 1
    if not can_fit(database, wanted):
        return Page((), None)
    found = {
        entry[:2]: (layout, entry)
        for layout in _choose(kind)
        for part in _list_parts(database, layout, wanted)
        for entry in _read(database, layout, part, place, end)
    }
    newest = [found[at] for at in islice(sorted(found, reverse=True), end)]
    return make_page(newest, limit, lambda pair: build_event(*pair), lambda pair: pair[1][:2])


def iterate_events(
    database: sqlite3.Connection, first: int = 0, last: int = _ANY - 1
) -> Iterator[EventEntry]:
    """Yield all events from a block to another, in the chain's order."""

    def read(layout: Layout) -> Iterator[tuple[tuple[int, int], EventEntry]]:
        rows = database.execute(
            f"{select_events(layout)} WHERE e.block BETWEEN ? AND ? ORDER BY e.block, e.log_index",
            (first, last),
        )
        for row in rows:
            yield row[:2], build_event(layout, row)

    for _, event in merge(*map(read, list_layouts()), key=lambda pair: pair[0]):
        yield event


def build_event(layout: Layout, row: tuple[Any, ...]) -> EventEntry:
    """Return an event from a row that `select_events` chose."""
    block, log_index, block_hash, transaction, time, final, *values = row
    return EventEntry(
        block=block,
        block_hash=block_hash,
        log_index=log_index,
        transaction=transaction,
        contract=layout.contract,
        event=layout.decode(values),
        at=time,
        final=bool(final),
    )


@cache
def select_events(layout: Layout) -> str:
    """Return what chooses all rows of a kind of events, as `build_event` takes them."""
    columns = "".join(f', e."{column.name}"' for column in layout.columns)
    return (
        f'SELECT e.block, e.log_index, e.block_hash, e."transaction", b.time, b.final{columns}'
        f' FROM "{layout.name}" e JOIN blocks b ON b.number = e.block'
    )


def _choose(kind: str | None) -> list[Layout]:
    layouts = list_layouts()
    if kind is None:
        return list(layouts)
    chosen = [layout for layout in layouts if layout.kind.__name__ == kind]
    if not chosen:
        raise UnknownEvent(kind[:100], ", ".join(layout.kind.__name__ for layout in layouts))
    return chosen


def _read(
    database: sqlite3.Connection, layout: Layout, part: _Part, place: tuple[int, ...], limit: int
) -> list[tuple[Any, ...]]:
    statement = (
        f"{select_events(layout)} WHERE {part.condition} AND (e.block, e.log_index) < (?, ?)"
        " ORDER BY e.block DESC, e.log_index DESC LIMIT ?"
    )
    return database.execute(statement, (*part.values, *place, limit)).fetchall()


def _list_parts(database: sqlite3.Connection, layout: Layout, wanted: Filter) -> Iterator[_Part]:
    """Yield conditions of which an event must fit one; none where no event of a kind can fit."""
    by_task = _find_task_part(layout, wanted)
    if by_task is None:
        return
    if wanted.account is None:
        yield by_task
        return
    for part in _list_account_parts(database, layout, wanted.account):
        # The account is rarer: the index of the task shall not be chosen.
        task = by_task.condition.replace('e."', '+e."')
        yield _Part(f"{part.condition} AND {task}", (*part.values, *by_task.values))


def _find_task_part(layout: Layout, wanted: Filter) -> _Part | None:
    """Return the condition for task and round, None where a kind of events has neither."""
    task, round_ = wanted.task, wanted.round
    names = {column.name for column in layout.columns}
    if task is None and round_ is None:
        return _Part("TRUE")
    if "slash" in names and task is not None and "task" not in names:
        return _find_slash_part(task, round_)
    if "demand" in names and "task" not in names:
        inner = _find_columns_part({"task", "round"}, wanted)
        return inner and _Part(
            f'e."demand" IN (SELECT e."demand" FROM demanded e WHERE {inner.condition})',
            inner.values,
        )
    return _find_columns_part(names, wanted)


def _find_columns_part(names: set[str], wanted: Filter) -> _Part | None:
    given = {"task": wanted.task, "round": wanted.round}
    asked = {name: value for name, value in given.items() if value is not None}
    if not names.issuperset(asked):
        return None
    condition = " AND ".join(f'e."{name}" = ?' for name in asked)
    return _Part(condition, tuple(asked.values()))


def _find_slash_part(task: int, round_: int | None) -> _Part:
    """Return the range of the slashes of a task, or of one of its rounds."""
    first = SlashId.of_proposal(TaskId(task), round_ or 0, 0)
    end = SlashId.of_proposal(
        TaskId(task + (round_ is None)), 0 if round_ is None else round_ + 1, 0
    )
    return _Part('e."slash" >= ? AND e."slash" < ?', (encode_slash(first), encode_slash(end)))


def _list_account_parts(
    database: sqlite3.Connection, layout: Layout, account: bytes
) -> Iterator[_Part]:
    for column in layout.columns:
        if column.form == "address":
            yield _Part(f'e."{column.name}" = ?', (account,))
    if any(column.name == "validator_index" for column in layout.columns):
        held = 'SELECT task, "index" FROM validator_enrolled WHERE account = ?'
        for place in database.execute(held, (account,)).fetchall():
            yield _Part('e."task" = ? AND e."validator_index" = ?', place)
