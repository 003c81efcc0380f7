"""All slots at once equal the readable ones; an attacker's positions spread like random ones."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from consort.aggregation import permutation
from consort.aggregation.permutation import compute_slots
from consort.spec.cohorts import (
    compute_cohort_count,
    compute_cohort_size,
    compute_position,
    compute_sides,
    compute_slot,
)

SEED = bytes(range(32))
CROWD = 1_024
TRIES = 300

seeds = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize("n", [0, 1, 2, 127, 128, 129, 130, 157, 300, 1_000, 1_024])
def test_every_slot_is_the_readable_one(n: int) -> None:
    readable = [compute_slot(SEED, n, position) for position in range(n)]
    assert compute_slots(SEED, n).tolist() == readable


@settings(max_examples=50, deadline=None)
@given(seeds, st.integers(1, 16_384) | st.sampled_from([16_383, 16_384]), st.data())
def test_any_slot_is_the_readable_one(seed: bytes, n: int, data: st.DataObject) -> None:
    slots = compute_slots(seed, n)
    position = data.draw(st.integers(0, n - 1))
    assert slots[position] == compute_slot(seed, n, position)
    assert compute_position(seed, n, int(slots[position])) == position
    assert len(np.unique(slots)) == n


def test_a_list_beyond_the_trees_is_refused() -> None:
    with pytest.raises(ValueError, match="16385 inputs are more than 16384"):
        compute_slots(SEED, 16_385)


def get_attackers() -> Mapping[str, NDArray[np.int64]]:
    """Return positions that somebody who knows the construction would take."""
    everybody = np.arange(CROWD)
    _, width = compute_sides(CROWD)
    column = everybody % width
    return {
        "a block of the list": everybody[:200],
        "every fifth": everybody[::5],
        "whole columns": everybody[column < 6],
        "columns that start in one cohort": everybody[column % compute_cohort_count(CROWD) == 0],
    }


def count_attackers(attackers: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """Return how many attackers each cohort holds under a seed."""
    slots = compute_slots(number.to_bytes(32, "big"), CROWD)
    return np.bincount(slots[attackers] // 128, minlength=compute_cohort_count(CROWD))


def measure_spread(attackers: NDArray[np.int64]) -> float:
    """Return the variance of a cohort's attackers over many seeds, 1 for a random choice."""
    size, share = compute_cohort_size(CROWD, 0), len(attackers) / CROWD
    held = np.array([count_attackers(attackers, number) for number in range(TRIES)])
    variance = size * share * (1 - share) * (CROWD - size) / (CROWD - 1)
    return float(np.mean((held - size * share) ** 2) / variance)


@pytest.mark.parametrize("name", get_attackers())
def test_attackers_spread_like_a_random_choice(name: str) -> None:
    assert measure_spread(get_attackers()[name]) == pytest.approx(1, abs=0.12)


def test_two_rounds_would_let_attackers_gather(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permutation, "ROUNDS", 2)
    assert measure_spread(get_attackers()["columns that start in one cohort"]) > 3
