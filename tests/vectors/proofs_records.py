"""Vectors of proofs about records and inputs: what refutes, and every field of it changed."""

from collections.abc import Iterator
from dataclasses import replace

from consort.spec.cohorts import compute_slot
from consort.spec.hashing import Kind, compute_words, hash_leaf
from consort.spec.params import TOKEN
from consort.spec.proofs.nodes import compute_empty_at, get_empty, require_node
from consort.spec.proofs.records import (
    require_bad_member,
    require_bad_padding,
    require_bad_reward,
    require_bad_sum,
)
from consort.spec.proofs.votes import require_bad_input, require_rest
from consort.spec.types import NodePlace, NodeProof, RewardLeaf, SumNode, Tree
from consort.spec.vectors_numeric import Case
from consort_nodes.evidence.facts import Records
from consort_nodes.evidence.nodes import prove_node
from consort_nodes.evidence.records import NO_NODE, BadMember, BadReward, BadSum
from consort_nodes.evidence.votes import open_votes
from tests.evidence.record_scenes import (
    FALSE_HEADER,
    LARGE,
    NOBODY,
    NODES,
    SMALL,
    Args,
    change_file,
    change_member,
    change_reward,
    find_args,
    get_cast,
    make_args,
    make_input_args,
    make_input_fault,
    place_node,
    prove_absence,
    prove_cohort,
    prove_member,
    prove_output,
    prove_reward,
)
from tests.evidence.records_round import (
    ARITHMETIC,
    ROUND,
    SEED,
    RecordsRound,
    bind,
    forge_tree,
    lie,
)
from tests.vectors.cases import make_case, make_rejection
from tests.vectors.flips import make_flip_cases

FUNCTIONS = (
    require_node,
    require_bad_member,
    require_bad_padding,
    require_bad_sum,
    require_bad_reward,
    require_bad_input,
    require_rest,
)


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    yield from _node_cases()
    yield from _member_cases()
    yield from _padding_cases()
    yield from _sum_cases()
    yield from _leaf_sum_cases()
    yield from _cohort_sum_cases()
    yield from _reward_cases()
    yield from _honest_reward_cases()
    yield from _input_cases()
    yield from _rest_cases()


def _node_cases() -> Iterator[Case]:
    for tree, args in NODES.items():
        if tree in (Tree.MEMBERS, Tree.UPDATE):
            yield from make_flip_cases(f"node of {tree.name}", require_node, args)
        else:
            yield make_case(f"node of {tree.name}", require_node, *args)
    root = NodeProof(SMALL.proposal.member_root, SMALL.proposal.total_weight, ())
    args = place_node(SMALL, Tree.MEMBERS, 14, 0, root)
    yield make_case("the root itself", require_node, *args)
    args = place_node(SMALL, Tree.MEMBERS, 15, 0, root)
    yield make_rejection("above the root", require_node, *args)
    args = place_node(SMALL, Tree.MEMBERS, 13, 2, prove_node(SMALL.records.members, 13, 1))
    yield make_rejection("beyond the width", require_node, *args)
    huge = replace(prove_node(SMALL.records.members, 13, 0), sums=((1 << 128) - 1,))
    args = place_node(SMALL, Tree.MEMBERS, 13, 0, huge)
    yield make_rejection("a sum beyond 16 bytes", require_node, *args)
    ghost = prove_output(NOBODY.records, 0, 5, NOBODY.trees.cohorts[0])
    args = place_node(NOBODY, Tree.OUTPUT, 0, 5, ghost)
    yield make_rejection("output of a cohort without weight", require_node, *args)


def _member_cases() -> Iterator[Case]:
    counted = change_member(SMALL, 1, SMALL.facts.leaves[1].update_root, 101)
    args = find_args(SMALL, counted)
    yield from make_flip_cases("counted though votes keep it out", require_bad_member, args)
    slot, leaf = compute_slot(SEED, 300, 17), LARGE.facts.leaves[17]
    args = find_args(LARGE, change_member(LARGE, slot, leaf.update_root, leaf.weight))
    yield make_case("counted though exactly half keeps it out", require_bad_member, *args)
    rival = find_args(SMALL, change_member(SMALL, 3, SMALL.facts.leaves[3].update_root, 0))
    yield make_case("left out though votes let it in", require_bad_member, *rival)
    blank = {3: SumNode(get_empty(Tree.MEMBERS), 0)}
    members = forge_tree(Tree.MEMBERS, SMALL.records.members, blank)
    args = find_args(SMALL, bind(SMALL, replace(SMALL.records, members=members)))
    yield make_case("empty leaf in place of a member", require_bad_member, *args)
    other = LARGE.trees.members[128 + 5]
    args = find_args(LARGE, change_member(LARGE, 5, *other))
    yield make_case("member of another cohort", require_bad_member, *args)
    for honest, position in ((SMALL, 1), (SMALL, 3), (LARGE, 17)):
        for excepting in (True, False):
            name = f"honest member {position}, votes {'against' if excepting else 'for'} it"
            votes = open_votes(honest.facts.votes, position, excepting=excepting)
            fault = BadMember(prove_member(honest, position, votes))
            args = make_args(honest, honest.records, fault)
            yield make_rejection(name, require_bad_member, *args)


def _padding_cases() -> Iterator[Case]:
    args = find_args(SMALL, change_member(SMALL, 5, bytes(32), 7))
    yield from make_flip_cases("weight hidden in slot 5", require_bad_padding, args)
    for slot in (127, 128, 16_383):
        args = find_args(SMALL, change_member(SMALL, slot, bytes(32), 7))
        yield make_case(f"weight hidden in slot {slot}", require_bad_padding, *args)
    light = forge_tree(Tree.MEMBERS, SMALL.records.members, sums={(0, 5): 7})
    records = bind(SMALL, replace(SMALL.records, members=light))
    args = _sum_args(SMALL, records, Tree.MEMBERS, 0, 5)[:-2]
    yield make_case("empty leaf with a weight", require_bad_padding, *args)
    cohorts = [*LARGE.trees.cohorts, (bytes(32), 7)]
    args = find_args(LARGE, lie(LARGE, lambda trees: replace(trees, cohorts=cohorts)))
    yield make_case("a fourth cohort of three", require_bad_padding, *args)
    for tree in (Tree.OUTPUT, Tree.AGGREGATE, Tree.MODEL):
        records, *shown = change_file(LARGE, tree)
        args = records.proposal, LARGE.facts.frozen, ARITHMETIC, *shown
        yield make_case(f"a leaf too many in {tree.name}", require_bad_padding, *args)
    for tree, (proposal, arithmetic, *node) in NODES.items():
        honest = SMALL if tree in (Tree.REWARDS, Tree.UPDATE) else LARGE
        args = proposal, honest.facts.frozen, arithmetic, *node
        yield make_rejection(f"meaningful in {tree.name}", require_bad_padding, *args)
    for height, position in ((0, 5), (1, 3), (13, 1)):
        args = _sum_args(SMALL, SMALL.records, Tree.MEMBERS, height, position)[:-2]
        yield make_rejection(f"honest, height {height}", require_bad_padding, *args)


def _sum_cases() -> Iterator[Case]:
    members = forge_tree(Tree.MEMBERS, SMALL.records.members, sums={(9, 3): 3, (2, 0): 9})
    args = find_args(SMALL, bind(SMALL, replace(SMALL.records, members=members)))
    yield from make_flip_cases("false sum above slot 1536", require_bad_sum, args)
    for field in ("total_weight", "reward_total"):
        total = getattr(SMALL.proposal, field) + 1
        proposal = replace(SMALL.proposal, **{field: total})
        args = find_args(SMALL, replace(SMALL.records, proposal=proposal))
        yield make_case(f"another {field}", require_bad_sum, *args)
    beyond = {(0, 8): (1 << 128) - 1, (0, 9): 1, (1, 4): 0}
    huge = forge_tree(Tree.MEMBERS, SMALL.records.members, sums=beyond)
    args = find_args(SMALL, bind(SMALL, replace(SMALL.records, members=huge)))
    yield make_case("children beyond 16 bytes together", require_bad_sum, *args)
    for tree, height in ((Tree.MEMBERS, 14), (Tree.MEMBERS, 1), (Tree.REWARDS, 20)):
        args = _sum_args(SMALL, SMALL.records, tree, height, 0)
        yield make_rejection(f"honest sum of {tree.name}, {height}", require_bad_sum, *args)
    shown = NODES[Tree.MODEL][2:]
    args = LARGE.proposal, LARGE.facts.frozen, ARITHMETIC, *shown, b"", NO_NODE
    yield make_rejection("a tree without sums", require_bad_sum, *args)


def _leaf_sum_cases() -> Iterator[Case]:
    light = forge_tree(Tree.MEMBERS, SMALL.records.members, sums={(0, 4): 5, (0, 9): 7})
    records = bind(SMALL, replace(SMALL.records, members=light))
    args = _sum_args(SMALL, records, Tree.MEMBERS, 0, 4, _words(SMALL, 4))
    yield make_case("weight that is not the leaf's", require_bad_sum, *args)
    args = _sum_args(SMALL, records, Tree.MEMBERS, 0, 9)
    yield make_case("empty leaf with a weight", require_bad_sum, *args)
    args = _sum_args(SMALL, SMALL.records, Tree.MEMBERS, 0, 4, _words(SMALL, 4))
    yield make_rejection("honest weight", require_bad_sum, *args)
    args = _sum_args(SMALL, SMALL.records, Tree.MEMBERS, 0, 9)
    yield make_rejection("honest empty leaf", require_bad_sum, *args)
    for leaf in (RewardLeaf(5, 1 << 32, 0), RewardLeaf(5, 0, 1 << 32)):
        args = find_args(SMALL, change_reward(SMALL, 900, leaf))
        yield make_case(f"a reward of {leaf}", require_bad_sum, *args)
    rewards = forge_tree(Tree.REWARDS, SMALL.records.rewards, sums={(0, 900): 6})
    records = bind(SMALL, replace(SMALL.records, rewards=rewards))
    args = _sum_args(SMALL, records, Tree.REWARDS, 0, 900, _reward_words(SMALL, 900))
    yield make_case("sum that is not the reward's", require_bad_sum, *args)
    args = _sum_args(SMALL, SMALL.records, Tree.REWARDS, 0, 900, _reward_words(SMALL, 900))
    yield make_rejection("honest reward", require_bad_sum, *args)


def _cohort_sum_cases() -> Iterator[Case]:
    heavy = [(root, weight + 1) for root, weight in LARGE.trees.cohorts]
    args = find_args(LARGE, lie(LARGE, lambda trees: replace(trees, cohorts=heavy)))
    yield from make_flip_cases("cohort heavier than its members", require_bad_sum, args)
    missing = lie(LARGE, lambda trees: replace(trees, cohorts=trees.cohorts[:2]))
    yield make_case("cohort left out", require_bad_sum, *find_args(LARGE, missing))
    ghost = replace(NOBODY.records, cohorts=[hash_leaf(Kind.COHORT, bytes(32), 0)])
    args = find_args(NOBODY, bind(NOBODY, ghost))
    yield make_case("leaf of a cohort without weight", require_bad_sum, *args)
    for honest, cohort, words in (
        (LARGE, 1, compute_words(*LARGE.trees.cohorts[1])),
        (LARGE, 3, b""),
        (NOBODY, 0, b""),
    ):
        place = NodePlace(Tree.COHORTS, 0, 0, cohort)
        subtree = prove_node(honest.records.members, 7, cohort)
        fault = BadSum(place, prove_cohort(honest.records, cohort), words, subtree)
        args = make_args(honest, honest.records, fault)
        count = len(honest.trees.cohorts)
        yield make_rejection(f"honest cohort {cohort} of {count}", require_bad_sum, *args)
    empty = compute_empty_at(Tree.COHORTS, 1)
    above = NodeProof(empty, 0, prove_cohort(NOBODY.records, 0).siblings[1:])
    subtree = prove_node(NOBODY.records.members, 7, 0)
    fault = BadSum(NodePlace(Tree.COHORTS, 0, 1, 0), above, b"", subtree)
    args = make_args(NOBODY, NOBODY.records, fault)
    yield make_rejection("node above cohorts without weight", require_bad_sum, *args)


def _sum_args(
    honest: RecordsRound,
    records: Records,
    tree: Tree,
    height: int,
    position: int,
    words: bytes = b"",
) -> Args:
    nodes = records.members if tree == Tree.MEMBERS else records.rewards
    if height:
        below = [nodes.get_node(height - 1, 2 * position + side) for side in (0, 1)]
        words = b"".join(node.hash + node.sum.to_bytes(16, "big") for node in below)
    place = NodePlace(tree, 0, height, position)
    return make_args(honest, records, BadSum(place, prove_node(nodes, height, position), words))


def _words(honest: RecordsRound, slot: int) -> bytes:
    return compute_words(*honest.trees.members[slot])


def _reward_words(honest: RecordsRound, index: int) -> bytes:
    leaf = honest.trees.rewards[index]
    return compute_words(leaf.cumulative, leaf.last_multiplier, leaf.list_position)


def _reward_cases() -> Iterator[Case]:
    listed = RewardLeaf(8 * TOKEN, 65_536, 1)
    args = find_args(SMALL, change_reward(SMALL, 0, listed))
    yield from make_flip_cases("self-written reward in the list", require_bad_reward, args)
    args = find_args(SMALL, change_reward(SMALL, 77, RewardLeaf(TOKEN, 65_536, 0)))
    yield make_case("self-written reward out of the list", require_bad_reward, *args)
    for index, leaf in (
        (900, RewardLeaf(12 * TOKEN, 65_536, 1)),
        (900, RewardLeaf(12 * TOKEN, 65_536, 6)),
        (900, RewardLeaf()),
        (901, RewardLeaf(0, 0, 3)),
        (8, RewardLeaf()),
    ):
        args = find_args(SMALL, change_reward(SMALL, index, leaf))
        yield make_case(f"index {index} with {leaf}", require_bad_reward, *args)
    args = find_args(LARGE, change_reward(LARGE, 34, RewardLeaf(TOKEN, 65_536, 18)))
    yield make_case("reward for an input that is out", require_bad_reward, *args)
    for index in (0, 900):
        rewards = forge_tree(Tree.REWARDS, SMALL.records.rewards, sums={(0, index): 6})
        args = find_args(SMALL, bind(SMALL, replace(SMALL.records, rewards=rewards)))
        yield make_case(f"false sum beside index {index}", require_bad_reward, *args)
    zeros = hash_leaf(Kind.REWARD, 0, 0, 0)
    rewards = forge_tree(Tree.REWARDS, SMALL.records.rewards, {77: SumNode(zeros, 0)})
    words = {**SMALL.records.words, zeros: bytes(96)}
    args = find_args(SMALL, bind(SMALL, replace(SMALL.records, rewards=rewards, words=words)))
    yield make_case("three zeros, but not the empty leaf", require_bad_reward, *args)


def _honest_reward_cases() -> Iterator[Case]:
    for position in (0, 1, 4):
        fault = BadReward(SMALL.facts.parent, prove_reward(SMALL, position))
        args = make_args(SMALL, SMALL.records, fault)
        yield make_rejection(f"honest reward of position {position}", require_bad_reward, *args)
        leaf = SMALL.trees.rewards[2 * position]
        check = replace(fault.check, is_listed=False, claimed=leaf)
        args = make_args(SMALL, SMALL.records, replace(fault, check=check))
        name = f"position {position} shown as not listed"
        yield make_rejection(name, require_bad_reward, *args)
    beyond = replace(check, index=8 + (1 << 20))
    args = make_args(SMALL, SMALL.records, BadReward(SMALL.facts.parent, beyond))
    yield make_rejection("index that shares a path", require_bad_reward, *args)
    for index in (77, 900, 901):
        fault = BadReward(SMALL.facts.parent, prove_absence(SMALL, index))
        args = make_args(SMALL, SMALL.records, fault)
        yield make_rejection(f"honest reward of index {index}", require_bad_reward, *args)


def _input_cases() -> Iterator[Case]:
    fault = make_input_fault(FALSE_HEADER, 2, bytes(256))
    args = make_input_args(FALSE_HEADER, fault)
    yield from make_flip_cases("vote for a false header", require_bad_input, args)
    honest = make_input_fault(FALSE_HEADER, 1, None)
    args = make_input_args(FALSE_HEADER, honest)
    yield make_rejection("vote for a right header", require_bad_input, *args)
    vote = open_votes(FALSE_HEADER.facts.votes, 2, excepting=True)[0]
    args = make_input_args(FALSE_HEADER, replace(fault, vote=vote))
    yield make_rejection("vote against a false header", require_bad_input, *args)


def _rest_cases() -> Iterator[Case]:
    facts = SMALL.facts
    votes = open_votes(facts.votes, 1, excepting=True)
    shown = facts.leaves[1], facts.compute_list_path(1), votes
    args = facts.frozen, ROUND, 1, *shown, get_cast(SMALL, votes)
    yield from make_flip_cases("two of three keep it out", require_rest, args)
    for position in (17, 280):
        half = open_votes(LARGE.facts.votes, position, excepting=True)
        listed = LARGE.facts.leaves[position], LARGE.facts.compute_list_path(position)
        args = LARGE.facts.frozen, ROUND, position, *listed, half, get_cast(LARGE, half)
        yield make_case(f"exactly half keeps {position} out", require_rest, *args)
    args = facts.frozen, ROUND, 1, *shown[:2], votes[:1], get_cast(SMALL, votes[:1])
    yield make_rejection("one of three keeps it out", require_rest, *args)
    twice = votes[0], votes[0]
    args = facts.frozen, ROUND, 1, *shown[:2], twice, get_cast(SMALL, twice)
    yield make_rejection("one shown twice", require_rest, *args)
