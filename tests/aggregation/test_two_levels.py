"""A round of any number of cohorts is what the readable rules say, member by member."""

from pathlib import Path

import pytest

from consort.aggregation.permutation import compute_slots
from consort.aggregation.two_levels import RoundAggregate, aggregate_round, group_by_cohort
from consort.codec.layout import compute_layout
from consort.spec import chunk_tree
from consort.spec.aggregation import AggregationRule, Rule, aggregate_coordinate
from consort.spec.chunk_tree import Digest
from consort.spec.cohorts import compute_cohort_count, compute_cohorts
from tests.aggregation.inputs import read_values
from tests.aggregation.rounds import (
    COORDINATES,
    FRACTION_BITS,
    Crowd,
    aggregate_readably,
    draw_crowd,
)
from tests.codec.models import make_flat_manifest

SEED = bytes(range(32))
RULES = [
    AggregationRule(Rule.WEIGHTED_MEAN),
    AggregationRule(Rule.TRIMMED_MEAN, 1_000),
    AggregationRule(Rule.MEDIAN),
]
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind.name)


def run(crowd: Crowd, rule: AggregationRule, path: Path) -> RoundAggregate:
    n = len(crowd.rows)
    slots = compute_slots(SEED, n).tolist()
    cohorts = group_by_cohort(crowd.make_members(), slots, compute_cohort_count(n))
    manifest = make_flat_manifest(COORDINATES, crowd.bits, FRACTION_BITS)
    return aggregate_round(cohorts, rule, manifest, path)


def read_coordinates(path: Path) -> list[int]:
    return read_values(path.read_bytes())[:COORDINATES]


def compute_root(path: Path, bits: int) -> Digest:
    data = path.read_bytes()
    leaves = [data[at : at + 256] for at in range(0, len(data), 256)]
    return chunk_tree.compute_root(
        leaves, compute_layout(make_flat_manifest(1, bits)).aggregate_depth
    )


@every_rule
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("n", [1, 2, 127, 128, 129, 130, 300])
def test_a_round_is_the_readable_one(
    n: int, bits: int, rule: AggregationRule, tmp_path: Path
) -> None:
    crowd = draw_crowd(n, bits)
    aggregate = run(crowd, rule, tmp_path / "aggregate")
    assert read_coordinates(aggregate.path) == aggregate_readably(
        crowd, compute_cohorts(SEED, n), rule
    )
    assert aggregate.root == compute_root(aggregate.path, bits)


@every_rule
def test_each_cohort_has_its_output(rule: AggregationRule, tmp_path: Path) -> None:
    crowd = draw_crowd(300, 8)
    aggregate = run(crowd, rule, tmp_path / "aggregate")
    for number, cohort in enumerate(compute_cohorts(SEED, 300)):
        output = aggregate.outputs[number]
        weights = [crowd.weights[at] for at in cohort]
        columns = zip(*(crowd.rows[at] for at in cohort), strict=True)
        assert read_coordinates(output.path) == [
            aggregate_coordinate(column, weights, rule, FRACTION_BITS) for column in columns
        ]
        assert (output.root, output.weight) == (compute_root(output.path, 8), sum(weights))
    assert len(aggregate.outputs) == len(list(tmp_path.iterdir())) - 1 == 3


@every_rule
@pytest.mark.parametrize("absent", [[1], [0, 2]])
def test_a_cohort_without_weight_has_no_say(
    absent: list[int], rule: AggregationRule, tmp_path: Path
) -> None:
    cohorts = compute_cohorts(SEED, 300)
    crowd = draw_crowd(300, 8, [at for cohort in absent for at in cohorts[cohort]])
    aggregate = run(crowd, rule, tmp_path / "aggregate")
    assert set(aggregate.outputs) == {0, 1, 2}.difference(absent)
    present = [cohort for number, cohort in enumerate(cohorts) if number not in absent]
    assert read_coordinates(aggregate.path) == aggregate_readably(crowd, present, rule)
    if len(present) == 1:
        [output] = aggregate.outputs.values()
        assert output.path.read_bytes() == aggregate.path.read_bytes()


def test_one_cohort_is_written_once(tmp_path: Path) -> None:
    aggregate = run(draw_crowd(128, 8), RULES[0], tmp_path / "aggregate")
    assert [output.path for output in aggregate.outputs.values()] == [aggregate.path]
    assert aggregate.outputs[0].root == aggregate.root
    assert list(tmp_path.iterdir()) == [aggregate.path]


@pytest.mark.parametrize("n", [0, 5, 300])
def test_a_round_without_weight_is_refused(n: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="total weight is 0"):
        run(draw_crowd(n, 8, range(n)), RULES[0], tmp_path / "aggregate")
