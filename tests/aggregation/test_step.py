"""The fast model step equals the readable one, exponents included."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consort.aggregation.step import apply_step
from consort.codec.model_state import ModelState
from consort.codec.sources import MemorySource
from consort.errors import WrongFileSize
from consort.spec.model_state import (
    MAX_MASTER,
    MIN_MASTER,
    StateLeaf,
    adapt_exponent,
    compute_offset,
    compute_step,
    encode_aggregates,
    step_leaf,
    step_master,
)
from tests.codec.models import make_flat_manifest


@settings(max_examples=150)
@given(st.data(), st.sampled_from([8, 16]), st.sampled_from([0, 5, 8, 16]))
def test_leaf_is_the_readable_one(data: st.DataObject, bits: int, fraction_bits: int) -> None:
    count = 2048 // bits
    zero, top = 1 << (bits - 1 + fraction_bits), ((1 << bits) - 1) << fraction_bits
    reach = data.draw(
        st.sampled_from([0, 1, zero // 8 - 1, zero // 8, zero // 2, zero // 2 + 1, zero])
    )
    offset = st.integers(-reach, reach) | st.sampled_from([-reach, 0, reach])
    offsets = data.draw(st.lists(offset, min_size=6, max_size=6))
    master = st.integers(MIN_MASTER, MAX_MASTER) | st.sampled_from([MIN_MASTER, 0, MAX_MASTER])
    masters = data.draw(st.lists(master, min_size=6, max_size=6)) + [0] * (count - 6)
    aggregates = [min(max(zero + o, 0), top) for o in offsets] + [zero] * (count - 6)
    leaf = StateLeaf(data.draw(st.integers(0, 12)), tuple(masters))
    expected = step_leaf(leaf, aggregates, bits, fraction_bits, 31 - bits)

    state = ModelState(np.array([leaf.exponent], np.uint8), np.array([masters], np.int32))
    manifest = make_flat_manifest(6, bits, fraction_bits)
    moved = apply_step(state, MemorySource(encode_aggregates(aggregates)), manifest)
    assert moved.exponents.tolist() == [expected.exponent]
    assert tuple(moved.masters[0].tolist()) == expected.masters


def test_many_leaves_keep_their_own_exponents() -> None:
    manifest = make_flat_manifest(3000 * 256)
    exponents = (np.arange(3000) % 13).astype(np.uint8)
    state = ModelState(exponents, np.zeros((3000, 256), np.int32))
    aggregates = np.full((3000, 256), (128 + 16) << 8, ">u4")
    moved = apply_step(state, MemorySource(aggregates.tobytes()), manifest)
    assert np.array_equal(moved.exponents, exponents)
    assert np.array_equal(moved.masters[:, 0], 16 << 23 - exponents.astype(np.int64))


def test_an_aggregate_of_another_size_is_refused() -> None:
    manifest = make_flat_manifest(3)
    state = ModelState(np.zeros(1, np.uint8), np.zeros((1, 256), np.int32))
    with pytest.raises(WrongFileSize):
        apply_step(state, MemorySource(bytes(1023)), manifest)


@pytest.mark.parametrize(
    ("offset", "shift", "step"),
    [(3, 2, 12), (3, 0, 3), (-3, 0, -3), (3, -1, 2), (-3, -1, -1), (-5, -1, -2), (1, -28, 0)],
)
def test_steps_round_half_up(offset: int, shift: int, step: int) -> None:
    assert compute_step(offset, shift) == step


def test_masters_stay_within_int32() -> None:
    assert step_master(MAX_MASTER, 1, 9) == MAX_MASTER
    assert step_master(MIN_MASTER, -1, 9) == MIN_MASTER


@pytest.mark.parametrize(
    ("exponent", "largest", "expected"),
    [(6, 15, 7), (6, 16, 6), (6, 64, 6), (6, 65, 5), (12, 0, 12), (0, 128, 0)],
)
def test_exponents_adapt_by_one_within_bounds(exponent: int, largest: int, expected: int) -> None:
    assert adapt_exponent(exponent, largest, 8, 0) == expected


def test_offset_counts_from_the_zero_code() -> None:
    assert compute_offset((128 << 8) - 5, 8, 8) == -5
