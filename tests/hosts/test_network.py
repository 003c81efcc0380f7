"""Hosts have addresses of their own, and links between them that can be lost."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from consort.errors import ContentUnavailable
from consort.storage.address import open_store
from consort.storage.kubo_daemon import start_daemon
from tests.hosts import network
from tests.hosts.federation import prepare_kubo
from tests.hosts.network import Hosts, explain_missing, inside, make_hosts

HERE, THERE = "here", "there"
PORT = 9000
SECONDS = 0.5


@pytest.fixture
def pair() -> Iterator[Hosts]:
    """Make two hosts."""
    reason = explain_missing()
    if reason is not None:
        pytest.skip(reason)
    with make_hosts([HERE, THERE]) as made:
        yield made


def can_connect(hosts: Hosts) -> bool:
    """Tell whether one host reaches a port of the other."""
    with inside(THERE), socket.create_server((hosts.addresses[THERE], PORT)), inside(HERE):
        try:
            socket.create_connection((hosts.addresses[THERE], PORT), SECONDS).close()
        except OSError:
            return False
    return True


def test_links_are_lost_and_healed(pair: Hosts) -> None:
    assert can_connect(pair)
    pair.cut([HERE], [THERE])
    assert not can_connect(pair)
    pair.heal()
    assert can_connect(pair)
    pair.isolate(THERE)
    assert not can_connect(pair)
    pair.heal()
    assert can_connect(pair)


def list_links() -> set[str]:
    """Return the names of the network interfaces that this thread sees."""
    return {name for _, name in socket.if_nameindex()}


def test_nothing_outside_is_touched(pair: Hosts) -> None:
    here = Path("/proc/thread-self/ns/net").readlink()
    assert list_links() & {"bridge", "port1", "port2"} == set()
    with inside(HERE):
        assert Path("/proc/thread-self/ns/net").readlink() != here
        assert list_links() == {"lo", "eth0"}
    assert Path("/proc/thread-self/ns/net").readlink() == here


def test_what_a_killed_run_left_is_taken_away(pair: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    prefix = f"{network.PREFIX}-{ended.pid}"
    monkeypatch.setattr(network, "compose_name", lambda host: f"{prefix}-{host}")
    network._make_switch()
    network._make_host("left", "10.77.0.9")
    with inside("left"):
        sleeping = subprocess.Popen(["/bin/sleep", "60"])
    network.reap()
    assert sleeping.wait() < 0
    names = network._list_namespaces()
    assert f"{prefix}-left" not in names
    assert f"{network.PREFIX}-{os.getpid()}-{HERE}" in names


@pytest.mark.kubo
def test_a_file_waits_for_the_link(pair: Hosts, ipfs: Path, tmp_path: Path) -> None:
    nodes = prepare_kubo(pair, tmp_path, ipfs)
    with inside(HERE), start_daemon(nodes[HERE].path, ipfs, offline=False):
        file = open_store(nodes[HERE].store_url).put(b"an update")
        with inside(THERE), start_daemon(nodes[THERE].path, ipfs, offline=False):
            store = open_store(nodes[THERE].store_url)
            pair.cut([HERE], [THERE])
            with pytest.raises(ContentUnavailable):
                store.read(file, limit=100, timeout=1)
            pair.heal()
            assert store.read(file, limit=100, timeout=60) == b"an update"
