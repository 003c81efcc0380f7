"""Sealing the list of a round's commitments: what the transactions need, from the events."""

from collections.abc import Sequence
from dataclasses import dataclass

from consort.node.directory import Place
from consort.spec.commitments import (
    append_leaves,
    compute_block_roots,
    compute_chain_start,
    hash_list_leaf,
)
from consort.spec.params import BLOCK_SIZE
from consort.spec.types import Commitments, ListLeaf, SealStage

MAX_BATCH = 64 * BLOCK_SIZE
"""Leaves of a batch: about 64 KB and 3 million gas, which every transaction pool takes."""


@dataclass(frozen=True, slots=True)
class SealBatch:
    """What `seal` is called with: the chain before the batch, its leaves, later blocks' roots."""

    before: bytes
    leaves: list[bytes]
    later_blocks: list[bytes]
    is_last: bool


def compute_seal(
    place: Place,
    round_: int,
    listed: Commitments,
    leaves: Sequence[ListLeaf],
    max_batch: int = MAX_BATCH,
) -> SealBatch:
    """Return the next batch, from the end of what is not sealed yet; short lists need one.

    `max_batch` is a multiple of the block size. The last batch, which begins at position 0, carries
    the roots of all blocks sealed before.
    """
    hashes = [hash_list_leaf(leaf) for leaf in leaves]
    end = listed.unsealed if listed.stage is SealStage.PARTLY else listed.count
    start = max(end - 1, 0) // max_batch * max_batch
    chain = compute_chain_start(place.chain_id, place.coordinator, place.task, round_)
    before = append_leaves(chain, hashes[:start])
    later = [] if start else compute_block_roots(hashes[end:])
    return SealBatch(before, hashes[start:end], later, is_last=not start)
