"""Compiled loops over a block of members' values of shape (members, coordinates).

Native integers only. Mixing int64 with uint64 makes numba compute in float64, so each expression
below keeps to one of them. Kernels release the GIL and start no threads of their own.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

TILE = 256
MEMBER_BITS = 7
MEMBER_MASK = (1 << MEMBER_BITS) - 1

Function = TypeVar("Function", bound=Callable[..., object])


def _compiled(function: Function) -> Function:
    """Compile on first use; the result is cached where some directory can be written."""
    try:
        kernel = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    except RuntimeError:  # numba found no place for its cache: a read-only container
        kernel = numba.njit(nogil=True, error_model="numpy")(function)
    return cast("Function", kernel)


@_compiled
def divide_sums(sums: NDArray[Any], divisor: int, fraction_bits: int, out: NDArray[Any]) -> None:
    """Write the half-up quotients of u64 sums with `fraction_bits` more bits as u32."""
    unit = np.uint64(divisor)
    shift = np.uint64(fraction_bits + 1)
    for j in range(out.size):
        out[j] = ((np.uint64(sums[j]) << shift) + unit) // (unit + unit)


@_compiled
def compute_means(
    values: NDArray[Any], weights: NDArray[Any], fraction_bits: int, out: NDArray[Any]
) -> None:
    """Write each coordinate's weighted mean; sums are kept in the type of `weights`."""
    total = int(weights.sum())
    sums = np.empty(TILE, weights.dtype)
    for start in range(0, out.size, TILE):
        width = min(TILE, out.size - start)
        sums[:] = 0
        for m in range(len(values)):
            row = values[m, start : start + width]
            for j in range(width):
                sums[j] += row[j] * weights[m]
        divide_sums(sums, total, fraction_bits, out[start : start + width])


@_compiled
def sort_rows(keys: NDArray[Any], network: NDArray[np.intp]) -> None:
    """Sort every column of `keys` in place, comparing whole rows."""
    for step in range(len(network)):
        low, high = keys[network[step, 0]], keys[network[step, 1]]
        for j in range(TILE):
            a, b = low[j], high[j]
            low[j] = min(a, b)
            high[j] = max(a, b)


@_compiled
def sum_between(keys: NDArray[Any], weights: NDArray[Any], trim: int, sums: NDArray[Any]) -> None:
    """Write the weighted sums of sorted columns without `trim` of the weight at each end.

    A value counts with the part of its weight that lies between trim and total - trim.
    """
    last = weights.sum() - trim
    passed = np.zeros(TILE, np.int64)
    sums[:] = 0
    for m in range(len(keys)):
        for j in range(TILE):
            key = np.int64(keys[m, j])
            after = passed[j] + weights[key & MEMBER_MASK]
            part = max(min(after, last) - max(passed[j], trim), 0)
            sums[j] += (key >> MEMBER_BITS) * part
            passed[j] = after


@_compiled
def compute_trimmed_means(
    values: NDArray[Any],
    weights: NDArray[Any],
    trim: int,
    fraction_bits: int,
    network: NDArray[np.intp],
    keys: NDArray[Any],
    out: NDArray[Any],
) -> None:
    """Write each coordinate's trimmed mean.

    `keys` is room for (members, TILE) keys of value and member, of a type that holds both.
    """
    divisor = weights.sum() - 2 * trim
    sums = np.empty(TILE, np.int64)
    for start in range(0, out.size, TILE):
        width = min(TILE, out.size - start)
        for m in range(len(values)):
            row = values[m, start : start + width]
            for j in range(width):
                keys[m, j] = (np.int64(row[j]) << MEMBER_BITS) | m
        sort_rows(keys, network)
        sum_between(keys, weights, trim, sums)
        divide_sums(sums, divisor, fraction_bits, out[start : start + width])


@_compiled
def step_leaves(
    exponents: NDArray[Any],
    masters: NDArray[Any],
    aggregates: NDArray[Any],
    zero: int,
    scale: int,
    out: NDArray[Any],
    largest: NDArray[Any],
) -> None:
    """Write the stepped masters of each leaf, and the leaf's largest |offset|.

    `scale` is master_exponent - fraction_bits; a leaf's shift is scale - exponent.
    """
    for leaf in range(len(masters)):
        shift = scale - int(exponents[leaf])
        up, down = max(shift, 0), max(-shift, 0)
        half = (np.int64(1) << down) >> 1
        worst = np.int64(0)
        for j in range(masters.shape[1]):
            offset = np.int64(aggregates[leaf, j]) - zero
            worst = max(worst, abs(offset))
            moved = masters[leaf, j] + (((offset << up) + half) >> down)
            out[leaf, j] = min(max(moved, -(1 << 31)), (1 << 31) - 1)
        largest[leaf] = worst
