"""Where a soak's files go: one directory, or private Kubo nodes that fetch from each other."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from consort.storage.address import open_store
from consort.storage.kubo_program import find_ipfs
from tests.soak.stage import Place
from tests.storage.network import make_mesh, running

MEMBERS = 3
"""Kubo nodes; the parties use them in turn, so most files travel."""
FILES = {"files": "stores"}
KUBO_FILES = {
    "files": "stores/*/blocks",
    "databases": "stores/*/datastore",
    "daemons' logs": "stores/*/*.log",
}


@dataclass(frozen=True, slots=True)
class Stores:
    """Addresses that the nodes use in turn, what lies where below the root, processes by name."""

    addresses: Sequence[str]
    kinds: Mapping[str, str]
    processes: Mapping[str, int] = field(default_factory=dict)

    def prune(self) -> None:
        """Delete what nobody keeps, as their owners do from time to time."""
        for address in self.addresses:
            open_store(address).prune()


@contextmanager
def open_directory(place: Place) -> Iterator[Stores]:
    """Give one directory to all."""
    yield Stores([f"directory:{place.stores}"], FILES)


@contextmanager
def open_kubo(place: Place) -> Iterator[Stores]:
    """Run a private network of Kubo nodes."""
    ipfs = find_ipfs()
    nodes = make_mesh(ipfs, place.stores, MEMBERS)
    with running(ipfs, nodes) as daemons:
        ids = {f"kubo-{at}": daemon.pid for at, daemon in enumerate(daemons)}
        yield Stores([daemon.store_url for daemon in daemons], KUBO_FILES, ids)
