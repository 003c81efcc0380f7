"""Update files of one flat tensor, in memory, from rows of codes."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np

from consort.aggregation.cohort import Member, aggregate_cohort, aggregate_top
from consort.codec.arrays import get_code_type
from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest
from consort.codec.sources import MemorySource
from consort.codec.update import write_update
from consort.spec.aggregation import AggregationRule
from tests.codec.models import make_flat_manifest, make_header


def make_member(codes: Sequence[int], weight: int, manifest: Manifest) -> Member:
    """Return an update with these codes, padded."""
    layout = compute_layout(manifest)
    zero = 1 << (manifest.code_bits - 1)
    array = np.full(layout.leaf_count * layout.codes_per_leaf, zero)
    array[: len(codes)] = codes
    out = BytesIO()
    leaves = array.reshape(layout.leaf_count, -1).astype(get_code_type(manifest.code_bits))
    write_update(out, make_header(), leaves)
    return Member(MemorySource(out.getvalue()), weight)


def aggregate_rows(
    rows: Sequence[Sequence[int]],
    weights: Sequence[int],
    rule: AggregationRule,
    bits: int,
    fraction_bits: int,
) -> list[int]:
    """Return the fast aggregate of members' codes, a row each, without the padding."""
    manifest = make_flat_manifest(len(rows[0]), bits, fraction_bits)
    members = [make_member(*pair, manifest) for pair in zip(rows, weights, strict=True)]
    out = BytesIO()
    aggregate_cohort(members, rule, manifest, out)
    return read_values(out.getvalue())[: len(rows[0])]


def read_values(data: bytes) -> list[int]:
    """Return the u32 of an aggregate file."""
    values: list[int] = np.frombuffer(data, ">u4").tolist()
    return values


def aggregate_outputs(
    rows: Sequence[Sequence[int]], weights: Sequence[int], rule: AggregationRule
) -> list[int]:
    """Return the fast aggregate of cohorts' values, a row each."""
    manifest = make_flat_manifest(len(rows[0]), 16, 16)
    outputs = [_make_output(*pair, manifest) for pair in zip(rows, weights, strict=True)]
    out = BytesIO()
    aggregate_top(outputs, rule, manifest, out)
    return read_values(out.getvalue())[: len(rows[0])]


def _make_output(values: Sequence[int], weight: int, manifest: Manifest) -> Member:
    array = np.zeros(compute_layout(manifest).aggregate_bytes // 4, ">u4")
    array[: len(values)] = values
    return Member(MemorySource(array.tobytes()), weight)
