"""Aggregation of update files to a cohort's output, and of cohort outputs to the aggregate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from consort.aggregation.kernels import (
    MEMBER_BITS,
    TILE,
    compute_means,
    compute_trimmed_means,
)
from consort.aggregation.network import compute_network
from consort.aggregation.pipeline import map_windows
from consort.codec.arrays import AGGREGATE_ORDER, get_code_type
from consort.codec.layout import Layout, compute_layout
from consort.codec.leaf_tree import compute_root, hash_leaves
from consort.codec.manifest import Manifest
from consort.codec.sources import Source, check_size, iterate_windows
from consort.spec.aggregation import (
    MAX_COHORT_WEIGHT,
    MAX_COHORTS,
    MAX_MEMBERS,
    MAX_WEIGHT,
    AggregationRule,
    Rule,
    compute_trim,
)
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import LEAF_BYTES

BLOCK_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """Pair an input with its effective weight; 0 leaves it out, and its source is not read."""

    source: Source
    weight: int


def aggregate_cohort(
    members: Sequence[Member], rule: AggregationRule, manifest: Manifest, out: BinaryIO
) -> Digest:
    """Write the output of one cohort's update files, and return its root.

    Verify the files first. Raises WrongFileSize, and ValueError for a cohort without weight, with
    more than 128 members, or with a weight beyond 2**17.
    """
    layout = compute_layout(manifest)
    included = _select(members, MAX_MEMBERS, MAX_WEIGHT)
    for member in included:
        check_size(member.source, layout.update_bytes)
    job = _Job(included, rule, manifest.fraction_bits, get_code_type(layout.code_bits), LEAF_BYTES)
    return _write(job, layout.leaf_count, layout, out)


def aggregate_top(
    cohorts: Sequence[Member], rule: AggregationRule, manifest: Manifest, out: BinaryIO
) -> Digest:
    """Write the aggregate of the cohorts' outputs, and return its root.

    A cohort's weight is the sum of its members'. One cohort alone gives its own output again.
    Raises like `aggregate_cohort`, for more than 128 cohorts or a weight beyond 2**24.
    """
    layout = compute_layout(manifest)
    included = _select(cohorts, MAX_COHORTS, MAX_COHORT_WEIGHT)
    for cohort in included:
        check_size(cohort.source, layout.aggregate_bytes)
    job = _Job(included, rule, 0, np.dtype(np.uint32), 0)
    return _write(job, layout.aggregate_leaf_count, layout, out)


@dataclass(frozen=True, slots=True)
class _Job:
    members: list[Member]
    rule: AggregationRule
    fraction_bits: int
    value_type: np.dtype[Any]
    first_byte: int

    def compute(self, window: slice) -> NDArray[np.uint32]:
        values = self._read(window)
        result = np.empty(values.shape[1], np.uint32)
        weights = np.array([member.weight for member in self.members], np.int64)
        if self.rule.kind is Rule.WEIGHTED_MEAN:
            sum_type = np.uint32 if self.value_type.itemsize == 1 else np.uint64
            compute_means(values, weights.astype(sum_type), self.fraction_bits, result)
        else:
            self._trim(values, weights, result)
        return result

    def _trim(
        self, values: NDArray[Any], weights: NDArray[np.int64], out: NDArray[np.uint32]
    ) -> None:
        count = len(self.members)
        key_bits = 8 * self.value_type.itemsize + MEMBER_BITS
        key_type = np.dtype(f"u{1 << (key_bits - 1).bit_length() - 3}")
        compute_trimmed_means(
            values,
            weights,
            compute_trim(self.rule, int(weights.sum())),
            self.fraction_bits,
            compute_network(count),
            np.zeros((count, TILE), key_type),
            out,
        )

    def _read(self, window: slice) -> NDArray[Any]:
        size = (window.stop - window.start) * LEAF_BYTES
        block = np.empty((len(self.members), size), np.uint8)
        for row, member in zip(block, self.members, strict=True):
            member.source.read_into(self.first_byte + window.start * LEAF_BYTES, row.data)
        values = block.view(self.value_type.newbyteorder(">"))
        return values.astype(self.value_type, copy=False)


def _select(members: Sequence[Member], most: int, heaviest: int) -> list[Member]:
    """Return the members with weight; the bounds keep all sums below 2**64."""
    if len(members) > most:
        raise ValueError(f"{len(members)} inputs are more than {most}")
    if worst := [member.weight for member in members if not 0 <= member.weight <= heaviest]:
        raise ValueError(f"a weight of {worst[0]} is not in 0..{heaviest}")
    included = [member for member in members if member.weight]
    if not included:
        raise ValueError("nothing to aggregate: the total weight is 0")
    return included


def _write(job: _Job, leaf_count: int, layout: Layout, out: BinaryIO) -> Digest:
    window = max(1, min(BLOCK_BYTES // (LEAF_BYTES * len(job.members)), leaf_count))
    hashes: list[Digest] = []
    for result in map_windows(job.compute, iterate_windows(leaf_count, window)):
        data = result.astype(AGGREGATE_ORDER).tobytes()
        out.write(data)
        hashes += hash_leaves(data, LEAF_BYTES)
    return compute_root(hashes, layout.aggregate_depth)
