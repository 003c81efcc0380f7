"""Model-state files: the readable leaves, read back, and what of them is refused."""

from io import BytesIO

import numpy as np
import pytest

from consort.codec.layout import compute_layout
from consort.codec.model_state import (
    ModelState,
    compute_state_root,
    make_genesis,
    read_state,
    verify_genesis,
    write_state,
)
from consort.codec.sources import MemorySource
from consort.codec.tensors import decode_model
from consort.errors import WrongExponent, WrongFileSize, WrongPadding
from consort.spec import chunk_tree
from consort.spec.model_state import StateLeaf, encode_state_leaf
from tests.codec.models import make_flat_manifest


def make_state(bits: int) -> ModelState:
    """Return the state of 300 coordinates."""
    layout = compute_layout(make_flat_manifest(300, bits))
    masters = np.zeros(layout.leaf_count * layout.codes_per_leaf, np.int32)
    masters[:300] = np.random.default_rng(1).integers(-(2**31), 2**31, 300)
    exponents = np.arange(layout.leaf_count, dtype=np.uint8) + 5
    return ModelState(exponents, masters.reshape(layout.leaf_count, -1))


@pytest.mark.parametrize("bits", [8, 16])
def test_file_and_root_are_the_readable_ones(bits: int) -> None:
    state = make_state(bits)
    layout = compute_layout(make_flat_manifest(300, bits))
    out = BytesIO()
    root = write_state(out, state)
    leaves = [
        encode_state_leaf(StateLeaf(int(exponent), tuple(map(int, masters))))
        for exponent, masters in zip(state.exponents, state.masters, strict=True)
    ]
    assert out.getvalue() == b"".join(leaves)
    assert root == compute_state_root(state) == chunk_tree.compute_root(leaves, layout.state_depth)
    again = read_state(MemorySource(out.getvalue()), layout)
    assert np.array_equal(again.exponents, state.exponents)
    assert np.array_equal(again.masters, state.masters)


def test_genesis_has_the_initial_exponent_everywhere() -> None:
    assert make_genesis(np.zeros((3, 256), np.int32)).exponents.tolist() == [6, 6, 6]


def read_changed(position: int, value: int) -> ModelState:
    """Read a state of two leaves of 1025 bytes in which one byte was overwritten."""
    out = BytesIO()
    write_state(out, make_state(8))
    data = bytearray(out.getvalue())
    data[position] = value
    return read_state(MemorySource(bytes(data)), compute_layout(make_flat_manifest(300)))


def test_an_exponent_out_of_bounds_is_refused() -> None:
    with pytest.raises(WrongExponent, match="exponent 13 in leaf 1"):
        read_changed(1025, 13)


def test_meaning_in_the_padding_is_refused_of_the_first_model_only() -> None:
    state = read_changed(-1, 1)
    assert state.masters[-1, -1] == 1
    with pytest.raises(WrongPadding, match="leaf 1"):
        verify_genesis("the first", state, compute_layout(make_flat_manifest(300)))
    verify_genesis("the first", make_state(8), compute_layout(make_flat_manifest(300)))


def test_what_is_in_the_padding_is_in_no_model() -> None:
    manifest = make_flat_manifest(300)
    moved = decode_model(read_changed(-1, 1), manifest)
    assert moved["w"].equal(decode_model(make_state(8), manifest)["w"])


def test_another_size_is_refused() -> None:
    with pytest.raises(WrongFileSize):
        read_state(MemorySource(bytes(2049)), compute_layout(make_flat_manifest(300)))
