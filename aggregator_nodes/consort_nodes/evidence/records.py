"""The first thing that is wrong with a proposal's records, as evidence that refutes it.

Sums come first, from the top: a path counts only below nodes whose sums add up. What a publisher
keeps hidden cannot be found here; it has to be opened on demand.
"""

from dataclasses import dataclass

from consort.spec.cohorts import compute_cohort_count, compute_cohort_size, compute_slot
from consort.spec.params import COHORT_DEPTH, COHORT_SIZE, COHORTS_DEPTH
from consort.spec.proofs.nodes import get_empty, make_member_leaf
from consort.spec.proofs.records import MAX_UINT32, WORD_BYTES, make_reward_leaf
from consort.spec.rewards import compute_reward_tree
from consort.spec.trees import SUM_BYTES, compute_path
from consort.spec.types import (
    NOBODY,
    ListLeaf,
    MemberProof,
    NodePlace,
    NodeProof,
    OpenedVote,
    Proposal,
    RewardCheck,
    RewardLeaf,
    SumNode,
    Tree,
)
from consort_nodes.evidence.facts import Records, RoundFacts
from consort_nodes.evidence.nodes import Nodes, prove_node, walk_down
from consort_nodes.evidence.votes import open_votes

NO_NODE = NodeProof(bytes(32), 0, ())
NO_LEAF = ListLeaf(0, NOBODY, 0, bytes(32), bytes(32), 0)


@dataclass(frozen=True, slots=True)
class BadMember:
    """What `bad_member` is called with."""

    member: MemberProof


@dataclass(frozen=True, slots=True)
class BadPadding:
    """What `bad_padding` is called with."""

    place: NodePlace
    node: NodeProof


@dataclass(frozen=True, slots=True)
class BadSum:
    """What `bad_sum` is called with."""

    place: NodePlace
    node: NodeProof
    preimage: bytes
    subtree: NodeProof = NO_NODE


@dataclass(frozen=True, slots=True)
class BadReward:
    """What `bad_reward` is called with."""

    parent: Proposal
    check: RewardCheck


Fault = BadMember | BadPadding | BadSum | BadReward


def find_bad_record(facts: RoundFacts, records: Records) -> Fault | None:
    """Return the first fault of a proposal's records, None if they are right.

    Nothing that is hidden may be among them, see `list_hidden`.
    """
    return (
        find_bad_sum(records)
        or find_bad_padding(facts, records)
        or find_bad_member(facts, records)
        or find_bad_cohort_weight(facts, records)
        or find_bad_reward(facts, records)
    )


def find_bad_sum(records: Records) -> BadSum | None:
    """Return the topmost node whose sum is not that of its children, or a false total."""
    proposal = records.proposal
    totals = proposal.total_weight, proposal.reward_total
    trees = (Tree.MEMBERS, records.members), (Tree.REWARDS, records.rewards)
    for (tree, nodes), total in zip(trees, totals, strict=True):
        for place, node in walk_down(tree, nodes, lowest=1):
            is_root = place.height == nodes.depth
            below = [nodes.get_node(place.height - 1, 2 * place.position + i) for i in (0, 1)]
            if (total if is_root else node.sum) != sum(child.sum for child in below):
                return _make_bad_sum(nodes, place, below, total)
    return None


def find_bad_padding(facts: RoundFacts, records: Records) -> BadPadding | None:
    """Return what members or cohorts have where they should have nothing."""
    count = facts.frozen.count
    for place, _ in walk_down(Tree.MEMBERS, records.members):
        cohort, first = divmod(place.position << place.height, COHORT_SIZE)
        if first >= compute_cohort_size(count, cohort):
            return BadPadding(place, prove_node(records.members, place.height, place.position))
    for cohort in range(compute_cohort_count(count), len(records.cohorts)):
        if records.cohorts[cohort] != get_empty(Tree.COHORTS):
            return BadPadding(NodePlace(Tree.COHORTS, 0, 0, cohort), _prove_cohort(records, cohort))
    return None


def find_bad_member(facts: RoundFacts, records: Records) -> BadMember | None:
    """Return a member that is not the commitment whose place it is, or has a false weight."""
    weights = facts.compute_weights()
    for position, leaf in enumerate(facts.leaves):
        slot = compute_slot(facts.frozen.seed, facts.frozen.count, position)
        right = make_member_leaf(leaf.update_root, weights[position])
        if records.members.get_node(0, slot) != right:
            return BadMember(_make_member_proof(facts, records, position, slot))
    return None


def find_bad_cohort_weight(facts: RoundFacts, records: Records) -> BadSum | None:
    """Return a cohort whose weight is not its members'."""
    for cohort in range(compute_cohort_count(facts.frozen.count)):
        leaf, total = _get_cohort(records, cohort), records.members.get_node(COHORT_DEPTH, cohort)
        words = records.words.get(leaf, b"")
        is_empty = leaf == get_empty(Tree.COHORTS)
        is_provable = bool(words) or is_empty or total.sum == 0
        is_right = is_empty if total.sum == 0 else _read_words(words)[1:] == [total.sum]
        if is_provable and not is_right:
            subtree = prove_node(records.members, COHORT_DEPTH, cohort)
            place = NodePlace(Tree.COHORTS, 0, 0, cohort)
            return BadSum(place, _prove_cohort(records, cohort), words, subtree)
    return None


def find_bad_reward(facts: RoundFacts, records: Records) -> BadReward | BadSum | None:
    """Return a reward leaf that is not what its index has earned."""
    right = facts.compute_rewards()
    leaves = [place for place, _ in walk_down(Tree.REWARDS, records.rewards) if place.height == 0]
    for index in sorted({*right, *(place.position for place in leaves)}):
        node = records.rewards.get_node(0, index)
        if node != make_reward_leaf(right.get(index, RewardLeaf())):
            fault = _make_reward_fault(facts, records, index, node)
            if fault:
                return fault
    return None


def _make_bad_sum(nodes: Nodes, place: NodePlace, below: list[SumNode], total: int) -> BadSum:
    proof = prove_node(nodes, place.height, place.position)
    if place.height == nodes.depth:
        proof = NodeProof(proof.hash, total, ())
    children = b"".join(node.hash + node.sum.to_bytes(SUM_BYTES, "big") for node in below)
    return BadSum(place, proof, children)


def _prove_cohort(records: Records, cohort: int) -> NodeProof:
    empty = get_empty(Tree.COHORTS)
    path = compute_path(records.cohorts, COHORTS_DEPTH, empty, cohort)
    return NodeProof(_get_cohort(records, cohort), 0, path)


def _get_cohort(records: Records, cohort: int) -> bytes:
    is_given = cohort < len(records.cohorts)
    return records.cohorts[cohort] if is_given else get_empty(Tree.COHORTS)


def _make_member_proof(
    facts: RoundFacts, records: Records, position: int, slot: int
) -> MemberProof:
    proof, leaf = prove_node(records.members, 0, slot), facts.leaves[position]
    return MemberProof(
        slot,
        proof.hash,
        proof.sum,
        proof.siblings,
        proof.sums,
        leaf,
        facts.compute_list_path(position),
        _choose_votes(facts, position, SumNode(proof.hash, proof.sum)),
    )


def _choose_votes(facts: RoundFacts, position: int, stated: SumNode) -> tuple[OpenedVote, ...]:
    """Return none for a leaf that no vote could make right."""
    leaf = facts.leaves[position]
    if stated == make_member_leaf(leaf.update_root, leaf.weight):
        return open_votes(facts.votes, position, excepting=True)
    if stated == make_member_leaf(leaf.update_root, 0):
        return open_votes(facts.votes, position, excepting=False)
    return ()


def _make_reward_fault(
    facts: RoundFacts, records: Records, index: int, node: SumNode
) -> BadReward | BadSum | None:
    """Return None where nobody has shown what the leaf of an absent index says."""
    indices = [leaf.index for leaf in facts.leaves]
    if index in indices:
        return _make_bad_reward(facts, records, index, RewardLeaf(), indices.index(index))
    is_empty = node.hash == get_empty(Tree.REWARDS)
    words = b"" if is_empty else records.words.get(node.hash, b"")
    if not is_empty and not words:
        return None
    claimed = RewardLeaf(*_read_words(words))
    if max(claimed.last_multiplier, claimed.list_position) > MAX_UINT32:
        place = NodePlace(Tree.REWARDS, 0, 0, index)
        return BadSum(place, prove_node(records.rewards, 0, index), words)
    return _make_bad_reward(facts, records, index, claimed, None)


def _make_bad_reward(
    facts: RoundFacts, records: Records, index: int, claimed: RewardLeaf, listed: int | None
) -> BadReward:
    """Show the commitment of the index, or that at the position which its leaf claims."""
    proof = prove_node(records.rewards, 0, index)
    before = prove_node(compute_reward_tree(facts.before), 0, index)
    shown = claimed.list_position - 1 if listed is None else listed
    is_shown = 0 <= shown < len(facts.leaves)
    member = _prove_listed_member(facts, records, listed)
    check = RewardCheck(
        index=index,
        hash=proof.hash,
        sum=proof.sum,
        siblings=proof.siblings,
        sums=proof.sums,
        claimed=claimed,
        before=facts.before.get(index, RewardLeaf()),
        before_siblings=before.siblings,
        before_sums=before.sums,
        is_listed=listed is not None,
        position=listed or 0,
        leaf=facts.leaves[shown] if is_shown else NO_LEAF,
        list_path=facts.compute_list_path(shown) if is_shown else (),
        weight=member.sum,
        member_siblings=member.siblings,
        member_sums=member.sums,
    )
    return BadReward(facts.parent, check)


def _prove_listed_member(facts: RoundFacts, records: Records, listed: int | None) -> NodeProof:
    if listed is None:
        return NO_NODE
    slot = compute_slot(facts.frozen.seed, facts.frozen.count, listed)
    return prove_node(records.members, 0, slot)


def _read_words(words: bytes) -> list[int]:
    starts = range(0, len(words), WORD_BYTES)
    return [int.from_bytes(words[at : at + WORD_BYTES], "big") for at in starts]
