"""The list of a round's commitments: a hash chain while it grows, a Merkle tree once sealed."""

from collections.abc import Iterable, Sequence

from consort.spec.hashing import Kind, compute_words, hash_empty, hash_leaf, keccak
from consort.spec.params import BLOCK_DEPTH, BLOCK_SIZE, LIST_DEPTH
from consort.spec.trees import compute_path, compute_root
from consort.spec.types import Address, ListLeaf, TaskId

CHAIN_BYTES = 24
EMPTY = hash_empty(Kind.LIST)
EMPTY_BLOCK = compute_root((), BLOCK_DEPTH, EMPTY)

_TAG = b"consort.commitments.1"


def compute_chain_start(chain_id: int, coordinator: Address, task: TaskId, round_: int) -> bytes:
    """Return the hash chain before the first commitment, 24 bytes."""
    head = compute_words(5 * 32, chain_id, coordinator, task, round_)
    return keccak(head + compute_words(len(_TAG), _TAG))[:CHAIN_BYTES]


def hash_list_leaf(leaf: ListLeaf) -> bytes:
    """Return the hash of a commitment."""
    return hash_leaf(
        Kind.LIST,
        leaf.index,
        leaf.contributor,
        leaf.weight,
        leaf.update_root,
        leaf.content_digest,
        leaf.content_size,
        leaf.signature_hash,
    )


def append_leaves(chain: bytes, leaves: Iterable[bytes]) -> bytes:
    """Return the hash chain after more leaves."""
    for leaf in leaves:
        chain = keccak(chain + leaf)[:CHAIN_BYTES]
    return chain


def compute_block_roots(leaves: Sequence[bytes]) -> list[bytes]:
    """Return the roots of the blocks of 32 that a batch fills."""
    starts = range(0, len(leaves), BLOCK_SIZE)
    return [compute_root(leaves[i : i + BLOCK_SIZE], BLOCK_DEPTH, EMPTY) for i in starts]


def prepend_blocks(roots: Sequence[bytes], chain: bytes) -> bytes:
    """Return the hash chain over block roots, from the last to the first."""
    for root in reversed(roots):
        chain = keccak(root + chain)
    return chain


def compute_list_root(block_roots: Sequence[bytes]) -> bytes:
    """Return the root of the list tree over its blocks."""
    return compute_root(block_roots, LIST_DEPTH - BLOCK_DEPTH, EMPTY_BLOCK)


def compute_list_path(leaves: Sequence[bytes], position: int) -> tuple[bytes, ...]:
    """Return the path of a position in the list tree."""
    return compute_path(leaves, LIST_DEPTH, EMPTY, position)
