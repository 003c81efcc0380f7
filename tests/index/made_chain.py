"""A chain without a node: made-up events in made-up blocks, told as a node tells them.

For histories that no real chain would play in the time of a test. It answers only what an index
asks; its logs are encoded by the contracts' interfaces, so all of the way back is the real one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from consort.chain.client import Chain
from consort.chain.deployment import DeployedContract, Deployment
from consort.chain.events import Event
from consort.chain.interface import CONTRACTS, LIBRARIES, Entry, list_entries
from consort.chain.rpc import NodeError, Rpc
from consort.spec.params import PROTOCOL_VERSION
from consort.spec.types import Address

CHAIN_ID = 31_337
GENESIS_TIME = 1_700_000_000
BLOCK_TIME = 12
_NAMES = [name for name in CONTRACTS if name not in LIBRARIES]
DEPLOYMENT = Deployment(
    CHAIN_ID,
    PROTOCOL_VERSION,
    {
        name: DeployedContract(Address(f"0x{at:040x}"), 1, bytes(32), ())
        for at, name in enumerate(_NAMES, 1)
    },
)


@dataclass(frozen=True)
class Block:
    """A block as a node tells it, its logs, and the events that they are."""

    header: dict[str, str]
    logs: list[dict[str, Any]]
    events: tuple[Event, ...]


class MadeChain(Rpc):
    """Answers an index; `final_depth` None says that the chain knows no finality.

    Its first two blocks, the second of them the deployment's, are empty and stay.
    """

    __slots__ = ("asked", "blocks", "final_depth", "forks", "logs_of")

    def __init__(self, final_depth: int | None = 8, forks: int = 0) -> None:
        super().__init__("http://127.0.0.1:1")
        self.final_depth = final_depth
        self.forks = forks
        self.asked: list[str] = []
        self.blocks: list[Block] = []
        self.mine()
        self.mine()

    @property
    def chain(self) -> Chain:
        """Return the deployment on this chain."""
        return Chain(self, DEPLOYMENT)

    @property
    def events(self) -> list[Event]:
        """Return all events in order."""
        return [event for block in self.blocks for event in block.events]

    def mine(self, *events: Event) -> None:
        """Add a block with these events."""
        number = len(self.blocks)
        parent = self.blocks[-1].header["hash"] if self.blocks else f"0x{'0' * 64}"
        header = {
            "number": hex(number),
            "hash": _hash(number, self.forks, parent),
            "parentHash": parent,
            "timestamp": hex(GENESIS_TIME + number * BLOCK_TIME),
        }
        logs = [encode_log(event, header, index) for index, event in enumerate(events)]
        self.blocks.append(Block(header, logs, events))

    def drop(self, depth: int) -> None:
        """Take the newest blocks off the chain; those that follow have other hashes."""
        del self.blocks[max(2, len(self.blocks) - depth) :]
        self.forks += 1

    def ask(self, method: str, *params: Any) -> Any:
        """Answer as a node."""
        self.asked.append(method)
        match method:
            case "eth_getBlockByNumber":
                return self._find_header(str(params[0]))
            case "eth_getLogs":
                return self._find_logs(params[0])
        raise NodeError(method, {"code": -32601, "message": f"no method {method}"})

    def ask_many(self, method: str, many: Sequence[tuple[object, ...]]) -> list[Any]:
        """Answer several requests; those that are refused are NodeErrors."""
        return [self._try(method, params) for params in many]

    def _try(self, method: str, params: tuple[object, ...]) -> Any:
        try:
            return self.ask(method, *params)
        except NodeError as error:
            return error

    def _find_header(self, tag: str) -> dict[str, str] | None:
        newest = len(self.blocks) - 1
        if tag == "finalized":
            if self.final_depth is None:
                raise NodeError("eth_getBlockByNumber", {"code": -32602, "message": "no such tag"})
            return self._find_header(hex(max(newest - self.final_depth, 0)))
        number = newest if tag == "latest" else int(tag, 16)
        return self.blocks[number].header if number <= newest else None

    def _find_logs(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        if "blockHash" in wanted:
            return self._find_logs_of(wanted["blockHash"])
        first, last = int(wanted["fromBlock"], 16), int(wanted["toBlock"], 16)
        return [log for block in self.blocks[first : last + 1] for log in block.logs]

    def _find_logs_of(self, hash_: str) -> list[dict[str, Any]]:
        for block in self.blocks:
            if block.header["hash"] == hash_:
                return block.logs
        raise NodeError("eth_getLogs", {"code": -32000, "message": "unknown block"})


def encode_log(event: Event, header: dict[str, str], index: int) -> dict[str, Any]:
    """Return an event as a node tells it."""
    contract, entry = _entries()[type(event).__name__]
    indexed = [param for param in entry.inputs if param.indexed]
    plain = tuple(param for param in entry.inputs if not param.indexed)
    topics = [entry.selector, *(_encode(entry, event, (param,)) for param in indexed)]
    return {
        "address": DEPLOYMENT.contracts[contract].address,
        "topics": [f"0x{topic.hex()}" for topic in topics],
        "data": f"0x{_encode(entry, event, plain).hex()}",
        "blockNumber": header["number"],
        "blockHash": header["hash"],
        "transactionHash": _hash(header["hash"], index),
        "logIndex": hex(index),
    }


def _encode(entry: Entry, event: Event, params: tuple[Any, ...]) -> bytes:
    values = [getattr(event, param.name) for param in params]
    return replace(entry, inputs=params).encode(values)


def _hash(*parts: object) -> str:
    return f"0x{hashlib.sha256(repr(parts).encode()).hexdigest()}"


@cache
def _entries() -> dict[str, tuple[str, Entry]]:
    return {entry.name: (name, entry) for name, entry in list_entries("event") if name in _NAMES}
