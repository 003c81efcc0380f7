"""Cohorts: which of a round's updates are aggregated together.

A keyed permutation, seeded once the inputs are frozen, deals the positions of the sealed list out
to cohorts of nearly equal size; it can be computed for one position alone, in both directions. Up
to 128 updates are one cohort, in list order, and their seed is ignored. Readable twin of
`consort.aggregation.permutation` and of the contracts' `CohortLib`.

Source: a Feistel network on pairs of numbers, made to fit any size by walking its cycles (Black
and Rogaway, Ciphers with Arbitrary Finite Domains, 2002).
"""

from math import isqrt

from consort.spec.hashing import keccak
from consort.spec.params import COHORT_SIZE

ROUNDS = 12


def compute_cohort_count(n: int) -> int:
    """Return how many cohorts n updates form."""
    return -(-n // COHORT_SIZE)


def compute_cohort_size(n: int, cohort: int) -> int:
    """Return how many updates a cohort holds, at places 0 and up; 0 if there is no such cohort."""
    count = compute_cohort_count(n)
    return (n - 1 - cohort) // count + 1 if 0 <= cohort < count else 0


def compute_slot(seed: bytes, n: int, position: int) -> int:
    """Return where the update at a list position is in the member tree: 128 slots to a cohort.

    Raises ValueError for a position beyond the list.
    """
    place, cohort = divmod(permute(seed, n, position), compute_cohort_count(n))
    return cohort * COHORT_SIZE + place


def compute_position(seed: bytes, n: int, slot: int) -> int | None:
    """Return the list position of a slot of the member tree, None for a slot without one."""
    cohort, place = divmod(slot, COHORT_SIZE)
    if place >= compute_cohort_size(n, cohort):
        return None
    return unpermute(seed, n, place * compute_cohort_count(n) + cohort)


def compute_cohorts(seed: bytes, n: int) -> list[list[int]]:
    """Return the list positions that each cohort holds, in the order of their places."""
    count = compute_cohort_count(n)
    return [[unpermute(seed, n, y) for y in range(cohort, n, count)] for cohort in range(count)]


def permute(seed: bytes, n: int, x: int) -> int:
    """Return the image of x under the permutation of 0..n-1; raises ValueError outside of it."""
    _check(n, x)
    if n <= COHORT_SIZE:
        return x
    x = _mix(seed, n, x)
    while x >= n:
        x = _mix(seed, n, x)
    return x


def unpermute(seed: bytes, n: int, y: int) -> int:
    """Return what `permute` leads to y; raises ValueError outside of 0..n-1."""
    _check(n, y)
    if n <= COHORT_SIZE:
        return y
    y = _unmix(seed, n, y)
    while y >= n:
        y = _unmix(seed, n, y)
    return y


def compute_sides(n: int) -> tuple[int, int]:
    """Return (a, b): as square as possible a rectangle a * b that holds n numbers."""
    a = isqrt(n - 1) + 1
    return a, -(-n // a)


def compute_shift(seed: bytes, index: int, value: int) -> int:
    """Return how far one half moves in a round, as the other half says: a number below 2**64."""
    return int.from_bytes(keccak(seed + bytes([index]) + value.to_bytes(8, "big"))[:8], "big")


def _mix(seed: bytes, n: int, x: int) -> int:
    a, b = compute_sides(n)
    left, right = divmod(x, b)
    for index in range(0, ROUNDS, 2):
        left = (left + compute_shift(seed, index, right)) % a
        right = (right + compute_shift(seed, index + 1, left)) % b
    return left * b + right


def _unmix(seed: bytes, n: int, y: int) -> int:
    a, b = compute_sides(n)
    left, right = divmod(y, b)
    for index in reversed(range(0, ROUNDS, 2)):
        right = (right - compute_shift(seed, index + 1, left)) % b
        left = (left - compute_shift(seed, index, right)) % a
    return left * b + right


def _check(n: int, number: int) -> None:
    if not 0 <= number < n:
        raise ValueError(f"{number} is not in 0..{n - 1}")
