"""The fast tree has the roots and paths of the readable one."""

from hashlib import sha256
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consort.codec import leaf_tree
from consort.codec.sources import MemorySource
from consort.spec import chunk_tree

leaf_lists = st.lists(st.binary(min_size=4, max_size=4), max_size=20)


@given(leaf_lists, st.integers(0, 2))
def test_roots_are_equal(leaves: list[bytes], spare: int) -> None:
    depth = chunk_tree.compute_depth(len(leaves)) + spare
    hashes = leaf_tree.hash_leaves(b"".join(leaves), 4)
    assert leaf_tree.compute_root(hashes, depth) == chunk_tree.compute_root(leaves, depth)


@given(leaf_lists.filter(len), st.integers(0, 2), st.data())
def test_paths_lead_to_the_root(leaves: list[bytes], spare: int, data: st.DataObject) -> None:
    depth = chunk_tree.compute_depth(len(leaves)) + spare
    index = data.draw(st.integers(0, (1 << depth) - 1))
    levels = leaf_tree.compute_levels(leaf_tree.hash_leaves(b"".join(leaves), 4), depth)
    path = leaf_tree.get_path(levels, index)
    leaf = chunk_tree.hash_leaf(leaves[index]) if index < len(leaves) else chunk_tree.EMPTY_LEAF
    assert path == chunk_tree.compute_path(leaves, depth, index)
    assert chunk_tree.compute_root_from_path(leaf, index, path) == levels[-1][0]


@given(leaf_lists.filter(len), st.integers(0, 2), st.integers(1, 5), st.data())
def test_paths_in_files_are_equal(
    leaves: list[bytes], spare: int, window: int, data: st.DataObject
) -> None:
    depth = chunk_tree.compute_depth(len(leaves)) + spare
    index = data.draw(st.integers(0, (1 << depth) - 1))
    source = MemorySource(b"".join(leaves))
    with patch.object(leaf_tree, "WINDOW_LEAVES", window):
        path = leaf_tree.compute_path_in(source, 4, depth, index)
        root = leaf_tree.compute_node_in(source, 4, depth, 0)
    assert path == chunk_tree.compute_path(leaves, depth, index)
    assert root == chunk_tree.compute_root(leaves, depth)


def test_leaf_node_and_empty_are_three_domains() -> None:
    left, right = chunk_tree.hash_leaf(b"a"), chunk_tree.EMPTY_LEAF
    assert left == sha256(b"\x00a").digest()
    assert right == sha256(b"\x02").digest()
    assert chunk_tree.hash_node(left, right) == sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize(("leaves", "depth"), [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_depth_is_the_least_that_fits(leaves: int, depth: int) -> None:
    assert chunk_tree.compute_depth(leaves) == depth


def test_more_leaves_than_places_are_refused() -> None:
    hashes = leaf_tree.hash_leaves(bytes(12), 4)
    with pytest.raises(ValueError, match="3 leaves do not fit"):
        leaf_tree.compute_root(hashes, 1)


def test_a_place_outside_the_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="no leaf 2"):
        chunk_tree.compute_root_from_path(chunk_tree.EMPTY_LEAF, 2, [chunk_tree.EMPTY_LEAF])
