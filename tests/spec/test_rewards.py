"""Rewards never exceed a round's budget, only grow, and every one of them can be proved."""

from hypothesis import given, settings
from hypothesis import strategies as st

from consort.spec.params import MULTIPLIER_ONE
from consort.spec.rewards import (
    compute_reward,
    compute_reward_leaves,
    compute_reward_proof,
    compute_reward_tree,
    compute_root_of_proof,
)
from consort.spec.types import RewardLeaf

budgets = st.integers(0, (1 << 80) - 1)
weights = st.integers(0, 1 << 17)
targets = st.integers(1, 1 << 48)
members = st.lists(
    st.tuples(st.integers(0, 30), weights), max_size=12, unique_by=lambda member: member[0]
)
rounds = st.lists(members, max_size=4)


def total_of(leaves: dict[int, RewardLeaf]) -> int:
    """Return what everybody has earned."""
    return sum(leaf.cumulative for leaf in leaves.values())


@given(budgets, st.lists(weights, max_size=128), targets)
def test_budget_is_never_exceeded(budget: int, shares: list[int], target: int) -> None:
    total = sum(shares)
    paid = sum(compute_reward(budget, weight, total, target) for weight in shares)
    assert paid <= budget
    if total < target:
        assert paid <= budget * total // target


@given(budgets, st.lists(weights, min_size=1, max_size=128))
def test_less_than_one_base_unit_a_head_is_lost(budget: int, shares: list[int]) -> None:
    total = sum(shares)
    if total:
        paid = sum(compute_reward(budget, weight, total, 1) for weight in shares)
        assert budget - paid < len(shares)


@given(rounds, budgets, targets)
def test_cumulative_rewards_never_shrink(
    history: list[list[tuple[int, int]]], budget: int, target: int
) -> None:
    leaves: dict[int, RewardLeaf] = {}
    for round_ in history:
        after = compute_reward_leaves(leaves, round_, budget, target)
        assert all(after[index].cumulative >= leaf.cumulative for index, leaf in leaves.items())
        assert total_of(after) <= total_of(leaves) + budget
        leaves = after


@given(rounds, budgets, targets)
def test_leaf_tells_the_place_in_the_last_list_and_whether_ever_included(
    history: list[list[tuple[int, int]]], budget: int, target: int
) -> None:
    leaves: dict[int, RewardLeaf] = {}
    for round_ in history:
        leaves = compute_reward_leaves(leaves, round_, budget, target)
    places = {index: place + 1 for place, (index, _) in enumerate(history[-1] if history else [])}
    included = {index for round_ in history for index, weight in round_ if weight}
    for index, leaf in leaves.items():
        assert leaf.list_position == places.get(index, 0)
        assert leaf.last_multiplier == (MULTIPLIER_ONE if index in included else 0)


@settings(max_examples=30)
@given(rounds, budgets, targets)
def test_every_reward_is_proved_by_its_path(
    history: list[list[tuple[int, int]]], budget: int, target: int
) -> None:
    leaves: dict[int, RewardLeaf] = {}
    for round_ in history:
        leaves = compute_reward_leaves(leaves, round_, budget, target)
    tree = compute_reward_tree(leaves)
    assert tree.root.sum == total_of(leaves)
    for index, leaf in leaves.items():
        if leaf != RewardLeaf():
            assert compute_root_of_proof(compute_reward_proof(tree, leaves, index)) == tree.root
