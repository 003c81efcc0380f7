"""Local files: read in pieces, written whole or not at all, failures in our own words."""

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from consort.errors import DiskFull, PathUnusable
from consort.storage.cid import CHUNK_SIZE

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def read_pieces(source: Path | bytes) -> Iterator[bytes]:
    """Yield the bytes of a file or a byte string in pieces of 1 MiB; raise PathUnusable."""
    if isinstance(source, bytes):
        yield from (source[at : at + CHUNK_SIZE] for at in range(0, len(source), CHUNK_SIZE))
        return
    with name_failures(source), source.open("rb") as stream:
        while piece := stream.read(CHUNK_SIZE):
            yield piece


def write_whole(path: Path, pieces: Iterable[bytes], *, mode: int = 0o666) -> None:
    """Write a file of these pieces, see `writing_whole`."""
    with writing_whole(path, mode=mode) as stream:
        stream.writelines(pieces)


@contextmanager
def writing_whole(path: Path, *, mode: int = 0o666) -> Iterator[IO[bytes]]:
    """Give a file to write to that appears under its name only once every byte is on the disk.

    If the block raises or the disk is full, whatever was at `path` stays. `mode` is what the file
    allows, less the umask: 0600 for a secret. Raises DiskFull, PathUnusable.
    """
    unfinished = path.with_name(f".{secrets.token_hex(8)}.part")
    with name_failures(path):
        try:
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(descriptor, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        _sync_directory(path.parent)


def make_mark(path: Path) -> None:
    """Make an empty file that a crash does not take away again; raises DiskFull, PathUnusable."""
    with name_failures(path):
        if not path.exists():
            path.touch()
            _sync_directory(path.parent)


@contextmanager
def name_failures(path: Path) -> Iterator[None]:
    """Turn the operating system's errors about a path into DiskFull or PathUnusable."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(str(path)) from error
        raise PathUnusable(str(path), error.strerror or str(error)) from error


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
