"""A fresh set-up is the same one every time: everything that is installed is pinned with hashes."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.audit.__main__ import PYTHON_LOCKS, ROOT
from deploy.audit.advisories import iterate_pins

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def read_pins(lock: str) -> dict[str, str]:
    """Return the pins of a file by name."""
    pins = list(iterate_pins((ROOT / lock).read_text()))
    return {canonicalize_name(pin.split("==")[0]): pin for pin in pins}


def list_wanted() -> list[str]:
    """Return everything that pyproject.toml asks for, extras and build included."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    own = PROJECT["project"]["dependencies"], *extras, PROJECT["build-system"]["requires"]
    return [wanted for part in own for wanted in part]


def walk(wanted: list[str]) -> Iterator[str]:
    """Yield the names of all that is installed for these requirements, through all levels."""
    waiting, seen = [Requirement(text) for text in wanted], set[tuple[str, str]]()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in ("", *requirement.extras):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            yield name
            waiting += [
                needed
                for needed in map(Requirement, _get_requires(name))
                if needed.marker is None or needed.marker.evaluate({"extra": extra})
            ]


def _get_requires(name: str) -> list[str]:
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:  # an extra that this environment does without
        return []


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_pin_has_one_version_and_hashes(lock: str) -> None:
    for name, pin in read_pins(lock).items():
        assert re.match(rf"{re.escape(name)}==\S+", pin, re.IGNORECASE), pin
        assert HASH.search(pin), name


def test_all_that_is_installed_is_pinned() -> None:
    missing = set(walk(list_wanted())) - set(read_pins("constraints.txt"))
    assert missing == set(), "run `make constraints`"


def test_pins_are_within_what_the_project_allows() -> None:
    pins = read_pins("constraints.txt")
    for text in list_wanted():
        wanted = Requirement(text)
        version = re.match(r"[^=]+==([^\s;]+)", pins[canonicalize_name(wanted.name)])
        assert version is not None
        assert wanted.specifier.contains(version[1], prereleases=True), text


def test_npm_packages_are_locked_with_hashes() -> None:
    asked = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert packages.pop("")["devDependencies"] == asked
    assert all(re.fullmatch(r"[\d.]+", version) for version in asked.values())
    assert [place for place, package in packages.items() if not package.get("integrity")] == []


def test_a_wrong_hash_is_refused(tmp_path: Path) -> None:
    """The set-up gives the pins as constraints: the installer checks their hashes all the same.

    Nothing is downloaded: the package is a wheel that is built here.
    """
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text(
        '[project]\nname = "pinned-thing"\nversion = "1.0"\n'
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[tool.hatch.build.targets.wheel]\nonly-include = ["pyproject.toml"]\n'
    )
    uv, python = str(find_uv()), sys.executable
    wheels = ["--wheel", "--no-build-isolation", "--python", python, "--out-dir", str(tmp_path)]
    subprocess.run([uv, "build", "--quiet", *wheels, str(project)], check=True)
    pins = tmp_path / "pins.txt"
    pins.write_text(f"pinned-thing==1.0 --hash=sha256:{'0' * 64}\n")
    install = [uv, "pip", "install", "--offline", "--no-index", "--find-links", str(tmp_path)]
    install += ["--target", str(tmp_path / "installed"), "--python", python, "pinned-thing"]
    refused = subprocess.run(
        [*install, "--constraints", str(pins)], capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "Hash mismatch" in refused.stderr
    subprocess.run([*install, "--quiet"], check=True)


def find_uv() -> Path:
    """Return the installer of this environment, which `make` uses where PATH has none."""
    return Path(sys.executable).with_name("uv")
