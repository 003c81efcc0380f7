"""The store: whether it answers, and gives back what it is given."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from consort.cli.doctor.finding import Finding, Status
from consort.cli.doctor.patient import PATIENCE, Patient
from consort.storage.address import open_store
from consort.storage.kubo_daemon import MINIMUM_VERSION

_KUBO: Final = "kubo:"
_PROBE: Final = b"consort doctor\n"


def check_store(patient: Patient) -> Iterator[Finding]:
    """Put a few bytes, always the same, and read them again; raises StorageError."""
    path = Path(patient.store.removeprefix("directory:")).expanduser()
    if not patient.store.startswith(_KUBO) and not path.exists():
        found = f"directory {path} is not there yet: the first file makes it."
        yield Finding("store", Status.OK, found)
        return
    store = open_store(patient.store)
    described = store.describe()
    file = store.put(_PROBE)
    store.read(file, limit=len(_PROBE), timeout=PATIENCE)
    store.unpin(file)
    yield Finding.of_measure(
        "store",
        f"{described} keeps files and gives them back.",
        f"Versions before {'.'.join(map(str, MINIMUM_VERSION))} have known holes: `make kubo`.",
        is_bad=_is_outdated(described),
    )


def _is_outdated(described: str) -> bool:
    version = re.match(r"Kubo (\d+)\.(\d+)", described)
    return version is not None and tuple(map(int, version.groups())) < MINIMUM_VERSION
