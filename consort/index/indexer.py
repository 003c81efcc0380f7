"""Bringing an index up to date with its chain, through reorganisations, crashes and bad nodes."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from consort.chain.client import Chain
from consort.errors import ChainUnsteady, IndexBusy, NotAnIndex
from consort.file_lock import hold_alone
from consort.index.faults import name_faults
from consort.index.heads import (
    MOST_AT_ONCE,
    Head,
    read_birth,
    read_final_number,
    read_heads,
    read_newest,
)
from consort.index.reading import BlockReader, Known
from consort.index.records import Reorg
from consort.index.schema import is_index_file
from consort.index.store import Identity, Store, StoredHead
from consort.storage.disk import name_failures

MOST_TRIES: Final = 20
TRIES_IF_BEHIND: Final = 10
"""Looks at a chain that ends before the file does, until it counts as having become shorter."""
_PAUSE: Final = 0.05
LOCK_SECONDS: Final = 30.0

Report = Callable[[int, int, int], None]
"""Told the block that was read last, the newest one, and the number of all events so far."""


class CaughtUp(NamedTuple):
    """How far the index goes now, its events, and the reorganisations that were followed."""

    block: int
    events: int
    reorgs: tuple[Reorg, ...]


@dataclass(slots=True)
class Indexer:
    """Writes the index of a deployment; any number of them, in any processes, may take turns."""

    chain: Chain
    path: Path
    _reader: BlockReader = field(init=False)

    def __post_init__(self) -> None:
        self._reader = BlockReader.of_chain(self.chain)

    def catch_up(self, report: Report = lambda *_: None) -> CaughtUp:
        """Read everything up to the newest block, from wherever the file stands.

        What was read stays if it fails. Raises ChainUnreachable, RpcRefused, LogsTooWide,
        ChainUnsteady, IndexBusy, IndexUnusable, NotAnIndex, OtherDeploymentIndexed, DiskFull,
        PathUnusable.
        """
        reorgs: list[Reorg] = []
        while True:
            with self._open() as store:
                done = self._catch_up_in(store, reorgs, report)
            if done:
                return done

    def _catch_up_in(self, store: Store, reorgs: list[Reorg], report: Report) -> CaughtUp | None:
        """Do so in one file; None where it was replaced, so that all is to be read into another."""
        failures = 0
        while True:
            with taking_turns(self.path):
                if store.is_replaced():
                    return None
                step = self._step(store, reorgs, failures)
            tip = store.get_tip()
            block, events = (tip.number, tip.total) if tip else (-1, 0)
            if step.is_done:
                return CaughtUp(block, events, tuple(reorgs))
            failures = 0 if step.is_read else failures + 1
            if failures == MOST_TRIES:
                raise ChainUnsteady(self.chain.rpc.place, step.newest)
            time.sleep(_PAUSE if failures else 0)
            report(block, step.newest, events)

    def _step(self, store: Store, reorgs: list[Reorg], failures: int) -> "_Step":
        """Read the next blocks, as many as the node gives at once, after so many failures."""
        newest = read_newest(self.chain.rpc)
        tip = store.get_tip()
        if tip and (tip.number, tip.hash) == (newest.number, newest.hash):
            return _Step(newest.number, is_done=True, is_read=True)
        try:
            if failures < TRIES_IF_BEHIND and self._is_behind(store, newest):
                return _Step(newest.number, is_done=False, is_read=False)
            tip = self._drop_replaced(store, newest, reorgs)
        except _Unknown:
            return _Step(newest.number, is_done=False, is_read=False)
        first = tip.number + 1 if tip else self.chain.deployment.first_block
        if first > newest.number:
            return _Step(newest.number, is_done=True, is_read=True)
        return _Step(newest.number, is_done=False, is_read=self._read(store, tip, first, newest))

    def _read(self, store: Store, tip: StoredHead | None, first: int, newest: Head) -> bool:
        """Take in the next blocks; tell whether the chain let us."""
        known = Known(tip.number, tip.hash) if tip else None
        blocks = self._reader.read(first, known, newest)
        if blocks is None:
            return False
        for head, logged in blocks:
            store.add_block(head, logged)
        store.set_final(read_final_number(self.chain.rpc, newest.number))
        return True

    def _is_behind(self, store: Store, newest: Head) -> bool:
        """Tell whether the chain ends before the file does, and is the same up to there.

        A node that is behind looks like that; a moment later, or asked again, it no longer does.
        """
        tip = store.get_tip()
        if tip is None or newest.number >= tip.number:
            return False
        return any(map(self._is_kept, store.list_newest(1, newest.number + 1)))

    def _drop_replaced(self, store: Store, newest: Head, reorgs: list[Reorg]) -> StoredHead | None:
        """Forget the blocks that are no longer part of the chain; return the newest that is."""
        tip = store.get_tip()
        if tip is None or (tip.number <= newest.number and self._is_kept(tip)):
            return tip
        store.require(self._read_identity())  # it may be another chain altogether
        kept = self._find_kept(store, newest.number + 1)
        reorg = store.forget_after(kept.number if kept else -1)
        reorgs += [reorg] if reorg else []
        return kept

    def _is_kept(self, block: StoredHead) -> bool:
        return self._find_first_kept([block]) is not None

    def _find_kept(self, store: Store, below: int) -> StoredHead | None:
        """Walk back to the newest block in the file below a number that the chain still has."""
        while held := store.list_newest(MOST_AT_ONCE, below):
            kept = self._find_first_kept(held)
            if kept:
                return kept
            below = held[-1].number
        return None

    def _find_first_kept(self, blocks: list[StoredHead]) -> StoredHead | None:
        """Return the first of these blocks, none above the newest, that the chain still has.

        Raises _Unknown where a node does not know one by its number: it is behind, or the chain has
        just become shorter.
        """
        now = read_heads(self.chain.rpc, [block.number for block in blocks])
        for block, head in zip(blocks, now, strict=True):
            if head is None:
                raise _Unknown
            if head.hash == block.hash:
                return block
        return None

    def _read_identity(self) -> Identity:
        coordinator = self.chain.deployment.get_address("Coordinator")
        return Identity(self.chain.chain_id, read_birth(self.chain), coordinator)

    @contextmanager
    def _open(self) -> Iterator[Store]:
        identity = self._read_identity()
        with name_faults(self.path):
            with taking_turns(self.path):
                store = Store(self.path, identity)
            with store:
                yield store


@contextmanager
def taking_turns(path: Path) -> Iterator[None]:
    """Keep other writers of an index away until the block ends; raises IndexBusy, PathUnusable."""
    lock = path.with_name(f"{path.name}.lock")
    with name_failures(lock):
        lock.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _try_lock(stack, path, lock, is_last=time.monotonic() > deadline):
            time.sleep(_PAUSE)
        yield


def _try_lock(stack: ExitStack, path: Path, lock: Path, *, is_last: bool) -> bool:
    try:
        stack.enter_context(hold_alone(lock, lambda process: IndexBusy(str(path), process)))
    except IndexBusy:
        if is_last:
            raise
        return False
    return True


def remove_index(path: Path) -> None:
    """Delete an index, so that it is built again; raises NotAnIndex for another file.

    Who reads it meanwhile goes on reading what was there. Raises IndexBusy, PathUnusable.
    """
    with taking_turns(path), name_failures(path):
        if path.exists() and path.stat().st_size and not is_index_file(path):
            raise NotAnIndex(str(path), "it begins with other bytes")
        for ending in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


class _Unknown(Exception):
    """A block that the chain must have, and the node does not know."""


class _Step(NamedTuple):
    newest: int
    is_done: bool
    is_read: bool
