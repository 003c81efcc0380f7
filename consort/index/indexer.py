"""Bringing an index up to date with its chain, through reorganisations, crashes and bad nodes."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from consort.chain.client import Chain
from consort.chain.logs import LogPager
from consort.errors import ChainUnreachable, ChainUnsteady, IndexBusy, NotAnIndex
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
from consort.index.placing import is_of_blocks, place_logs
from consort.index.records import Reorg
from consort.index.schema import is_index_file
from consort.index.store import Identity, Store, StoredHead
from consort.storage.disk import name_failures

FIRST_WIDTH: Final = 128
"""Blocks of the first request for events; it grows from there."""
MOST_EVENTS: Final = 10_000
"""Events in one answer from which on fewer blocks are asked for at a time."""
MOST_TRIES: Final = 20
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
    _pager: LogPager = field(init=False)

    def __post_init__(self) -> None:
        self._pager = LogPager(self.chain.rpc, self.chain.deployment, width=FIRST_WIDTH)

    def catch_up(self, report: Report = lambda *_: None) -> CaughtUp:
        """Read everything up to the newest block, from wherever the file stands.

        What was read stays if it fails. Raises ChainUnreachable, RpcRefused, LogsTooWide,
        ChainUnsteady, IndexBusy, IndexUnusable, OtherDeploymentIndexed, DiskFull, PathUnusable.
        """
        reorgs: list[Reorg] = []
        failures = 0
        with self._open() as store:
            while True:
                with taking_turns(self.path):
                    step = self._step(store, reorgs)
                tip = store.get_tip()
                block, events = (tip.number, tip.total) if tip else (-1, 0)
                if step.is_done:
                    return CaughtUp(block, events, tuple(reorgs))
                failures = 0 if step.is_read else failures + 1
                if failures == MOST_TRIES:
                    raise ChainUnsteady(self.chain.rpc.place, step.newest)
                time.sleep(_PAUSE if failures else 0)
                report(block, step.newest, events)

    def _step(self, store: Store, reorgs: list[Reorg]) -> "_Step":
        """Read the next blocks, as many as the node gives at once."""
        newest = read_newest(self.chain.rpc)
        tip = store.get_tip()
        if tip and (tip.number, tip.hash) == (newest.number, newest.hash):
            return _Step(newest.number, is_done=True, is_read=True)
        tip = self._drop_replaced(store, tip, reorgs)
        first = tip.number + 1 if tip else self.chain.deployment.first_block
        if first > newest.number:
            return _Step(newest.number, is_done=True, is_read=True)
        is_read = self._read(store, tip, first, newest)
        if is_read:
            store.set_final(read_final_number(self.chain.rpc, newest.number))
        return _Step(newest.number, is_done=False, is_read=is_read)

    def _read(self, store: Store, tip: StoredHead | None, first: int, newest: Head) -> bool:
        """Take in the events of the next blocks; tell whether the chain let us.

        What the events say of their blocks' hashes, what the node says of those blocks, what the
        file holds below them, and the newest block from before must all be one chain: else events
        of another one would be taken in or, where it had none, be missing for ever.
        """
        logs, last = self._pager.read(range(first, newest.number + 1))
        try:
            names = self.chain.deployment.names
            by_block = place_logs(logs, names, range(first, last + 1))
        except ValueError as error:
            reason = f"its events make no sense: {error}"
            raise ChainUnreachable(self.chain.rpc.place, reason) from None
        if len(logs) > MOST_EVENTS:
            self._pager.width = max(1, (last - first + 1) // 2)
        known = {block.number: block.hash for block in (tip, newest) if block}
        numbers = sorted({*known, *by_block, last})
        heads = [head for head in read_heads(self.chain.rpc, numbers) if head]
        is_one_chain = all(is_of_blocks(by_block, known, head) for head in heads)
        if len(heads) < len(numbers) or not is_one_chain:
            return False
        for head in heads:
            if first <= head.number <= last:
                store.add_block(head, [item.logged for item in by_block.get(head.number, [])])
        return True

    def _drop_replaced(
        self, store: Store, tip: StoredHead | None, reorgs: list[Reorg]
    ) -> StoredHead | None:
        """Forget the blocks that are no longer part of the chain; return the newest that is."""
        if tip is None or self._is_kept(tip):
            return tip
        store.require(self._read_identity())  # it may be another chain altogether
        kept = self._find_kept(store)
        reorg = store.forget_after(kept.number if kept else -1)
        reorgs += [reorg] if reorg else []
        return kept

    def _is_kept(self, block: StoredHead) -> bool:
        head = next(read_heads(self.chain.rpc, [block.number]))
        return head is not None and head.hash == block.hash

    def _find_kept(self, store: Store) -> StoredHead | None:
        """Walk back to the newest block in the file that the chain still has."""
        below: int | None = None
        while held := store.list_newest(MOST_AT_ONCE, below):
            now = read_heads(self.chain.rpc, [block.number for block in held])
            for block, head in zip(held, now, strict=True):
                if head and head.hash == block.hash:
                    return block
            below = held[-1].number
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
            raise NotAnIndex(str(path))
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


class _Step(NamedTuple):
    newest: int
    is_done: bool
    is_read: bool
