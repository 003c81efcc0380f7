"""What is known of mutants: verdicts of earlier runs, and survivors that are explained."""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from deploy.analysis.mutation.mutants import Mutant
from deploy.analysis.mutation.trial import Outcome, Verdict
from deploy.compile import ROOT

EXPLAINED = ROOT / "tests" / "mutants.toml"


class Record:
    """Verdicts on disk, one line each, so that a run that was stopped goes on where it was.

    They hold for the contracts and tests they were found with, known by a digest. A kill is kept
    while the contracts are what they were: further tests do not bring a mutant back.
    """

    def __init__(self, path: Path) -> None:
        """Read what earlier runs wrote."""
        self._path = path
        self._contracts = digest(["contracts"])
        self._tests = digest(["tests/solidity", "tests/vectors"])
        self._known: dict[str, Verdict] = {}
        lines = path.read_text().splitlines() if path.exists() else []
        for line in map(json.loads, lines):
            kept = line["outcome"] != Outcome.SURVIVED or line["tests"] == self._tests
            if line["contracts"] == self._contracts and kept:
                self._known[line["name"]] = Verdict(Outcome(line["outcome"]), line["by"])

    def find(self, mutant: Mutant) -> Verdict | None:
        """Return what is known of a mutant, if anything."""
        return self._known.get(mutant.name)

    def add(self, mutant: Mutant, verdict: Verdict) -> None:
        """Note a verdict."""
        self._known[mutant.name] = verdict
        line = {
            "name": mutant.name,
            "outcome": verdict.outcome,
            "by": verdict.by,
            "contracts": self._contracts,
            "tests": self._tests,
        }
        with self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")


def digest(folders: Iterable[str]) -> str:
    """Return a digest of the files below these folders."""
    hasher = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in (ROOT / folder).rglob("*") if path.is_file()):
            hasher.update(f"{path.relative_to(ROOT)}\n".encode())
            hasher.update(hashlib.sha256(path.read_bytes()).digest())
    return hasher.hexdigest()[:16]


def read_explained() -> dict[tuple[str, str, str, str], bool]:
    """Return the survivors with a reason: unit, function, line, what it becomes -> equivalent."""
    if not EXPLAINED.exists():
        return {}
    entries = tomllib.loads(EXPLAINED.read_text()).get("survivor", [])
    return {describe(entry): bool(entry.get("equivalent", False)) for entry in entries}


def describe(entry: dict[str, str]) -> tuple[str, str, str, str]:
    """Return the key of an entry; one without a reason is an error."""
    if not entry.get("why"):
        raise SystemExit(f"{EXPLAINED.name}: no reason is given for {entry}.")
    return entry["unit"], entry["function"], entry["line"], entry["becomes"]


def key_of(mutant: Mutant) -> tuple[str, str, str, str]:
    """Return the key under which a mutant is explained."""
    return mutant.unit, mutant.function, mutant.line, mutant.becomes
