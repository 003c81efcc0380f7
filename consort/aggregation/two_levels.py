"""A round's aggregation: each cohort's updates to its output, and the outputs to the aggregate.

One cohort is in work at a time, a window of it in memory; outputs wait in files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from consort.aggregation.cohort import Member, aggregate_cohort, aggregate_top
from consort.codec.manifest import Manifest
from consort.codec.sources import FileSource
from consort.spec.aggregation import AggregationRule
from consort.spec.chunk_tree import Digest
from consort.spec.params import COHORT_SIZE
from consort.storage.disk import name_failures

Cohorts = Sequence[Sequence[Member]]


@dataclass(frozen=True, slots=True)
class CohortOutput:
    """Say what a cohort of some weight came to, and where that lies."""

    root: Digest
    weight: int
    path: Path


@dataclass(frozen=True, slots=True)
class RoundAggregate:
    """Say what a round came to; `outputs` are by cohort, none for a cohort without weight."""

    root: Digest
    path: Path
    outputs: Mapping[int, CohortOutput]


def group_by_cohort(members: Sequence[Member], slots: Sequence[int], count: int) -> Cohorts:
    """Return the members of each of `count` cohorts; `slots` are their slots in the same order."""
    cohorts: list[list[Member]] = [[] for _ in range(count)]
    for slot, member in sorted(zip(slots, members, strict=True), key=lambda pair: pair[0]):
        cohorts[slot // COHORT_SIZE].append(member)
    return cohorts


def aggregate_round(
    cohorts: Cohorts, rule: AggregationRule, manifest: Manifest, path: Path
) -> RoundAggregate:
    """Write the aggregate to `path`, and several cohorts' outputs beside it; verify files first.

    One cohort's output is the aggregate. Raises WrongFileSize, DiskFull, PathUnusable, and
    ValueError for a round without weight, with more than 128 cohorts or members of one, or with a
    weight beyond 2**17.
    """
    outputs = {
        number: _write_output(members, rule, manifest, _locate(path, number, len(cohorts)))
        for number, members in enumerate(cohorts)
        if any(member.weight for member in members)
    }
    if len(cohorts) == 1 and outputs:
        return RoundAggregate(outputs[0].root, path, outputs)
    inputs = [Member(FileSource(output.path), output.weight) for output in outputs.values()]
    with name_failures(path), path.open("wb") as out:
        root = aggregate_top(inputs, rule, manifest, out)
    return RoundAggregate(root, path, outputs)


def _write_output(
    members: Sequence[Member], rule: AggregationRule, manifest: Manifest, path: Path
) -> CohortOutput:
    with name_failures(path), path.open("wb") as out:
        root = aggregate_cohort(members, rule, manifest, out)
    return CohortOutput(root, sum(member.weight for member in members), path)


def _locate(aggregate: Path, cohort: int, count: int) -> Path:
    if count == 1:
        return aggregate
    return aggregate.with_name(f"{aggregate.name}-cohort-{cohort}")
