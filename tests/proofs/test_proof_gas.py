"""What the largest proofs cost: the price of their bytes, which is more than that of their work."""

import pytest

from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.types import Target
from tests.proofs.large_cases import (
    LargeCase,
    make_large_cohort,
    make_large_step,
    make_large_top,
)
from tests.proofs.stage import Stage, compile_all

RULES = [
    AggregationRule(Rule.WEIGHTED_MEAN),
    AggregationRule(Rule.TRIMMED_MEAN, 1_000),
    AggregationRule(Rule.MEDIAN),
]
MILLION, HUNDRED_MILLION, LARGEST = 3_908, 390_627, 1 << 20
"""Update leaves of models with so many parameters, and of the largest model."""
COHORT_CEILINGS = {MILLION: 3_700_000, HUNDRED_MILLION: 4_700_000, LARGEST: 4_900_000}
TOP_CEILINGS = {MILLION: 4_000_000, HUNDRED_MILLION: 5_200_000, LARGEST: 5_200_000}
POOL_LIMIT = 131_072
"""Bytes of a transaction that nodes pass on."""
REST = 512
"""Bytes of a transaction beside its call data, and to spare."""
BASE, NONZERO, ZERO = 21_000, 40, 10
"""Price of a transaction and of its bytes where its work costs less (EIP-7623)."""
STEP_CEILINGS = {MILLION: 230_000, HUNDRED_MILLION: 250_000, LARGEST: 255_000}

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind.name)
with_and_without_absent = pytest.mark.parametrize("absent", [0, 20])


def encode(case: LargeCase, target: Target) -> bytes:
    """Return the call data."""
    entry = compile_all()["AggregationProofs"].entries[case.function]
    return entry.encode_call([target, case.claim, case.packed, case.output])


def compute_floor(data: bytes) -> int:
    """Return what a transaction with this call data costs at least."""
    zeros = data.count(0)
    return BASE + ZERO * zeros + NONZERO * (len(data) - zeros)


def measure(stage: Stage, case: LargeCase) -> int:
    """Return the gas of refuting; raises AssertionError unless the bytes alone decide it."""
    target = stage.set_up(case.arithmetic, case.count, case.proposal)
    data = encode(case, target)
    assert len(data) + REST <= POOL_LIMIT
    arguments = target, case.claim, case.packed, case.output
    gas = stage.send("AggregationProofs", case.function, *arguments)
    assert gas == compute_floor(data)
    return gas


@every_rule
@with_and_without_absent
@pytest.mark.parametrize("leaves", COHORT_CEILINGS)
def test_a_full_cohort_is_refuted_at_the_price_of_its_bytes(
    stage: Stage, rule: AggregationRule, absent: int, leaves: int
) -> None:
    gas = measure(stage, make_large_cohort(rule, leaves, absent))
    assert gas <= COHORT_CEILINGS[leaves]


@every_rule
@with_and_without_absent
@pytest.mark.parametrize("leaves", TOP_CEILINGS)
def test_a_full_top_is_refuted_at_the_price_of_its_bytes(
    stage: Stage, rule: AggregationRule, absent: int, leaves: int
) -> None:
    gas = measure(stage, make_large_top(rule, leaves, absent))
    assert gas <= TOP_CEILINGS[leaves]


@pytest.mark.parametrize("leaves", STEP_CEILINGS)
def test_a_step_is_refuted_within_its_ceiling(stage: Stage, leaves: int) -> None:
    case = make_large_step(leaves)
    target = stage.set_up(case.arithmetic, 1, case.proposal)
    gas = stage.send("AggregationProofs", "badStep", target, case.parent, case.step)
    assert gas <= STEP_CEILINGS[leaves]
