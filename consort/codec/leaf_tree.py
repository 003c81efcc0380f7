"""Fast twin of `consort.spec.chunk_tree`: hashes leaves as they come and keeps 32 bytes of each.

Places past the last leaf are never stored: a missing right node is the root of an empty subtree.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from consort.codec.sources import WINDOW_LEAVES, Source, iterate_windows, read_bytes
from consort.spec.chunk_tree import EMPTY_LEAF, LEAF_TAG, NODE_TAG, Digest, hash_node

_LEAF = sha256(LEAF_TAG)
_NODE = sha256(NODE_TAG)


def hash_leaves(data: bytes | memoryview, leaf_bytes: int) -> list[Digest]:
    """Return the hashes of consecutive leaves; `data` is flat and holds a whole number of them."""
    view = memoryview(data)
    hashes = []
    for start in range(0, len(view), leaf_bytes):
        state = _LEAF.copy()
        state.update(view[start : start + leaf_bytes])
        hashes.append(Digest(state.digest()))
    return hashes


def hash_source(source: Source, leaf_bytes: int) -> list[Digest]:
    """Return the hashes of all leaves of a file, read a window at a time."""
    hashes: list[Digest] = []
    buffer = memoryview(bytearray(WINDOW_LEAVES * leaf_bytes))
    for window in iterate_windows(source.size // leaf_bytes):
        view = buffer[: (window.stop - window.start) * leaf_bytes]
        source.read_into(window.start * leaf_bytes, view)
        hashes += hash_leaves(view, leaf_bytes)
    return hashes


def compute_levels(hashes: Sequence[Digest], depth: int) -> list[list[Digest]]:
    """Return the nodes above hashed leaves level by level, empty subtrees left out, the root last.

    Raises ValueError if there are more leaves than places.
    """
    if len(hashes) > 1 << depth:
        raise ValueError(f"{len(hashes)} leaves do not fit into a tree of depth {depth}")
    empty = EMPTY_LEAF
    levels = [list(hashes) or [empty]]
    for _ in range(depth):
        levels.append(_hash_pairs(levels[-1], empty))
        empty = hash_node(empty, empty)
    return levels


def compute_root(hashes: Sequence[Digest], depth: int) -> Digest:
    """Return the root of the tree of this depth over hashed leaves."""
    return compute_levels(hashes, depth)[-1][0]


def get_path(levels: Sequence[Sequence[Digest]], index: int) -> list[Digest]:
    """Return the siblings of leaf `index` in the levels of a tree, from the leaf's level up."""
    path: list[Digest] = []
    empty = EMPTY_LEAF
    for height, level in enumerate(levels[:-1]):
        sibling = index >> height ^ 1
        path.append(level[sibling] if sibling < len(level) else empty)
        empty = hash_node(empty, empty)
    return path


def compute_path_in(source: Source, leaf_bytes: int, depth: int, index: int) -> list[Digest]:
    """Return the siblings of leaf `index` of a file, of which a window at a time is in memory."""
    siblings = [index >> height ^ 1 for height in range(depth)]
    return [
        compute_node_in(source, leaf_bytes, height, position)
        for height, position in enumerate(siblings)
    ]


def compute_node_in(source: Source, leaf_bytes: int, height: int, position: int) -> Digest:
    """Return a node of a file's tree by its height and its position from the left."""
    first, width = position << height, 1 << height
    count = min(width, source.size // leaf_bytes - first)
    if count > 0 and width > WINDOW_LEAVES:
        places = 2 * position, 2 * position + 1
        return hash_node(*(compute_node_in(source, leaf_bytes, height - 1, at) for at in places))
    data = read_bytes(source, first * leaf_bytes, count * leaf_bytes) if count > 0 else b""
    return compute_root(hash_leaves(data, leaf_bytes), height)


def _hash_pairs(level: list[Digest], empty: Digest) -> list[Digest]:
    padded = level if len(level) % 2 == 0 else [*level, empty]
    return list(_hash_nodes(padded))


def _hash_nodes(level: list[Digest]) -> Iterable[Digest]:
    for index in range(0, len(level), 2):
        state = _NODE.copy()
        state.update(level[index] + level[index + 1])
        yield Digest(state.digest())
