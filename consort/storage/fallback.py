"""A Kubo daemon with trustless gateways behind it: what it cannot give is read from them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from consort.errors import CidMismatch, ContentUnavailable, SizeMismatch, StoreUnreachable
from consort.storage.cid import StoredFile
from consort.storage.store import Store

_MENDED: Final = (CidMismatch, ContentUnavailable, SizeMismatch, StoreUnreachable)
"""What may be wrong with one store alone."""

Value = TypeVar("Value")


class FallbackStore:
    """A `Store` in a daemon that reads from gateways what the daemon cannot give.

    The daemon gets half of the time of a read, the gateways what is left then. Where neither has a
    file, the daemon's error is raised.
    """

    __slots__ = ("daemon", "gateways")

    def __init__(self, daemon: Store, gateways: Store) -> None:
        self.daemon = daemon
        self.gateways = gateways

    def put(self, source: Path | bytes) -> StoredFile:
        """Store a file in the daemon."""
        return self.daemon.put(source)

    def read(self, file: StoredFile, *, limit: int, timeout: float) -> bytes:
        """Return a file as `Store.read` says."""
        return _try_both(
            lambda half: self.daemon.read(file, limit=limit, timeout=half),
            lambda left: self.gateways.read(file, limit=limit, timeout=left),
            timeout,
        )

    def fetch(self, file: StoredFile, destination: Path, *, limit: int, timeout: float) -> None:
        """Write a file as `Store.fetch` says."""
        _try_both(
            lambda half: self.daemon.fetch(file, destination, limit=limit, timeout=half),
            lambda left: self.gateways.fetch(file, destination, limit=limit, timeout=left),
            timeout,
        )

    def has(self, file: StoredFile) -> bool:
        """Tell whether the daemon has a file."""
        return self.daemon.has(file)

    def pin(self, file: StoredFile) -> None:
        """Keep a file in the daemon; raise ContentUnavailable if it came from a gateway."""
        self.daemon.pin(file)

    def unpin(self, file: StoredFile) -> None:
        """Let the daemon drop a file."""
        self.daemon.unpin(file)

    def prune(self) -> int:
        """Delete what the daemon need not keep."""
        return self.daemon.prune()

    def describe(self) -> str:
        """Return what the daemon says of itself, and the gateways."""
        return f"{self.daemon.describe()}, else {self.gateways.describe()}"


def _try_both(
    first: Callable[[float], Value], second: Callable[[float], Value], timeout: float
) -> Value:
    half, start = timeout / 2, time.monotonic()
    try:
        return first(half)
    except _MENDED as error:
        try:
            return second(max(half, timeout - (time.monotonic() - start)))
        except _MENDED:
            raise error from None
