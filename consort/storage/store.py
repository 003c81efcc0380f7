"""The port that every store implements, and the check that every read passes through."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from consort.errors import CidMismatch, ContentTooLarge, ContentUnavailable, SizeMismatch
from consort.storage.cid import StoredFile
from consort.storage.unixfs import DagBuilder, cut_leaves


class Sink(Protocol):
    """Takes files, and names them by content id."""

    def put(self, source: Path | bytes) -> StoredFile:
        """Store and pin a file; return its CID and size, computed locally."""
        ...


class Fetcher(Protocol):
    """Gets files by content id."""

    def fetch(self, file: StoredFile, destination: Path, *, limit: int, timeout: float) -> None:
        """Write a file to `destination`, which appears (or changes) only once all is verified.

        Raises as `Store.read` does.
        """
        ...


class Store(Sink, Fetcher, Protocol):
    """Keeps files by content id.

    Safe for several threads and processes at once. Every method may raise StoreUnreachable
    (Kubo), DiskFull or PathUnusable; none leaves a partial file behind.
    """

    def read(self, file: StoredFile, *, limit: int, timeout: float) -> bytes:
        """Return a file of at most `limit` bytes within about `timeout` seconds.

        Raises ContentTooLarge before reading anything, ContentUnavailable (retry is safe),
        CidMismatch, SizeMismatch.
        """
        ...

    def has(self, file: StoredFile) -> bool:
        """Tell whether the whole file lies here intact, asking nobody else; reads all of it."""
        ...

    def pin(self, file: StoredFile) -> None:
        """Keep a file that was read or put here; raise ContentUnavailable if it is not here."""
        ...

    def unpin(self, file: StoredFile) -> None:
        """Let the store drop a file when it wants the space; no error if it was not pinned."""
        ...

    def prune(self) -> int:
        """Delete what nobody keeps, and return how many blocks that were.

        Raises ReadOnlyStore.
        """
        ...

    def describe(self) -> str:
        """Return the store's kind, version and place for people, asking it if it answers."""
        ...


def verify(
    pieces: Iterable[bytes], file: StoredFile, *, store: str, limit: int, timeout: float
) -> Iterator[bytes]:
    """Yield what a store sent for a file, and raise at the end unless it was exactly that file.

    Nothing may be done with the bytes, except put them aside, before the iterator is exhausted.
    `store` names the sender in errors. Raises as `Store.read` does.
    """
    if file.size > limit:
        raise ContentTooLarge(str(file.cid), file.size, limit)
    dag = DagBuilder()
    for leaf in cut_leaves(_bound(pieces, file, store, time.monotonic() + timeout)):
        dag.add(leaf)
        yield leaf
    dag.finish()
    _check(dag.file, file, store)


def _bound(
    pieces: Iterable[bytes], file: StoredFile, store: str, deadline: float
) -> Iterator[bytes]:
    received = 0
    for piece in pieces:
        received += len(piece)
        if received > file.size:
            raise SizeMismatch(str(file.cid), file.size, received)
        if time.monotonic() > deadline:
            raise ContentUnavailable(
                str(file.cid), store, f"only {received} of {file.size} bytes came in time"
            )
        yield piece


def _check(actual: StoredFile, file: StoredFile, store: str) -> None:
    if actual == file:
        return
    if actual.cid == file.cid:
        raise SizeMismatch(str(file.cid), file.size, actual.size)
    if actual.size < file.size:
        raise ContentUnavailable(
            str(file.cid), store, f"it broke off after {actual.size} of {file.size} bytes"
        )
    raise CidMismatch(str(file.cid), str(actual.cid))
