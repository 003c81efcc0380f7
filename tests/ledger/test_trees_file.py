"""The file of trees: the same leaves back, and nothing else accepted."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consort.errors import BadTreesFile
from consort.ledger.trees_file import Trees, compute_most_bytes, encode_trees, parse_trees
from consort.spec.proposals import compute_cohorts_root, compute_member_tree
from consort.spec.rewards import compute_reward_tree
from consort.spec.types import Proposal, RewardLeaf

ROOTS = st.binary(min_size=32, max_size=32)
MEMBERS = st.dictionaries(
    st.integers(0, (1 << 14) - 1),
    st.tuples(ROOTS, st.integers(0, 1 << 17)),
    min_size=1,
    max_size=5,
)
Members = Mapping[int, tuple[bytes, int]]
LEAVES = st.builds(
    RewardLeaf, st.integers(0, 1 << 88), st.sampled_from([0, 1 << 16]), st.integers(0, 128)
)
REWARDS = st.dictionaries(st.integers(0, (1 << 20) - 1), LEAVES, max_size=5)


def bind(trees: Trees) -> Proposal:
    members = compute_member_tree(trees.members).root
    rewards = compute_reward_tree(trees.rewards).root
    cohorts, none = compute_cohorts_root(trees.cohorts), bytes(32)
    return Proposal(none, members.hash, members.sum, cohorts, none, none, rewards.hash, rewards.sum)


def make(members: Members, rewards: Mapping[int, RewardLeaf]) -> Trees:
    return Trees(members, [(bytes(32), sum(weight for _, weight in members.values()))], rewards)


@given(MEMBERS, REWARDS)
def test_round_trip(members: Members, rewards: dict[int, RewardLeaf]) -> None:
    trees = make(members, rewards)
    assert parse_trees(encode_trees(trees), bind(trees)) == trees


@pytest.mark.parametrize("count", [0, 1, 200])
def test_largest_file_of_a_task(count: int) -> None:
    """Nobody who watches a task of three has to take a file for a million."""
    members = {index: (bytes(32), 1) for index in range(count)}
    rewards = {index: RewardLeaf(1, 1, 1) for index in range(count)}
    trees = Trees(members, [(bytes(32), 1)] * 128, rewards)
    assert compute_most_bytes(count) == len(encode_trees(trees))
    assert compute_most_bytes(1 << 30) == compute_most_bytes(1 << 20)


@given(MEMBERS, REWARDS, st.data())
def test_damage_is_refused(
    members: Members, rewards: dict[int, RewardLeaf], data: st.DataObject
) -> None:
    trees = make(members, rewards)
    content = bytearray(encode_trees(trees))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        parsed = parse_trees(bytes(content), bind(trees))
    except BadTreesFile:
        return
    # Only a cohort of weight 0 and a reward leaf of nothing have no say in any root.
    assert parsed.members == trees.members


@pytest.mark.parametrize(
    "content", [b"", b"consort.trees.2\n", b"consort.trees.2\n" + b"\xff" * 12]
)
def test_nonsense_is_refused(content: bytes) -> None:
    with pytest.raises(BadTreesFile):
        parse_trees(content, bind(make({0: (bytes(32), 1)}, {})))


@pytest.mark.parametrize("slots", [(1, 1), (1, 0), (0, 1 << 14)])
def test_slots_out_of_order_or_range_are_refused(slots: tuple[int, int]) -> None:
    trees = make({1: (bytes(32), 1), 2: (bytes(32), 2)}, {})
    content = bytearray(encode_trees(trees))
    for at, slot in enumerate(slots):
        start = 28 + 42 * at
        content[start : start + 2] = slot.to_bytes(2, "big")
    with pytest.raises(BadTreesFile, match="member slot"):
        parse_trees(bytes(content), bind(trees))
