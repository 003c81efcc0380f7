"""Which block an audit reads."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

from consort.chain.client import Chain
from consort.errors import ChainMoved, ConsortError, IndexUnusable
from consort.index.heads import MOST
from consort.index.reader import Index

BEYOND_ALL: Final = MOST + 1
"""Larger than any number of a block."""


@contextmanager
def hold(chain: Chain, index: Index | None) -> Iterator[tuple[Chain, bytes]]:
    """Give the chain at the block up to which the index goes, else at its newest, and its hash.

    The index stays as it is there, whatever is written to it meanwhile. Raises ChainMoved where the
    chain does not have that block, or no longer at the end, whatever was refused because of it.
    """
    with index.holding() if index else nullcontext():
        block, hash_ = _choose_block(chain, index)
        try:
            yield chain.at(block), hash_
        except ConsortError:
            _require(chain, block, hash_)
            raise
        _require(chain, block, hash_)


def _choose_block(chain: Chain, index: Index | None) -> tuple[int, bytes]:
    try:
        tip = index.get_tip() if index else None
    except IndexUnusable:
        tip = None
    if tip is None or tip.block not in range(chain.deployment.first_block, BEYOND_ALL):
        newest = chain.clock().block
        return newest, chain.get_block_hash(newest)
    # Where it follows a fork, or the node is behind it, that is no reason to call it false.
    _require(chain, tip.block, tip.hash)
    return tip.block, tip.hash


def _require(chain: Chain, block: int, hash_: bytes) -> None:
    if chain.get_block_hash(block) != hash_:
        raise ChainMoved(chain.rpc.place)
