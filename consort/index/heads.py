"""Blocks as far as the index needs them: number, hash, parent, time, and what they may hold."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from consort.chain.client import Chain
from consort.chain.patience import ask_patiently
from consort.chain.rpc import NodeError, Rpc
from consort.errors import ChainUnreachable, RpcRefused

MOST_AT_ONCE: Final = 100
"""Blocks that are asked for in one request."""
MOST: Final = (1 << 62) - 1
"""Larger than any number of a block, and small enough for SQLite."""
HASH_BYTES: Final = 32
FINAL_DEPTH: Final = 64
"""Blocks below the newest one that are called final where the chain calls none so."""


class Head(NamedTuple):
    """A block; time in seconds. `bloom` has bits of each event in it, none where it is not told."""

    number: int
    hash: bytes
    parent: bytes
    time: int
    bloom: int = 0


def read_newest(rpc: Rpc) -> Head:
    """Return the newest block; raises ChainUnreachable, RpcRefused."""
    method = "eth_getBlockByNumber"
    try:
        return _parse(rpc, ask_patiently(rpc, method, "latest", False))
    except NodeError as error:
        raise RpcRefused(method, error.code, error.message) from None


def read_heads(rpc: Rpc, numbers: Sequence[int]) -> Iterator[Head | None]:
    """Yield blocks by number, None for one that the node says it does not know.

    Raises ChainUnreachable, also for one that the node refuses to tell: it may be there all the
    same.
    """
    for at in range(0, len(numbers), MOST_AT_ONCE):
        part = numbers[at : at + MOST_AT_ONCE]
        blocks = _ask_blocks(rpc, part)
        for number in part:
            block = blocks[number]
            head = None if block is None else _parse(rpc, block)
            if head and head.number != number:
                raise _complain(rpc)
            yield head


def _ask_blocks(rpc: Rpc, numbers: Sequence[int]) -> dict[int, Any]:
    """Return blocks by number; of a batch some nodes answer a part, and refuse the rest."""
    blocks: dict[int, Any] = {}
    while missing := [number for number in numbers if number not in blocks]:
        asked = [(hex(number), False) for number in missing]
        answers = zip(missing, rpc.ask_many("eth_getBlockByNumber", asked), strict=True)
        told = {number: block for number, block in answers if not isinstance(block, NodeError)}
        blocks |= told or {number: _ask_block(rpc, number) for number in missing}
    return blocks


def _ask_block(rpc: Rpc, number: int) -> Any:
    try:
        return ask_patiently(rpc, "eth_getBlockByNumber", hex(number), False)
    except NodeError as error:
        reason = f"it refuses to tell block {number}: {error.message}"
        raise ChainUnreachable(rpc.place, reason) from None


def read_final_number(rpc: Rpc, newest: int) -> int:
    """Return the newest block that is final, below 0 where none is; raises ChainUnreachable."""
    try:
        block = ask_patiently(rpc, "eth_getBlockByNumber", "finalized", False)
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
        number, time = int(block["number"], 16), int(block["timestamp"], 16)
        head = Head(number, hash_, parent, time, int(block.get("logsBloom") or "0x0", 16))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _complain(rpc) from None
    if len(hash_) != HASH_BYTES or max(head.number, head.time) > MOST:
        raise _complain(rpc)
    return head


def _complain(rpc: Rpc) -> ChainUnreachable:
    return ChainUnreachable(rpc.place, "its blocks make no sense")
