"""Rounds to lie about, and arguments of the proofs in them."""

from collections.abc import Sequence
from dataclasses import replace

from consort.spec import chunk_tree
from consort.spec.cohorts import compute_slot
from consort.spec.params import COHORTS_DEPTH
from consort.spec.proofs.nodes import compute_depth_of, compute_leaf_count, get_empty
from consort.spec.trees import compute_path
from consort.spec.types import (
    Arithmetic,
    InputFault,
    MemberProof,
    NodePlace,
    NodeProof,
    OpenedVote,
    Proposal,
    RewardCheck,
    RewardLeaf,
    Tree,
    Vote,
)
from consort_nodes.evidence.facts import Records
from consort_nodes.evidence.headers import make_input_faults
from consort_nodes.evidence.nodes import prove_node
from consort_nodes.evidence.records import (
    NO_LEAF,
    BadMember,
    BadPadding,
    BadReward,
    BadSum,
    Fault,
    find_bad_record,
)
from tests.evidence.records_round import (
    AGGREGATE,
    ARITHMETIC,
    BUDGET,
    INPUT_FACTS,
    MODEL,
    ROUND,
    RecordsRound,
    compute_file_root,
    lie,
    make_round,
    make_update,
    prove_file_leaf,
)

Args = tuple[object, ...]
NodeArgs = tuple[Proposal, Arithmetic, NodePlace, NodeProof]
SMALL = make_round(5, (100, 100, 100), {0: {1, 3}, 1: {1}})
"""One cohort; position 1 is out, 3 is in although one validator excepts it."""
LARGE = make_round(300, (100, 60, 40), {0: {17, 280}, 1: {18}})
"""Three cohorts; positions 17 and 280 are out by exactly half of the stake, 18 is in."""
NOBODY = make_round(2, (100,), {0: {0, 1}})
"""Everybody is out, so that the cohort has no output."""
FALSE_HEADER = make_round(3, (100, 100), {1: {2}}, {2: bytes(256)})
"""Position 2 has committed to a header of zeros; validator 0 lets it in."""


def make_args(honest: RecordsRound, records: Records, fault: Fault) -> Args:
    """Return what the proof of a fault is called with."""
    proposal, frozen = records.proposal, honest.facts.frozen
    match fault:
        case BadMember(member):
            return proposal, frozen, ROUND, member, get_cast(honest, member.votes)
        case BadPadding(place, node):
            return proposal, frozen, ARITHMETIC, place, node
        case BadSum(place, node, preimage, subtree):
            return proposal, frozen, ARITHMETIC, place, node, preimage, subtree
        case BadReward(parent, check):
            return proposal, parent, frozen, BUDGET, ARITHMETIC.target_weight, check


def find_args(honest: RecordsRound, records: Records) -> Args:
    """Return what refutes false records."""
    fault = find_bad_record(honest.facts, records)
    assert fault is not None
    return make_args(honest, records, fault)


def get_cast(honest: RecordsRound, shown: Sequence[OpenedVote]) -> tuple[Vote, ...]:
    """Return what the chain has of shown validators' votes."""
    return tuple(honest.cast[vote.validator_index] for vote in shown)


def change_member(honest: RecordsRound, slot: int, root: bytes, weight: int) -> Records:
    """Return a lie about one member."""
    members = {**honest.trees.members, slot: (root, weight)}
    return lie(honest, lambda trees: replace(trees, members=members))


def change_reward(honest: RecordsRound, index: int, leaf: RewardLeaf) -> Records:
    """Return a lie about one reward."""
    rewards = {**honest.trees.rewards, index: leaf}
    return lie(honest, lambda trees: replace(trees, rewards=rewards))


def change_file(honest: RecordsRound, tree: Tree) -> tuple[Records, NodePlace, NodeProof]:
    """Return a lie about a file, which has one leaf too many, and that leaf."""
    count = compute_leaf_count(tree, ARITHMETIC)
    place = NodePlace(tree, 0, 0, count)
    if tree == Tree.OUTPUT:
        cohorts = [(compute_file_root(tree, 0, stray=1), honest.trees.cohorts[0][1])]
        cohorts += honest.trees.cohorts[1:]
        records = lie(honest, lambda trees: replace(trees, cohorts=cohorts))
        return records, place, prove_output(records, 0, count, cohorts[0])
    label, field = (
        (AGGREGATE, "aggregate_root") if tree == Tree.AGGREGATE else (MODEL, "model_root")
    )
    root = compute_file_root(tree, label, stray=1)
    proposal = replace(honest.proposal, **{field: root})  # type: ignore[arg-type]
    node = prove_file_leaf(tree, label, count, stray=1)
    return replace(honest.records, proposal=proposal), place, node


def prove_cohort(records: Records, cohort: int) -> NodeProof:
    """Return a cohort's leaf and its path."""
    empty = get_empty(Tree.COHORTS)
    path = compute_path(records.cohorts, COHORTS_DEPTH, empty, cohort)
    is_given = cohort < len(records.cohorts)
    return NodeProof(records.cohorts[cohort] if is_given else empty, 0, path)


def prove_output(
    records: Records, cohort: int, position: int, named: tuple[bytes, int]
) -> NodeProof:
    """Return an output's leaf, its path and what names the output."""
    owner = prove_cohort(records, cohort).siblings
    stray = max(0, position + 1 - compute_leaf_count(Tree.OUTPUT, ARITHMETIC))
    leaf = prove_file_leaf(Tree.OUTPUT, cohort, position, stray)
    return replace(leaf, root=named[0], weight=named[1], owner_siblings=owner)


def prove_update(honest: RecordsRound, position: int, leaf: int) -> NodeProof:
    """Return an update's leaf, its path and what names the update, in a round of one cohort."""
    root, weight = honest.trees.members[position]
    owner = prove_node(honest.records.members, 0, position)
    leaves, depth = make_update(position), compute_depth_of(Tree.UPDATE, ARITHMETIC)
    path = chunk_tree.compute_path(leaves, depth, leaf)
    shown = NodeProof(chunk_tree.hash_leaf(leaves[leaf]), 0, tuple(path), (), root, weight)
    return replace(shown, owner_siblings=owner.siblings, owner_sums=owner.sums)


def place_node(
    honest: RecordsRound, tree: Tree, height: int, position: int, node: NodeProof, owner: int = 0
) -> NodeArgs:
    """Return what the proof of a node is called with."""
    return honest.proposal, ARITHMETIC, NodePlace(tree, owner, height, position), node


def prove_member(honest: RecordsRound, position: int, votes: Sequence[OpenedVote]) -> MemberProof:
    """Return what shows an honest member."""
    frozen = honest.facts.frozen
    slot = compute_slot(frozen.seed, frozen.count, position)
    proof = prove_node(honest.records.members, 0, slot)
    return MemberProof(
        slot,
        proof.hash,
        proof.sum,
        proof.siblings,
        proof.sums,
        honest.facts.leaves[position],
        honest.facts.compute_list_path(position),
        tuple(votes),
    )


def prove_reward(honest: RecordsRound, position: int) -> RewardCheck:
    """Return what shows the honest reward of a listed index, in a round of one cohort."""
    fault = find_bad_record(honest.facts, change_reward(honest, 2 * position, RewardLeaf(1, 1, 1)))
    assert isinstance(fault, BadReward)
    proof = prove_node(honest.records.rewards, 0, 2 * position)
    own = {"hash": proof.hash, "sum": proof.sum, "siblings": proof.siblings, "sums": proof.sums}
    return replace(fault.check, **own)  # type: ignore[arg-type]


def prove_absence(honest: RecordsRound, index: int) -> RewardCheck:
    """Return what shows the honest reward of an index that is not in the list."""
    fault = find_bad_record(honest.facts, change_reward(honest, index, RewardLeaf(1, 1, 0)))
    assert isinstance(fault, BadReward)
    proof = prove_node(honest.records.rewards, 0, index)
    own = {"hash": proof.hash, "sum": proof.sum, "siblings": proof.siblings, "sums": proof.sums}
    leaf = honest.trees.rewards.get(index, RewardLeaf())
    return replace(fault.check, claimed=leaf, leaf=NO_LEAF, **own)  # type: ignore[arg-type]


def make_input_fault(honest: RecordsRound, position: int, header: bytes | None) -> InputFault:
    """Return evidence against the first validator that let an update in."""
    leaves, depth = make_update(position, header), compute_depth_of(Tree.UPDATE, ARITHMETIC)
    path = chunk_tree.compute_path(leaves, depth, 0)
    return make_input_faults(honest.facts, position, leaves[0], path)[0]


def make_input_args(honest: RecordsRound, fault: InputFault) -> Args:
    """Return what the proof of a false header is called with."""
    cast = honest.cast[fault.vote.validator_index]
    return INPUT_FACTS, honest.facts.frozen, ARITHMETIC, fault, cast


NODES = {
    Tree.MEMBERS: place_node(LARGE, Tree.MEMBERS, 5, 4, prove_node(LARGE.records.members, 5, 4)),
    Tree.COHORTS: place_node(LARGE, Tree.COHORTS, 0, 2, prove_cohort(LARGE.records, 2)),
    Tree.OUTPUT: place_node(
        LARGE, Tree.OUTPUT, 0, 9, prove_output(LARGE.records, 1, 9, LARGE.trees.cohorts[1]), 1
    ),
    Tree.AGGREGATE: place_node(
        LARGE, Tree.AGGREGATE, 0, 9, prove_file_leaf(Tree.AGGREGATE, AGGREGATE, 9)
    ),
    Tree.MODEL: place_node(LARGE, Tree.MODEL, 0, 4, prove_file_leaf(Tree.MODEL, MODEL, 4)),
    Tree.REWARDS: place_node(SMALL, Tree.REWARDS, 18, 1, prove_node(SMALL.records.rewards, 18, 1)),
    Tree.UPDATE: place_node(SMALL, Tree.UPDATE, 0, 3, prove_update(SMALL, 4, 3), 4),
}
"""What proves a node of each tree."""
