"""Sparse trees equal full ones, and a path proves its own position and nothing else."""

from hypothesis import assume, given
from hypothesis import strategies as st

from consort.spec.hashing import Kind, compute_words, hash_empty, hash_node, keccak
from consort.spec.trees import (
    SumTree,
    compute_path,
    compute_root,
    compute_root_of,
    compute_sum_root_of,
    join_sums,
)
from consort.spec.types import SumNode

DEPTH = 5
WIDTH = 1 << DEPTH
EMPTY = hash_empty(Kind.REWARD)

counts = st.integers(0, WIDTH)
positions = st.integers(0, WIDTH - 1)
sums = st.dictionaries(positions, st.integers(0, 1 << 100), max_size=WIDTH)


def make_leaves(count: int) -> list[bytes]:
    """Return different leaves."""
    return [keccak(compute_words(index)) for index in range(count)]


def make_sum_leaves(amounts: dict[int, int]) -> dict[int, SumNode]:
    """Return different leaves with these sums."""
    return {
        place: SumNode(keccak(compute_words(place)), amount) for place, amount in amounts.items()
    }


def compute_full_root(leaves: list[bytes]) -> bytes:
    """Return the root of a tree all of whose leaves are written out."""
    if len(leaves) == 1:
        return leaves[0]
    half = len(leaves) // 2
    return hash_node(compute_full_root(leaves[:half]), compute_full_root(leaves[half:]))


def compute_full_sum_root(leaves: list[SumNode]) -> SumNode:
    """Return the root of a sum tree all of whose leaves are written out."""
    if len(leaves) == 1:
        return leaves[0]
    half = len(leaves) // 2
    return join_sums(compute_full_sum_root(leaves[:half]), compute_full_sum_root(leaves[half:]))


@given(counts)
def test_root_is_that_of_the_full_tree(count: int) -> None:
    leaves = make_leaves(count)
    full = leaves + [EMPTY] * (WIDTH - count)
    assert compute_root(leaves, DEPTH, EMPTY) == compute_full_root(full)


@given(counts, positions)
def test_path_leads_every_position_to_the_root(count: int, position: int) -> None:
    leaves = make_leaves(count)
    path = compute_path(leaves, DEPTH, EMPTY, position)
    leaf = leaves[position] if position < count else EMPTY
    assert compute_root_of(leaf, position, path) == compute_root(leaves, DEPTH, EMPTY)


@given(st.integers(1, WIDTH), positions, positions)
def test_leaf_is_proved_at_its_own_position_only(count: int, position: int, other: int) -> None:
    assume(position < count and position != other)
    leaves = make_leaves(count)
    path = compute_path(leaves, DEPTH, EMPTY, position)
    assert compute_root_of(leaves[position], other, path) != compute_root(leaves, DEPTH, EMPTY)


@given(sums)
def test_sum_root_is_that_of_the_full_tree(amounts: dict[int, int]) -> None:
    leaves = make_sum_leaves(amounts)
    full = [leaves.get(place, SumNode(EMPTY, 0)) for place in range(WIDTH)]
    root = SumTree(leaves, DEPTH, EMPTY).root
    assert root == compute_full_sum_root(full)
    assert root.sum == sum(amounts.values())


@given(sums)
def test_sum_path_leads_every_position_to_the_root(amounts: dict[int, int]) -> None:
    leaves = make_sum_leaves(amounts)
    tree = SumTree(leaves, DEPTH, EMPTY)
    for position in range(WIDTH):
        leaf = leaves.get(position, SumNode(EMPTY, 0))
        path = tree.compute_path(position)
        assert compute_sum_root_of(leaf, position, DEPTH, EMPTY, *path) == tree.root


@given(sums, positions, st.integers(0, 1 << 100))
def test_false_amount_leads_elsewhere(amounts: dict[int, int], position: int, claim: int) -> None:
    assume(claim != amounts.get(position, 0))
    leaves = make_sum_leaves(amounts)
    tree = SumTree(leaves, DEPTH, EMPTY)
    lie = SumNode(leaves.get(position, SumNode(EMPTY, 0)).hash, claim)
    path = tree.compute_path(position)
    assert compute_sum_root_of(lie, position, DEPTH, EMPTY, *path) != tree.root
