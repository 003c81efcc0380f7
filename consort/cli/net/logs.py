"""One log for each process: kept below a size, read from its end, followed."""

import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 32 << 20
_TAIL: Final = 1 << 16
_POLL: Final = 0.2


def cap(log: Path, most: int = MOST_BYTES) -> None:
    """Move what is in a log that has grown too large to `<log>.1`.

    Its process goes on writing to the same file, which it has opened to append.
    """
    if log.exists() and log.stat().st_size > most:
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        with log.open("r+b") as file:
            file.truncate()


def read_last(log: Path, count: int) -> list[str]:
    """Return the last lines of a log, as many as are asked for and lie in its last bytes."""
    if not log.exists():
        return []
    with log.open("rb") as file:
        size = file.seek(0, 2)
        span = min(size, max(_TAIL, count * 256))
        file.seek(size - span)
        lines = _split(file.read())
    return lines[-count:] if count else []


def follow(logs: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    """Yield name and line of whatever is added to the logs, for ever."""
    places = {name: log.stat().st_size if log.exists() else 0 for name, log in logs.items()}
    while True:
        for name, log in logs.items():
            lines, places[name] = _read_new(log, places[name])
            yield from ((name, line) for line in lines)
        time.sleep(_POLL)


def _read_new(log: Path, place: int) -> tuple[list[str], int]:
    """Return the whole lines after a place, and the place after them; from 0 in a capped log."""
    if not log.exists():
        return [], 0
    with log.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(place if place <= size else 0)
        start = file.tell()
        text, newline, _ = file.read().rpartition(b"\n")
    return (_split(text), start + len(text) + 1) if newline else ([], start)


def _split(text: bytes) -> list[str]:
    """Return the lines, without what a terminal would obey: a peer's words may be in them."""
    lines = text.decode(errors="replace").replace("\t", " ").splitlines()
    return ["".join(sign if sign.isprintable() else "?" for sign in line) for line in lines]
