"""This machine: versions, room on the disk, the nodes' directory."""

import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from consort.cli.doctor.finding import Finding, Status
from consort.cli.doctor.patient import Patient
from consort.file_lock import find_holder
from consort.spec.params import PROTOCOL_VERSION
from consort.storage.disk import name_failures, write_whole

PACKAGES: Final = ("torch", "numpy", "web3", "safetensors", "ipfshttpclient")
LITTLE_ROOM: Final = 100 << 20
SCARCE_ROOM: Final = 1 << 30

_PROBE: Final = ".consort-doctor"
_PROBE_BYTES: Final = 1 << 16


def check_versions(_patient: Patient) -> Iterator[Finding]:
    """Say what runs here; fail for a package that is missing."""
    versions = {name: _find_version(name) for name in ("consort", *PACKAGES)}
    missing = [name for name, found in versions.items() if found is None]
    python = f"Python {platform.python_version()}, protocol {PROTOCOL_VERSION}"
    found = ", ".join((python, *(f"{name} {text or 'missing'}" for name, text in versions.items())))
    advice = f"Install {', '.join(missing)}: `make setup`, or `pip install consort`."
    yield Finding.of_measure("versions", found, advice, is_bad=bool(missing))


def check_config(patient: Patient) -> Iterator[Finding]:
    """Say which file settings come from, and what is wrong in it."""
    for fault in patient.config_faults:
        yield Finding.of_error("config", fault)
    if not patient.config_faults:
        found = f"settings come from {patient.config}." if patient.config else "there is no file."
        yield Finding("config", Status.OK, found)


def check_disk(patient: Patient) -> Iterator[Finding]:
    """Say how much room there is for the nodes' files."""
    place = find_existing(patient.state)
    free = shutil.disk_usage(place).free
    yield Finding.of_measure(
        "disk",
        f"{free / (1 << 30):.1f} GiB are free at {place}.",
        "Free some space: a round needs a few times the model for each update.",
        is_bad=free < LITTLE_ROOM,
        is_poor=free < SCARCE_ROOM,
    )


def check_state(patient: Patient) -> Iterator[Finding]:
    """Write where nodes will write; say which of them run. Raises DiskFull, PathUnusable."""
    place = find_existing(patient.state)
    probe = place / _PROBE
    with name_failures(place):
        write_whole(probe, [bytes(_PROBE_BYTES)])
        probe.unlink()
    running = [
        f"{lock.parent.name} (process {holder})"
        for lock in patient.state.glob("*/*/lock")
        if (holder := find_holder(lock)) is not None
    ]
    if place != patient.state.absolute():
        found = f"{patient.state} is not there yet; {place} can be written to."
    else:
        found = f"{place} can be written to; {', '.join(running) or 'no node'} runs there."
    yield Finding("state", Status.OK, found)


def find_existing(path: Path) -> Path:
    """Return the path, or the nearest one above it that exists."""
    places = (path.absolute(), *path.absolute().parents)
    return next(place for place in places if place.exists())


def _find_version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
