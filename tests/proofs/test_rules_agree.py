"""The rules of the contracts are the fast ones and the readable ones, unit by unit."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from consort.aggregation.kernels import TILE, compute_means, compute_trimmed_means
from consort.aggregation.network import compute_network
from consort.spec.aggregation import Rule, compute_trim
from tests.proofs.rule_cases import RuleCase, draw_cases
from tests.proofs.stage import Stage

BATCHES = 52
BATCH = 2_000
HINT_WRONG = 2
"""A verdict of the contract; 0 is `nothing wrong`, 1 `refuted`."""


def judge(stage: Stage, cases: Sequence[RuleCase]) -> list[tuple[int, int]]:
    """Return the contract's verdict and bound of each case."""
    packed = b"".join(case.encode() for case in cases)
    answer: bytes = stage.call("RuleHarness", "judgeAll", packed)[0]
    parts = [answer[i : i + 5] for i in range(0, len(answer), 5)]
    return [(part[0], int.from_bytes(part[1:], "big")) for part in parts]


def evaluate_fast(case: RuleCase) -> int:
    """Return the result of the kernels that aggregate whole files."""
    result = np.empty(1, np.uint32)
    values = np.array(case.values, f"u{case.bits // 8}").reshape(-1, 1)
    weights = np.array(case.weights, np.int64)
    if case.rule.kind is Rule.WEIGHTED_MEAN:
        compute_means(values, weights.astype(np.uint64), case.fraction_bits, result)
    else:
        _trim(case, values, weights, result)
    return int(result[0])


def _trim(
    case: RuleCase, values: NDArray[Any], weights: NDArray[Any], result: NDArray[Any]
) -> None:
    trim = compute_trim(case.rule, sum(case.weights))
    size = len(case.values)
    keys = np.zeros((size, TILE), f"u{2 * case.bits // 8}")
    network = compute_network(size)
    compute_trimmed_means(values, weights, trim, case.fraction_bits, network, keys, result)


def test_contracts_fast_and_readable_rules_agree(stage: Stage) -> None:
    with_several = 0
    seen: set[bytes] = set()
    for seed in range(BATCHES):
        cases = list(draw_cases(BATCH, seed))
        assert judge(stage, cases) == [(case.is_wrong, case.bound) for case in cases]
        assert [evaluate_fast(case) for case in cases] == [case.bound for case in cases]
        with_several += sum(len(case.values) > 1 for case in cases)
        seen |= {case.encode() for case in cases}
    assert with_several >= 100_000
    assert len(seen) == BATCHES * BATCH


def test_wrong_hints_are_refused_by_all_rules_that_trim(stage: Stage) -> None:
    for seed in range(3):
        trimming = [case for case in draw_cases(BATCH, seed) if case.rule.kind]
        wrong = [replace(case, low=case.low ^ 1) for case in trimming]
        wrong += [replace(case, high=case.high ^ 1) for case in trimming]
        assert judge(stage, wrong) == [(HINT_WRONG, 0)] * len(wrong)


def test_the_mean_ignores_hints(stage: Stage) -> None:
    means = [case for case in draw_cases(BATCH, seed=0) if not case.rule.kind]
    others = [replace(case, low=7, high=3) for case in means]
    assert judge(stage, others) == [(case.is_wrong, case.bound) for case in means]
