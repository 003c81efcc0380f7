"""A whole net on this machine: Kubo nodes that exchange updates, processes that are killed."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from consort.cli.actions.connection import connect
from consort.cli.net.directory import NetDirectory
from consort.cli.net.marks import SUPERVISOR, end_all, find_marked
from consort.cli.net.service import ServiceStatus, State
from consort.cli.settings import Network
from consort.errors import KuboMissing
from consort.spec.types import TaskId
from consort.storage.address import open_store
from consort.storage.cid import Cid, StoredFile
from consort.storage.kubo_program import find_ipfs
from tests.cli.commands_running import CONSORT, make_path
from tests.cli.test_help import get_example

pytestmark = pytest.mark.kubo

DEADLINE = 120.0
SHAPE = ("--contributors", "1", "--app", "tests.app.apps:app")
TERMS = ("--term", "challenge=1", "--term", "challenge_blocks=1", "--interval", "0.2")
KUBOS = [f"kubo-{index}" for index in range(3)]
VALIDATORS = [f"validator-{index}" for index in range(3)]
STORED = re.compile(r"stored the update, (?P<size>\d+) bytes: (?P<cid>\w+)")
NODES = [*VALIDATORS, "contributor-0", "watcher"]
SERVED = [*NODES, "dashboard"]


@dataclass(frozen=True)
class Running:
    """A net, and the command that deals with it."""

    directory: Path

    def run(self, *words: str, code: int = 0) -> str:
        """Run `consort net WORD...` in the directory's parent; return what it prints."""
        done = subprocess.run(
            [str(CONSORT), "net", *words],
            cwd=self.directory.parent,
            env={**os.environ, "PYTHONPATH": make_path()},
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def run_example(self, example: str, *more: str) -> str:
        """Run the example of a command's help, and what more is given."""
        return self.run(*example.removeprefix("consort net ").split(), *more)

    @property
    def place(self) -> NetDirectory:
        """Return the net's directory."""
        return NetDirectory(self.directory)

    @property
    def services(self) -> dict[str, ServiceStatus]:
        """Return where the services stand, by name, as the supervisor says."""
        return {service.name: service for service in self.place.read_status()}

    def get_version(self) -> int:
        """Return how many final rounds the task has had; asks the chain."""
        layout = self.place.get_layout(self.place.load())
        chain = connect(Network((layout.rpc_url,), layout.record))
        head, _ = chain.get_head(TaskId(0))
        return head.version

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + DEADLINE
        while not condition():
            assert time.monotonic() < deadline, self.run("logs", "--lines", "4")
            time.sleep(0.2)

    @property
    def token(self) -> str:
        """Return what marks the net's processes."""
        return self.place.load().token


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Bring a net up, once; whatever a test leaves of it is ended."""
    try:
        find_ipfs()
    except KuboMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the net's tests must run in CI: {missing}")
        pytest.skip(f"not tested without Kubo: {missing}")
    running = Running(tmp_path_factory.mktemp("net") / "consort-net")
    try:
        running.run_example(get_example(("net", "up")), *SHAPE, *TERMS)
        token = running.token
        yield running
    finally:
        end_all(find_marked(token), 10)


def test_everything_runs_as_itself(net: Running) -> None:
    shown = json.loads(net.run_example(get_example(("net", "status"))))
    assert shown["up"] is True
    states = {service["name"]: service["state"] for service in shown["services"]}
    names = ["chain", *KUBOS, "deployer", *SERVED]
    assert states == dict.fromkeys(names, "healthy") | {"deployer": "done"}
    assert len(list_pids(net)) == len(names) - 1
    keystores = [net.directory / name / "keystore.json" for name in ("deployer", *NODES)]
    assert len({json.loads(path.read_text())["address"] for path in keystores}) == len(keystores)


def test_no_secret_is_shown_and_no_port_is_open_to_others(net: Running) -> None:
    names = {"keystore.json", "password", "swarm.key", "rpc.secret", "kubo.secret"}
    secrets = [path for path in net.directory.rglob("*") if path.name in names]
    assert {path.name for path in secrets} == names
    assert {path.stat().st_mode & 0o077 for path in (net.directory, *secrets)} == {0}
    processes = find_marked(net.token)
    told = " ".join(word for process in processes for word in process.cmdline())
    told += "".join(path.read_text() for path in (net.directory / "logs").iterdir())
    texts = [path.read_text().strip() for path in secrets if path.name != "keystore.json"]
    assert not [text for text in texts if text in told]
    connections = [one for process in processes for one in process.net_connections()]
    listening = {one.laddr.ip for one in connections if one.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}


def test_updates_travel_by_bitswap_and_rounds_become_final(net: Running) -> None:
    net.wait_for(lambda: net.get_version() >= 1)
    publisher, reader = get_daemon(net, "kubo-0"), get_daemon(net, "kubo-2")
    store = open_store(reader.store)

    def has_come() -> bool:  # to the node of a validator, which alone asks for it there
        log = net.place.get_log("contributor-0").read_text()
        updates = [
            StoredFile(Cid.parse(found["cid"]), int(found["size"]))
            for found in STORED.finditer(log)
        ]
        return any(store.has(update) for update in updates)

    net.wait_for(has_come)
    assert publisher.ask("bitswap/stat")["BlocksSent"] > 0
    assert reader.ask("bitswap/stat")["BlocksReceived"] > 0


def test_the_ledger_is_shown(net: Running) -> None:
    (url,) = re.findall(r"the ledger is at (\S+)", net.run("status"))
    net.wait_for(lambda: requests.get(f"{url}/api/v1/tasks/0", timeout=10).json()["versions"] >= 1)
    assert "<title>" in requests.get(url, timeout=10).text
    rounds = requests.get(f"{url}/api/v1/tasks/0/rounds", timeout=10).json()["items"]
    assert "FINAL" in {round_["state"] for round_ in rounds}


def test_up_again_changes_nothing(net: Running) -> None:
    before = list_pids(net)
    net.run("up")
    assert list_pids(net) == before
    refused = json.loads(net.run("up", "--contributors", "2", "--json", code=3))
    assert refused["error"] == "NetDiffers"


def test_what_is_killed_returns(net: Running) -> None:
    victims = ("validator-1", "kubo-2", "chain")
    before, version = net.services, net.get_version()
    for name in victims:
        os.kill(before[name].pid or 0, signal.SIGKILL)

    def are_back() -> bool:
        now = net.services
        node, kubo, chain = (now[name] for name in victims)
        # A node that is back before its chain is started once more.
        is_restarted = node.restarts >= 1 and kubo.restarts == chain.restarts == 1
        return is_restarted and all(one.state is State.HEALTHY for one in (node, kubo, chain))

    net.wait_for(are_back)
    after = net.services
    assert {name for name in before if before[name].pid != after[name].pid} == {*victims}
    net.wait_for(lambda: net.get_version() >= version + 2)


def test_logs_are_shown(net: Running) -> None:
    lines = net.run_example(get_example(("net", "logs")), "--json").splitlines()
    assert {json.loads(line)["process"] for line in lines} == {"validator-0"}
    everything = net.run("logs", "--lines", "1")
    assert {line.split(" | ")[0].strip() for line in everything.splitlines()} >= {
        *SERVED,
        SUPERVISOR,
    }
    net.run("logs", "nobody", code=2)


def test_down_ends_all_that_a_killed_supervisor_left_and_nothing_else(net: Running) -> None:
    token = net.token
    (supervisor,) = find_marked(token, SUPERVISOR)
    supervisor.kill()
    net.wait_for(lambda: not find_marked(token, SUPERVISOR))
    stranger = subprocess.Popen(["/bin/sleep", "60"])
    chain, *others = net.place.read_status()
    net.place.write_status([replace(chain, pid=stranger.pid), *others])  # a number given anew
    shown = json.loads(net.run("status", "--json"))
    assert shown["up"] is False
    assert {one["state"] for one in shown["services"]} == {"left behind", "done"}

    net.run("down")

    assert find_marked(token) == []
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
    net.run_example(get_example(("net", "down")))
    assert not net.directory.exists()
    net.run("status", code=3)


def list_pids(net: Running) -> set[int]:
    return {service.pid for service in net.services.values() if service.pid}


@dataclass(frozen=True)
class Daemon:
    """A Kubo node of the net, asked as those may who have its secret."""

    store: str
    url: str
    secret: str

    def ask(self, call: str) -> dict[str, Any]:
        """Return what the daemon answers to an RPC call."""
        headers = {"Authorization": f"Bearer {self.secret}"}
        answer = requests.post(f"{self.url}/api/v0/{call}", headers=headers, timeout=10)
        told: dict[str, Any] = answer.json()
        return told


def get_daemon(net: Running, name: str) -> Daemon:
    secret = net.directory / name / "rpc.secret"
    url = f"http://127.0.0.1:{net.place.load().ports[name]}"
    return Daemon(f"kubo:{url},secret-file={secret}", url, secret.read_text().strip())
