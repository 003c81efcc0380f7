"""Organisations' Kubo nodes in a private network: what one publishes, others fetch and verify.

Every node has its own repository, swarm address, RPC secret; all that they share is the network's
key. A store of one can reach another's blocks by bitswap only.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from consort.errors import ContentUnavailable, StoreUnreachable
from consort.storage.address import open_store
from consort.storage.cid import CHUNK_SIZE, Cid, Codec
from consort.storage.kubo import KuboStore
from consort.storage.kubo_daemon import KuboDaemon, start_daemon
from consort.storage.kubo_repository import KuboRepository
from consort.storage.secret import read_secret
from consort.storage.unixfs import compute_file
from tests.storage.backends import Backend
from tests.storage.network import make_mesh, make_node, running, wait_for_peers

pytestmark = pytest.mark.kubo

LIMIT = 8 * CHUNK_SIZE


@pytest.fixture(scope="module")
def network(ipfs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[KuboDaemon]]:
    """Run three nodes that know each other."""
    nodes = make_mesh(ipfs, tmp_path_factory.mktemp("network"), 3)
    with running(ipfs, nodes) as daemons:
        yield daemons


@contextmanager
def stopped(daemon: KuboDaemon) -> Iterator[None]:
    """Have a daemon hang: its ports take connections, and nobody answers."""
    os.kill(daemon.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(daemon.pid, signal.SIGCONT)


def test_a_file_travels_to_every_node(network: list[KuboDaemon]) -> None:
    publisher, *readers = network
    content = os.urandom(3 * CHUNK_SIZE + 1)
    file = publisher.open().put(content)

    for reader in readers:
        store = reader.open()
        received, _ = store.get_traffic()
        assert not store.has(file)
        with pytest.raises(ContentUnavailable):
            store.pin(file)  # pinning never downloads
        assert store.read(file, limit=LIMIT, timeout=30) == content
        store.pin(file)
        assert store.has(file)
        assert store.get_traffic()[0] - received >= len(content)


def test_what_was_fetched_is_passed_on_when_the_publisher_is_gone(
    ipfs: Path, tmp_path: Path
) -> None:
    nodes = make_mesh(ipfs, tmp_path, 3)
    content = os.urandom(2 * CHUNK_SIZE)
    with running(ipfs, nodes) as (publisher, first, second):
        file = publisher.open().put(content)
        first.open().read(file, limit=LIMIT, timeout=30)
        first.open().pin(file)
        publisher.stop()

        assert second.open().read(file, limit=LIMIT, timeout=30) == content


def test_what_nobody_has_is_unavailable_at_the_deadline(
    network: list[KuboDaemon], tmp_path: Path
) -> None:
    absent = compute_file([os.urandom(2 * CHUNK_SIZE)])

    with pytest.raises(ContentUnavailable):
        network[1].open().fetch(absent, tmp_path / "copy", limit=LIMIT, timeout=0.5)

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_lost_a_block_is_unavailable(network: list[KuboDaemon]) -> None:
    publisher, reader, _ = network
    content = os.urandom(6 * CHUNK_SIZE)
    kept = Backend(publisher.open(), publisher.address, publisher.repository / "blocks")
    file = kept.store.put(content)
    kept.find_block(Cid.of_block(content[-CHUNK_SIZE:], Codec.RAW)).unlink()

    with pytest.raises(ContentUnavailable):
        reader.open().read(file, limit=LIMIT, timeout=1)


def test_a_publisher_that_hangs_is_given_up_and_comes_back(network: list[KuboDaemon]) -> None:
    publisher, reader, _ = network
    content = os.urandom(2 * CHUNK_SIZE)
    file = publisher.open().put(content)

    with stopped(publisher), pytest.raises(ContentUnavailable):
        reader.open().read(file, limit=LIMIT, timeout=0.5)

    assert reader.open().read(file, limit=LIMIT, timeout=30) == content


def test_a_daemon_that_hangs_ends_every_call(network: list[KuboDaemon], tmp_path: Path) -> None:
    daemon = network[2]
    file = daemon.open().put(os.urandom(10))
    secret = read_secret(KuboRepository(daemon.repository).secret)
    store = KuboStore(daemon.address, secret, patience=0.3)

    with stopped(daemon):
        for use in (
            lambda: store.put(os.urandom(CHUNK_SIZE)),
            lambda: store.fetch(file, tmp_path / "copy", limit=LIMIT, timeout=0.1),
            lambda: store.has(file),
            lambda: store.pin(file),
            lambda: store.unpin(file),
            store.describe,
            store.list_connected,
        ):
            with pytest.raises(StoreUnreachable, match="did not answer in time"):
                use()

    assert list(tmp_path.iterdir()) == []
    assert store.has(file)


def test_strangers_without_the_key_do_not_get_in(
    ipfs: Path, network: list[KuboDaemon], tmp_path: Path
) -> None:
    member = KuboRepository(network[0].repository)
    stranger = make_node(ipfs, tmp_path / "stranger")
    stranger.add_peers(member.list_contacts())
    file = network[0].open().put(os.urandom(10))

    with start_daemon(stranger.path, ipfs, offline=False) as daemon:
        with pytest.raises(ContentUnavailable):
            daemon.open().read(file, limit=LIMIT, timeout=1)
        assert daemon.open().list_connected() == set()
    assert stranger.peer_id not in network[0].open().list_connected()


def test_calls_without_the_secret_are_refused(network: list[KuboDaemon]) -> None:
    file = network[0].open().put(b"content")
    stranger = open_store(f"kubo:{network[0].address}")

    for use in (
        lambda: stranger.put(b"content"),
        lambda: stranger.read(file, limit=LIMIT, timeout=5),
        lambda: stranger.pin(file),
        stranger.describe,
    ):
        with pytest.raises(StoreUnreachable, match="right secret"):
            use()
    assert open_store(network[0].store_url).has(file)


def test_the_secret_gives_no_right_to_administer(network: list[KuboDaemon]) -> None:
    with network[0].open()._call(5) as client:
        for administer in (client.config.get, client.key.list, client.stop):
            with pytest.raises(Exception, match="403"):
                administer()


def test_it_listens_on_loopback_only(network: list[KuboDaemon]) -> None:
    for daemon in network:
        sockets = psutil.Process(daemon.pid).net_connections()
        listening = {socket.laddr.ip for socket in sockets if socket.status == "LISTEN"}
        assert listening == {"127.0.0.1"}


def test_a_node_that_was_away_is_back_among_its_peers(ipfs: Path, tmp_path: Path) -> None:
    nodes = make_mesh(ipfs, tmp_path, 2)
    with running(ipfs, nodes) as (first, second):
        content = os.urandom(CHUNK_SIZE + 1)
        file = second.open().put(content)
        second.stop()
        with start_daemon(second.repository, ipfs, offline=False) as back:
            wait_for_peers(back, {nodes[0].peer_id})

            assert first.open().read(file, limit=LIMIT, timeout=30) == content
