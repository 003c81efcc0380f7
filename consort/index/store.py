"""The file as its only writer sees it: whole blocks go in, and out again after a reorganisation."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, Self

from consort.chain.events import Event, Logged
from consort.errors import OtherDeploymentIndexed
from consort.index import deriving
from consort.index.columns import Layout, Value, decode_address, encode_address, list_layouts
from consort.index.heads import MOST, Head
from consort.index.records import Reorg
from consort.index.schema import PLACE, make_tables, require_tables
from consort.spec.types import Address
from consort.storage.disk import name_failures

_CACHE_KIB: Final = 64 * 1024
"""Pages held in memory: enough for the newest reward row of each of 16,384 contributors."""
_WAIT_SECONDS: Final = 30.0
DROP_EMPTY: Final = """
DELETE FROM blocks WHERE events = 0 AND final = 1 AND number <
 (SELECT number FROM blocks WHERE final = 1 AND number <= ? ORDER BY number DESC LIMIT 1)
"""


class Identity(NamedTuple):
    """Whose events a file holds: a coordinator on the chain with this first block of it."""

    chain_id: int
    birth: bytes
    coordinator: Address

    def __str__(self) -> str:
        start = f"0x{self.birth.hex()[:8]}"
        return f"{self.coordinator} on chain {self.chain_id} born in block {start}"


class StoredHead(NamedTuple):
    """A block that was read, and the number of all events up to it."""

    number: int
    hash: bytes
    total: int


class Store:
    """An index file, open for writing; one process at a time, one thread.

    Its methods raise what SQLite raises, see `name_faults`.
    """

    def __init__(self, path: Path, identity: Identity) -> None:
        """Open or make the file; raises IndexUnusable, OtherDeploymentIndexed, PathUnusable."""
        self._path = path
        with name_failures(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, _WAIT_SECONDS, isolation_level=None)
        self._file: tuple[int, int] | None = None
        try:
            self._prepare(identity)
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def require(self, identity: Identity) -> None:
        """Refuse to go on with another chain; raises OtherDeploymentIndexed."""
        require_identity(self._database, self._path, identity)

    def is_replaced(self) -> bool:
        """Tell whether another file, or none, lies where this one was opened."""
        return _identify(self._path) != self._file

    def get_tip(self) -> StoredHead | None:
        """Return the newest block that was read."""
        return next(iter(self.list_newest(1)), None)

    def list_newest(self, limit: int, below: int = MOST + 1) -> list[StoredHead]:
        """Return the newest blocks that are held, below a number: newest first."""
        rows = self._database.execute(
            "SELECT number, hash, total FROM blocks WHERE number < ? ORDER BY number DESC LIMIT ?",
            (below, limit),
        )
        return [StoredHead(*row) for row in rows]

    def add_block(self, head: Head, logged: Sequence[Logged[Event]]) -> None:
        """Take in the next block with its events in order, whole or not at all."""
        with self._changing():
            tip = self.get_tip()
            total = (tip.total if tip else 0) + len(logged)
            values = (head.number, head.hash, head.time, len(logged), total)
            self._database.execute("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, 0)", values)
            self._add_facts(head, logged)
            deriving.take_in(self._database, logged)

    def forget_after(self, number: int) -> Reorg | None:
        """Forget all blocks after this one, which were replaced; return what that was."""
        with self._changing():
            last, events, was_final = self._database.execute(
                "SELECT max(number), total(events), max(final) FROM blocks WHERE number > ?",
                (number,),
            ).fetchone()
            if last is None:
                return None
            deriving.take_back(self._database, number)
            for layout in list_layouts():
                self._database.execute(f'DELETE FROM "{layout.name}" WHERE block > ?', (number,))
            self._database.execute("DELETE FROM blocks WHERE number > ?", (number,))
            return self._note_reorg(number + 1, last, int(events), bool(was_final))

    def set_final(self, number: int) -> None:
        """Mark the blocks up to this one as final; of those without events only the last stays."""
        with self._changing():
            self._database.execute(
                "UPDATE blocks SET final = 1 WHERE number <= ? AND final = 0", (number,)
            )
            self._database.execute(DROP_EMPTY, (number,))

    def _note_reorg(self, first: int, last: int, events: int, was_final: bool) -> Reorg:
        values = (first, last, events, was_final)
        inserted = self._database.execute(
            "INSERT INTO reorgs (from_block, to_block, events, was_final) VALUES (?, ?, ?, ?)",
            values,
        )
        return Reorg(inserted.lastrowid or 0, *values)

    def _add_facts(self, head: Head, logged: Sequence[Logged[Event]]) -> None:
        rows: dict[type[Event], list[tuple[Value, ...]]] = defaultdict(list)
        writers = _list_writers()
        for item in logged:
            kind = type(item.event)
            place = (head.number, head.hash, item.index, bytes.fromhex(item.transaction[2:]))
            rows[kind].append(place + writers[kind].encode(item.event))
        for kind, values in rows.items():
            self._database.executemany(writers[kind].insert, values)

    def _prepare(self, identity: Identity) -> None:
        self._database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._database.execute("PRAGMA trusted_schema = OFF")
        deriving.add_functions(self._database)
        if self._is_empty():  # not WAL yet: whoever is killed here leaves a file that says its kind
            with self._changing():
                make_tables(self._database)
                row = (identity.chain_id, identity.birth, encode_address(identity.coordinator))
                self._database.execute("INSERT INTO identity VALUES (?, ?, ?)", row)
        require_tables(self._database, self._path)
        require_identity(self._database, self._path, identity)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._file = _identify(self._path)

    def _is_empty(self) -> bool:
        (count,) = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = self._database.execute("PRAGMA application_id").fetchone()
        return not count and not application

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._database.in_transaction:  # a full disk may have ended it
                self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


def _identify(path: Path) -> tuple[int, int] | None:
    try:
        held = path.stat()
    except FileNotFoundError:
        return None
    return held.st_dev, held.st_ino


class _Writer(NamedTuple):
    insert: str
    encode: Callable[[Event], tuple[Value, ...]]


@cache
def _list_writers() -> dict[type[Event], _Writer]:
    return {
        layout.kind: _Writer(make_insert(layout), layout.make_encoder())
        for layout in list_layouts()
    }


def make_insert(layout: Layout) -> str:
    """Return the statement that adds an event: its place, then its columns."""
    marks = ", ".join("?" * (len(PLACE) + len(layout.columns)))
    return f'INSERT INTO "{layout.name}" VALUES ({marks})'


def require_identity(database: sqlite3.Connection, path: Path, expected: Identity) -> None:
    """Refuse the index of another deployment; raises OtherDeploymentIndexed."""
    actual = read_identity(database)
    if actual != expected:
        raise OtherDeploymentIndexed(str(path), str(expected), str(actual))


def read_identity(database: sqlite3.Connection) -> Identity:
    """Return whose events a file holds."""
    chain_id, birth, coordinator = database.execute("SELECT * FROM identity").fetchone()
    return Identity(chain_id, birth, decode_address(coordinator))
