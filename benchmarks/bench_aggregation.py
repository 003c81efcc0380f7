"""Aggregation of many updates beside Flower's own functions: `make bench`.

Consort reads update files and writes the aggregate file and its SHA-256 tree; Flower has float32
arrays in memory and returns arrays. Both get the same values.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from flwr.server.strategy.aggregate import aggregate, aggregate_median, aggregate_trimmed_avg
from numpy.typing import NDArray

from benchmarks.measure import TABLE_HEAD, Measurement, format_row, measure
from consort.aggregation.cohort import Member, aggregate_cohort
from consort.codec.manifest import Manifest, TensorSpec
from consort.codec.sources import FileSource
from consort.codec.update import write_update
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import UpdateHeader

TRIM_BPS = 1000
FLOWER_RULES: dict[Rule, Callable[[list[tuple[list[NDArray[np.float32]], int]]], object]] = {
    Rule.WEIGHTED_MEAN: aggregate,
    Rule.TRIMMED_MEAN: lambda results: aggregate_trimmed_avg(results, TRIM_BPS / 10_000),
    Rule.MEDIAN: aggregate_median,
}
NO_HASH = Digest(bytes(32))
HEADER = UpdateHeader(1, bytes(20), 0, 0, bytes(20), 1, NO_HASH, NO_HASH)


def make_manifest(coordinates: int) -> Manifest:
    """Return the manifest of one flat tensor with 8-bit codes."""
    return Manifest(8, 8, 23, (TensorSpec("w", "float32", (coordinates,), "parameter", 0),))


def draw_codes(member: int, coordinates: int) -> NDArray[np.uint8]:
    """Return one member's codes, padded to whole leaves; the same each time."""
    codes = np.full(-(-coordinates // 256) * 256, 128, np.uint8)
    random = np.random.default_rng(member)
    codes[:coordinates] = random.integers(0, 256, coordinates, dtype=np.uint8)
    return codes.reshape(-1, 256)


def write_members(directory: Path, members: int, coordinates: int) -> list[Member]:
    """Write the members' update files, with weights 1, 2, 3 ..."""
    inputs = []
    for index in range(members):
        path = directory / str(index)
        with path.open("wb") as out:
            write_update(out, HEADER, draw_codes(index, coordinates))
        inputs.append(Member(FileSource(path), index + 1))
    return inputs


def measure_consort(
    directory: Path, members: list[Member], coordinates: int
) -> dict[Rule, Measurement]:
    """Measure every rule on files; the kernels are compiled before."""
    manifest = make_manifest(coordinates)

    def run(kind: Rule) -> None:
        with (directory / "aggregate").open("wb") as out:
            aggregate_cohort(members, AggregationRule(kind, TRIM_BPS), manifest, out)

    for kind in Rule:
        run(kind)
    return {kind: measure(lambda kind=kind: run(kind)) for kind in Rule}  # type: ignore[misc]


def measure_flower(members: int, coordinates: int) -> dict[Rule, Measurement]:
    """Measure every rule on float32 arrays of the same values."""
    results = [
        ([draw_codes(index, coordinates).reshape(-1)[:coordinates].astype(np.float32)], index + 1)
        for index in range(members)
    ]
    return {
        kind: measure(lambda call=call: call(results))  # type: ignore[misc]
        for kind, call in FLOWER_RULES.items()
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=32)
    parser.add_argument("--coordinates", type=int, default=10_000_000)
    arguments, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as name:
        inputs = write_members(Path(name), arguments.members, arguments.coordinates)
        ours = measure_consort(Path(name), inputs, arguments.coordinates)
    theirs = measure_flower(arguments.members, arguments.coordinates)
    print(f"Aggregation, {arguments.members} x {arguments.coordinates:,} coordinates\n")
    print(TABLE_HEAD)
    for kind in Rule:
        print(format_row(kind.name.lower().replace("_", " "), ours[kind], theirs[kind]))


if __name__ == "__main__":
    main()
