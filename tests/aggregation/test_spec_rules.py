"""The readable rules: checked against sorting, order, scale and hidden inputs."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consort.spec.aggregation import (
    AggregationRule,
    Rule,
    aggregate_coordinate,
    compute_interval,
    compute_trim,
    divide_half_up,
)

members = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)), min_size=1, max_size=8).filter(
    lambda pairs: sum(weight for _, weight in pairs) > 0
)
rules = st.builds(AggregationRule, st.sampled_from(Rule), st.integers(0, 4999))
fractions = st.integers(0, 4)
Members = list[tuple[int, int]]


def aggregate(pairs: Members, rule: AggregationRule, fraction_bits: int) -> int:
    """Aggregate (value, weight) pairs."""
    values, weights = zip(*pairs, strict=True)
    return aggregate_coordinate(values, weights, rule, fraction_bits)


@given(members, rules, fractions)
def test_result_is_the_mean_of_what_sorting_leaves(
    pairs: Members, rule: AggregationRule, fraction_bits: int
) -> None:
    everything = sorted(value for value, weight in pairs for _ in range(weight))
    trim = compute_trim(rule, len(everything))
    kept = everything[trim : len(everything) - trim]
    exact = Fraction(sum(kept), len(kept)) * 2**fraction_bits
    assert aggregate(pairs, rule, fraction_bits) == int(exact + Fraction(1, 2))


@given(members, rules, fractions, st.data())
def test_order_and_weightless_members_change_nothing(
    pairs: Members, rule: AggregationRule, fraction_bits: int, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations([*pairs, (data.draw(st.integers(0, 20)), 0)]))
    assert aggregate(shuffled, rule, fraction_bits) == aggregate(pairs, rule, fraction_bits)


@given(members, rules, fractions, st.data())
def test_hidden_values_stay_in_the_interval(
    pairs: Members, rule: AggregationRule, fraction_bits: int, data: st.DataObject
) -> None:
    values, weights = zip(*pairs, strict=True)
    hidden = data.draw(st.sets(st.sampled_from(range(len(pairs)))))
    shown = [None if index in hidden else value for index, value in enumerate(values)]
    low, high = compute_interval(shown, weights, rule, fraction_bits, 20)
    assert low <= aggregate_coordinate(values, weights, rule, fraction_bits) <= high


@given(members, rules)
def test_one_value_everywhere_is_the_result(pairs: Members, rule: AggregationRule) -> None:
    same = [(17, weight) for _, weight in pairs]
    assert aggregate(same, rule, 8) == 17 << 8


def test_median_of_an_even_weight_is_between_the_middle_two() -> None:
    assert aggregate([(1, 1), (4, 1), (9, 1), (100, 1)], AggregationRule(Rule.MEDIAN), 1) == 13


def test_equal_bounds_ignore_a_heavy_tie() -> None:
    pairs = [(0, 1), (5, 100), (255, 1)]
    assert aggregate(pairs, AggregationRule(Rule.TRIMMED_MEAN, 1000), 8) == 5 << 8


def test_ties_round_up() -> None:
    assert [divide_half_up(n, 4) for n in (0, 1, 2, 3, 5, 6)] == [0, 0, 1, 1, 1, 2]


def test_no_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="total weight is 0"):
        aggregate([(1, 0)], AggregationRule(Rule.WEIGHTED_MEAN), 0)


@pytest.mark.parametrize("trim_bps", [-1, 5000])
def test_a_trim_of_half_or_more_is_refused(trim_bps: int) -> None:
    with pytest.raises(ValueError, match=r"not in 0\.\.4999"):
        AggregationRule(Rule.TRIMMED_MEAN, trim_bps)
