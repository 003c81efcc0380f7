"""Blocks as far as the index needs them: number, hash, parent, time."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from consort.chain.client import Chain
from consort.chain.rpc import NodeError, Rpc
from consort.errors import ChainUnreachable

MOST_AT_ONCE: Final = 100
"""Blocks that are asked for in one request."""
MOST: Final = (1 << 62) - 1
"""Larger than any number of a block, and small enough for SQLite."""
HASH_BYTES: Final = 32
FINAL_DEPTH: Final = 64
"""Blocks below the newest one that are called final where the chain calls none so."""


class Head(NamedTuple):
    """A block; time in seconds."""

    number: int
    hash: bytes
    parent: bytes
    time: int


def read_newest(rpc: Rpc) -> Head:
    """Return the newest block; raises ChainUnreachable, RpcRefused."""
    return _parse(rpc, rpc.request("eth_getBlockByNumber", "latest", False))


def read_heads(rpc: Rpc, numbers: Sequence[int]) -> Iterator[Head | None]:
    """Yield blocks by number, None for one that the node does not know; raises ChainUnreachable."""
    for at in range(0, len(numbers), MOST_AT_ONCE):
        asked = [(hex(number), False) for number in numbers[at : at + MOST_AT_ONCE]]
        blocks = rpc.ask_many("eth_getBlockByNumber", asked)
        for number, block in zip(numbers[at:], blocks, strict=False):
            head = _parse(rpc, block) if block else None
            if head and head.number != number:
                raise _complain(rpc)
            yield head


def read_final_number(rpc: Rpc, newest: int) -> int:
    """Return the newest block that is final, below 0 where none is; raises ChainUnreachable."""
    try:
        block = rpc.ask("eth_getBlockByNumber", "finalized", False)
    except NodeError:  # a chain without finality
        block = None
    return _parse(rpc, block).number if block else newest - FINAL_DEPTH


def read_birth(chain: Chain) -> bytes:
    """Return the hash of a deployment's first block, which tells chains of the same id apart.

    Block 0 would not: local chains make another one when they are resumed. Raises ChainUnreachable.
    """
    number = chain.deployment.first_block
    first = next(read_heads(chain.rpc, [number]))
    if first is None:
        raise ChainUnreachable(chain.rpc.place, f"it does not know block {number}")
    return first.hash


def _parse(rpc: Rpc, block: Any) -> Head:
    try:
        hash_, parent = (bytes.fromhex(block[name][2:]) for name in ("hash", "parentHash"))
        head = Head(int(block["number"], 16), hash_, parent, int(block["timestamp"], 16))
    except (KeyError, TypeError, ValueError):
        raise _complain(rpc) from None
    if len(hash_) != HASH_BYTES or max(head.number, head.time) > MOST:
        raise _complain(rpc)
    return head


def _complain(rpc: Rpc) -> ChainUnreachable:
    return ChainUnreachable(rpc.place, "its blocks make no sense")
