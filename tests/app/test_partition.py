"""The Dirichlet partition deals every example once, unevenly, and leaves nobody empty-handed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consort.apps.partition import SMALLEST_SHARE, deal_dirichlet

LABELS = np.repeat(np.arange(10), 40)


@given(of=st.integers(1, 128), alpha=st.floats(0.01, 100), seed=st.integers(0, 2**32 - 1))
def test_every_example_goes_to_one_contributor(of: int, alpha: float, seed: int) -> None:
    shares = deal_dirichlet(LABELS, of, alpha, seed)
    assert len(shares) == of
    assert sorted(np.concatenate(shares)) == list(range(len(LABELS)))
    assert min(map(len, shares)) >= min(SMALLEST_SHARE, len(LABELS) // (2 * of))


def test_same_seed_same_shares() -> None:
    first, again, other = (deal_dirichlet(LABELS, 5, 0.5, seed) for seed in (1, 1, 2))
    assert all(map(np.array_equal, first, again))
    assert not all(map(np.array_equal, first, other))


@pytest.mark.parametrize(("alpha", "low", "high"), [(0.1, 0.4, 1.0), (1000.0, 0.1, 0.15)])
def test_small_alpha_makes_contributors_unlike(alpha: float, low: float, high: float) -> None:
    largest = [
        np.bincount(LABELS[share], minlength=10).max() / len(share)
        for seed in range(10)
        for share in deal_dirichlet(LABELS, 5, alpha, seed)
    ]
    assert low < np.mean(largest) < high
