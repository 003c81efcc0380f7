"""Whatever listens, listens on loopback: nobody else can reach a chain, a store or a node."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from consort.chain.anvil import ANVIL
from consort.chain.chain_program import ChainProgram
from consort.chain.devnet import start_devnet
from consort.storage.kubo_daemon import start_daemon
from consort.storage.kubo_repository import KuboRepository, prepare_repository
from tests.cli.commands_running import start
from tests.cli.conftest import CommandLine, create_task
from tests.listening import listening_on_loopback


def test_anvil(tmp_path: Path) -> None:
    with listening_on_loopback() as look, start_devnet(program=ANVIL, log=tmp_path / "log"):
        look()


@pytest.mark.ganache
def test_ganache(ganache: ChainProgram, tmp_path: Path) -> None:
    with listening_on_loopback() as look, start_devnet(program=ganache, log=tmp_path / "log"):
        look()


@pytest.mark.kubo
@pytest.mark.parametrize("offline", [True, False])
def test_kubo(ipfs: Path, tmp_path: Path, offline: bool) -> None:
    node = prepare_repository(tmp_path / "i", ipfs=ipfs)
    take_any_ports(node)
    with listening_on_loopback() as look, start_daemon(node.path, ipfs, offline=offline):
        look()


def take_any_ports(node: KuboRepository) -> None:
    """Leave the addresses that a new repository has, on whatever ports are free."""
    with node.locked():
        config = node.read_config()
        addresses = config["Addresses"]
        for name, value in addresses.items():
            addresses[name] = json.loads(re.sub(r"/tcp/\d+", "/tcp/0", json.dumps(value)))
        node.write_config(config)


def test_health_of_a_node(on_chain: CommandLine) -> None:
    command = f"watch --task {create_task(on_chain)} --dry-run --health 0 --json"
    with listening_on_loopback() as look:
        running = start(command.split(), on_chain.directory, {})
        running.wait_for("HealthServed")
        sockets = psutil.Process(running.process.pid).net_connections()
        look()
        running.end(signal.SIGTERM)
    assert any(found.status == psutil.CONN_LISTEN for found in sockets)


def test_dashboard(on_chain: CommandLine) -> None:
    with listening_on_loopback() as look:
        running = start(["dashboard", "--port", 0, "--json"], on_chain.directory, {})
        running.wait_for("Ready")
        look()
        assert running.end(signal.SIGTERM) == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104
def test_an_open_port_would_be_seen(host: str) -> None:
    family = "AF_INET6" if ":" in host else "AF_INET"
    program = (
        f"import socket, sys; s = socket.create_server(({host!r}, 0), family=socket.{family});"
        "print('open', flush=True); sys.stdin.read()"
    )
    with pytest.raises(AssertionError, match=f"python.*{host}"):
        look_at([sys.executable, "-c", program])


def look_at(command: list[str]) -> None:
    with (
        listening_on_loopback() as look,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process,
    ):
        assert process.stdout is not None
        assert process.stdout.readline()
        look()
        process.communicate()
