"""`consort dashboard` as a process: what it is told, what it says, how it ends."""

import signal
from pathlib import Path

import psutil

from consort.index.place import find_default_path
from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import start
from tests.cli.conftest import CommandLine, create_task
from tests.cli.test_bad_input import listen
from tests.dashboard.server import Client
from tests.dashboard.stage import wait_until


def test_it_says_where_it_is(on_chain: CommandLine, local_chain: LocalChain) -> None:
    task = create_task(on_chain)
    command = ["dashboard", "--port", 0, "--allow-host", "Ledger.Example.org", "--json"]
    running = start(command, on_chain.directory, {})
    ready = running.wait_for("Ready")
    client = Client(ready["url"])
    assert ready["api"] == f"{ready['url']}/api/v1"
    assert Path(ready["index"]) == find_default_path(local_chain.connect())
    wait_until(lambda: client.get(f"/api/v1/tasks/{task}").status == 200)
    assert client.get("/api/v1/status", Host="ledger.example.org").status == 200
    assert client.get("/api/v1/status", Host="other.example.org").status == 421
    children = psutil.Process(running.process.pid).children(recursive=True)
    assert running.end(signal.SIGTERM) == 0
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_killed_it_goes_on_where_it_was(on_chain: CommandLine) -> None:
    create_task(on_chain)
    command = ["dashboard", "--port", 0, "--index-file", "here/index.db", "--json"]
    running = start(command, on_chain.directory, {})
    client = Client(running.wait_for("Ready")["url"])
    wait_until(lambda: client.get("/ready").status == 200)
    running.kill()
    again = start(command, on_chain.directory, {})
    client = Client(again.wait_for("Ready")["url"])
    wait_until(lambda: client.get("/ready").status == 200)
    assert len(client.api("/tasks")["items"]) == 1
    assert again.end(signal.SIGINT) == 130


def test_a_believed_proxy_says_who_asks(on_chain: CommandLine) -> None:
    """Else all clients behind it would share one rate, or could name any address themselves."""
    command = ["dashboard", "--port", 0, "--rate", 1, "--json"]
    for more, expected in ((["--proxy", "127.0.0.1"], {200}), ([], {200, 429})):
        running = start([*command, *more], on_chain.directory, {})
        client = Client(running.wait_for("Ready")["url"])
        statuses = {
            client.get("/healthz", X_Forwarded_For=f"10.0.0.{number}").status
            for number in range(20)
        }
        assert statuses == expected
        assert running.end(signal.SIGTERM) == 0


def test_what_it_cannot_use_is_named(on_chain: CommandLine, tmp_path: Path) -> None:
    with listen() as port:
        assert str(port) in on_chain.refuse(3, "PortInUse", "dashboard --port", port)
    refused = on_chain.refuse(3, "BadListenAddress", "dashboard --port 0 --host 192.0.2.1")
    assert "192.0.2.1" in refused
    assert str(tmp_path) in on_chain.refuse(3, "NothingKept", "dashboard --data", tmp_path)
    assert on_chain("dashboard --proxy nobody").code == 2
    assert on_chain("dashboard --rate 0").code == 2
    on_chain.refuse(2, "BadStoreUrl", "dashboard --port 0 --store ftp://example.org")


def test_without_a_chain_it_says_so(cli: CommandLine) -> None:
    cli.refuse(4, "ChainUnreachable", "dashboard --rpc-url http://127.0.0.1:9")
