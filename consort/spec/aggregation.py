"""The three rules that turn the members' values of one coordinate into one value.

Values, weights and results are unsigned integers. Every rule is monotone in every value: raising
one never lowers the result, so a hidden value bounds the result from both sides. A weight of 0
changes nothing. Readable twin of `consort.aggregation`.

Bounds that keep every product below 2**64, here and in the contracts: 128 members to a cohort,
128 cohorts, weights of at most 2**17 for a member, `fraction_bits` of at most 16, so results fit
32 bits: S <= 2**31 * (2**32 - 2**16) at the top, and 2*S + W < 2**64.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

MAX_MEMBERS = 128
MAX_COHORTS = 128
MAX_WEIGHT = 1 << 17
MAX_COHORT_WEIGHT = MAX_MEMBERS * MAX_WEIGHT
MAX_FRACTION_BITS = 16
BASIS_POINTS = 10_000
MAX_TRIM_BPS = BASIS_POINTS // 2 - 1


class Rule(IntEnum):
    """Name an aggregation rule by its number on chain."""

    WEIGHTED_MEAN = 0
    TRIMMED_MEAN = 1
    MEDIAN = 2


@dataclass(frozen=True, slots=True)
class AggregationRule:
    """Fix a task's rule; `trim_bps`, below 5000, counts for the trimmed mean only."""

    kind: Rule
    trim_bps: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.trim_bps <= MAX_TRIM_BPS:
            raise ValueError(f"a trim of {self.trim_bps} basis points is not in 0..{MAX_TRIM_BPS}")


def compute_trim(rule: AggregationRule, total_weight: int) -> int:
    """Return T, the weight that the rule ignores at each end.

    Raises ValueError if the total weight is 0: such a cohort is the empty leaf instead.
    """
    if total_weight <= 0:
        raise ValueError("nothing to aggregate: the total weight is 0")
    match rule.kind:
        case Rule.WEIGHTED_MEAN:
            return 0
        case Rule.TRIMMED_MEAN:
            return rule.trim_bps * total_weight // BASIS_POINTS
        case Rule.MEDIAN:
            return (total_weight - 1) // 2


def aggregate_coordinate(
    values: Sequence[int], weights: Sequence[int], rule: AggregationRule, fraction_bits: int
) -> int:
    """Return the rule's result with `fraction_bits` fractional bits.

    The fraction is added at the cohort level only: at the top level `fraction_bits` is 0.
    """
    trim = compute_trim(rule, sum(weights))
    total = compute_trimmed_sum(values, weights, trim)
    return divide_half_up(total << fraction_bits, sum(weights) - 2 * trim)


def aggregate_cohorts(
    values: Sequence[Sequence[int]],
    weights: Sequence[Sequence[int]],
    rule: AggregationRule,
    fraction_bits: int,
) -> int:
    """Return a coordinate's aggregate over cohorts: the rule in each, then over their results.

    A cohort weighs what its members do; one without weight has no result. One cohort's result is
    the aggregate.
    """
    shown = [pair for pair in zip(values, weights, strict=True) if sum(pair[1])]
    results = [aggregate_coordinate(*pair, rule, fraction_bits) for pair in shown]
    return aggregate_coordinate(results, [sum(pair[1]) for pair in shown], rule, 0)


def divide_half_up(numerator: int, denominator: int) -> int:
    """Return the nearest integer to a quotient of unsigned integers, ties upward."""
    return (2 * numerator + denominator) // (2 * denominator)


def compute_trimmed_sum(values: Sequence[int], weights: Sequence[int], trim: int) -> int:
    """Return the weighted sum of what is left when `trim` is taken away at each end.

    This is the form a contract can check by counting: `lo` and `hi` are the values at which the
    trimmed weight ends, and each counts with the part of its weight that is left.
    """
    lo = get_low(values, weights, trim)
    hi = get_high(values, weights, trim)
    if lo == hi:
        return lo * (sum(weights) - 2 * trim)
    pairs = list(zip(values, weights, strict=True))
    interior = sum(value * weight for value, weight in pairs if lo < value < hi)
    low_part = sum(weight for value, weight in pairs if value <= lo) - trim
    high_part = sum(weight for value, weight in pairs if value >= hi) - trim
    return interior + lo * low_part + hi * high_part


def get_low(values: Sequence[int], weights: Sequence[int], trim: int) -> int:
    """Return the value v with weight(x < v) <= trim < weight(x <= v)."""
    passed = 0
    for value, weight in sorted(zip(values, weights, strict=True)):
        passed += weight
        if passed > trim:
            return value
    raise ValueError(f"a trim of {trim} leaves nothing of a weight of {passed}")


def get_high(values: Sequence[int], weights: Sequence[int], trim: int) -> int:
    """Return the value v with weight(x > v) <= trim < weight(x >= v)."""
    return -get_low([-value for value in values], weights, trim)


def compute_interval(
    values: Sequence[int | None],
    weights: Sequence[int],
    rule: AggregationRule,
    fraction_bits: int,
    largest: int,
) -> tuple[int, int]:
    """Return the least and the greatest result when None stands for any value in 0..largest."""
    low = [0 if value is None else value for value in values]
    high = [largest if value is None else value for value in values]
    return (
        aggregate_coordinate(low, weights, rule, fraction_bits),
        aggregate_coordinate(high, weights, rule, fraction_bits),
    )
