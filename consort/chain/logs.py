"""Events from a node that may refuse wide ranges of blocks, or silently cut them."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from eth_abi.abi import decode as decode_abi

from consort.chain import events
from consort.chain.deployment import Deployment
from consort.chain.events import E, Event, Logged
from consort.chain.interface import Entry, Param, decode_value, list_entries
from consort.chain.rpc import NodeError, Rpc
from consort.errors import LogsTooWide

WIDEST: Final = 2_000
"""Blocks per request; some nodes cut longer ranges without a word."""


def get_events(
    rpc: Rpc, deployment: Deployment, blocks: range, kinds: tuple[type[E], ...]
) -> list[Logged[E]]:
    """Return the deployment's events of these kinds (all, if none), in the chain's order."""
    topics = _get_topics(() if Event in kinds else kinds)
    pages = _read_pages(rpc, list(deployment.names), topics, blocks)
    decoded = (decode_log(log, deployment.names) for page in pages for log in page)
    return [item for item in decoded if item is not None]  # type: ignore[misc]


def decode_log(log: Mapping[str, Any], contracts: Mapping[str, str]) -> Logged[Event] | None:
    """Return the event of a node's log, None if it is not of these contracts.

    `contracts` are names by address in lower case.
    """
    contract = contracts.get(log["address"].lower())
    topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
    entry = _entries().get(topics[0]) if topics else None
    if contract is None or entry is None:
        return None
    place = int(log["blockNumber"], 16), log["transactionHash"], int(log["logIndex"], 16)
    return Logged(_decode(entry, topics[1:], bytes.fromhex(log["data"][2:])), contract, *place)


def _read_pages(
    rpc: Rpc, addresses: list[str], topics: list[str], blocks: range
) -> Iterator[list[dict[str, Any]]]:
    first, width = blocks.start, WIDEST
    while first < blocks.stop:
        last = min(first + width, blocks.stop) - 1
        place = {"fromBlock": hex(first), "toBlock": hex(last)}
        try:
            page = rpc.ask("eth_getLogs", place | {"address": addresses, "topics": [topics]})
        except NodeError as error:
            if first == last:
                raise LogsTooWide(first, error.message) from None
            width = (last - first + 1) // 2
            continue
        yield page
        first, width = last + 1, min(width * 2, WIDEST)


def _get_topics(kinds: tuple[type[Event], ...]) -> list[str]:
    """Return the first topics that select events of these kinds, all kinds if none is given."""
    names = {kind.__name__ for kind in kinds}
    return [
        f"0x{topic.hex()}"
        for topic, entry in _entries().items()
        if not names or entry.name in names
    ]


def _decode(entry: Entry, topics: list[bytes], data: bytes) -> Event:
    indexed = [param for param in entry.inputs if param.indexed]
    plain = [param for param in entry.inputs if not param.indexed]
    values = _decode_list(indexed, b"".join(topics)) | _decode_list(plain, data)
    kind: type[Event] = getattr(events, entry.name)
    return kind(**values)


def _decode_list(params: list[Param], data: bytes) -> dict[str, Any]:
    raw = decode_abi([param.form for param in params], data)
    pairs = zip(params, raw, strict=True)
    return {param.name: decode_value(param, value) for param, value in pairs}


@cache
def _entries() -> dict[bytes, Entry]:
    return {entry.selector: entry for _, entry in list_entries("event")}
