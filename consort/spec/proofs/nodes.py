"""The trees behind a proposal: their shapes, and nodes that lie in them.

Readable twin of the contracts' `NodeLib`: the same checks in the same order, the same refusals.
"""

from collections.abc import Sequence

from consort.errors import EvidenceMisshapen, NotInProposal
from consort.spec import chunk_tree
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import LEAF_BYTES
from consort.spec.hashing import Kind, hash_empty, hash_leaf, hash_node, keccak
from consort.spec.params import COHORT_DEPTH, COHORTS_DEPTH, REWARD_DEPTH
from consort.spec.trees import SUM_BYTES, compute_root_of
from consort.spec.types import Arithmetic, NodePlace, NodeProof, Proposal, SumNode, Tree

MEMBERS_DEPTH = COHORT_DEPTH + COHORTS_DEPTH
VALUES_PER_LEAF = 64
"""Values in a leaf of an output or of the aggregate."""

KINDS = {Tree.MEMBERS: Kind.MEMBER, Tree.COHORTS: Kind.COHORT, Tree.REWARDS: Kind.REWARD}
"""Kinds of leaves of the trees that use keccak."""
SUM_TREES = (Tree.MEMBERS, Tree.REWARDS)

_DEPTHS = {
    Tree.MEMBERS: MEMBERS_DEPTH,
    Tree.COHORTS: COHORTS_DEPTH,
    Tree.REWARDS: REWARD_DEPTH,
}
_OWNERS = {Tree.OUTPUT: 1 << COHORTS_DEPTH, Tree.UPDATE: 1 << MEMBERS_DEPTH}


def is_sum_tree(tree: Tree) -> bool:
    """Tell whether the nodes of a tree carry sums."""
    return tree in SUM_TREES


def compute_depth_of(tree: Tree, arithmetic: Arithmetic) -> int:
    """Return how many levels are above the leaves."""
    return chunk_tree.compute_depth(compute_leaf_count(tree, arithmetic))


def compute_leaf_count(tree: Tree, arithmetic: Arithmetic) -> int:
    """Return how many leaves can have a meaning; what follows up to a power of two never has."""
    if tree in _DEPTHS:
        return 1 << _DEPTHS[tree]
    if tree == Tree.UPDATE:
        return arithmetic.update_leaves
    states = arithmetic.update_leaves - 1
    codes = LEAF_BYTES * 8 // arithmetic.code_bits
    return states if tree == Tree.MODEL else states * (codes // VALUES_PER_LEAF)


def get_empty(tree: Tree) -> bytes:
    """Return the hash of a leaf without a meaning."""
    return hash_empty(KINDS[tree]) if tree in KINDS else chunk_tree.EMPTY_LEAF


def compute_empty_at(tree: Tree, height: int) -> bytes:
    """Return the hash of a node above nothing but leaves without a meaning."""
    node = get_empty(tree)
    for _ in range(height):
        if is_sum_tree(tree):
            node = hash_sum_pair(SumNode(node, 0), SumNode(node, 0))
        elif tree == Tree.COHORTS:
            node = hash_node(node, node)
        else:
            node = chunk_tree.hash_node(Digest(node), Digest(node))
    return node


def make_member_leaf(update_root: bytes, weight: int) -> SumNode:
    """Return the leaf of a member; one that is not included has its root and no weight."""
    return SumNode(hash_leaf(Kind.MEMBER, update_root, weight), weight)


def require_node(
    proposal: Proposal, arithmetic: Arithmetic, place: NodePlace, proof: NodeProof
) -> None:
    """Require that a node lies under a proposal's root."""
    _require_place(arithmetic, place, proof)
    tree, position = place.tree, place.position
    if is_sum_tree(tree):
        node = SumNode(proof.hash, proof.sum)
        require_sum_path(proposal, tree, node, position, proof.siblings, proof.sums)
    elif tree == Tree.COHORTS:
        root = compute_root_of(proof.hash, position, proof.siblings)
        require_root(tree, proposal.cohorts_root, root)
    else:
        expected = _get_byte_root(proposal, place, proof)
        require_root(tree, expected, compute_byte_root(proof.hash, position, proof.siblings))


def require_member(
    proposal: Proposal, slot: int, leaf: SumNode, siblings: Sequence[bytes], sums: Sequence[int]
) -> None:
    """Require that a leaf lies under a proposal's member root."""
    require_length(MEMBERS_DEPTH, len(siblings))
    require_sum_path(proposal, Tree.MEMBERS, leaf, slot, siblings, sums)


def require_reward(
    proposal: Proposal, index: int, leaf: SumNode, siblings: Sequence[bytes], sums: Sequence[int]
) -> None:
    """Require that a leaf lies under a proposal's reward root."""
    require_length(REWARD_DEPTH, len(siblings))
    require_below(1 << REWARD_DEPTH, index)
    require_sum_path(proposal, Tree.REWARDS, leaf, index, siblings, sums)


def require_cohort(proposal: Proposal, cohort: int, leaf: bytes, path: Sequence[bytes]) -> None:
    """Require that a cohort's leaf lies under a proposal's cohorts root."""
    require_length(COHORTS_DEPTH, len(path))
    require_root(Tree.COHORTS, proposal.cohorts_root, compute_root_of(leaf, cohort, path))


def require_sum_path(
    proposal: Proposal,
    tree: Tree,
    node: SumNode,
    position: int,
    siblings: Sequence[bytes],
    sums: Sequence[int],
) -> None:
    """Require that a path leads a node of a sum tree to the proposal's root and total."""
    hash_, total = compute_sum_root(node, position, siblings, sums)
    is_members = tree == Tree.MEMBERS
    require_root(tree, proposal.member_root if is_members else proposal.reward_root, hash_)
    expected = proposal.total_weight if is_members else proposal.reward_total
    require_root(tree, to_word(expected), to_word(total))


def compute_sum_root(
    node: SumNode, position: int, siblings: Sequence[bytes], sums: Sequence[int]
) -> tuple[bytes, int]:
    """Return root and total that a node of a sum tree has under a path, nearest sibling first."""
    require_length(len(siblings), len(sums))
    for level, sibling in enumerate(map(SumNode, siblings, sums)):
        is_right = position >> level & 1
        hash_ = hash_sum_pair(sibling, node) if is_right else hash_sum_pair(node, sibling)
        node = SumNode(hash_, node.sum + sibling.sum)
    return node.hash, node.sum


def hash_sum_pair(left: SumNode, right: SumNode) -> bytes:
    """Return the hash of the node above two nodes of a sum tree; of sums the lowest 16 bytes.

    No path can pass by a sum that is too large for its node: sums only grow on the way up.
    """
    words = (left.hash, to_word(left.sum)[-SUM_BYTES:], right.hash, to_word(right.sum)[-SUM_BYTES:])
    return keccak(b"\x01" + b"".join(words))


def compute_byte_root(node: bytes, position: int, siblings: Sequence[bytes]) -> bytes:
    """Return the root that a node of a SHA-256 tree has under a path, nearest sibling first."""
    digest = Digest(node)
    for level, sibling in enumerate(map(Digest, siblings)):
        pair = (sibling, digest) if position >> level & 1 else (digest, sibling)
        digest = chunk_tree.hash_node(*pair)
    return digest


def require_root(tree: Tree, expected: bytes, actual: bytes) -> None:
    """Require that what is shown leads to the proposal's root, or to its total."""
    if actual != expected:
        raise NotInProposal(tree, expected, actual)


def require_length(expected: int, actual: int) -> None:
    """Require a length, or a number that has to be what it is."""
    if actual != expected:
        raise EvidenceMisshapen(expected, actual)


def require_below(bound: int, actual: int) -> None:
    """Require a number below a bound."""
    if actual >= bound:
        raise EvidenceMisshapen(bound, actual)


def to_word(number: int) -> bytes:
    """Return a number as a word of 32 bytes."""
    return number.to_bytes(32, "big")


def _require_place(arithmetic: Arithmetic, place: NodePlace, proof: NodeProof) -> None:
    depth = compute_depth_of(place.tree, arithmetic)
    require_below(depth + 1, place.height)
    require_below(1 << (depth - place.height), place.position)
    require_below(_OWNERS.get(place.tree, 1), place.owner)
    require_length(depth - place.height, len(proof.siblings))
    if not is_sum_tree(place.tree):
        require_length(0, len(proof.sums))
        require_length(0, proof.sum)


def _get_byte_root(proposal: Proposal, place: NodePlace, proof: NodeProof) -> bytes:
    match place.tree:
        case Tree.MODEL:
            return proposal.model_root
        case Tree.AGGREGATE:
            return proposal.aggregate_root
        case Tree.OUTPUT:
            # The empty leaf, of a cohort without weight, names no root.
            if proof.weight == 0:
                raise EvidenceMisshapen(1, 0)
            leaf = hash_leaf(Kind.COHORT, proof.root, proof.weight)
            require_cohort(proposal, place.owner, leaf, proof.owner_siblings)
        case _:
            member = make_member_leaf(proof.root, proof.weight)
            paths = proof.owner_siblings, proof.owner_sums
            require_member(proposal, place.owner, member, *paths)
    return proof.root
