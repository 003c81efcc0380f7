"""Following events block by block, through reorganisations and restarts."""

from dataclasses import dataclass, field
from typing import Final

from consort.chain.client import Chain
from consort.chain.events import Event, Logged
from consort.chain.logs import WIDEST
from consort.chain.rpc import NodeError

_KEPT: Final = 64

Seen = tuple[int, str]
"""A block that was read: number and hash."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far events were read: the next block, and blocks where reading paused, oldest first.

    Those are at most 64 of the newest 2,000 blocks: after a reorganisation that goes deeper,
    everything is read again. Plain numbers and texts: save it with what was made of the events,
    and go on from it.
    """

    next_block: int
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What `poll` read; where `rewound_to` is set, forget all events after that block first."""

    events: tuple[Logged[Event], ...]
    rewound_to: int | None
    position: Position


@dataclass(slots=True)
class EventCursor:
    """Reads confirmed events in order, each once; starts at the deployment or at `position`."""

    chain: Chain
    kinds: tuple[type[Event], ...] = ()
    confirmations: int = 1
    position: Position = field(default=Position(0))

    def poll(self) -> Batch:
        """Read the next blocks that have enough confirmations, at most 2,000 of them.

        Raises ChainUnreachable, RpcRefused, LogsTooWide; then nothing is skipped.
        """
        seen = self._drop_replaced(self.position.seen)
        first = self._find_first(seen)
        is_rewound = seen != self.position.seen
        last = min(self.chain.clock().block - self.confirmations + 1, first + WIDEST - 1)
        end, events = self._read(seen, first, last)
        self.position = Position(first if end is None else last + 1, _add(seen, end))
        return Batch(tuple(events), first - 1 if is_rewound else None, self.position)

    def _drop_replaced(self, seen: tuple[Seen, ...]) -> tuple[Seen, ...]:
        """Walk back to the newest block read that is still part of the chain."""
        while seen and self._find_hash(seen[-1][0]) != seen[-1][1]:
            seen = seen[:-1]
        return seen

    def _find_first(self, seen: tuple[Seen, ...]) -> int:
        if seen:
            return seen[-1][0] + 1
        start = self.chain.deployment.first_block
        return start if self.position.seen else max(start, self.position.next_block)

    def _read(
        self, seen: tuple[Seen, ...], first: int, last: int
    ) -> tuple[Seen | None, list[Logged[Event]]]:
        """Return the last block and the events, nothing where the chain changes meanwhile.

        What was seen before must be below them still: else they would follow events of another
        chain, and nothing would ever tell.
        """
        before = self._find_hash(last) if last >= first else None
        if before is None:
            return None, []
        events = self.chain.get_events(first, last, *self.kinds)
        if self._find_hash(last) != before or self._drop_replaced(seen) != seen:
            return None, []
        return (last, before), events

    def _find_hash(self, block: int) -> str | None:
        try:
            header = self.chain.rpc.ask("eth_getBlockByNumber", hex(block), False)
        except NodeError:  # some nodes call a missing block an error
            return None
        return str(header["hash"]) if header else None


def _add(seen: tuple[Seen, ...], end: Seen | None) -> tuple[Seen, ...]:
    if end is None:
        return seen
    return (*(each for each in seen if each[0] > end[0] - WIDEST), end)[-_KEPT:]
