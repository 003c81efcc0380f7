"""The contracts that are mutated, as the compiler reads them."""

import json
import subprocess

from deploy.analysis.mutation.mutants import Mutant
from deploy.analysis.mutation.operators import Node, find_mutants
from deploy.compile import ROOT, collect_sources, find_solc

SUBJECTS = {
    "vault": ("contracts/StakeVault.sol",),
    "disputes": (
        "contracts/Disputes.sol",
        "contracts/Demands.sol",
        "contracts/coordinator/Rivals.sol",
        "contracts/proofs",
        "contracts/libraries/proofs",
    ),
    "rewards": (
        "contracts/RewardLedger.sol",
        "contracts/libraries/RewardLib.sol",
        "contracts/libraries/SumTreeLib.sol",
        "contracts/coordinator/Lineage.sol",
    ),
}
"""Files and folders by subject."""


def find_units(subject: str) -> list[str]:
    """Return the source units of a subject, relative to the root."""
    paths = [ROOT / place for place in SUBJECTS[subject]]
    files = [path for place in paths for path in ([place] if place.is_file() else place.rglob("*"))]
    return sorted(path.relative_to(ROOT).as_posix() for path in files if path.suffix == ".sol")


def list_mutants(subject: str) -> list[Mutant]:
    """Return every mutant of a subject."""
    units = find_units(subject)
    trees = _parse(units)
    mutants: list[Mutant] = []
    for unit in units:
        mutants += find_mutants(unit, (ROOT / unit).read_bytes(), trees[unit])
    return mutants


def _parse(units: list[str]) -> dict[str, Node]:
    """Return the syntax trees of source units."""
    task = {
        "language": "Solidity",
        "sources": {unit: {"content": text} for unit, text in collect_sources(units).items()},
        "settings": {"outputSelection": {unit: {"": ["ast"]} for unit in units}},
    }
    done = subprocess.run(
        [find_solc(), "--standard-json"],
        input=json.dumps(task),
        capture_output=True,
        check=True,
        text=True,
    )
    parsed = json.loads(done.stdout)["sources"]
    return {unit: parsed[unit]["ast"] for unit in units}
