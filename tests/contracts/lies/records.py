"""Lies about records: members, padding, sums, rewards."""

from collections.abc import Sequence

from consort.spec.cohorts import compute_cohort_count, compute_slot
from consort.spec.hashing import Kind, compute_words, hash_leaf, keccak
from consort.spec.params import COHORT_DEPTH
from consort.spec.proofs.nodes import compute_depth_of, compute_leaf_count, make_member_leaf
from consort.spec.rewards import hash_reward_leaf
from consort.spec.trees import SUM_BYTES
from consort.spec.types import (
    MemberProof,
    NodePlace,
    NodeProof,
    Proposal,
    RewardCheck,
    RewardLeaf,
    SumNode,
    Tree,
)
from consort_nodes.evidence.records import NO_NODE
from consort_nodes.evidence.votes import open_votes
from tests.contracts.lies.frozen_list import Listed
from tests.contracts.lies.scene import Lie, Scene
from tests.contracts.lies.trees import EARNED, WEIGHT

PADDED = (Tree.MEMBERS, Tree.COHORTS, Tree.OUTPUT, Tree.AGGREGATE, Tree.MODEL)


def change_member(scene: Scene) -> list[Lie]:
    """Return a member that counts though all except it, and one left out though all let it in."""
    return [
        _weigh(scene, scene.excepted, WEIGHT, is_excepted=True),
        _weigh(scene, scene.admitted, 0, is_excepted=False),
    ]


def pad(scene: Scene) -> list[Lie]:
    """Return a leaf after the last one of each tree that has room for it, the dearest it can be."""
    return [_pad(scene, tree) for tree in PADDED if _has_room(scene, tree)]


def overstate(scene: Scene) -> list[Lie]:
    """Return a sum that is one too high: of a member, a reward, the node above it, a cohort."""
    member, reward = (scene.random.bytes(32), WEIGHT), (EARNED, 1 << 16, 1)
    return [
        _overstate_leaf(scene, Tree.MEMBERS, Kind.MEMBER, member, WEIGHT),
        _overstate_leaf(scene, Tree.REWARDS, Kind.REWARD, reward, EARNED),
        _overstate_node(scene),
        _overstate_cohort(scene),
    ]


def overpay(scene: Scene) -> Lie:
    """Return a reward that is not what a listed contributor has earned."""
    listed, index = scene.admitted, scene.admitted.leaf.index
    proposal, member = _hang_member(scene, scene.draw_proposal(), listed, WEIGHT)
    claimed = RewardLeaf(scene.earned.cumulative + EARNED, 1 << 16, listed.position + 1)
    place, node = NodePlace(Tree.REWARDS, 0, 0, index), hash_reward_leaf(claimed)
    proposal, reward = scene.grove.hang(proposal, place, node)
    check = RewardCheck(
        index=index,
        hash=reward.hash,
        sum=reward.sum,
        siblings=reward.siblings,
        sums=reward.sums,
        claimed=RewardLeaf(),
        before=scene.earned,
        before_siblings=scene.earned_proof.siblings,
        before_sums=scene.earned_proof.sums,
        is_listed=True,
        position=listed.position,
        leaf=listed.leaf,
        list_path=listed.path,
        weight=WEIGHT,
        member_siblings=member.siblings,
        member_sums=member.sums,
    )
    arguments = scene.aim(proposal), scene.parent, check
    return Lie(proposal, "RecordProofs", "badReward", arguments)


def _weigh(scene: Scene, listed: Listed, weight: int, *, is_excepted: bool) -> Lie:
    proposal, proof = _hang_member(scene, scene.draw_proposal(), listed, weight)
    member = MemberProof(
        slot=_find_slot(scene, listed),
        hash=proof.hash,
        sum=proof.sum,
        siblings=proof.siblings,
        sums=proof.sums,
        leaf=listed.leaf,
        list_path=listed.path,
        votes=open_votes(scene.votes, listed.position, excepting=is_excepted),
    )
    return Lie(proposal, "RecordProofs", "badMember", (scene.aim(proposal), member))


def _hang_member(
    scene: Scene, proposal: Proposal, listed: Listed, weight: int
) -> tuple[Proposal, NodeProof]:
    place = NodePlace(Tree.MEMBERS, 0, 0, _find_slot(scene, listed))
    return scene.grove.hang(proposal, place, make_member_leaf(listed.leaf.update_root, weight))


def _find_slot(scene: Scene, listed: Listed) -> int:
    return compute_slot(scene.seed, scene.count, listed.position)


def _has_room(scene: Scene, tree: Tree) -> bool:
    return _count_leaves(scene, tree) < 1 << compute_depth_of(tree, scene.arithmetic)


def _count_leaves(scene: Scene, tree: Tree) -> int:
    match tree:
        case Tree.MEMBERS:
            return scene.count
        case Tree.COHORTS:
            return compute_cohort_count(scene.count)
        case _:
            return compute_leaf_count(tree, scene.arithmetic)


def _pad(scene: Scene, tree: Tree) -> Lie:
    place = NodePlace(tree, 0, 0, _count_leaves(scene, tree))
    ghost = SumNode(scene.random.bytes(32), WEIGHT)
    proposal, node = scene.grove.hang(scene.draw_proposal(), place, ghost)
    return Lie(proposal, "RecordProofs", "badPadding", (scene.aim(proposal), place, node))


def _overstate_leaf(
    scene: Scene, tree: Tree, kind: Kind, words: Sequence[int | bytes], sum_: int
) -> Lie:
    place, leaf = NodePlace(tree, 0, 0, 0), SumNode(hash_leaf(kind, *words), sum_ + 1)
    proposal, node = scene.grove.hang(scene.draw_proposal(), place, leaf)
    return _show_sum(scene, proposal, place, node, compute_words(*words))


def _overstate_node(scene: Scene) -> Lie:
    sides = [SumNode(scene.random.bytes(32), EARNED - 1) for _ in range(2)]
    children = b"".join(side.hash + side.sum.to_bytes(SUM_BYTES, "big") for side in sides)
    place, above = NodePlace(Tree.REWARDS, 0, 1, 0), SumNode(keccak(b"\x01" + children), 2 * EARNED)
    proposal, node = scene.grove.hang(scene.draw_proposal(), place, above)
    return _show_sum(scene, proposal, place, node, children)


def _overstate_cohort(scene: Scene) -> Lie:
    words, place = (scene.random.bytes(32), WEIGHT + 1), NodePlace(Tree.COHORTS, 0, 0, 0)
    leaf = SumNode(hash_leaf(Kind.COHORT, *words), 0)
    proposal, node = scene.grove.hang(scene.draw_proposal(), place, leaf)
    members = NodePlace(Tree.MEMBERS, 0, COHORT_DEPTH, 0)
    below = SumNode(scene.random.bytes(32), WEIGHT)
    proposal, subtree = scene.grove.hang(proposal, members, below)
    return _show_sum(scene, proposal, place, node, compute_words(*words), subtree)


def _show_sum(
    scene: Scene,
    proposal: Proposal,
    place: NodePlace,
    node: NodeProof,
    preimage: bytes,
    subtree: NodeProof = NO_NODE,
) -> Lie:
    arguments = scene.aim(proposal), place, node, preimage, subtree
    return Lie(proposal, "RecordProofs", "badSum", arguments)
