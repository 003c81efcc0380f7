"""The tables of an index file, and how a file is told from others.

Facts are events, one table for each kind; derived tables follow from them and from nothing else.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from consort.errors import IndexUnusable, NotAnIndex
from consort.index.columns import Column, Layout, list_layouts

APPLICATION_ID: Final = 0x43_4E_53_54
"""In bytes 68 to 72 of an index file: CNST."""
DERIVING: Final = 1
"""Raised by hand when derived rows come to mean something else in the same tables."""
_MAGIC: Final = b"SQLite format 3\x00"
_ID_AT: Final = 68

PLACE: Final = ("block", "block_hash", "log_index", "transaction")
"""The columns before those of an event."""

_DERIVED: Final = (
    """CREATE TABLE identity (
 chain_id INTEGER NOT NULL,
 birth BLOB NOT NULL,
 coordinator BLOB NOT NULL
)""",
    # `events` of the block itself, `total` up to it; `final` once the chain calls it so.
    """CREATE TABLE blocks (
 number INTEGER PRIMARY KEY,
 hash BLOB NOT NULL,
 time INTEGER NOT NULL,
 events INTEGER NOT NULL,
 total INTEGER NOT NULL,
 final INTEGER NOT NULL
)""",
    "CREATE INDEX blocks_unsettled ON blocks (number) WHERE final = 0",
    "CREATE INDEX blocks_empty ON blocks (number) WHERE events = 0",
    """CREATE TABLE reorgs (
 number INTEGER PRIMARY KEY,
 from_block INTEGER NOT NULL,
 to_block INTEGER NOT NULL,
 events INTEGER NOT NULL,
 was_final INTEGER NOT NULL
)""",
    """CREATE TABLE rewards (
 task INTEGER NOT NULL,
 enrolment INTEGER NOT NULL,
 round INTEGER NOT NULL,
 position INTEGER NOT NULL,
 weight INTEGER NOT NULL,
 included INTEGER NOT NULL,
 multiplier INTEGER NOT NULL,
 amount BLOB NOT NULL,
 cumulative BLOB NOT NULL,
 PRIMARY KEY (task, enrolment, round)
) WITHOUT ROWID""",
    # Final rounds: `amount` is what it paid in all, `cumulative` what was paid up to it.
    """CREATE TABLE results (
 task INTEGER NOT NULL,
 round INTEGER NOT NULL,
 members INTEGER NOT NULL,
 included INTEGER NOT NULL,
 weight INTEGER NOT NULL,
 amount BLOB NOT NULL,
 cumulative BLOB NOT NULL,
 PRIMARY KEY (task, round)
) WITHOUT ROWID""",
    # Sums over an account's rounds: committed or voted, and those of them that became final.
    """CREATE TABLE standings (
 task INTEGER NOT NULL,
 role INTEGER NOT NULL,
 account BLOB NOT NULL,
 earned BLOB NOT NULL,
 acted INTEGER NOT NULL,
 counted INTEGER NOT NULL,
 PRIMARY KEY (task, role, account)
) WITHOUT ROWID""",
    "CREATE INDEX standings_account ON standings (account)",
)


@cache
def list_statements() -> tuple[str, ...]:
    """Return what makes the tables of an empty file."""
    facts = [text for layout in list_layouts() for text in _describe(layout)]
    return (*_DERIVED, *facts)


@cache
def compute_version() -> int:
    """Return a number that differs whenever the tables do, or what is derived into them."""
    text = "\n".join((str(DERIVING), *list_statements()))
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def make_tables(database: sqlite3.Connection) -> None:
    """Make the tables in an empty file, within the transaction that is open."""
    for statement in list_statements():
        database.execute(statement)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {compute_version()}")


def is_index_file(path: Path) -> bool:
    """Tell whether a file says that it is an index, damaged or not."""
    with path.open("rb") as file:
        start = file.read(_ID_AT + 4)
    return start.startswith(_MAGIC) and start[_ID_AT:] == APPLICATION_ID.to_bytes(4, "big")


def require_tables(database: sqlite3.Connection, path: Path) -> None:
    """Refuse a file with other tables: of another version, altered, or no index at all.

    A foreign file may hold triggers and views that do what they like. Raises IndexUnusable,
    NotAnIndex.
    """
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise NotAnIndex(str(path), "it is a file of another program")
    if version != compute_version():
        raise IndexUnusable(str(path), "it was made by another version of Consort")
    held = {sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL")}
    if held != set(list_statements()):
        raise IndexUnusable(str(path), "its tables were altered")


def _describe(layout: Layout) -> Iterator[str]:
    """Yield what makes an event's table, and an index for everything that it is looked up by."""
    lines = [
        "block INTEGER NOT NULL",
        "block_hash BLOB NOT NULL",
        "log_index INTEGER NOT NULL",
        '"transaction" BLOB NOT NULL',
        *(f'"{column.name}" {column.kind} NOT NULL' for column in layout.columns),
        "PRIMARY KEY (block, log_index)",
    ]
    body = ",\n ".join(lines)
    yield f'CREATE TABLE "{layout.name}" (\n {body}\n) WITHOUT ROWID'
    for names in _list_keys(layout.columns):
        listed = ", ".join(f'"{name}"' for name in names)
        yield f'CREATE INDEX "{layout.name}_{"_".join(names)}" ON "{layout.name}" ({listed})'


def _list_keys(columns: tuple[Column, ...]) -> Iterator[tuple[str, ...]]:
    names = {column.name for column in columns}
    yield from (key for key in _KEYS if names.issuperset(key))
    yield from ((column.name,) for column in columns if column.form == "address")


_KEYS: Final = (
    ("task",),
    ("task", "round"),
    ("task", "index"),
    ("task", "validator_index"),
    ("slash",),
    ("demand",),
    ("subject",),
    ("proposal_model_root",),
)
"""What events are looked up by, other than accounts."""
