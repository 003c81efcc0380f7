"""What is known against the packages we pin, as pip-audit and npm find it in the registries."""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NPM_LOCK = "package-lock.json"

Json = dict[str, Any]


class CouldNotAsk(Exception):
    """Nobody answered: nothing is known, which is not the same as no advisories."""


@dataclass(frozen=True, slots=True, order=True)
class Advisory:
    """One advisory about a package of a file of pins; `places` are where npm has put it."""

    lock: str
    id: str
    package: str
    places: tuple[str, ...] = ()
    text: str = ""

    def __str__(self) -> str:
        return f"{self.id}: {self.package} in {self.lock}\n  {self.text}"


def ask_python(root: Path, lock: str, program: Path) -> list[Advisory]:
    """Return what is known about the pins of a requirements file; raises CouldNotAsk.

    One package is asked about first: where that one is not known, none would be.
    """
    pins = list(iterate_pins((root / lock).read_text()))
    for part in (pins[:1], pins):
        report = _run_pip_audit(program, part)
        if skipped := [item["name"] for item in report["dependencies"] if "skip_reason" in item]:
            raise CouldNotAsk(f"no advisories are served for {', '.join(skipped[:5])}")
    return sorted(read_pip_report(lock, report))


def ask_npm(root: Path, *options: str) -> list[Advisory]:
    """Return what is known about the packages of package-lock.json; raises CouldNotAsk."""
    command = ["npm", "audit", "--package-lock-only", "--json", *options]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    report = _parse(done)
    if "vulnerabilities" not in report:
        raise CouldNotAsk(str(report.get("message") or report)[:200])
    return sorted(read_npm_report(report))


def iterate_pins(requirements: str) -> Iterator[str]:
    """Yield each pin of a requirements file with the lines of its hashes."""
    pin: list[str] = []
    for line in requirements.splitlines():
        if line and not line[0].isspace() and not line.startswith("#"):
            if pin:
                yield "\n".join(pin)
            pin = []
        if line.strip() and not line.strip().startswith("#"):
            pin.append(line)
    if pin:
        yield "\n".join(pin)


def read_pip_report(lock: str, report: Json) -> Iterator[Advisory]:
    """Yield the advisories of pip-audit's report."""
    for item in report["dependencies"]:
        for found in item["vulns"]:
            fixed = ", ".join(found["fix_versions"]) or "no version"
            text = f"{item['name']} {item['version']}, fixed in {fixed}"
            yield Advisory(lock, found["id"], item["name"], text=text)


def read_npm_report(report: Json) -> Iterator[Advisory]:
    """Yield the advisories of npm's report; what only depends on a bad package is left out."""
    for name, item in report["vulnerabilities"].items():
        for found in item["via"]:
            if isinstance(found, dict):
                id_ = found["url"].rsplit("/", 1)[-1]
                text = f"{found['severity']}: {found['title']}, {found['range']}"
                yield Advisory(NPM_LOCK, id_, name, tuple(item["nodes"]), text)


def _run_pip_audit(program: Path, pins: Sequence[str]) -> Json:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(pins) + "\n")
        file.flush()
        command = [str(program), "--requirement", file.name, "--require-hashes", "--disable-pip"]
        command += ["--format", "json", "--progress-spinner", "off"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = _parse(done)
    if "dependencies" not in report:
        raise CouldNotAsk(str(report)[:200])
    return report


def _parse(done: subprocess.CompletedProcess[str]) -> Json:
    try:
        report: Json = json.loads(done.stdout)
    except ValueError:
        raise CouldNotAsk((done.stderr or done.stdout).strip()[-200:]) from None
    return report
