"""Trees as their publisher has shown them, right or wrong, and proofs of their nodes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from consort.spec.proofs.nodes import compute_empty_at
from consort.spec.types import NodePlace, NodeProof, SumNode, Tree


class Nodes(Protocol):
    """A tree of nodes with sums, 0 where the tree has none; `SumTree` is a right one."""

    @property
    def depth(self) -> int:
        """Return how many levels are above the leaves."""
        ...

    def get_node(self, height: int, position: int) -> SumNode:
        """Return the node at a position of a height, the empty one where nothing is below."""
        ...


@dataclass(frozen=True, slots=True)
class ShownTree:
    """A tree of which every node is as stated, so that sums need not add up.

    `nodes` are by (height, position); what is missing is empty.
    """

    tree: Tree
    depth: int
    nodes: Mapping[tuple[int, int], SumNode]

    def get_node(self, height: int, position: int) -> SumNode:
        """Return the node at a position of a height."""
        return self.nodes.get((height, position)) or get_empty_node(self.tree, height)


@cache
def get_empty_node(tree: Tree, height: int) -> SumNode:
    """Return the node above nothing but leaves without a meaning."""
    return SumNode(compute_empty_at(tree, height), 0)


def walk_down(tree: Tree, nodes: Nodes, lowest: int = 0) -> Iterator[tuple[NodePlace, SumNode]]:
    """Yield the root and what is not empty below it, down to a height, level by level."""
    found = [0]
    for height in range(nodes.depth, lowest - 1, -1):
        empty, positions = get_empty_node(tree, height), found
        found = []
        for at in positions:
            node = nodes.get_node(height, at)
            if node != empty or height == nodes.depth:
                yield NodePlace(tree, 0, height, at), node
                found += [2 * at, 2 * at + 1]


def prove_node(nodes: Nodes, height: int, position: int) -> NodeProof:
    """Return a node of a sum tree and its path."""
    node = nodes.get_node(height, position)
    heights = range(height, nodes.depth)
    path = [nodes.get_node(at, (position >> (at - height)) ^ 1) for at in heights]
    siblings = tuple(sibling.hash for sibling in path)
    return NodeProof(node.hash, node.sum, siblings, tuple(sibling.sum for sibling in path))
