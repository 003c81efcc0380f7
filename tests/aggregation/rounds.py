"""Rounds of many members on a small model, and what the readable rules make of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from consort.aggregation.cohort import Member
from consort.spec.aggregation import AggregationRule, aggregate_cohorts
from tests.aggregation.inputs import make_member
from tests.codec.models import make_flat_manifest

COORDINATES = 3
FRACTION_BITS = 8


@dataclass(frozen=True, slots=True)
class Crowd:
    """Members in list order: their codes, a row each, and their weights."""

    rows: list[list[int]]
    weights: list[int]
    bits: int

    def make_members(self) -> list[Member]:
        """Return their updates, padded."""
        manifest = make_flat_manifest(COORDINATES, self.bits, FRACTION_BITS)
        pairs = zip(self.rows, self.weights, strict=True)
        return [make_member(row, weight, manifest) for row, weight in pairs]


def draw_crowd(n: int, bits: int, absent: Sequence[int] = ()) -> Crowd:
    """Draw n members, every fifth and those of `absent` without weight; the first has one."""
    random = np.random.default_rng(n + bits)
    rows = random.integers(0, 1 << bits, (n, COORDINATES))
    weights = random.integers(1, 1_000, n)
    weights[4::5] = 0
    weights[list(absent)] = 0
    return Crowd(rows.tolist(), weights.tolist(), bits)


def aggregate_readably(
    crowd: Crowd, cohorts: Sequence[Sequence[int]], rule: AggregationRule
) -> list[int]:
    """Return the aggregate of each coordinate; `cohorts` are list positions."""
    weights = [[crowd.weights[at] for at in cohort] for cohort in cohorts]
    return [
        aggregate_cohorts(
            [[crowd.rows[at][coordinate] for at in cohort] for cohort in cohorts],
            weights,
            rule,
            FRACTION_BITS,
        )
        for coordinate in range(COORDINATES)
    ]
