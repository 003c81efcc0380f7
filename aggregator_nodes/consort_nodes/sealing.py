"""Sealing the list of a round's commitments: what the transaction needs, from the events."""

from collections.abc import Sequence
from dataclasses import dataclass

from consort.node.directory import Place
from consort.spec.commitments import (
    compute_block_roots,
    compute_chain_start,
    hash_list_leaf,
)
from consort.spec.types import Commitments, ListLeaf, SealStage


@dataclass(frozen=True, slots=True)
class SealBatch:
    """What `seal` is called with: the chain before the batch, its leaves, later blocks' roots."""

    before: bytes
    leaves: list[bytes]
    later_blocks: list[bytes]


def compute_seal(
    place: Place, round_: int, listed: Commitments, leaves: Sequence[ListLeaf]
) -> SealBatch:
    """Return the batch of all leaves not sealed yet: up to 128 fit into one transaction."""
    hashes = [hash_list_leaf(leaf) for leaf in leaves]
    end = listed.unsealed if listed.stage is SealStage.PARTLY else listed.count
    start = compute_chain_start(place.chain_id, place.coordinator, place.task, round_)
    return SealBatch(start, hashes[:end], compute_block_roots(hashes[end:]))
