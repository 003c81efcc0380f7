"""Vectors of cohorts: how many, how large, the permutation of positions both ways, their slots."""

from collections.abc import Iterator

from consort.spec.cohorts import (
    compute_cohort_count,
    compute_cohort_size,
    compute_cohorts,
    compute_position,
    compute_slot,
    permute,
    unpermute,
)
from consort.spec.hashing import keccak
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import make_case, make_rejection

FUNCTIONS = (
    compute_cohort_count,
    compute_cohort_size,
    permute,
    unpermute,
    compute_slot,
    compute_position,
    compute_cohorts,
)
SEED = keccak(b"cohorts")
OTHER_SEED = (1).to_bytes(32, "big")
COUNTS = (1, 2, 127, 128, 129, 130, 255, 256, 257, 1_000, 1_024, 10_000, 16_383, 16_384)


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    yield make_case("cohorts of nothing", compute_cohort_count, 0)
    for n in COUNTS:
        yield from _size_cases(n)
        yield from _position_cases(n)
        yield from _slot_cases(n)
    for n in (0, 5, 129, 300):
        yield make_case(f"members of {n}", compute_cohorts, SEED, n)
    yield make_case("members of 129, another seed", compute_cohorts, OTHER_SEED, 129)
    for function in (permute, unpermute, compute_slot):
        yield make_rejection(f"beyond the list: {function.__name__}", function, SEED, 300, 300)


def _size_cases(n: int) -> Iterator[Case]:
    count = compute_cohort_count(n)
    yield make_case(f"cohorts of {n}", compute_cohort_count, n)
    for cohort in sorted({0, count // 2, count - 1, count}):
        yield make_case(f"size of cohort {cohort} of {n}", compute_cohort_size, n, cohort)


def _position_cases(n: int) -> Iterator[Case]:
    for position in sorted({0, n // 3, n - 1}):
        name = f"position {position} of {n}"
        yield make_case(f"image of {name}", permute, SEED, n, position)
        yield make_case(f"what leads to {name}", unpermute, SEED, n, position)
        yield make_case(f"slot of {name}", compute_slot, SEED, n, position)
        yield make_case(f"slot of {name}, another seed", compute_slot, OTHER_SEED, n, position)


def _slot_cases(n: int) -> Iterator[Case]:
    last = compute_cohort_count(n) - 1
    size = compute_cohort_size(n, last)
    slots = {0, last * 128 + size - 1, last * 128 + size, (last + 1) * 128, 16_383, 1 << 20}
    for slot in sorted(slots):
        yield make_case(f"position of slot {slot} of {n}", compute_position, SEED, n, slot)
