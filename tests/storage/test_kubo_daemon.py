"""A private daemon: found, started, kept to this machine, ended."""

import json
from pathlib import Path

import psutil
import pytest

from consort.errors import KuboFailed, KuboMissing
from consort.storage.kubo_daemon import KuboDaemon, start_daemon
from consort.storage.kubo_program import find_ipfs


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONSORT_IPFS", str(tmp_path / "ipfs"))

    with pytest.raises(KuboMissing) as missing:
        find_ipfs()

    assert str(tmp_path / "ipfs") in str(missing.value)


def test_an_old_program_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ipfs").write_text("#!/bin/sh\necho 0.42.9\n")
    (tmp_path / "ipfs").chmod(0o755)
    monkeypatch.setenv("CONSORT_IPFS", str(tmp_path / "ipfs"))

    with pytest.raises(KuboMissing):
        find_ipfs()


@pytest.mark.kubo
def test_it_listens_on_loopback_only_and_knows_nobody(daemon: KuboDaemon) -> None:
    sockets = psutil.Process(daemon.pid).net_connections()
    config = json.loads((daemon.repository / "config").read_text())

    assert sockets
    assert {socket.laddr.ip for socket in sockets} == {"127.0.0.1"}
    assert config["Bootstrap"] == []
    assert not config["Discovery"]["MDNS"]["Enabled"]
    assert not config["AutoConf"]["Enabled"]


@pytest.mark.kubo
def test_leaving_the_block_ends_it(ipfs: Path, tmp_path: Path) -> None:
    with start_daemon(tmp_path / "kubo", ipfs) as daemon:
        process = psutil.Process(daemon.pid)
        assert process.is_running()

    assert not process.is_running()
    assert not (tmp_path / "kubo" / "api").exists()
    daemon.stop()


@pytest.mark.kubo
def test_a_daemon_that_cannot_start_says_where_its_log_is(ipfs: Path, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("not a configuration")

    with pytest.raises(KuboFailed) as failed:
        start_daemon(tmp_path, ipfs)

    assert failed.value.repository == str(tmp_path)
    assert (tmp_path / "daemon.log").read_text()


@pytest.mark.kubo
def test_a_second_daemon_over_a_repository_leaves_the_first_alone(
    ipfs: Path, daemon: KuboDaemon
) -> None:
    with pytest.raises(KuboFailed):
        start_daemon(daemon.repository, ipfs)

    assert (daemon.repository / "api").read_text().strip() == daemon.address
    assert daemon.open().describe()
