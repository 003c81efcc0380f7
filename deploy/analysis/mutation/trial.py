"""Trials of mutants: a copy of the tree with one change, compiled and tested by forge.

The copy is compiled by the legacy pipeline without the optimiser, which is fastest; the suites of
the changed contract run first, and whatever survives them meets all others.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from deploy.analysis.mutation.mutants import Mutant
from deploy.compile import ROOT

COPIED = ("contracts", "tests/solidity", "tests/vectors", "foundry.toml")
LINKED = ("node_modules", "package.json", "deploy")
SUITES = {
    "contracts/StakeVault.sol": "Vault*",
    "contracts/Disputes.sol": "{Disputes,JudgementLog}",
    "contracts/Demands.sol": "{Demands,JudgementLog}",
    "contracts/RewardLedger.sol": "Ledger",
    "contracts/coordinator/Rivals.sol": "Rivals",
    "contracts/coordinator/Lineage.sol": "{Lineage,RoundLog}",
}
"""Suite that tries a contract first, by the name of its file."""
PLACES = (
    ("AnswerLib", "{Answers,Demands}"),
    ("Cohort", "{BadCohort,Nodes}"),
    ("Coordinate", "BadCohort"),
    ("Top", "BadTop"),
    ("Step", "{Steps,BadStep}"),
    ("ShaTree", "ShaTrees"),
    ("Input", "{InputProofs,BadCohort}"),
    ("Rule", "BadCohort"),
    ("AggregationProofs", "Bad*"),
    ("proofs/", "{RecordProofs,Nodes}"),
    ("Lib", "{Ledger,Trees}"),
)
"""The same for what is not a contract of its own: the first part of its path that fits."""
SETTINGS = {
    "FOUNDRY_VIA_IR": "false",
    "FOUNDRY_OPTIMIZER": "false",
    "FOUNDRY_DYNAMIC_TEST_LINKING": "true",
    "FOUNDRY_FUZZ_RUNS": "32",
    "FOUNDRY_INVARIANT_RUNS": "3",
}
NO_GAS_BOUNDS = ["--no-match-contract", "Gas", "--no-match-test", "[gG]as|_costs"]
"""They hold for optimised code only."""
TIME_LIMIT = 900
FAILURE = re.compile(r"^\[FAIL[^\n]*?\] (\w+)\(", re.MULTILINE)


class Outcome(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    STILLBORN = "stillborn"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome, and for a kill the test that failed first."""

    outcome: Outcome
    by: str = ""


class Bench:
    """A copy of the tree in which one mutant at a time is tried."""

    def __init__(self, folder: Path) -> None:
        """Lay the copy anew; what an earlier one compiled is kept."""
        self.folder = folder
        for name in COPIED:
            _copy(ROOT / name, folder / name)
        for name in LINKED:
            link = folder / name
            link.unlink(missing_ok=True)
            link.symlink_to(ROOT / name)

    def prove(self) -> None:
        """Require that the tests pass without a change."""
        verdict = self._test([])
        if verdict.outcome is not Outcome.SURVIVED:
            raise SystemExit(f"The tests fail without any mutant: {verdict.by or 'no compilation'}")

    def judge(self, mutant: Mutant) -> Verdict:
        """Return what the tests say of a mutant."""
        path = self.folder / mutant.unit
        source = path.read_bytes()
        path.write_bytes(mutant.apply(source))
        try:
            first = self._test(["--match-path", f"tests/solidity/{find_suite(mutant.unit)}.t.sol"])
            return first if first.outcome is not Outcome.SURVIVED else self._test([])
        finally:
            path.write_bytes(source)

    def _test(self, choice: list[str]) -> Verdict:
        for kind in ("fuzz", "invariant"):  # nothing is remembered of earlier mutants
            shutil.rmtree(self.folder / "build" / "forge" / "cache" / kind, ignore_errors=True)
        forge = str(ROOT / ".tools" / "forge")
        try:
            done = subprocess.run(
                [forge, "test", "--fail-fast", *choice, *NO_GAS_BOUNDS],
                cwd=self.folder,
                env=os.environ | SETTINGS,
                capture_output=True,
                check=False,
                text=True,
                timeout=TIME_LIMIT,
            )
        except subprocess.TimeoutExpired:
            return Verdict(Outcome.KILLED, "the time limit")
        return _read_verdict(done.returncode, done.stdout + done.stderr)


def find_suite(unit: str) -> str:
    """Return the glob of the suites that try a source unit first."""
    if unit in SUITES:
        return SUITES[unit]
    return next(suite for part, suite in PLACES if part in unit)


def _read_verdict(code: int, output: str) -> Verdict:
    if "Compiler run failed" in output:
        return Verdict(Outcome.STILLBORN)
    if code == 0:
        return Verdict(Outcome.SURVIVED)
    failed = FAILURE.search(output)
    if failed is None:
        raise SystemExit(f"forge stopped without a failing test:\n{output[-2000:]}")
    return Verdict(Outcome.KILLED, failed.group(1))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)
