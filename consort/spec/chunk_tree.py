"""SHA-256 trees over the leaves of updates, aggregates and model states.

A tree has a fixed depth that follows from the manifest alone. Places past the last leaf hold the
typed empty leaf, so each file has exactly one root. Readable twin of `consort.codec.leaf_tree`.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import NewType

Digest = NewType("Digest", bytes)

LEAF_TAG = b"\x00"
NODE_TAG = b"\x01"
EMPTY_TAG = b"\x02"


def hash_leaf(data: bytes) -> Digest:
    """Return SHA-256(0x00 || data)."""
    return Digest(sha256(LEAF_TAG + data).digest())


def hash_node(left: Digest, right: Digest) -> Digest:
    """Return SHA-256(0x01 || left || right)."""
    return Digest(sha256(NODE_TAG + left + right).digest())


EMPTY_LEAF = Digest(sha256(EMPTY_TAG).digest())


def compute_depth(leaf_count: int) -> int:
    """Return ceil(log2(leaf_count)), and 0 for no leaf or one."""
    return (leaf_count - 1).bit_length() if leaf_count > 1 else 0


def compute_levels(leaves: Sequence[bytes], depth: int) -> list[list[Digest]]:
    """Return all nodes, level by level: 2**depth hashed leaves first, the root last.

    Raises ValueError if there are more leaves than places.
    """
    if len(leaves) > 1 << depth:
        raise ValueError(f"{len(leaves)} leaves do not fit into a tree of depth {depth}")
    level = [hash_leaf(leaf) for leaf in leaves]
    level += [EMPTY_LEAF] * ((1 << depth) - len(level))
    levels = [level]
    while len(level) > 1:
        level = [hash_node(*level[i : i + 2]) for i in range(0, len(level), 2)]
        levels.append(level)
    return levels


def compute_root(leaves: Sequence[bytes], depth: int) -> Digest:
    """Return the root of the tree of this depth over the leaves' bytes."""
    return compute_levels(leaves, depth)[-1][0]


def compute_path(leaves: Sequence[bytes], depth: int, index: int) -> list[Digest]:
    """Return the siblings of leaf `index`, from the leaf's level up."""
    levels = compute_levels(leaves, depth)
    return [levels[height][(index >> height) ^ 1] for height in range(depth)]


def compute_root_from_path(leaf: Digest, index: int, path: Sequence[Digest]) -> Digest:
    """Return the root to which a hashed leaf at `index` and its siblings lead.

    Raises ValueError if the tree has no such place.
    """
    if not 0 <= index < 1 << len(path):
        raise ValueError(f"a tree of depth {len(path)} has no leaf {index}")
    node = leaf
    for height, sibling in enumerate(path):
        is_right = index >> height & 1
        node = hash_node(sibling, node) if is_right else hash_node(node, sibling)
    return node
