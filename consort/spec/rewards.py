"""Rewards: what a round pays each contributor, and the cumulative tree that proves claims."""

from collections.abc import Mapping, Sequence

from consort.spec.hashing import Kind, hash_empty, hash_leaf
from consort.spec.params import MULTIPLIER_ONE, REWARD_DEPTH
from consort.spec.trees import SumTree, compute_sum_root_of
from consort.spec.types import RewardLeaf, RewardProof, SumNode

EMPTY = hash_empty(Kind.REWARD)


def compute_reward(budget: int, weight: int, total_weight: int, target_weight: int) -> int:
    """Return one contributor's reward of a round without scores, rounded down, base units."""
    return budget * weight // max(total_weight, target_weight)


def compute_reward_leaves(
    before: Mapping[int, RewardLeaf],
    members: Sequence[tuple[int, int]],
    budget: int,
    target_weight: int,
) -> dict[int, RewardLeaf]:
    """Return the leaves after a round, by enrolment index.

    `members` are (enrolment index, effective weight) in list order; weight 0 is not included.
    """
    leaves = {
        index: RewardLeaf(leaf.cumulative, leaf.last_multiplier) for index, leaf in before.items()
    }
    total = sum(weight for _, weight in members)
    for position, (index, weight) in enumerate(members):
        old = leaves.get(index, RewardLeaf())
        reward = compute_reward(budget, weight, total, target_weight)
        multiplier = MULTIPLIER_ONE if weight else old.last_multiplier
        leaves[index] = RewardLeaf(old.cumulative + reward, multiplier, position + 1)
    return leaves


def compute_reward_tree(leaves: Mapping[int, RewardLeaf]) -> SumTree:
    """Return the Merkle-sum tree of cumulative rewards by enrolment index."""
    nodes = {index: hash_reward_leaf(leaf) for index, leaf in leaves.items()}
    nodes = {index: node for index, node in nodes.items() if leaves[index] != RewardLeaf()}
    return SumTree(nodes, REWARD_DEPTH, EMPTY)


def hash_reward_leaf(leaf: RewardLeaf) -> SumNode:
    """Return the node of one leaf."""
    fields = (leaf.cumulative, leaf.last_multiplier, leaf.list_position)
    return SumNode(hash_leaf(Kind.REWARD, *fields), leaf.cumulative)


def compute_reward_proof(
    tree: SumTree, leaves: Mapping[int, RewardLeaf], index: int
) -> RewardProof:
    """Return what a claim of an enrolment index needs."""
    leaf = leaves[index]
    mask, siblings = tree.compute_path(index)
    return RewardProof(
        index, leaf.cumulative, leaf.last_multiplier, leaf.list_position, mask, siblings
    )


def compute_root_of_proof(proof: RewardProof) -> SumNode:
    """Return the root that a claim's proof leads to."""
    leaf = RewardLeaf(proof.cumulative, proof.last_multiplier, proof.list_position)
    return compute_sum_root_of(
        hash_reward_leaf(leaf), proof.index, REWARD_DEPTH, EMPTY, proof.mask, proof.siblings
    )


EMPTY_REWARD_ROOT = compute_reward_tree({}).root.hash
