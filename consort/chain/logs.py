"""Events from a node that may refuse wide ranges of blocks, or silently cut them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from consort.chain import events
from consort.chain.deployment import Deployment
from consort.chain.events import E, Event, Logged
from consort.chain.interface import Entry, list_entries
from consort.chain.patience import ask_patiently
from consort.chain.rpc import NodeError, Rpc
from consort.chain.words import make_decoder
from consort.errors import AnswerTooLong, ChainUnreachable, LogsTooWide

Log = dict[str, Any]
"""A log as a node tells it."""

WIDEST: Final = 2_000
"""Blocks per request; some nodes cut longer ranges without a word."""
MOST_LOGS: Final = 10_000
"""Logs that the next answer may have if there are as many in each block as in those before it."""
_PAGES_BEFORE_MORE: Final = 32
"""After so many pages the node may allow more than it did, or its blocks may hold less."""


def get_events(
    rpc: Rpc, deployment: Deployment, blocks: range, kinds: tuple[type[E], ...]
) -> list[Logged[E]]:
    """Return the deployment's events of these kinds (all, if none), in the chain's order."""
    chosen = () if Event in kinds else kinds
    pager, found = LogPager(rpc, deployment, chosen, WIDEST), []
    while blocks:
        page, last = pager.read(blocks)
        found += [decode_log(log, deployment.names) for log in page]
        blocks = range(last + 1, blocks.stop)
    return [item for item in found if item is not None]  # type: ignore[misc]


@dataclass(slots=True)
class LogPager:
    """Reads a deployment's logs in pages of as many blocks as the node allows, at most 2,000.

    `width` is how many are tried next. It grows up to what the node refused last, by halves of what
    lies between, and stays small where there are many events; now and then more is tried again.
    """

    rpc: Rpc
    deployment: Deployment
    kinds: tuple[type[Event], ...] = ()
    width: int = WIDEST
    _refused: int = 2 * WIDEST
    _pages: int = 0

    def read(self, blocks: range) -> tuple[list[Log], int]:
        """Return the logs of the first of these blocks, and the last block that was read.

        Raises ChainUnreachable, LogsTooWide.
        """
        while True:
            first, last = blocks.start, min(blocks.start + self.width, blocks.stop) - 1
            try:
                page = self._ask({"fromBlock": hex(first), "toBlock": hex(last)})
            except NodeError as error:
                if first == last:
                    raise LogsTooWide(first, error.message) from None
                self._shrink(last - first + 1)
            except AnswerTooLong:  # of several blocks
                self._shrink(last - first + 1)
            else:
                self._grow(last - first + 1, len(page))
                return page, last

    def read_block(self, hash_: bytes) -> list[Log]:
        """Return the logs of one block; raises NodeError where the node does not know it."""
        return self._ask({"blockHash": f"0x{hash_.hex()}"})

    def _ask(self, place: dict[str, str]) -> list[Log]:
        chosen = {"address": list(self.deployment.names), "topics": [get_topics(self.kinds)]}
        page = ask_patiently(self.rpc, "eth_getLogs", place | chosen)
        if not isinstance(page, list):
            raise ChainUnreachable(self.rpc.place, "its events make no sense")
        return page

    def _shrink(self, tried: int) -> None:
        self._refused, self.width = tried, tried // 2

    def _grow(self, tried: int, count: int) -> None:
        self._pages += 1
        if self._pages % _PAGES_BEFORE_MORE == 0:
            self._refused = min(2 * self._refused, 2 * WIDEST)
        if tried == self.width:
            self.width = min(2 * tried, (tried + self._refused) // 2, WIDEST)
        self.width = max(1, min(self.width, tried * MOST_LOGS // max(count, 1)))


def decode_log(log: Mapping[str, Any], contracts: Mapping[str, str]) -> Logged[Event] | None:
    """Return the event of a node's log, None if it is not of these contracts.

    `contracts` are names by address in lower case.
    """
    contract = contracts.get(log["address"].lower())
    topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
    reader = _readers().get(topics[0]) if topics else None
    if contract is None or reader is None:
        return None
    place = int(log["blockNumber"], 16), log["transactionHash"], int(log["logIndex"], 16)
    return Logged(reader.read(topics[1:], bytes.fromhex(log["data"][2:])), contract, *place)


def get_topics(kinds: tuple[type[Event], ...] = ()) -> list[str]:
    """Return the first topics that select events of these kinds, all kinds if none is given."""
    names = {kind.__name__ for kind in kinds}
    return [
        f"0x{topic.hex()}"
        for topic, reader in _readers().items()
        if not names or reader.kind.__name__ in names
    ]


class _Reader(NamedTuple):
    """How the log of one kind of events is read: what its topics hold, and what its data."""

    kind: type[Event]
    topics: Callable[[bytes], list[Any]]
    data: Callable[[bytes], list[Any]]
    names: tuple[str, ...]

    def read(self, topics: list[bytes], data: bytes) -> Event:
        values = (*self.topics(b"".join(topics)), *self.data(data))
        return self.kind(**dict(zip(self.names, values, strict=True)))


def _make_reader(entry: Entry) -> _Reader:
    indexed = [param for param in entry.inputs if param.indexed]
    plain = [param for param in entry.inputs if not param.indexed]
    names = tuple(param.name for param in (*indexed, *plain))
    kind: type[Event] = getattr(events, entry.name)
    return _Reader(kind, make_decoder(indexed), make_decoder(plain), names)


@cache
def _readers() -> dict[bytes, _Reader]:
    return {entry.selector: _make_reader(entry) for _, entry in list_entries("event")}
