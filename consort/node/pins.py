"""What a node keeps in the store, for which round, and until when: noted before it is kept.

pins/ROUND/CID-SIZE   a file kept for a round
pins/ROUND/until      once the round is over: the chain's time and block at which its files may go

The note comes first and goes last, so no crash leaves a pin that nobody knows of.
"""

import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from consort.errors import ContentUnavailable, ReadOnlyStore, StoreUnreachable
from consort.storage.cid import StoredFile
from consort.storage.disk import make_mark, name_failures, read_pieces, write_whole
from consort.storage.store import Store
from consort.storage.unixfs import compute_file

_UNTIL: Final = "until"
_NOT_KEPT: Final = (ContentUnavailable, ReadOnlyStore, StoreUnreachable)


class Moment(NamedTuple):
    """A time of the chain in seconds and one of its blocks, or a span of both."""

    time: int
    block: int

    def is_after(self, other: "Moment") -> bool:
        """Tell whether both time and block have come."""
        return self.time >= other.time and self.block >= other.block


@dataclass(frozen=True, slots=True)
class PinBook:
    """Keep files in a store for the rounds that need them.

    Safe for several threads, of one process: the node's directory is locked.
    """

    store: Store
    directory: Path

    def of(self, number: int) -> "RoundFiles":
        """Return the store as a round uses it."""
        return RoundFiles(self.store, self.directory / f"{number:010d}")

    def release(self, needed: Collection[int], now: Moment, delay: Moment) -> None:
        """Let go of the files of rounds that have not been needed for as long as `delay`.

        Raises StoreUnreachable; what is left then is let go of next time.
        """
        for round_ in self._list_rounds():
            if int(round_.name) in needed:
                _forget_end(round_)
            elif _is_due(round_, now, delay):
                self._drop(round_)

    def _list_rounds(self) -> list[Path]:
        with name_failures(self.directory):
            paths = self.directory.iterdir() if self.directory.exists() else ()
            return sorted(path for path in paths if path.name.isdecimal())

    def _drop(self, round_: Path) -> None:
        others = {name for other in self._list_rounds() if other != round_ for name in _list(other)}
        for name in _list(round_):
            if name not in others:
                self.store.unpin(StoredFile.from_name(name))
            (round_ / name).unlink()
        with name_failures(round_):
            shutil.rmtree(round_)


@dataclass(frozen=True, slots=True)
class RoundFiles:
    """A store whose files are kept for a round."""

    store: Store
    directory: Path

    def put(self, source: Path | bytes) -> StoredFile:
        """Put a file into the store and keep it; raises as `Store.put`."""
        self._note(compute_file(read_pieces(source)))
        return self.store.put(source)

    def fetch(self, file: StoredFile, destination: Path, *, limit: int, timeout: float) -> None:
        """Fetch a file and keep it, so that others get it where its publisher is gone.

        Raises as `Store.fetch`. Where it cannot be kept, it was fetched all the same.
        """
        self.store.fetch(file, destination, limit=limit, timeout=timeout)
        self._note(file)
        with suppress(*_NOT_KEPT):
            self._keep(file, destination)

    def _keep(self, file: StoredFile, path: Path) -> None:
        try:
            self.store.pin(file)
        except ContentUnavailable:  # it came from a gateway, or was dropped meanwhile
            self.store.put(path)

    def _note(self, file: StoredFile) -> None:
        with name_failures(self.directory):
            self.directory.mkdir(parents=True, exist_ok=True)
        _forget_end(self.directory)
        make_mark(self.directory / file.name)


def _list(round_: Path) -> list[str]:
    """Return the names of a round's files, not those of a note that was being written."""
    names = (path.name for path in round_.iterdir())
    return [name for name in names if name != _UNTIL and not name.startswith(".")]


def _forget_end(round_: Path) -> None:
    """Note that a round is not over, or is needed again."""
    with name_failures(round_):
        (round_ / _UNTIL).unlink(missing_ok=True)


def _is_due(round_: Path, now: Moment, delay: Moment) -> bool:
    """Tell whether a round's time is over; it begins when this is first asked."""
    until = round_ / _UNTIL
    if not until.exists():
        due = Moment(now.time + delay.time, now.block + delay.block)
        write_whole(until, [f"{due.time} {due.block}".encode()])
    time, block = until.read_text().split()
    return now.is_after(Moment(int(time), int(block)))
