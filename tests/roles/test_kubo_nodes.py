"""A federation whose members have an IPFS node each, and what becomes of a round that loses some.

Files travel between real Kubo nodes, by bitswap alone. A file that nobody has any more, a publisher
that is gone, a daemon that hangs: the round ends as the protocol says, and goes on without it.
"""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from consort.node.progress import UpdateRejected, Waiting
from consort.spec.params import MINIMAL
from consort.spec.types import Phase
from consort.storage.cid import StoredFile
from consort.storage.kubo import KuboStore
from consort.storage.kubo_daemon import KuboDaemon
from consort.storage.kubo_repository import KuboRepository
from consort.storage.secret import read_secret
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import Federation, Node, check_conservation
from tests.storage.conftest import ipfs
from tests.storage.network import make_mesh, running

__all__ = ["ipfs"]

pytestmark = [
    pytest.mark.kubo,
    pytest.mark.filterwarnings("ignore:The 'strict' parameter:FutureWarning"),
]


@pytest.fixture(autouse=True)
def short_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a try end before a phase does: here the chain's time runs faster than the clock."""
    monkeypatch.setattr("consort_nodes.verification.FETCH_TIMEOUT", 1.0)
    monkeypatch.setattr("consort.node.task_files.FETCH_TIMEOUT", 1.0)


@dataclass(frozen=True, slots=True)
class Machine:
    """A member's IPFS node, and the store in it."""

    daemon: KuboDaemon
    store: KuboStore

    @classmethod
    def of(cls, daemon: KuboDaemon) -> "Machine":
        """Return a machine whose store is not waited for as long as usual."""
        secret = read_secret(KuboRepository(daemon.repository).secret)
        return cls(daemon, KuboStore(daemon.address, secret, patience=2.0))


@pytest.fixture
def federation(local_chain: LocalChain, tmp_path: Path) -> Federation:
    """Give a task in which those rest whose updates nobody could fetch."""
    return Federation.start(local_chain, tmp_path, terms=MINIMAL)


@pytest.fixture
def machines(ipfs: Path, tmp_path: Path, federation: Federation) -> Iterator[list[Machine]]:
    """Run four connected nodes; the task's first files are in the last one only."""
    with running(ipfs, make_mesh(ipfs, tmp_path, 4)) as daemons:
        made = [Machine.of(daemon) for daemon in daemons]
        history = federation.read_history()
        for root in (history.params.manifest_hash, history.params.genesis_model_root):
            [place] = history.files.get(root)
            file = StoredFile.from_chain(place.digest, place.size)
            made[-1].store.put(federation.store.read(file, limit=file.size, timeout=5))
        yield made


def start(federation: Federation, machines: list[Machine]) -> list[Node]:
    """Enrol two contributors and two validators, and start each with a machine of its own."""
    federation.enrol(contributors=2, validators=2)
    contributors = [federation.contribute(at, store=machines[at].store) for at in (0, 1)]
    validators = [federation.validate(at, store=machines[2 + at].store) for at in (0, 1)]
    return [*contributors, *validators]


def test_updates_and_models_travel_between_machines(
    federation: Federation, machines: list[Machine]
) -> None:
    nodes = start(federation, machines)
    federation.drive(nodes, until=lambda: federation.version >= 2)

    history = federation.read_history()
    assert history.rounds[0].compute_included() == (True, True)
    size = history.rounds[0].leaves[0].content_size
    for validator in machines[2:]:
        assert validator.store.get_traffic()[0] >= 2 * size
    for contributor in machines[:2]:
        received, sent = contributor.store.get_traffic()
        assert received > 0
        assert sent >= size
    check_conservation(federation)


def test_an_update_that_is_lost_before_anybody_fetched_it_is_left_out(
    federation: Federation, machines: list[Machine]
) -> None:
    nodes = start(federation, machines)
    federation.drive(nodes[2:], until=lambda: federation.phase is Phase.COMMIT)
    federation.drive(nodes[:2], until=lambda: len(federation.read_history().rounds[0].leaves) == 2)
    machines[1].daemon.stop()
    federation.drive([nodes[0], *nodes[2:]], until=lambda: federation.version >= 1)

    first, lost = federation.read_history().rounds[0], nodes[1].session.address
    included = zip(first.committed, first.compute_included(), strict=True)
    assert [account for account, is_in in included if not is_in] == [lost]
    reports = [federation.find(f"validator-{at}", UpdateRejected) for at in (0, 1)]
    assert {event.contributor for events in reports for event in events} == {lost}
    assert federation.owner.get_contributor(federation.task, lost).rest_until > 1
    check_conservation(federation)


@pytest.mark.slow
def test_a_validator_whose_daemon_hangs_abstains_and_comes_back(
    federation: Federation, machines: list[Machine]
) -> None:
    nodes = start(federation, machines)
    federation.drive(nodes, until=lambda: federation.phase is Phase.COMMIT)
    nodes[2].step()  # it has the manifest now
    blind = machines[2].daemon
    os.kill(blind.pid, signal.SIGSTOP)
    try:
        federation.drive(nodes, until=lambda: federation.version >= 1)
    finally:
        os.kill(blind.pid, signal.SIGCONT)

    first = federation.read_history().rounds[0]
    assert list(first.votes) == [1]
    assert first.compute_included() == (True, True)
    assert any("in time" in event.reason for event in federation.find("validator-0", Waiting))
    federation.drive(
        nodes,
        until=lambda: any(
            0 in round_.votes for round_ in federation.read_history().rounds.values()
        ),
    )
    check_conservation(federation)
