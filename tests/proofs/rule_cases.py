"""Random cohorts, and what one of them is claimed to come to."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from consort.spec.aggregation import (
    MAX_COHORT_WEIGHT,
    MAX_WEIGHT,
    AggregationRule,
    Rule,
    aggregate_coordinate,
    compute_trim,
    get_high,
    get_low,
)

HEAD = Struct(">BBHBBIIII")
INPUT = Struct(">II")
PRESENT = 1 << 31
MAX_VALUE = (1 << 32) - 1
MAX_OUTPUT = (1 << 32) - (1 << 16)


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One coordinate of one cohort; `values` are what counts, absent ones as the claim has them.

    `bits` is the width of a value: 8 or 16 in a cohort, 32 for cohorts' outputs. `bound` is the
    readable result. A wrong output lies one unit beyond it.
    """

    rule: AggregationRule
    bits: int
    fraction_bits: int
    is_high: bool
    absent: int
    is_present: list[bool]
    values: list[int]
    weights: list[int]
    low: int
    high: int
    bound: int
    is_wrong: bool

    @property
    def output(self) -> int:
        """Return what is claimed to be wrong."""
        excess = 1 if self.is_high else -1
        return self.bound + excess * self.is_wrong

    def encode(self) -> bytes:
        """Return the case as `RuleHarness` takes it."""
        rule = self.rule
        head = HEAD.pack(
            len(self.values),
            rule.kind,
            rule.trim_bps,
            self.fraction_bits,
            self.is_high,
            self.absent,
            self.low,
            self.high,
            self.output,
        )
        inputs = zip(self.weights, self.is_present, self.values, strict=True)
        # what an absent input's file would say must not matter
        return head + b"".join(
            INPUT.pack(weight | PRESENT * shown, value if shown else ~value & MAX_VALUE)
            for weight, shown, value in inputs
        )


def draw_cases(count: int, seed: int) -> Iterator[RuleCase]:
    """Yield cases of every rule, width and size, with ties, extremes and absent members."""
    random = np.random.default_rng(seed)
    for index in range(count):
        yield _draw(random, index)


def _draw(random: np.random.Generator, index: int) -> RuleCase:
    rule = AggregationRule(Rule(index % 3), int(random.integers(0, 5_000)))
    bits = (8, 16, 32)[index // 3 % 3]
    top = MAX_OUTPUT if bits == 32 else (1 << bits) - 1
    is_high = bool(index // 9 % 2)
    size = _draw_size(random, index)
    absent = top if is_high else 0
    is_present = random.random(size) >= (0, 0.1, 0.5)[index % 7 % 3]
    values = np.where(is_present, _draw_values(random, size, top), absent).tolist()
    heaviest = MAX_COHORT_WEIGHT if bits == 32 else MAX_WEIGHT
    weights = _draw_weights(random, size, heaviest)
    fraction_bits = 0 if bits == 32 else int(random.integers(0, 17))
    trim = compute_trim(rule, sum(weights))
    bound = aggregate_coordinate(values, weights, rule, fraction_bits)
    return RuleCase(
        rule,
        bits,
        fraction_bits,
        is_high,
        absent,
        is_present.tolist(),
        values,
        weights,
        get_low(values, weights, trim),
        get_high(values, weights, trim),
        bound,
        is_wrong=bool(index // 18 % 2) and (is_high or bound > 0),
    )


def _draw_size(random: np.random.Generator, index: int) -> int:
    """Mostly small; every 50th cohort is full, every 51st has one member."""
    if index % 50 == 0:
        return 128
    return 1 if index % 51 == 0 else int(random.integers(2, 12))


def _draw_values(random: np.random.Generator, size: int, top: int) -> NDArray[np.int64]:
    match random.integers(0, 4):
        case 0:  # anywhere
            return random.integers(0, top + 1, size)
        case 1:  # ties
            return random.integers(0, 3, size) + random.integers(0, top - 2)
        case 2:  # all alike
            return np.full(size, random.integers(0, top + 1))
        case _:  # extremes
            return random.choice([0, 1, top // 2, top // 2 + 1, top - 1, top], size)


def _draw_weights(random: np.random.Generator, size: int, heaviest: int) -> list[int]:
    weights = random.integers(0, (2, 9, 1_000, heaviest + 1)[random.integers(0, 4)], size)
    if random.random() < 0.1:
        weights[random.integers(0, size)] = heaviest
    if not weights.any():
        weights[:] = random.integers(1, heaviest + 1, size)
    drawn: list[int] = weights.tolist()
    return drawn
