"""Results of rounds: real trees of members and rewards behind a proposal, the rest made up."""

from collections.abc import Sequence
from dataclasses import dataclass

from consort.spec.hashing import compute_words, keccak
from consort.spec.params import REWARD_DEPTH
from consort.spec.proofs.nodes import MEMBERS_DEPTH, compute_depth_of
from consort.spec.proposals import compute_member_tree
from consort.spec.rewards import compute_reward_tree
from consort.spec.trees import SumTree
from consort.spec.types import ListLeaf, NodePlace, NodeProof, Proposal, RewardLeaf, Tree
from tests.differential.terms import PARAMS

PADDING_SLOT = 127
"""A slot that no list of the walks fills."""

Rewards = dict[int, RewardLeaf]


@dataclass(frozen=True, slots=True)
class Result:
    """A proposal and what is known of its trees; `is_padded` has a leaf where nothing belongs."""

    proposal: Proposal
    members: dict[int, tuple[bytes, int]]
    rewards: Rewards
    is_padded: bool

    @property
    def member_tree(self) -> SumTree:
        """Return the tree of members."""
        return compute_member_tree(self.members)

    @property
    def reward_tree(self) -> SumTree:
        """Return the tree of rewards."""
        return compute_reward_tree(self.rewards)

    def get_sum_tree(self, tree: Tree) -> SumTree:
        """Return one of the two real trees."""
        return self.member_tree if tree == Tree.MEMBERS else self.reward_tree


def make_result(
    parent: bytes,
    before: Rewards,
    listed: Sequence[ListLeaf],
    earned: int,
    salt: int,
    *,
    is_padded: bool = False,
) -> Result:
    """Return a result that gives all of the round's reward to the first committer."""
    members = {slot: (leaf.update_root, leaf.weight) for slot, leaf in enumerate(listed)}
    if is_padded:
        members[PADDING_SLOT] = (bytes(32), 0)
    rewards = dict(before)
    if listed:
        index = listed[0].index
        cumulative = before.get(index, RewardLeaf()).cumulative + earned
        rewards[index] = RewardLeaf(cumulative, 65_536, 1)
    member_root, reward_root = compute_member_tree(members).root, compute_reward_tree(rewards).root
    tag = keccak(compute_words(parent, salt))
    sums = (reward_root.hash, reward_root.sum)
    proposal = Proposal(parent, member_root.hash, member_root.sum, tag, tag, tag, *sums)
    return Result(proposal, members, rewards, is_padded)


def show_root(result: Result, tree: Tree) -> tuple[NodePlace, NodeProof]:
    """Return the root of a tree as demands and proofs show it; UPDATE is that of slot 0."""
    place = NodePlace(tree, 0, compute_depth_of(tree, PARAMS.arithmetic), 0)
    proposal = result.proposal
    match tree:
        case Tree.MEMBERS:
            return place, NodeProof(proposal.member_root, proposal.total_weight, ())
        case Tree.REWARDS:
            return place, NodeProof(proposal.reward_root, proposal.reward_total, ())
        case Tree.UPDATE:
            return place, _show_update_root(result)
        case _:
            return place, NodeProof(proposal.model_root, 0, ())


def show_node(result: Result, tree: Tree, height: int, position: int) -> NodeProof:
    """Return a node of one of the two real trees and its path."""
    nodes = result.get_sum_tree(tree)
    depth = MEMBERS_DEPTH if tree == Tree.MEMBERS else REWARD_DEPTH
    path = [
        nodes.get_node(level, (position >> level - height) ^ 1) for level in range(height, depth)
    ]
    node = nodes.get_node(height, position)
    siblings, sums = tuple(one.hash for one in path), tuple(one.sum for one in path)
    return NodeProof(node.hash, node.sum, siblings, sums)


def open_node(result: Result, place: NodePlace, levels: int) -> bytes:
    """Return the answer to a demand for a node of one of the two real trees."""
    nodes = result.get_sum_tree(place.tree)
    if place.height == 0:
        return _open_leaf(result, place)
    first, height = place.position << levels, place.height - levels
    below = [nodes.get_node(height, first + i) for i in range(1 << levels)]
    return b"".join(node.hash + node.sum.to_bytes(16, "big") for node in below)


def _open_leaf(result: Result, place: NodePlace) -> bytes:
    if place.tree == Tree.MEMBERS:
        member = result.members.get(place.position)
        return compute_words(*member) if member else b""
    leaf = result.rewards.get(place.position, RewardLeaf())
    fields = (leaf.cumulative, leaf.last_multiplier, leaf.list_position)
    return compute_words(*fields) if any(fields) else b""


def _show_update_root(result: Result) -> NodeProof:
    root, weight = result.members.get(0, (bytes(32), 0))
    owner = show_node(result, Tree.MEMBERS, 0, 0)
    return NodeProof(root, 0, (), (), root, weight, owner.siblings, owner.sums)
