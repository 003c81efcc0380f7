"""Cohorts: a permutation with an inverse, equal shares, one slot to a position."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consort.spec.cohorts import (
    compute_cohort_count,
    compute_cohort_size,
    compute_cohorts,
    compute_position,
    compute_slot,
    permute,
    unpermute,
)

SEED = bytes(range(32))
SLOTS = 1 << 14

seeds = st.binary(min_size=32, max_size=32)
counts = st.integers(1, SLOTS) | st.sampled_from([127, 128, 129, 130, 16_383, 16_384])


@given(seeds, counts, st.data())
def test_permutation_and_its_inverse(seed: bytes, n: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(0, n - 1))
    assert unpermute(seed, n, permute(seed, n, x)) == x == permute(seed, n, unpermute(seed, n, x))


@given(seeds, counts, st.data())
def test_slot_leads_back_to_its_position(seed: bytes, n: int, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, n - 1))
    slot = compute_slot(seed, n, position)
    assert slot % 128 < compute_cohort_size(n, slot // 128)
    assert compute_position(seed, n, slot) == position


@pytest.mark.parametrize("n", [0, 1, 2, 127, 128, 129, 130, 157, 300, 1_024])
def test_every_position_has_one_slot_and_no_other_slot_has_any(n: int) -> None:
    cohorts = compute_cohorts(SEED, n)
    placed = {
        cohort * 128 + place: position
        for cohort, positions in enumerate(cohorts)
        for place, position in enumerate(positions)
    }
    assert sorted(placed.values()) == list(range(n))
    assert {compute_slot(SEED, n, position): position for position in range(n)} == placed
    assert [compute_position(SEED, n, slot) for slot in range(SLOTS + 1)] == [
        placed.get(slot) for slot in range(SLOTS + 1)
    ]


@given(counts)
def test_cohorts_share_evenly(n: int) -> None:
    count = compute_cohort_count(n)
    sizes = [compute_cohort_size(n, cohort) for cohort in range(count)]
    assert sum(sizes) == n
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) <= 128
    assert (count - 1) * 128 < n
    assert compute_cohort_size(n, count) == compute_cohort_size(n, -1) == 0


@given(seeds, st.integers(0, 128))
def test_one_cohort_keeps_the_order_of_the_list(seed: bytes, n: int) -> None:
    assert [compute_slot(seed, n, position) for position in range(n)] == list(range(n))


def test_seed_decides() -> None:
    first, second = (compute_cohorts(bytes([number] * 32), 300) for number in (1, 2))
    assert {frozenset(cohort) for cohort in first}.isdisjoint(frozenset(c) for c in second)


@pytest.mark.parametrize(("n", "position"), [(0, 0), (5, 5), (5, -1), (300, 300), (300, -1)])
def test_a_position_beyond_the_list_is_refused(n: int, position: int) -> None:
    for function in (permute, unpermute, compute_slot):
        with pytest.raises(ValueError, match=f"{position} is not in 0"):
            function(SEED, n, position)
