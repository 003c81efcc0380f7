"""The next blocks of a chain with their events, from a node that may give anything.

Of several nodes behind one URL, one may know a block and the next not yet its events.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple, Self

from consort.chain.client import Chain
from consort.chain.events import Event, Logged
from consort.chain.logs import Log, LogPager
from consort.chain.rpc import NodeError
from consort.errors import ChainUnreachable
from consort.index.blooms import Bloom
from consort.index.heads import Head, read_heads
from consort.index.placing import ByBlock, is_of_blocks, place_logs

FIRST_WIDTH: Final = 128
"""Blocks of the first request for events; it grows from there."""
RECENT: Final = 256
"""Newest blocks whose events a node may not know yet although it knows the blocks."""


class Known(NamedTuple):
    """A block that was seen before."""

    number: int
    hash: bytes


class Block(NamedTuple):
    """A block and its events in order."""

    head: Head
    logged: Sequence[Logged[Event]]


@dataclass(slots=True)
class BlockReader:
    """Reads blocks in order, as many at a time as the node gives."""

    pager: LogPager
    bloom: Bloom

    @classmethod
    def of_chain(cls, chain: Chain) -> Self:
        """Return a reader of a chain's deployment."""
        pager = LogPager(chain.rpc, chain.deployment, width=FIRST_WIDTH)
        return cls(pager, Bloom.of_deployment(chain.deployment))

    def read(self, first: int, tip: Known | None, newest: Head) -> list[Block] | None:
        """Return the next blocks with events, and the last that was read; None to try again.

        What the events say of their blocks' hashes, what the node says of those blocks, what is
        held below them, and the newest block from before must all be one chain, and no recent block
        without events may hold any: else events of another chain would be taken in or, where they
        were left out, be missing for ever. Raises ChainUnreachable, LogsTooWide.
        """
        logs, last = self.pager.read(range(first, newest.number + 1))
        by_block = self._place(logs, range(first, last + 1))
        known = {block.number: block.hash for block in (tip, newest) if block}
        recent = range(max(first, newest.number - RECENT + 1), last + 1)
        numbers = sorted({*known, *by_block, *recent, last})
        heads = [head for head in read_heads(self.pager.rpc, numbers) if head]
        is_whole = len(heads) == len(numbers) and is_linked(heads)
        if not is_whole or not all(is_of_blocks(by_block, known, head) for head in heads):
            return None
        silent = [head for head in heads if head.number in recent and head.number not in by_block]
        if not all(map(self._is_silent, silent)):
            return None
        return [
            Block(head, [item.logged for item in by_block.get(head.number, [])])
            for head in heads
            if first <= head.number <= last
        ]

    def _place(self, logs: Sequence[Log], blocks: range) -> ByBlock:
        try:
            return place_logs(logs, self.pager.deployment.names, blocks)
        except ValueError as error:
            reason = f"its events make no sense: {error}"
            raise ChainUnreachable(self.pager.rpc.place, reason) from None

    def _is_silent(self, head: Head) -> bool:
        """Tell whether a block holds no events, asking by its hash where its header lets it.

        A node that does not know a block refuses that, where it gives no events for its number.
        """
        if not self.bloom.may_be_in(head.bloom):
            return True
        try:
            return not self.pager.read_block(head.hash)
        except NodeError:
            return False


def is_linked(heads: Sequence[Head]) -> bool:
    """Tell whether of blocks in order each that follows another at once names it as parent."""
    return all(
        after.parent == before.hash
        for before, after in pairwise(heads)
        if after.number == before.number + 1
    )
