"""What answers a demand about a file's tree: descendants of a node, or the bytes of a leaf."""

from consort.codec.leaf_tree import compute_node_in
from consort.codec.sources import Source, read_bytes
from consort.spec.types import NodePlace

LEVELS = 7
"""Levels that an answer opens below a node; a node nearer to the leaves is opened down to them."""
SUM_LEVELS = 6
"""The same in trees with sums."""


def compute_node_of(source: Source, leaf_bytes: int, place: NodePlace) -> bytes:
    """Return the node of a file's tree at a place."""
    return compute_node_in(source, leaf_bytes, place.height, place.position)


def compute_file_answer(source: Source, leaf_bytes: int, place: NodePlace) -> bytes:
    """Return what answers a demand for a node of a file's tree."""
    if place.height == 0:
        return read_bytes(source, place.position * leaf_bytes, leaf_bytes)
    levels = min(place.height, LEVELS)
    first, height = place.position << levels, place.height - levels
    nodes = (compute_node_in(source, leaf_bytes, height, first + at) for at in range(1 << levels))
    return b"".join(nodes)
