"""Run slither over the contracts and hold its findings against those that are explained.

`slither.toml` says of every accepted finding why: of all that a detector finds, or of what it finds
in one function. A finding that is not explained fails, and so does an explanation of nothing.
"""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ROOT / ".tools"
EXPLAINED = Path(__file__).with_name("slither.toml")
BUILD = ROOT / "build" / "slither"
SETTINGS = {
    "FOUNDRY_OUT": str(BUILD / "out"),
    "FOUNDRY_CACHE_PATH": str(BUILD / "cache"),
    "FOUNDRY_VIA_IR": "false",
    "FOUNDRY_OPTIMIZER": "false",
}
"""Slither reads the syntax tree: the fastest compilation will do."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What a detector found, and the contract, function or variable in which."""

    detector: str
    where: str
    text: str = ""


def main() -> None:
    """Fail unless exactly the explained findings are made."""
    explained, everywhere = read_explained()
    found = run_slither()
    fresh = [
        finding
        for finding in sorted(found)
        if finding.detector not in everywhere
        and Finding(finding.detector, finding.where) not in explained
    ]
    made = {Finding(finding.detector, finding.where) for finding in found}
    unmade = sorted(explained - made)
    idle = sorted(everywhere - {finding.detector for finding in found})
    for finding in fresh:
        print(f"{finding.detector} in {finding.where}\n  {finding.text}\n")
    for finding in unmade:
        print(f"slither.toml explains {finding.detector} in {finding.where}: it is not found.")
    for detector in idle:
        print(f"slither.toml explains {detector}: it finds nothing.")
    print(f"slither: {len(found)} findings, {len(fresh)} of them not explained.")
    if fresh or unmade or idle:
        sys.exit(1)


def read_explained() -> tuple[set[Finding], set[str]]:
    """Return the findings, and the detectors, that `slither.toml` gives a reason for."""
    tables = tomllib.loads(EXPLAINED.read_text())
    entries = tables["detector"] + tables["finding"]
    for entry in entries:
        if not entry.get("why"):
            sys.exit(f"slither.toml gives no reason for {entry['name']}.")
    findings = {
        Finding(entry["name"], where) for entry in tables["finding"] for where in entry["where"]
    }
    return findings, {entry["name"] for entry in tables["detector"]}


def run_slither() -> list[Finding]:
    """Return all findings in contracts/."""
    BUILD.mkdir(parents=True, exist_ok=True)
    report = BUILD / "report.json"
    report.unlink(missing_ok=True)
    command = [
        str(TOOLS / "analysis" / "bin" / "slither"),
        ".",
        *("--filter-paths", "node_modules"),
        *("--json", str(report)),
        "--fail-none",
    ]
    path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"  # it calls forge
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | SETTINGS | {"PATH": path},
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode != 0 or not report.exists():
        sys.exit(f"slither failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    results = json.loads(report.read_text())["results"].get("detectors", [])
    return [read_finding(result) for result in results]


def read_finding(result: Json) -> Finding:
    """Return a finding of slither's report."""
    text = " ".join(result["description"].split())
    return Finding(result["check"], ".".join(name_parts(result["elements"][0])), text)


def name_parts(element: Json) -> Iterable[str]:
    """Return the names of an element's parents and its own, outermost first."""
    parent = element.get("type_specific_fields", {}).get("parent", {})
    outer = name_parts(parent) if parent.get("type") in {"contract", "function"} else []
    return [*outer, element["name"]]


if __name__ == "__main__":
    main()
