"""Proofs against what a proposal records: members, padding, sums, rewards.

Same checks in the same order as the contracts' `MemberProofLib`, `PaddingProofLib`, `SumProofLib`
and `RewardProofLib`.
"""

from collections.abc import Sequence

from consort.errors import EvidenceMisshapen, NothingWrong
from consort.spec.cohorts import (
    compute_cohort_count,
    compute_cohort_size,
    compute_position,
    compute_slot,
)
from consort.spec.hashing import Kind, compute_words, hash_empty, hash_leaf, keccak
from consort.spec.params import COHORT_SIZE, COHORTS_DEPTH, MULTIPLIER_ONE
from consort.spec.proofs.frozen import require_listed, require_proposal, tally_votes
from consort.spec.proofs.nodes import (
    KINDS,
    compute_empty_at,
    compute_leaf_count,
    get_empty,
    is_sum_tree,
    make_member_leaf,
    require_below,
    require_length,
    require_member,
    require_node,
    require_reward,
    require_root,
    require_sum_path,
)
from consort.spec.rewards import compute_reward
from consort.spec.trees import SUM_BYTES
from consort.spec.types import (
    Arithmetic,
    Frozen,
    MemberProof,
    NodePlace,
    NodeProof,
    Proposal,
    RewardCheck,
    RewardLeaf,
    SumNode,
    Tree,
    Vote,
)

HASH_BYTES = 32
WORD_BYTES = 32
CHILD_BYTES = HASH_BYTES + SUM_BYTES
MAX_UINT32 = (1 << 32) - 1


def require_bad_member(
    proposal: Proposal, frozen: Frozen, round_: int, proof: MemberProof, cast: Sequence[Vote]
) -> None:
    """Accept a member leaf that is not what list and votes say.

    `cast` is what is stored of the shown validators' votes, in the order of the evidence.
    """
    position = _get_position(frozen, proof.slot)
    require_listed(frozen, position, proof.leaf, proof.list_path)
    leaf = SumNode(proof.hash, proof.sum)
    require_member(proposal, proof.slot, leaf, proof.siblings, proof.sums)

    is_in = leaf == make_member_leaf(proof.leaf.update_root, proof.leaf.weight)
    is_out = leaf == make_member_leaf(proof.leaf.update_root, 0)
    if not is_in and not is_out:
        return
    excepting, admitting = tally_votes(round_, position, proof.votes, cast)
    must_be_out = 2 * excepting >= frozen.voted_stake
    must_be_in = 2 * admitting > frozen.voted_stake
    if is_in == is_out or not (must_be_out if is_in else must_be_in):
        raise NothingWrong


def require_bad_padding(
    proposal: Proposal,
    frozen: Frozen,
    arithmetic: Arithmetic,
    place: NodePlace,
    node: NodeProof,
) -> None:
    """Accept a node above nothing but leaves without a meaning that is not empty."""
    require_node(proposal, arithmetic, place, node)
    if place.tree == Tree.UPDATE:
        raise NothingWrong
    first = place.position << place.height
    start = _compute_padding_start(frozen.count, arithmetic, place.tree, first)
    if first < start:
        raise EvidenceMisshapen(start, first)

    if (node.hash, node.sum) == (compute_empty_at(place.tree, place.height), 0):
        raise NothingWrong


def require_bad_sum(
    proposal: Proposal,
    frozen: Frozen,
    arithmetic: Arithmetic,
    place: NodePlace,
    node: NodeProof,
    preimage: bytes,
    subtree: NodeProof,
) -> None:
    """Accept a stated sum that is false, or a leaf that is not in its one form.

    `preimage` is both children above the leaves, each its hash and 16 bytes of sum; at a leaf its
    words without the kind, or nothing for the empty leaf. `subtree` is for the cohorts tree alone:
    the node of the member tree above that cohort.
    """
    require_node(proposal, arithmetic, place, node)
    is_wrong = False
    if place.tree == Tree.COHORTS:
        require_length(0, place.height)
        require_below(compute_cohort_count(frozen.count), place.position)
        _require_subtree(proposal, place.position, subtree)
        is_wrong = _is_cohort_wrong(node.hash, preimage, subtree.sum)
    elif is_sum_tree(place.tree):
        check = _is_node_wrong if place.height else _is_leaf_wrong
        is_wrong = check(place.tree, node, preimage)
    if not is_wrong:
        raise NothingWrong


def require_bad_reward(
    proposal: Proposal,
    parent: Proposal,
    frozen: Frozen,
    budget: int,
    target_weight: int,
    check: RewardCheck,
) -> None:
    """Accept a reward leaf that is not what its index has earned.

    `parent` is the proposal that the round builds on, `budget` the most that contributors earn in
    a round.
    """
    require_proposal(proposal.parent, parent)
    leaf = SumNode(check.hash, check.sum)
    require_reward(proposal, check.index, leaf, check.siblings, check.sums)
    before = make_reward_leaf(check.before)
    require_reward(parent, check.index, before, check.before_siblings, check.before_sums)

    if check.is_listed:
        _require_own_member(proposal, frozen, check)
        terms = budget, check.weight, proposal.total_weight, target_weight
        if leaf == make_reward_leaf(_earn(check, compute_reward(*terms))):
            raise NothingWrong
    else:
        _require_claimed(check)
        if _is_right_absence(frozen, check):
            raise NothingWrong


def make_reward_leaf(leaf: RewardLeaf) -> SumNode:
    """Return the node of a reward leaf; one that says nothing is the empty leaf."""
    is_blank = leaf == RewardLeaf()
    return SumNode(hash_empty(Kind.REWARD) if is_blank else _hash(leaf), leaf.cumulative)


def _get_position(frozen: Frozen, slot: int) -> int:
    cohort, place = divmod(slot, COHORT_SIZE)
    position = compute_position(frozen.seed, frozen.count, slot)
    if position is None:
        raise EvidenceMisshapen(compute_cohort_size(frozen.count, cohort), place)
    return position


def _compute_padding_start(count: int, arithmetic: Arithmetic, tree: Tree, leaf: int) -> int:
    if tree == Tree.COHORTS:
        return compute_cohort_count(count)
    if tree != Tree.MEMBERS:
        return compute_leaf_count(tree, arithmetic)
    cohort = leaf // COHORT_SIZE
    return cohort * COHORT_SIZE + compute_cohort_size(count, cohort)


def _is_node_wrong(tree: Tree, node: NodeProof, children: bytes) -> bool:
    require_length(2 * CHILD_BYTES, len(children))
    require_root(tree, node.hash, keccak(b"\x01" + children))
    halves = children[:CHILD_BYTES], children[CHILD_BYTES:]
    return node.sum != sum(int.from_bytes(half[HASH_BYTES:], "big") for half in halves)


def _is_leaf_wrong(tree: Tree, node: NodeProof, preimage: bytes) -> bool:
    if node.hash == get_empty(tree):
        return node.sum != 0
    if tree == Tree.MEMBERS:
        _, weight = _open_leaf(tree, node.hash, preimage, 2)
        return node.sum != weight
    cumulative, multiplier, position = _open_leaf(tree, node.hash, preimage, 3)
    return max(multiplier, position) > MAX_UINT32 or node.sum != cumulative


def _is_cohort_wrong(leaf: bytes, preimage: bytes, total: int) -> bool:
    is_empty = leaf == get_empty(Tree.COHORTS)
    if is_empty or total == 0:
        return not is_empty or total != 0
    _, weight = _open_leaf(Tree.COHORTS, leaf, preimage, 2)
    return weight != total


def _open_leaf(tree: Tree, leaf: bytes, preimage: bytes, words: int) -> tuple[int, ...]:
    require_length(words * WORD_BYTES, len(preimage))
    require_root(tree, leaf, keccak(compute_words(KINDS[tree]) + preimage))
    starts = range(0, len(preimage), WORD_BYTES)
    return tuple(int.from_bytes(preimage[at : at + WORD_BYTES], "big") for at in starts)


def _require_subtree(proposal: Proposal, cohort: int, node: NodeProof) -> None:
    require_length(COHORTS_DEPTH, len(node.siblings))
    shown = SumNode(node.hash, node.sum)
    require_sum_path(proposal, Tree.MEMBERS, shown, cohort, node.siblings, node.sums)


def _require_own_member(proposal: Proposal, frozen: Frozen, check: RewardCheck) -> None:
    require_length(check.index, check.leaf.index)
    require_listed(frozen, check.position, check.leaf, check.list_path)
    slot = compute_slot(frozen.seed, frozen.count, check.position)
    member = make_member_leaf(check.leaf.update_root, check.weight)
    require_member(proposal, slot, member, check.member_siblings, check.member_sums)


def _earn(check: RewardCheck, reward: int) -> RewardLeaf:
    multiplier = MULTIPLIER_ONE if check.weight else check.before.last_multiplier
    return RewardLeaf(check.before.cumulative + reward, multiplier, check.position + 1)


def _require_claimed(check: RewardCheck) -> None:
    """Accept the hash of three zeros too, which is wrongly not the empty leaf."""
    if check.hash != _hash(check.claimed):
        require_root(Tree.REWARDS, check.hash, make_reward_leaf(check.claimed).hash)


def _is_right_absence(frozen: Frozen, check: RewardCheck) -> bool:
    place = check.claimed.list_position
    if place > frozen.count:
        return False
    if place:
        require_listed(frozen, place - 1, check.leaf, check.list_path)
        return check.leaf.index == check.index
    expected = RewardLeaf(check.before.cumulative, check.before.last_multiplier, 0)
    return SumNode(check.hash, check.sum) == make_reward_leaf(expected)


def _hash(leaf: RewardLeaf) -> bytes:
    return hash_leaf(Kind.REWARD, leaf.cumulative, leaf.last_multiplier, leaf.list_position)
