"""The slots of a whole list at once: fast twin of `consort.spec.cohorts`."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from consort.spec.cohorts import (
    ROUNDS,
    compute_cohort_count,
    compute_shift,
    compute_sides,
)
from consort.spec.params import COHORT_SIZE, MAX_CONTRIBUTORS

Numbers = NDArray[np.int64]


def compute_slots(seed: bytes, n: int) -> Numbers:
    """Return the slot in the member tree of each of n list positions.

    `seed` has 32 bytes, and is ignored where there is one cohort. Raises ValueError for more than
    16,384 positions.
    """
    if n > MAX_CONTRIBUTORS:
        raise ValueError(f"{n} inputs are more than {MAX_CONTRIBUTORS}")
    place, cohort = np.divmod(permute_all(seed, n), max(compute_cohort_count(n), 1))
    slots: Numbers = cohort * COHORT_SIZE + place
    return slots


def permute_all(seed: bytes, n: int) -> Numbers:
    """Return the images of 0..n-1 under the permutation."""
    images = np.arange(n)
    if n <= COHORT_SIZE:
        return images
    mix = _prepare_mix(seed, n)
    images = mix(images)
    while (outside := images >= n).any():
        images[outside] = mix(images[outside])
    return images


def _prepare_mix(seed: bytes, n: int) -> Callable[[Numbers], Numbers]:
    """Return the rounds of the permutation, all that they add looked up in tables."""
    a, b = compute_sides(n)
    pairs = [
        (_tabulate(seed, index, b, a), _tabulate(seed, index + 1, a, b))
        for index in range(0, ROUNDS, 2)
    ]

    def mix(numbers: Numbers) -> Numbers:
        left, right = np.divmod(numbers, b)
        for left_shifts, right_shifts in pairs:
            left = (left + left_shifts[right]) % a
            right = (right + right_shifts[left]) % b
        mixed: Numbers = left * b + right
        return mixed

    return mix


def _tabulate(seed: bytes, index: int, size: int, modulus: int) -> Numbers:
    """Return one round's shifts for the values 0..size-1 of the half that stays."""
    shifts = (compute_shift(seed, index, value) % modulus for value in range(size))
    return np.fromiter(shifts, np.int64, size)
