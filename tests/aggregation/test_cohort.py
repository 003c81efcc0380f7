"""The fast rules equal the readable ones bit for bit, at both levels."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consort.aggregation.cohort import BLOCK_BYTES, Member, aggregate_cohort, aggregate_top
from consort.aggregation.kernels import TILE
from consort.aggregation.network import compute_network
from consort.codec.layout import compute_layout
from consort.codec.sources import FileSource, MemorySource
from consort.errors import WrongFileSize
from consort.spec import chunk_tree
from consort.spec.aggregation import (
    MAX_COHORT_WEIGHT,
    MAX_WEIGHT,
    AggregationRule,
    Rule,
    aggregate_coordinate,
)
from tests.aggregation.inputs import (
    aggregate_outputs,
    aggregate_rows,
    make_member,
    read_values,
)
from tests.codec.models import make_flat_manifest

MEAN = AggregationRule(Rule.WEIGHTED_MEAN)
ALL_RULES = [MEAN, AggregationRule(Rule.TRIMMED_MEAN, 1000), AggregationRule(Rule.MEDIAN)]
every_rule = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.kind.name)
rules = st.builds(AggregationRule, st.sampled_from(Rule), st.integers(0, 4999))


def draw_rows(data: st.DataObject, members: int, top: int) -> list[list[int]]:
    """Draw rows that are rich in ties and extremes."""
    value = st.integers(0, top) | st.sampled_from([0, 1, top // 2, top // 2 + 1, top - 1, top])
    return data.draw(
        st.lists(st.lists(value, min_size=3, max_size=3), min_size=members, max_size=members)
    )


def draw_weights(data: st.DataObject, members: int, heaviest: int) -> list[int]:
    """Draw weights, at least one of them positive."""
    weight = st.integers(0, heaviest) | st.sampled_from([0, 1, heaviest])
    weights = data.draw(st.lists(weight, min_size=members, max_size=members))
    return weights if any(weights) else [1] * members


def expect(
    rows: list[list[int]], weights: list[int], rule: AggregationRule, fraction_bits: int
) -> list[int]:
    """Return the readable result of each column."""
    columns = zip(*rows, strict=True)
    return [aggregate_coordinate(column, weights, rule, fraction_bits) for column in columns]


@settings(max_examples=200)
@given(
    st.data(), st.integers(1, 9), rules, st.sampled_from([8, 16]), st.sampled_from([0, 3, 8, 16])
)
def test_cohort_is_the_readable_one(
    data: st.DataObject, members: int, rule: AggregationRule, bits: int, fraction_bits: int
) -> None:
    rows = draw_rows(data, members, (1 << bits) - 1)
    weights = draw_weights(data, members, MAX_WEIGHT)
    actual = aggregate_rows(rows, weights, rule, bits, fraction_bits)
    assert actual == expect(rows, weights, rule, fraction_bits)


@settings(max_examples=100)
@given(st.data(), st.integers(1, 9), rules)
def test_top_is_the_readable_one(data: st.DataObject, cohorts: int, rule: AggregationRule) -> None:
    rows = draw_rows(data, cohorts, (1 << 32) - (1 << 16))
    weights = draw_weights(data, cohorts, MAX_COHORT_WEIGHT)
    assert aggregate_outputs(rows, weights, rule) == expect(rows, weights, rule, 0)


@every_rule
@pytest.mark.parametrize("bits", [8, 16])
def test_a_full_cohort_at_every_bound(rule: AggregationRule, bits: int) -> None:
    top = (1 << bits) - 1
    rows = [[top, 0, top * (member % 2), member] for member in range(128)]
    weights = [MAX_WEIGHT] * 128
    assert aggregate_rows(rows, weights, rule, bits, 16) == expect(rows, weights, rule, 16)


@every_rule
def test_a_full_top_at_every_bound(rule: AggregationRule) -> None:
    top = (1 << 32) - (1 << 16)
    rows = [[top, 0, top * (cohort % 2)] for cohort in range(128)]
    weights = [MAX_COHORT_WEIGHT] * 128
    assert aggregate_outputs(rows, weights, rule) == expect(rows, weights, rule, 0)


@every_rule
@pytest.mark.parametrize("bits", [8, 16])
def test_many_windows_and_an_odd_end(rule: AggregationRule, bits: int, tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    size = 2 * BLOCK_BYTES * 8 // bits // 5 + TILE + 1
    manifest = make_flat_manifest(size, bits)
    weights = [5, 1, 0, 3, 2, 2]
    rows = random.integers(0, 1 << bits, (6, size))
    members = []
    for index, weight in enumerate(weights):
        member = make_member(rows[index].tolist(), weight, manifest)
        assert isinstance(member.source, MemorySource)
        path = tmp_path / str(index)
        path.write_bytes(member.source.data)
        members.append(Member(FileSource(path), weight))
    out = BytesIO()
    root = aggregate_cohort(members, rule, manifest, out)
    values = read_values(out.getvalue())
    picked = [0, TILE - 1, TILE, size // 2, size - 1, *random.integers(0, size, 500).tolist()]
    expected = expect(rows[:, picked].tolist(), weights, rule, 8)
    assert [values[index] for index in picked] == expected
    assert set(values[size:]) == {1 << (bits - 1) << 8}
    leaves = [out.getvalue()[i : i + 256] for i in range(0, len(values) * 4, 256)]
    assert root == chunk_tree.compute_root(leaves, compute_layout(manifest).aggregate_depth)


@every_rule
def test_one_cohort_alone_is_the_aggregate(rule: AggregationRule) -> None:
    manifest = make_flat_manifest(300)
    member = make_member([1, 2, 3], 7, manifest)
    cohort, top = BytesIO(), BytesIO()
    root = aggregate_cohort([member], rule, manifest, cohort)
    output = Member(MemorySource(cohort.getvalue()), 7)
    assert aggregate_top([output], rule, manifest, top) == root
    assert top.getvalue() == cohort.getvalue()


def test_a_member_without_weight_is_not_even_read() -> None:
    manifest = make_flat_manifest(3)
    present = make_member([9, 9, 9], 1, manifest)
    gone = Member(FileSource(Path("never-published")), 0)
    out = BytesIO()
    aggregate_cohort([gone, present], MEAN, manifest, out)
    assert read_values(out.getvalue())[:3] == [9 << 8] * 3


@pytest.mark.parametrize("weights", [[0], [-1], [MAX_WEIGHT + 1], [1] * 129, []])
def test_weights_and_members_out_of_bounds_are_refused(weights: list[int]) -> None:
    manifest = make_flat_manifest(3)
    members = [make_member([1, 2, 3], weight, manifest) for weight in weights]
    with pytest.raises(ValueError, match="nothing|not in|more than"):
        aggregate_cohort(members, MEAN, manifest, BytesIO())


def test_a_file_of_another_model_is_refused() -> None:
    member = make_member([1, 2, 3], 1, make_flat_manifest(300))
    with pytest.raises(WrongFileSize):
        aggregate_cohort([member], MEAN, make_flat_manifest(3), BytesIO())


@pytest.mark.parametrize("size", [*range(1, 20), 32, 100, 127, 128])
def test_network_sorts_every_threshold(size: int) -> None:
    """Zeros and ones are enough (Knuth's 0-1 principle); thresholds and random rows are tried."""
    random = np.random.default_rng(size)
    rows = np.column_stack([np.tri(size, dtype=int)[::-1], random.integers(0, 2, (size, 2000))])
    expected = np.sort(rows, axis=0)
    for low, high in compute_network(size):
        pair = np.sort(rows[[low, high]], axis=0)
        rows[[low, high]] = pair
    assert np.array_equal(rows, expected)
