"""Deal a public data set out to contributors, to stand in for data that is private to each."""

import numpy as np
from numpy.typing import NDArray

SMALLEST_SHARE = 10


def deal_dirichlet(
    labels: NDArray[np.integer], of: int, alpha: float, seed: int
) -> list[NDArray[np.intp]]:
    """Return the positions of each of `of` contributors' examples; every example goes to one.

    Each class is divided in proportions drawn from a symmetric Dirichlet distribution (Hsu, Qi,
    Brown 2019, arXiv:1909.06335): the smaller alpha, the less alike the contributors. Nobody is
    left with fewer than 10 examples, or half an equal share if that is less.
    """
    generator = np.random.default_rng(seed)
    shares: list[list[int]] = [[] for _ in range(of)]
    for label in np.unique(labels):
        positions = generator.permutation(np.flatnonzero(labels == label))
        cuts = np.cumsum(generator.dirichlet([alpha] * of))[:-1] * len(positions)
        for share, part in zip(shares, np.split(positions, cuts.astype(int)), strict=True):
            share.extend(part)
    _feed_smallest(shares, min(SMALLEST_SHARE, -(-len(labels) // (2 * of))))
    return [np.array(share, dtype=np.intp) for share in shares]


def _feed_smallest(shares: list[list[int]], least: int) -> None:
    while len(smallest := min(shares, key=len)) < least:
        smallest.append(max(shares, key=len).pop())
