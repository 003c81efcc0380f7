"""Positional Merkle trees and Merkle-sum trees of fixed depth; paths go from the leaf up."""

from collections.abc import Mapping, Sequence

from consort.spec.hashing import hash_node, keccak
from consort.spec.types import SumNode

SUM_BYTES = 16


def compute_levels(leaves: Sequence[bytes], depth: int, empty: bytes) -> list[list[bytes]]:
    """Return the non-empty part of every level, leaves first; missing leaves are empty.

    Raises ValueError if there are more leaves than places.
    """
    if len(leaves) > 1 << depth:
        raise ValueError(f"{len(leaves)} leaves do not fit into a tree of depth {depth}")
    levels = [list(leaves) or [empty]]
    for empty_node in compute_empties(depth, empty)[:-1]:
        below = levels[-1]
        padded = below + [empty_node] * (len(below) % 2)
        levels.append([hash_node(*padded[i : i + 2]) for i in range(0, len(padded), 2)])
    return levels


def compute_root(leaves: Sequence[bytes], depth: int, empty: bytes) -> bytes:
    """Return the root over leading leaves."""
    return compute_levels(leaves, depth, empty)[-1][0]


def compute_path(
    leaves: Sequence[bytes], depth: int, empty: bytes, position: int
) -> tuple[bytes, ...]:
    """Return the siblings of a position."""
    levels = compute_levels(leaves, depth, empty)
    empties = compute_empties(depth, empty)
    siblings = [(position >> height) ^ 1 for height in range(depth)]
    return tuple(
        levels[height][place] if place < len(levels[height]) else empties[height]
        for height, place in enumerate(siblings)
    )


def compute_root_of(leaf: bytes, position: int, path: Sequence[bytes]) -> bytes:
    """Return the root that a leaf has at a position under a path."""
    node = leaf
    for height, sibling in enumerate(path):
        is_right = (position >> height) & 1
        node = hash_node(sibling, node) if is_right else hash_node(node, sibling)
    return node


def compute_empties(depth: int, empty: bytes) -> list[bytes]:
    """Return the roots of empty subtrees of heights 0 to depth."""
    empties = [empty]
    for _ in range(depth):
        empties.append(hash_node(empties[-1], empties[-1]))
    return empties


def join_sums(left: SumNode, right: SumNode) -> SumNode:
    """Return the parent of two sum nodes; raises OverflowError if the sum needs over 16 bytes."""
    total = left.sum + right.sum
    total.to_bytes(SUM_BYTES, "big")
    fields = b"".join(node.hash + node.sum.to_bytes(SUM_BYTES, "big") for node in (left, right))
    return SumNode(keccak(b"\x01" + fields), total)


class SumTree:
    """A sparse Merkle-sum tree: `leaves` by position, every other leaf empty."""

    def __init__(self, leaves: Mapping[int, SumNode], depth: int, empty: bytes) -> None:
        self.depth = depth
        self._empties = [SumNode(empty, 0)]
        self._levels = [dict(leaves)]
        for height in range(depth):
            blank = self._empties[height]
            self._empties.append(join_sums(blank, blank))
            self._levels.append(self._compute_parents(height))

    @property
    def root(self) -> SumNode:
        """Return the root."""
        return self.get_node(self.depth, 0)

    def get_node(self, height: int, position: int) -> SumNode:
        """Return the node at a position of a height; leaves have height 0."""
        return self._levels[height].get(position, self._empties[height])

    def compute_path(self, position: int) -> tuple[int, tuple[SumNode, ...]]:
        """Return a mask of the heights with a non-empty sibling, and those siblings."""
        present = [
            (height, self._levels[height][place])
            for height in range(self.depth)
            if (place := (position >> height) ^ 1) in self._levels[height]
        ]
        mask = sum(1 << height for height, _ in present)
        return mask, tuple(node for _, node in present)

    def _compute_parents(self, height: int) -> dict[int, SumNode]:
        places = sorted({place >> 1 for place in self._levels[height]})
        return {
            place: join_sums(self.get_node(height, 2 * place), self.get_node(height, 2 * place + 1))
            for place in places
        }


def compute_sum_root_of(
    leaf: SumNode, position: int, depth: int, empty: bytes, mask: int, siblings: Sequence[SumNode]
) -> SumNode:
    """Return the root that a sum leaf has under a path that leaves out empty siblings.

    Raises IndexError for too few siblings, OverflowError for a sum over 16 bytes.
    """
    node, blank, used = leaf, SumNode(empty, 0), 0
    for height in range(depth):
        sibling = siblings[used] if mask >> height & 1 else blank
        used += mask >> height & 1
        is_right = (position >> height) & 1
        node = join_sums(sibling, node) if is_right else join_sums(node, sibling)
        blank = join_sums(blank, blank)
    return node
