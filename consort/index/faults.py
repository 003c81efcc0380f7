"""What SQLite says of a file, in our own words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from consort.errors import (
    ConsortError,
    DiskFull,
    IndexBusy,
    IndexUnusable,
    NotAnIndex,
    PathUnusable,
)

_PRIMARY: Final = 0xFF
"""The bits of a code that say its kind; the others say more."""
_PLACE: Final = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
_HELD: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@contextmanager
def name_faults(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into DiskFull, PathUnusable, IndexBusy, IndexUnusable or NotAnIndex."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translate(path, error) from None


def _translate(path: Path, error: sqlite3.Error) -> ConsortError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(str(path))
    if code in _PLACE:
        return PathUnusable(str(path), str(error))
    if code in _HELD:
        return IndexBusy(str(path), "of another program")
    if code == sqlite3.SQLITE_NOTADB:
        return NotAnIndex(str(path), str(error))
    return IndexUnusable(str(path), str(error))
