"""Which block an audit reads."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

from consort.chain.client import Chain
from consort.errors import ChainMoved, IndexUnusable
from consort.index.heads import MOST
from consort.index.reader import Index

BEYOND_ALL: Final = MOST + 1
"""Larger than any number of a block."""


@contextmanager
def hold(chain: Chain, index: Index | None) -> Iterator[tuple[Chain, bytes]]:
    """Give the chain at the block up to which the index goes, else at its newest, and its hash.

    The index stays as it is there, whatever is written to it meanwhile. Raises ChainMoved where the
    chain does not have that block, or no longer at the end.
    """
    with index.holding() if index else nullcontext():
        block, hash_ = _choose_block(chain, index)
        yield chain.at(block), hash_
        if chain.get_block_hash(block) != hash_:
            raise ChainMoved(chain.rpc.place)


def _choose_block(chain: Chain, index: Index | None) -> tuple[int, bytes]:
    try:
        tip = index.get_tip() if index else None
    except IndexUnusable:
        tip = None
    if tip is None or tip.block not in range(chain.deployment.first_block, BEYOND_ALL):
        newest = chain.clock().block
        return newest, chain.get_block_hash(newest)
    hash_ = chain.get_block_hash(tip.block)
    if tip.hash != hash_:  # it follows a fork, or the node is behind it: no reason to call it false
        raise ChainMoved(chain.rpc.place)
    return tip.block, hash_
