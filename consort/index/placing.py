"""Logs as a node gives them, turned into events in their places; a node may give anything."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from eth_abi.exceptions import DecodingError

from consort.chain.events import Event, Logged
from consort.chain.logs import Log, decode_log
from consort.index.heads import HASH_BYTES, MOST, Head


class Placed(NamedTuple):
    """An event and the hash of the block that the node says it is from."""

    logged: Logged[Event]
    block_hash: bytes

    @property
    def place(self) -> tuple[int, int]:
        """Return the numbers of block and log."""
        return self.logged.block, self.logged.index


ByBlock = Mapping[int, list[Placed]]


def place_logs(logs: Any, names: Mapping[str, str], blocks: range) -> ByBlock:
    """Return the events of some blocks by block, in order, each once.

    `names` are the contracts' by address. Raises ValueError for logs that make no sense.
    """
    try:
        placed = {item.place: item for item in (_place(log, names, blocks) for log in logs) if item}
    except (KeyError, TypeError, AttributeError, DecodingError) as error:
        raise ValueError(type(error).__name__) from error
    by_block: dict[int, list[Placed]] = {}
    for place in sorted(placed):
        by_block.setdefault(place[0], []).append(placed[place])
    return by_block


def is_of_blocks(by_block: ByBlock, known: Mapping[int, bytes], head: Head) -> bool:
    """Tell whether a block is the one that is known by its number, and that its events are from."""
    told = [item.block_hash for item in by_block.get(head.number, ())]
    return all(hash_ == head.hash for hash_ in (*told, known.get(head.number, head.hash)))


def _place(log: Log, names: Mapping[str, str], blocks: range) -> Placed | None:
    """Return the event of a log, None for one of no known kind."""
    logged = decode_log(log, names)
    if logged is None:
        return None
    block_hash, transaction = (
        bytes.fromhex(log[name][2:]) for name in ("blockHash", "transactionHash")
    )
    if len(block_hash) != HASH_BYTES or len(transaction) != HASH_BYTES:
        raise ValueError("its hashes have another length")
    if logged.block not in blocks or logged.index > MOST:
        raise ValueError("it is of no block that was asked for")
    return Placed(logged, block_hash)
