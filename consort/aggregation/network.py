"""Sorting networks: fixed lists of compare-and-swap steps, which compile to vector instructions."""

from functools import cache

import numpy as np
from numpy.typing import NDArray


@cache
def compute_network(size: int) -> NDArray[np.intp]:
    """Return the (low, high) row pairs that sort `size` rows when applied in order.

    Source: merge exchange, Knuth, The Art of Computer Programming, 5.2.2, algorithm M.
    """
    pairs: list[tuple[int, int]] = []
    top = 1 << max(size - 1, 1).bit_length() - 1
    p = top
    while p:
        q, r, d = top, 0, p
        while True:
            pairs += [(i, i + d) for i in range(size - d) if i & p == r]
            if q == p:
                break
            d, q, r = q - p, q >> 1, p
        p >>= 1
    return np.array(pairs, np.intp).reshape(-1, 2)
