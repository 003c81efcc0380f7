"""The store: whether it answers, and gives back what it is given."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from consort.cli.doctor.finding import Finding, Status
from consort.cli.doctor.ipfs import examine_store
from consort.cli.doctor.patient import PATIENCE, Patient
from consort.storage.address import open_store
from consort.storage.directory import DirectoryStore

_REMOTE: Final = ("kubo:", "gateway:")
_PROBE: Final = b"consort doctor\n"


def check_store(patient: Patient) -> Iterator[Finding]:
    """Look at an IPFS store as `consort ipfs doctor` does; put into a directory and read again.

    Raises StorageError.
    """
    path = Path(patient.store.removeprefix("directory:")).expanduser()
    if not patient.store.startswith(_REMOTE) and not path.exists():
        found = f"directory {path} is not there yet: the first file makes it."
        yield Finding("store", Status.OK, found)
        return
    store = open_store(patient.store)
    if not isinstance(store, DirectoryStore):
        for finding in examine_store(store):
            yield replace(finding, check="store", found=f"{finding.check}: {finding.found}")
        return
    file = store.put(_PROBE)
    store.read(file, limit=len(_PROBE), timeout=PATIENCE)
    store.unpin(file)
    yield Finding("store", Status.OK, f"{store.describe()} keeps files and gives them back.")
