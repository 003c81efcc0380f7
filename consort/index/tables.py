"""The tables that can be exported: which records, in which order, and their columns."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Final, get_args, get_origin, get_type_hints

from consort.index.queries.accounts import list_accounts
from consort.index.queries.commitments import iterate_commitments
from consort.index.queries.events import iterate_events
from consort.index.queries.filters import Filter
from consort.index.queries.paging import MOST, iterate_pages
from consort.index.queries.proposals import list_proposals, list_votes
from consort.index.queries.rewards import iterate_rewards
from consort.index.queries.rounds import iterate_summaries, list_numbers
from consort.index.queries.slashes import list_slashes
from consort.index.queries.tasks import list_tasks
from consort.index.queries.versions import list_versions
from consort.index.records import (
    AccountSummary,
    CommitmentEntry,
    ProposalEntry,
    Record,
    RewardEntry,
    RoundSummary,
    SlashEntry,
    VersionEntry,
    VoteEntry,
)

Row = dict[str, Any]
"""A record as JSON, after the numbers that it belongs to."""
Rows = Callable[[sqlite3.Connection], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its path in a row, and whether it holds numbers, truths or texts."""

    path: tuple[str, ...]
    kind: type

    @property
    def name(self) -> str:
        """Return the column's name."""
        return "_".join(self.path)

    def pick(self, row: Row) -> Any:
        """Return the value of a row, lists and structures as JSON."""
        value: Any = row
        for name in self.path:
            value = value[name]
        if isinstance(value, list | dict):
            return json.dumps(value, separators=(",", ":"))
        return value


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, and what yields its rows in order."""

    columns: tuple[Column, ...]
    iterate: Rows


def _list_columns(record: type[Record], *keys: str) -> tuple[Column, ...]:
    """Return a column for each key and field; those of a structure in a record are spread out."""
    hints: dict[str, Any] = get_type_hints(record)
    names = [field.name for field in fields(record) if field.name not in keys]
    spread = [column for name in names for column in _spread(name, hints[name])]
    return (*(Column((key,), int) for key in keys), *spread)


def _spread(name: str, hint: Any) -> Iterator[Column]:
    kinds = [kind for kind in get_args(hint) or [hint] if kind is not type(None)]
    if isinstance(kinds[0], type) and issubclass(kinds[0], Record):
        for column in _list_columns(kinds[0]):
            yield Column((name, *column.path), column.kind)
    else:
        is_plain = kinds[0] in {int, bool} and get_origin(hint) is not tuple
        yield Column((name,), kinds[0] if is_plain else str)


def _by_task(read: Callable[[sqlite3.Connection, int], Iterable[Record]]) -> Rows:
    """Return what yields the rows of all tasks, each after its task."""

    def iterate(database: sqlite3.Connection) -> Iterator[Row]:
        for task in _list_tasks(database):
            for record in read(database, task):
                yield {"task": task} | record.to_json()

    return iterate


def _by_round(read: Callable[[sqlite3.Connection, int, int], Iterable[Record]]) -> Rows:
    """Return what yields the rows of all rounds of all tasks, each after its task and round."""

    def iterate(database: sqlite3.Connection) -> Iterator[Row]:
        for task in _list_tasks(database):
            for round_ in list_numbers(database, task):
                for record in read(database, task, round_):
                    yield {"task": task, "round": round_} | record.to_json()

    return iterate


def _list_tasks(database: sqlite3.Connection) -> list[int]:
    tasks = iterate_pages(lambda after: list_tasks(database, MOST, after))
    return [summary.task for summary in tasks]


def _iterate_accounts(database: sqlite3.Connection, task: int) -> Iterator[AccountSummary]:
    return iterate_pages(lambda after: list_accounts(database, task, MOST, after))


def _iterate_versions(database: sqlite3.Connection, task: int) -> list[VersionEntry]:
    return [*iterate_pages(lambda after: list_versions(database, task, MOST, after))][::-1]


def _iterate_slashes(database: sqlite3.Connection) -> Iterator[Row]:
    pages = iterate_pages(lambda after: list_slashes(database, Filter(), MOST, after))
    yield from (record.to_json() for record in [*pages][::-1])


def _iterate_events(database: sqlite3.Connection) -> Iterator[Row]:
    for record in iterate_events(database):
        row = record.to_json()
        del row["final"]
        yield row


_EVENT_COLUMNS: Final = tuple(
    Column((name,), int if name in {"block", "log_index", "at"} else str)
    for name in (
        *("block", "block_hash", "log_index", "transaction", "contract", "event", "at"),
        "fields",
    )
)
TABLES: Final = {
    "rewards": Table(_list_columns(RewardEntry), _by_task(iterate_rewards)),
    "rounds": Table(_list_columns(RoundSummary), _by_task(iterate_summaries)),
    "commitments": Table(
        _list_columns(CommitmentEntry, "task", "round"), _by_round(iterate_commitments)
    ),
    "votes": Table(_list_columns(VoteEntry, "task", "round"), _by_round(list_votes)),
    "proposals": Table(_list_columns(ProposalEntry, "task", "round"), _by_round(list_proposals)),
    "slashes": Table(_list_columns(SlashEntry), _iterate_slashes),
    "accounts": Table(_list_columns(AccountSummary, "task"), _by_task(_iterate_accounts)),
    "versions": Table(_list_columns(VersionEntry, "task"), _by_task(_iterate_versions)),
    "events": Table(_EVENT_COLUMNS, _iterate_events),
}
"""What can be exported, by name."""
