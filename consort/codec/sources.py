"""Sources of bytes by position: what the codec and the aggregation read a window at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from consort.errors import WrongFileSize

WINDOW_LEAVES = 1024


class Source(Protocol):
    """Give bytes by position, to any number of threads at once."""

    @property
    def name(self) -> str:
        """Return what to call it in an error."""
        ...

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        ...

    def read_into(self, start: int, out: memoryview) -> None:
        """Fill `out` with the bytes from `start`; raises WrongFileSize if there are fewer."""
        ...


@dataclass(frozen=True, slots=True)
class MemorySource:
    """Give the bytes of a buffer."""

    data: bytes
    name: str = "the file in memory"

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.data)

    def read_into(self, start: int, out: memoryview) -> None:
        """Fill `out` with the bytes from `start`; raises WrongFileSize if there are fewer."""
        end = start + len(out)
        if end > self.size:
            raise WrongFileSize(self.name, end, self.size)
        out[:] = memoryview(self.data)[start:end]


@dataclass(frozen=True, slots=True)
class FileSource:
    """Give the bytes of a file, which is opened for each read: nothing to close, no limit met."""

    path: Path

    @property
    def name(self) -> str:
        """Return the path."""
        return str(self.path)

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return self.path.stat().st_size

    def read_into(self, start: int, out: memoryview) -> None:
        """Fill `out` with the bytes from `start`; raises WrongFileSize if there are fewer."""
        done = 0
        with self.path.open("rb", buffering=0) as file:
            file.seek(start)
            while done < len(out):
                count = file.readinto(out[done:])
                if not count:
                    raise WrongFileSize(self.name, start + len(out), start + done)
                done += count


def read_bytes(source: Source, start: int, size: int) -> bytes:
    """Return `size` bytes from `start`."""
    out = bytearray(size)
    source.read_into(start, memoryview(out))
    return bytes(out)


def check_size(source: Source, expected: int) -> None:
    """Raise WrongFileSize unless the source has exactly the expected size."""
    if source.size != expected:
        raise WrongFileSize(source.name, expected, source.size)


def iterate_windows(leaf_count: int, window: int = WINDOW_LEAVES) -> Iterator[slice]:
    """Yield slices of at most `window` leaves that cover all of them in order."""
    for start in range(0, leaf_count, window):
        yield slice(start, min(start + window, leaf_count))
