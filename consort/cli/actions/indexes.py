"""The index of a deployment: brought up to date before it is asked."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from consort.chain.client import Chain
from consort.cli.actions.connection import connect
from consort.cli.output import Output
from consort.cli.settings import Network
from consort.errors import UNREACHABLE, ConsortError, IndexMissing
from consort.index.indexer import Indexer, Report, remove_index
from consort.index.place import find_default_path
from consort.index.reader import Index, open_index

QUIET: Final = 1.0
"""Seconds of reading before progress is told, and between two words of it."""
PAUSE: Final = 1.0
"""Seconds between two looks at the chain."""


@dataclass(slots=True)
class Telling:
    """Tell how far the reading is, not too often."""

    output: Output
    _last: float = field(default_factory=time.monotonic)

    def __call__(self, block: int, newest: int, events: int) -> None:
        """Tell the block that was read, the newest one, and the events so far."""
        if time.monotonic() - self._last >= QUIET:
            self._last = time.monotonic()
            self.output.note(f"Reading events: block {block} of {newest}, {events} events.")


@contextmanager
def open_current(
    output: Output, network: Network, file: Path | None
) -> Iterator[tuple[Chain, Index]]:
    """Give the chain and its index, which knows all blocks up to now.

    Raises as `Indexer.catch_up` and `open_index`.
    """
    chain = connect(network)
    path = file or find_default_path(chain)
    with ExitStack() as stack:
        yield chain, _open_caught_up(stack, Indexer(chain, path), Telling(output))


def _open_caught_up(stack: ExitStack, indexer: Indexer, report: Report) -> Index:
    """Return an index that knows what was read; another process may begin a new one meanwhile."""
    while True:
        done = indexer.catch_up(report)
        with suppress(IndexMissing), ExitStack() as opened:
            index = opened.enter_context(open_index(indexer.path))
            tip = index.get_tip()
            if done.block < 0 or (tip and tip.block >= done.block):
                stack.push(opened.pop_all())
                return index


def update_index(
    output: Output, network: Network, index_file: Path | None, follow: bool, rebuild: bool
) -> None:
    """Bring the index up to date, once or again and again; raises as `Indexer.catch_up`.

    Who follows waits for a chain that was there at first and is away for a while.
    """
    chain = connect(network)
    path = index_file or find_default_path(chain)
    if rebuild:
        remove_index(path)
    indexer = Indexer(chain, path)
    events = _tell(output, indexer)
    fault: type[ConsortError] | None = None
    while follow:
        time.sleep(PAUSE)
        try:
            events = _tell(output, indexer, known=events)
            fault = None
        except ConsortError as error:
            if error.exit_code != UNREACHABLE:
                raise
            if type(error) is not fault:
                output.note(f"{error} It is tried again.")
            fault = type(error)


def _tell(output: Output, indexer: Indexer, *, known: int | None = None) -> int:
    """Read what is new; say how far the index goes unless it still has so many events."""
    done = indexer.catch_up(Telling(output))
    if done.events != known or done.reorgs:
        document = {
            "event": "Indexed",
            "file": str(indexer.path),
            "block": done.block,
            "events": done.events,
            "reorgs": [reorg.to_json() for reorg in done.reorgs],
        }
        replaced = [f" Blocks from {reorg.from_block} on were replaced." for reorg in done.reorgs]
        text = f"{indexer.path} knows {done.events} events up to block {done.block}."
        output.show_line(document, "".join((text, *replaced)))
    return done.events
