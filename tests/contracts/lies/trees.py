"""Trees of which one node is real and every sibling random: evidence shows no more of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from consort.spec.aggregation import MAX_WEIGHT
from consort.spec.commitments import CHAIN_BYTES
from consort.spec.hashing import Kind, hash_leaf
from consort.spec.params import LIST_DEPTH
from consort.spec.proofs.nodes import (
    compute_byte_root,
    compute_depth_of,
    compute_leaf_count,
    compute_sum_root,
    is_sum_tree,
    make_member_leaf,
)
from consort.spec.trees import compute_root_of
from consort.spec.types import Arithmetic, NodePlace, NodeProof, Proposal, SumNode, Tree

WEIGHT = 100_000
EARNED_BEFORE, EARNED = 1 << 56, 1 << 57
"""Base units that an index has earned at most, up to the parent and up to the lie.

Every index has earned at least half of it, so that no total falls from parent to lie.
"""


@dataclass(frozen=True, slots=True)
class Grove:
    """Draws the trees of a round of `count` commitments, as full as that makes them.

    `count` is at most 128 or a multiple of it, so that the first slots are the filled ones.
    """

    random: np.random.Generator
    arithmetic: Arithmetic
    count: int

    def draw_path(self, depth: int) -> tuple[bytes, ...]:
        """Return so many siblings."""
        return tuple(self.random.bytes(32) for _ in range(depth))

    def hang(
        self, proposal: Proposal, place: NodePlace, node: SumNode, earned: int = EARNED
    ) -> tuple[Proposal, NodeProof]:
        """Return the proposal with a tree that has the node at a place, and what proves it.

        In trees without sums that of the node does not count. `earned` bounds what an index has.
        """
        if is_sum_tree(place.tree):
            return self._hang_sum(proposal, place, node, earned)
        depth = compute_depth_of(place.tree, self.arithmetic) - place.height
        proof = NodeProof(node.hash, 0, self.draw_path(depth))
        if place.tree == Tree.COHORTS:
            root = compute_root_of(node.hash, place.position, proof.siblings)
            return replace(proposal, cohorts_root=root), proof
        root = compute_byte_root(node.hash, place.position, proof.siblings)
        if place.tree == Tree.MODEL:
            return replace(proposal, model_root=root), proof
        if place.tree == Tree.AGGREGATE:
            return replace(proposal, aggregate_root=root), proof
        return self._hang_owner(proposal, place, replace(proof, root=root, weight=WEIGHT))

    def draw_list(
        self, leaves: Sequence[bytes], position: int
    ) -> tuple[bytes, list[tuple[bytes, ...]]]:
        """Return a list's root and the paths of two leaves side by side, the left one even."""
        left, right = leaves
        upper = self.draw_path(LIST_DEPTH - 1)
        root = compute_root_of(left, position, (right, *upper))
        return root[:CHAIN_BYTES], [(right, *upper), (left, *upper)]

    def _hang_sum(
        self, proposal: Proposal, place: NodePlace, node: SumNode, earned: int
    ) -> tuple[Proposal, NodeProof]:
        sums = self._draw_sums(place, earned)
        siblings = self.draw_path(len(sums))
        root, total = compute_sum_root(node, place.position, siblings, sums)
        proof = NodeProof(node.hash, node.sum, siblings, sums)
        if place.tree == Tree.MEMBERS:
            return replace(proposal, member_root=root, total_weight=total), proof
        return replace(proposal, reward_root=root, reward_total=total), proof

    def _draw_sums(self, place: NodePlace, earned: int) -> tuple[int, ...]:
        """Return sums of siblings: half of the most that the leaves below can have, or more."""
        is_members = place.tree == Tree.MEMBERS
        filled = self.count if is_members else compute_leaf_count(place.tree, self.arithmetic)
        most = MAX_WEIGHT if is_members else earned
        depth = compute_depth_of(place.tree, self.arithmetic)
        return tuple(
            int(self.random.integers(most // 2, most)) * _count_beside(place, height, filled)
            for height in range(place.height, depth)
        )

    def _hang_owner(
        self, proposal: Proposal, place: NodePlace, proof: NodeProof
    ) -> tuple[Proposal, NodeProof]:
        """Hang the leaf that names the root of an output or an update."""
        if place.tree == Tree.OUTPUT:
            leaf = SumNode(hash_leaf(Kind.COHORT, proof.root, WEIGHT), 0)
            named = NodePlace(Tree.COHORTS, 0, 0, place.owner)
        else:
            leaf = make_member_leaf(proof.root, WEIGHT)
            named = NodePlace(Tree.MEMBERS, 0, 0, place.owner)
        proposal, owner = self.hang(proposal, named, leaf)
        return proposal, replace(proof, owner_siblings=owner.siblings, owner_sums=owner.sums)


def _count_beside(place: NodePlace, height: int, filled: int) -> int:
    """Return how many filled leaves are below the sibling of a height."""
    first = ((place.position >> (height - place.height)) ^ 1) << height
    return max(0, min(filled - first, 1 << height))
