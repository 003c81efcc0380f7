"""What is wrong with a proposal's records is found and refutes it; honest ones are not refuted."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consort.errors import EvidenceMisshapen, NothingWrong
from consort.ledger.trees_file import Trees
from consort.spec.cohorts import compute_slot
from consort.spec.hashing import Kind, compute_words, hash_leaf
from consort.spec.params import COHORT_SIZE, TOKEN
from consort.spec.proofs.nodes import get_empty
from consort.spec.proofs.records import (
    require_bad_member,
    require_bad_padding,
    require_bad_reward,
    require_bad_sum,
)
from consort.spec.types import RewardLeaf, SumNode, Tree
from consort_nodes.evidence.facts import Records, list_hidden
from consort_nodes.evidence.nodes import prove_node, walk_down
from consort_nodes.evidence.records import (
    BadMember,
    BadPadding,
    BadReward,
    BadSum,
    Fault,
    find_bad_record,
)
from consort_nodes.evidence.votes import open_votes
from tests.evidence.record_scenes import (
    LARGE,
    NOBODY,
    SMALL,
    change_reward,
    make_args,
    prove_member,
)
from tests.evidence.records_round import (
    SEED,
    RecordsRound,
    bind,
    forge_tree,
    lie,
)

ROUNDS = pytest.mark.parametrize("honest", [SMALL, LARGE], ids=["one cohort", "three cohorts"])


def require_refuted(honest: RecordsRound, records: Records) -> Fault:
    """Return the fault that is found, once the proof of it is accepted."""
    fault = find_bad_record(honest.facts, records)
    assert fault is not None
    prove(honest, records, fault)
    return fault


def prove(honest: RecordsRound, records: Records, fault: Fault) -> None:
    """Show a fault as the contracts take it."""
    proofs: dict[type, Callable[..., None]] = {
        BadMember: require_bad_member,
        BadPadding: require_bad_padding,
        BadSum: require_bad_sum,
        BadReward: require_bad_reward,
    }
    proofs[type(fault)](*make_args(honest, records, fault))


def swap_member(honest: RecordsRound, slot: int, root: bytes, weight: int) -> Records:
    """Return a lie about one member, with the cohort's weight made to match."""
    members = {**honest.trees.members, slot: (root, weight)}
    return lie(honest, lambda trees: replace(trees, members=members, cohorts=reweigh(members)))


def reweigh(members: Mapping[int, tuple[bytes, int]]) -> list[tuple[bytes, int]]:
    """Return cohorts whose weights are those of their members."""
    count = max(members) // COHORT_SIZE + 1
    totals = [0] * count
    for slot, (_, weight) in members.items():
        totals[slot // COHORT_SIZE] += weight
    return [(bytes(32), total) for total in totals]


@ROUNDS
def test_honest_records_have_no_fault(honest: RecordsRound) -> None:
    assert find_bad_record(honest.facts, honest.records) is None


# -------------------------------------------------------------------------------- members


@ROUNDS
def test_empty_leaf_in_place_of_a_member(honest: RecordsRound) -> None:
    records = honest.records
    members = forge_tree(Tree.MEMBERS, records.members, {3: SumNode(get_empty(Tree.MEMBERS), 0)})
    fault = require_refuted(honest, bind(honest, replace(records, members=members)))
    assert isinstance(fault, BadMember)
    assert (fault.member.slot, fault.member.votes) == (3, ())


def test_member_of_another_cohort() -> None:
    members = LARGE.trees.members
    swapped = {**members, 5: members[COHORT_SIZE + 5], COHORT_SIZE + 5: members[5]}
    records = lie(LARGE, lambda trees: replace(trees, members=swapped, cohorts=reweigh(swapped)))
    fault = require_refuted(LARGE, records)
    assert isinstance(fault, BadMember)
    assert fault.member.slot % COHORT_SIZE == 5


def test_input_that_the_votes_keep_out_is_counted() -> None:
    root, weight = SMALL.trees.members[1]
    assert weight == 0
    records = swap_member(SMALL, 1, root, SMALL.facts.leaves[1].weight)
    fault = require_refuted(SMALL, records)
    assert isinstance(fault, BadMember)
    assert [vote.validator_index for vote in fault.member.votes] == [0, 1]


def test_input_that_exactly_half_excepts_is_counted() -> None:
    leaf = LARGE.facts.leaves[17]
    slot = compute_slot(SEED, 300, 17)
    assert LARGE.trees.members[slot] == (leaf.update_root, 0)
    records = swap_member(LARGE, slot, leaf.update_root, leaf.weight)
    fault = require_refuted(LARGE, records)
    assert isinstance(fault, BadMember)
    assert [vote.validator_index for vote in fault.member.votes] == [0]


def test_rival_is_left_out() -> None:
    root, weight = SMALL.trees.members[3]
    assert weight > 0
    fault = require_refuted(SMALL, swap_member(SMALL, 3, root, 0))
    assert isinstance(fault, BadMember)
    assert [vote.validator_index for vote in fault.member.votes] == [1, 2]


@ROUNDS
def test_member_with_more_weight_than_it_claimed(honest: RecordsRound) -> None:
    root, weight = honest.trees.members[2]
    fault = require_refuted(honest, swap_member(honest, 2, root, weight + 1))
    assert isinstance(fault, BadMember)
    assert fault.member.votes == ()


# -------------------------------------------------------------------------------- padding


@pytest.mark.parametrize(("honest", "slot"), [(SMALL, 5), (SMALL, 16_383), (LARGE, 100)])
def test_weight_hidden_in_padding(honest: RecordsRound, slot: int) -> None:
    fault = require_refuted(honest, swap_member(honest, slot, bytes(32), 1_000))
    assert isinstance(fault, BadPadding)
    assert fault.place.tree == Tree.MEMBERS
    assert fault.place.position == slot >> fault.place.height


def test_padding_is_shown_as_high_up_as_it_begins() -> None:
    fault = require_refuted(SMALL, swap_member(SMALL, 16_383, bytes(32), 1_000))
    assert isinstance(fault, BadPadding)
    assert (fault.place.height, fault.place.position) == (13, 1)


@ROUNDS
def test_cohort_that_does_not_exist(honest: RecordsRound) -> None:
    count = len(honest.trees.cohorts)
    records = lie(honest, lambda trees: replace(trees, cohorts=[*trees.cohorts, (bytes(32), 7)]))
    fault = require_refuted(honest, records)
    assert isinstance(fault, BadPadding)
    assert (fault.place.tree, fault.place.position) == (Tree.COHORTS, count)


# -------------------------------------------------------------------------------- sums


@ROUNDS
def test_wrong_total(honest: RecordsRound) -> None:
    total = honest.proposal.total_weight + 1
    records = replace(honest.records, proposal=replace(honest.proposal, total_weight=total))
    fault = require_refuted(honest, records)
    assert isinstance(fault, BadSum)
    assert (fault.place.tree, fault.place.height) == (Tree.MEMBERS, 14)


def test_rewards_promised_beyond_the_tree() -> None:
    total = SMALL.proposal.reward_total + TOKEN
    records = replace(SMALL.records, proposal=replace(SMALL.proposal, reward_total=total))
    fault = require_refuted(SMALL, records)
    assert isinstance(fault, BadSum)
    assert (fault.place.tree, fault.place.height) == (Tree.REWARDS, 20)


@pytest.mark.parametrize("place", [(1, 1), (2, 0), (7, 0), (13, 0), (13, 1)])
@pytest.mark.parametrize("sum_", [0, 1, (1 << 60) - 1])
def test_false_sum_inside_the_tree(place: tuple[int, int], sum_: int) -> None:
    records = SMALL.records
    members = forge_tree(Tree.MEMBERS, records.members, sums={place: sum_})
    fault = find_bad_record(SMALL.facts, bind(SMALL, replace(records, members=members)))
    if members.get_node(*place) == records.members.get_node(*place):
        assert fault is None
        return
    require_refuted(SMALL, bind(SMALL, replace(records, members=members)))
    assert isinstance(fault, BadSum)
    assert (fault.place.height, fault.place.position) == place


def test_topmost_of_several_false_sums_is_shown() -> None:
    records = SMALL.records
    members = forge_tree(Tree.MEMBERS, records.members, sums={(1, 0): 1, (5, 0): 2, (9, 3): 3})
    fault = require_refuted(SMALL, bind(SMALL, replace(records, members=members)))
    assert isinstance(fault, BadSum)
    assert (fault.place.height, fault.place.position) == (9, 3)


@given(
    st.dictionaries(
        st.integers(0, 14).flatmap(
            lambda height: st.tuples(st.just(height), st.integers(0, (1 << (14 - height)) - 1))
        ),
        st.integers(0, (1 << 50) - 1),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=50, deadline=None)
def test_any_false_sums_are_refuted(sums: Mapping[tuple[int, int], int]) -> None:
    records = SMALL.records
    members = forge_tree(Tree.MEMBERS, records.members, sums=sums)
    forged = bind(SMALL, replace(records, members=members))
    if forged.proposal == SMALL.proposal:
        assert find_bad_record(SMALL.facts, forged) is None
    else:
        require_refuted(SMALL, forged)


@pytest.mark.parametrize("cohort", [0, 1, 2])
@pytest.mark.parametrize("change", [-1, 1])
def test_cohort_with_another_weight_than_its_members(cohort: int, change: int) -> None:
    def change_weight(trees: Trees) -> Trees:
        cohorts = list(trees.cohorts)
        cohorts[cohort] = cohorts[cohort][0], cohorts[cohort][1] + change
        return replace(trees, cohorts=cohorts)

    fault = require_refuted(LARGE, lie(LARGE, change_weight))
    assert isinstance(fault, BadSum)
    assert (fault.place.tree, fault.place.position) == (Tree.COHORTS, cohort)


def test_cohort_is_left_out() -> None:
    records = lie(LARGE, lambda trees: replace(trees, cohorts=trees.cohorts[:2]))
    fault = require_refuted(LARGE, records)
    assert isinstance(fault, BadSum)
    assert (fault.place.position, fault.preimage) == (2, b"")


def test_output_of_a_cohort_without_weight() -> None:
    ghost = hash_leaf(Kind.COHORT, bytes(32), 0)
    for words in ({}, {ghost: compute_words(bytes(32), 0)}):
        records = replace(NOBODY.records, cohorts=[ghost], words=words)
        fault = require_refuted(NOBODY, bind(NOBODY, records))
        assert isinstance(fault, BadSum)
        assert fault.place.tree == Tree.COHORTS


# -------------------------------------------------------------------------------- rewards


@pytest.mark.parametrize(
    ("index", "leaf"),
    [
        (900, RewardLeaf(12 * TOKEN, 65_536, 0)),
        (900, RewardLeaf(12 * TOKEN, 65_536, 1)),
        (900, RewardLeaf(11 * TOKEN, 65_536, 5)),
        (900, RewardLeaf(11 * TOKEN, 65_536, 6)),
        (900, RewardLeaf(11 * TOKEN, 0, 0)),
        (900, RewardLeaf()),
        (901, RewardLeaf(0, 0, 3)),
        (77, RewardLeaf(TOKEN, 65_536, 0)),
        (0, RewardLeaf(8 * TOKEN, 65_536, 1)),
        (0, RewardLeaf(7 * TOKEN, 65_536, 0)),
        (2, RewardLeaf(3 * TOKEN, 0, 2)),
        (8, RewardLeaf()),
        (8, RewardLeaf(TOKEN, 65_536, 2)),
        (1_048_575, RewardLeaf(TOKEN, 65_536, 0)),
    ],
)
def test_self_written_reward(index: int, leaf: RewardLeaf) -> None:
    fault = require_refuted(SMALL, change_reward(SMALL, index, leaf))
    assert isinstance(fault, BadReward)
    assert fault.check.index == index


def test_reward_of_a_large_round() -> None:
    leaf = LARGE.trees.rewards[34]
    assert leaf.cumulative == 0
    fault = require_refuted(LARGE, change_reward(LARGE, 34, replace(leaf, cumulative=TOKEN)))
    assert isinstance(fault, BadReward)
    assert (fault.check.position, fault.check.weight) == (17, 0)


def test_numbers_beyond_32_bits_in_a_reward_leaf() -> None:
    fault = require_refuted(SMALL, change_reward(SMALL, 900, RewardLeaf(5, 1 << 32, 0)))
    assert isinstance(fault, BadSum)
    assert (fault.place.tree, fault.place.height) == (Tree.REWARDS, 0)


def test_reward_whose_sum_is_not_its_amount() -> None:
    records = SMALL.records
    rewards = forge_tree(Tree.REWARDS, records.rewards, sums={(0, 900): 5})
    fault = require_refuted(SMALL, bind(SMALL, replace(records, rewards=rewards)))
    assert isinstance(fault, BadReward)
    assert fault.check.index == 900


def test_three_zeros_that_are_not_the_empty_leaf() -> None:
    zeros = hash_leaf(Kind.REWARD, 0, 0, 0)
    records = SMALL.records
    rewards = forge_tree(Tree.REWARDS, records.rewards, {77: SumNode(zeros, 0)})
    words = {**records.words, zeros: compute_words(0, 0, 0)}
    fault = require_refuted(SMALL, bind(SMALL, replace(records, rewards=rewards, words=words)))
    assert isinstance(fault, BadReward)


@pytest.mark.parametrize(
    ("field", "tree"),
    [
        ("member_root", Tree.MEMBERS),
        ("cohorts_root", Tree.COHORTS),
        ("reward_root", Tree.REWARDS),
    ],
)
def test_trees_that_are_not_the_proposals_are_hidden(field: str, tree: Tree) -> None:
    assert list_hidden(SMALL.records) == []
    other = replace(SMALL.proposal, **{field: bytes(32)})  # type: ignore[arg-type]
    assert list_hidden(replace(SMALL.records, proposal=other)) == [tree]


def test_hidden_leaf_has_to_be_opened_first() -> None:
    records = SMALL.records
    rewards = forge_tree(Tree.REWARDS, records.rewards, {77: SumNode(bytes(32), 0)})
    assert find_bad_record(SMALL.facts, bind(SMALL, replace(records, rewards=rewards))) is None


# -------------------------------------------------------------------------------- honest


@pytest.mark.parametrize("excepting", [True, False])
@pytest.mark.parametrize("position", range(5))
def test_votes_do_not_refute_an_honest_member(position: int, excepting: bool) -> None:
    votes = open_votes(SMALL.facts.votes, position, excepting=excepting)
    member = prove_member(SMALL, position, votes)
    with pytest.raises(NothingWrong):
        prove(SMALL, SMALL.records, BadMember(member))


@pytest.mark.parametrize(
    ("honest", "tree", "lowest"),
    [(SMALL, Tree.MEMBERS, 1), (SMALL, Tree.REWARDS, 1), (LARGE, Tree.MEMBERS, 6)],
)
def test_no_node_refutes_an_honest_tree(honest: RecordsRound, tree: Tree, lowest: int) -> None:
    nodes = honest.records.members if tree == Tree.MEMBERS else honest.records.rewards
    for place, _ in walk_down(tree, nodes, lowest):
        proof = prove_node(nodes, place.height, place.position)
        below = [nodes.get_node(place.height - 1, 2 * place.position + side) for side in (0, 1)]
        children = b"".join(node.hash + node.sum.to_bytes(16, "big") for node in below)
        with pytest.raises(NothingWrong):
            prove(honest, honest.records, BadSum(place, proof, children))
        with pytest.raises(EvidenceMisshapen):
            prove(honest, honest.records, BadPadding(place, proof))
