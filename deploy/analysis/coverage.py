"""Measure which lines and branches of the contracts forge's tests run, and fail below the bounds.

Bounds of gas are left out of the tests: coverage compiles without the optimiser. What
`coverage.toml` explains, line by line of code, does not count.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = ROOT / "build" / "coverage.lcov"
EXPLAINED = Path(__file__).with_name("coverage.toml")
NO_GAS_BOUNDS = ("--no-match-contract", "Gas", "--no-match-test", "[gG]as|_costs")
LEAST_LINES = 1.0
LEAST_BRANCHES = 0.95


@dataclass(slots=True)
class Coverage:
    """How often tests ran each line of a file, and each branch at a line."""

    path: str
    lines: dict[int, int] = field(default_factory=dict)
    branches: dict[tuple[int, str], int] = field(default_factory=dict)


def main() -> None:
    """Run the tests, list what they leave out, compare with the bounds."""
    run_forge()
    files = [file for file in read_report(REPORT.read_text()) if file.path.startswith("contracts/")]
    explained = read_explained()
    for file in files:
        forget(file, explained)
    for file in files:
        for line in sorted(line for line, hits in file.lines.items() if hits == 0):
            print(f"{file.path}:{line}: never run: {text_of(file.path, line)}")
        for line, branch in sorted(key for key, hits in file.branches.items() if hits == 0):
            print(f"{file.path}:{line}: branch {branch} not taken: {text_of(file.path, line)}")
    lines = ratio([hits for file in files for hits in file.lines.values()])
    branches = ratio([hits for file in files for hits in file.branches.values()])
    print(f"coverage of contracts/: {lines:.1%} of lines, {branches:.1%} of branches")
    if lines < LEAST_LINES or branches < LEAST_BRANCHES:
        sys.exit(
            f"At least {LEAST_LINES:.0%} of lines and {LEAST_BRANCHES:.0%} of branches, please."
        )


def run_forge() -> None:
    """Run the tests with coverage; exit if one fails."""
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    forge = str(ROOT / ".tools" / "forge")
    command = [forge, "coverage", "--report", "lcov", "--report-file", str(REPORT)]
    command += NO_GAS_BOUNDS
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    if done.returncode != 0:
        failures = [line for line in done.stdout.splitlines() if line.startswith("[FAIL")]
        sys.exit("\n".join(["forge coverage failed:", *failures, done.stderr[-2000:]]))


def read_report(text: str) -> Iterator[Coverage]:
    """Yield the files of a report in the lcov format."""
    file = Coverage("")
    for entry in text.splitlines():
        kind, _, rest = entry.partition(":")
        if kind == "SF":
            file = Coverage(rest)
        elif kind == "DA":
            line, hits = rest.split(",")[:2]
            file.lines[int(line)] = int(hits)
        elif kind == "BRDA":
            line, block, branch, hits = rest.split(",")
            file.branches[int(line), f"{block}.{branch}"] = 0 if hits == "-" else int(hits)
        elif entry == "end_of_record":
            yield file


def read_explained() -> set[tuple[str, str]]:
    """Return paths and lines of code that no test can run, each with a reason in the file."""
    entries = tomllib.loads(EXPLAINED.read_text()).get("unreachable", [])
    for entry in entries:
        if not entry.get("why"):
            sys.exit(f"coverage.toml gives no reason for {entry['line']}.")
    return {(entry["path"], entry["line"]) for entry in entries}


def forget(file: Coverage, explained: set[tuple[str, str]]) -> None:
    """Leave out what is explained."""
    for line in [line for line, hits in file.lines.items() if hits == 0]:
        if (file.path, text_of(file.path, line)) in explained:
            del file.lines[line]
    for key in [key for key, hits in file.branches.items() if hits == 0]:
        if (file.path, text_of(file.path, key[0])) in explained:
            del file.branches[key]


def text_of(path: str, line: int) -> str:
    """Return a line of a file without its indentation."""
    return (ROOT / path).read_text().splitlines()[line - 1].strip()


def ratio(hits: list[int]) -> float:
    """Return the fraction that is not 0; 1 of nothing."""
    return sum(hit > 0 for hit in hits) / len(hits) if hits else 1.0


if __name__ == "__main__":
    main()
