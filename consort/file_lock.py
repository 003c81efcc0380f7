"""A lock that one process holds, and that the system frees with it, however it ends."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from consort.storage.disk import name_failures

_MAX_PID_BYTES = 20


@contextmanager
def hold_alone(path: Path, refuse: Callable[[str], Exception]) -> Iterator[None]:
    """Hold a lock file, with this process's id in it, until the block ends.

    Raises what `refuse` makes of the holder's id where another process holds it, PathUnusable,
    DiskFull.
    """
    with name_failures(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, refuse)
        yield
    finally:
        os.close(descriptor)


def find_holder(path: Path) -> str | None:
    """Return the id of the process that holds a lock file, None if nobody does."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_holder(descriptor)
    else:
        return None
    finally:
        os.close(descriptor)


def _lock(descriptor: int, refuse: Callable[[str], Exception]) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise refuse(_read_holder(descriptor) or "unknown") from None
    with suppress(OSError):  # the id is for people: on a full disk the lock holds without it
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)


def _read_holder(descriptor: int) -> str:
    return os.read(descriptor, _MAX_PID_BYTES).decode(errors="replace")
