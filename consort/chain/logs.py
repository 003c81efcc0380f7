"""Events from a node that may refuse wide ranges of blocks, or silently cut them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from consort.chain import events
from consort.chain.deployment import Deployment
from consort.chain.events import E, Event, Logged
from consort.chain.interface import Entry, list_entries
from consort.chain.rpc import NodeError, Rpc
from consort.chain.words import make_decoder
from consort.errors import LogsTooWide

Log = dict[str, Any]
"""A log as a node tells it."""

WIDEST: Final = 2_000
"""Blocks per request; some nodes cut longer ranges without a word."""


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

    `width` is how many are tried next.
    """

    rpc: Rpc
    deployment: Deployment
    kinds: tuple[type[Event], ...] = ()
    width: int = WIDEST

    def read(self, blocks: range) -> tuple[list[Log], int]:
        """Return the logs of the first of these blocks, and the last block that was read.

        Raises ChainUnreachable, LogsTooWide.
        """
        chosen = {"address": list(self.deployment.names), "topics": [_get_topics(self.kinds)]}
        while True:
            first, last = blocks.start, min(blocks.start + self.width, blocks.stop) - 1
            place = {"fromBlock": hex(first), "toBlock": hex(last)}
            try:
                page = self.rpc.ask("eth_getLogs", place | chosen)
            except NodeError as error:
                if first == last:
                    raise LogsTooWide(first, error.message) from None
                self.width = (last - first + 1) // 2
                continue
            self.width = min(self.width * 2, WIDEST)
            return page, last


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


def _get_topics(kinds: tuple[type[Event], ...]) -> list[str]:
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
