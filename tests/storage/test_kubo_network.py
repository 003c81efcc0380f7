"""Two Kubo daemons in a private network: what one publishes, the other fetches and verifies."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from consort.errors import ContentUnavailable
from consort.storage.cid import CHUNK_SIZE, Cid, Codec
from consort.storage.kubo_daemon import KuboDaemon, start_daemon
from consort.storage.unixfs import compute_file
from tests.storage.backends import Backend, run_ipfs

pytestmark = pytest.mark.kubo

LIMIT = 8 * CHUNK_SIZE


@pytest.fixture(scope="module")
def network(
    ipfs: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[KuboDaemon, KuboDaemon]]:
    """Run a publisher, and a reader that is connected to it alone."""
    key = "/key/swarm/psk/1.0.0/\n/base16/\n" + os.urandom(32).hex()
    here, there = (tmp_path_factory.mktemp(name) for name in ("publisher", "reader"))
    for repository in (here, there):
        start_daemon(repository, ipfs).stop()
        (repository / "swarm.key").write_text(key)
    with (
        start_daemon(here, ipfs, offline=False) as publisher,
        start_daemon(there, ipfs, offline=False) as reader,
    ):
        contact, *_ = json.loads(run_ipfs(ipfs, publisher, "id"))["Addresses"]
        run_ipfs(ipfs, reader, "swarm", "connect", contact)
        yield publisher, reader


def test_a_file_travels(network: tuple[KuboDaemon, KuboDaemon]) -> None:
    publisher, reader = network
    content = os.urandom(3 * CHUNK_SIZE + 1)
    file = publisher.open().put(content)
    store = reader.open()

    assert not store.has(file)
    with pytest.raises(ContentUnavailable):
        store.pin(file)  # pinning never downloads
    assert store.read(file, limit=LIMIT, timeout=30) == content
    store.pin(file)
    assert store.has(file)


def test_what_nobody_has_is_unavailable_at_the_deadline(
    network: tuple[KuboDaemon, KuboDaemon], tmp_path: Path
) -> None:
    absent = compute_file([os.urandom(2 * CHUNK_SIZE)])

    with pytest.raises(ContentUnavailable):
        network[1].open().fetch(absent, tmp_path / "copy", limit=LIMIT, timeout=0.5)

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_lost_a_block_is_unavailable(
    network: tuple[KuboDaemon, KuboDaemon],
) -> None:
    publisher, reader = network
    content = os.urandom(6 * CHUNK_SIZE)
    kept = Backend(publisher.open(), publisher.address, publisher.repository / "blocks")
    file = kept.store.put(content)
    kept.find_block(Cid.of_block(content[-CHUNK_SIZE:], Codec.RAW)).unlink()

    with pytest.raises(ContentUnavailable):
        reader.open().read(file, limit=LIMIT, timeout=1)
