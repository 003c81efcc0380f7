"""The health of running nodes, while what they depend on hangs, dies and comes back."""

import json
import os
import signal
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from consort.chain.devnet import start_devnet
from tests.chain.devnet_fixture import LocalChain, prepare_chain
from tests.cli.commands_running import Running, start
from tests.cli.conftest import CommandLine, create_task, make_environment
from tests.cli.test_bad_input import listen

DEADLINE = 60.0
NODE = "--interval 0.1 --health 0 --json"


class Watched:
    """A running node and the pages of its health."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.place = urlsplit(running.wait_for("HealthServed")["url"]).netloc

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body of a page."""
        connection = HTTPConnection(self.place, timeout=10)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response.status, body

    def wait_until(self, *faulty: str) -> None:
        """Return once exactly these checks fail; the node is alive all the while."""
        began = time.monotonic()
        while True:
            status, body = self.get("/ready")
            faults = json.loads(body)["faults"]
            assert self.get("/healthz") == (200, '{"ok": true, "faults": {}}')
            assert status == (503 if faults else 200)
            if faults.keys() == set(faulty):
                return
            assert time.monotonic() - began < DEADLINE, body
            time.sleep(0.1)


@pytest.fixture
def chain(cli: CommandLine, tmp_path: Path) -> Iterator[LocalChain]:
    """Give a chain that a test may stop and kill."""
    with start_devnet(log=tmp_path / "chain.log") as devnet:
        yield prepare_chain(devnet, tmp_path)


@pytest.fixture
def node(cli: CommandLine, chain: LocalChain, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """Run a validator whose only task waits for contributors."""
    for name, value in make_environment(chain, cli.directory).items():
        monkeypatch.setenv(name, value)
    commands = CommandLine(cli.capture, cli.directory, chain.directory / "keystores")
    task = create_task(commands)
    commands.json(f"stake deposit 400 --task {task} --role validator", by="validator-0")
    keystore = str(chain.get_keystore("validator-0"))
    words = f"validate --task {task} {NODE} --keystore {keystore}"
    running = start(words.split(), cli.directory, {})
    yield Watched(running)
    running.process.kill()
    running.process.wait()


def test_node_tells_who_does_not_answer(node: Watched, chain: LocalChain, tmp_path: Path) -> None:
    node.wait_until()
    status, metrics = node.get("/metrics")
    assert status == 200
    assert 'role="validator"' in metrics
    assert 'consort_check{check="chain"} 1.0' in metrics
    assert "process_resident_memory_bytes" in metrics
    keystore = json.loads(chain.get_keystore("validator-0").read_text())
    assert keystore["crypto"]["ciphertext"] not in metrics

    group = chain.devnet.pid  # it leads a session of its own
    os.killpg(group, signal.SIGSTOP)
    try:
        node.wait_until("chain")
    finally:
        os.killpg(group, signal.SIGCONT)
    node.wait_until()
    (tmp_path / "store" / "blocks").rename(tmp_path / "store" / "lost")
    node.wait_until("store")
    (tmp_path / "store" / "lost").rename(tmp_path / "store" / "blocks")
    node.wait_until()
    os.killpg(group, signal.SIGKILL)
    node.wait_until("chain")
    assert 'consort_waits_total{cause="ChainUnreachable"}' in node.get("/metrics")[1]
    assert node.running.end(signal.SIGTERM) == 0


def test_watcher_without_an_account_has_a_health(
    on_chain: CommandLine, local_chain: LocalChain, request: pytest.FixtureRequest
) -> None:
    task = create_task(on_chain)
    words = f"watch --task {task} {NODE} --dry-run".split()
    running = start(words, on_chain.directory, make_environment(local_chain, on_chain.directory))
    request.addfinalizer(running.process.kill)
    node = Watched(running)
    node.wait_until()
    assert 'role="watcher"' in node.get("/metrics")[1]
    assert running.end(signal.SIGINT) == 130


def test_bad_place_for_the_health(on_chain: CommandLine) -> None:
    task = create_task(on_chain)
    command = f"watch --dry-run --once --task {task} --health"
    assert "'nowhere'" in on_chain.refuse(3, "BadHealthAddress", command, "nowhere")
    with listen() as port:
        assert str(port) in on_chain.refuse(3, "PortInUse", command, port)
