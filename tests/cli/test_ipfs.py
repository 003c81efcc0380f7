"""`consort ipfs` and `consort store`: a network made, run, examined and ended by commands."""

import json
import os
import signal
from pathlib import Path

import pytest

from consort.storage.address import open_store
from consort.storage.kubo_repository import KuboRepository
from consort.storage.secret import read_secret
from consort.storage.swarm_key import read_swarm_key
from tests.cli.commands_running import Running, make_path, start
from tests.cli.conftest import CommandLine, Result
from tests.cli.test_help import get_example
from tests.storage.network import pick_address

pytestmark = pytest.mark.filterwarnings("ignore:The 'strict' parameter:FutureWarning")

PEER = "/ip4/192.0.2.8/tcp/4001/p2p/12D3KooWHwk9Y4vQG4NCcDfwzHnyLMAVeDVTB4zqRwSgPTZFuBnG"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> CommandLine:
    """Run commands that need no chain."""
    return CommandLine(capsys, tmp_path)


def init(cli: CommandLine, name: str, *more: object) -> KuboRepository:
    """Make a node at free ports by the command."""
    path = cli.directory / name
    places = ("--listen", pick_address(), "--rpc", pick_address())
    document = cli.json("ipfs init", "--repo", path, *places, *more)
    assert document["repository"] == str(path)
    return KuboRepository(path)


def examine(cli: CommandLine, node: KuboRepository, *more: object) -> tuple[Result, dict[str, str]]:
    """Run the doctor; return the status of each check."""
    result = cli("ipfs doctor --json", "--repo", node.path, *more)
    return result, {found["check"]: found["status"] for found in result.document["checks"]}


@pytest.mark.kubo
def test_two_organisations_make_a_network(
    ipfs: Path, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = init(cli, "first/ipfs")
    second = init(cli, "second/ipfs", "--swarm-key", first.swarm_key)
    for one, other in ((first, second), (second, first)):
        [contact] = cli.json("ipfs id", "--repo", other.path)["contacts"]
        added = cli.json("ipfs peer add", contact, "--repo", one.path)
        assert added == {"peers": [contact]} == cli.json("ipfs peer list", "--repo", one.path)

    running = [run_daemon(node) for node in (first, second)]
    try:
        for daemon in running:
            daemon.wait_for("Starting")
        _wait_until_well(cli, second)
        result, checks = examine(cli, second)
        assert result.document["ok"]
        assert checks == {
            **dict.fromkeys(("program", "repository", "swarm key", "rpc", "secret"), "ok"),
            **dict.fromkeys(("peers", "disk", "version", "round trip", "storage"), "ok"),
            "daemon": "ok",
            "connected": "ok",
            "address": "warn",
        }
        monkeypatch.chdir(second.path.parent)
        assert cli(get_example(("ipfs", "doctor")).removeprefix("consort ")).code == 0
        content = os.urandom(100)
        file = open_store(first.store_url).put(content)
        assert open_store(second.store_url).read(file, limit=100, timeout=20) == content
        assert cli.json("store prune", "--store", first.store_url)["blocks"] >= 0
        assert open_store(first.store_url).has(file)
        check_no_secret_is_told(cli, second)
    finally:
        codes = [daemon.end(signal.SIGTERM) for daemon in running]
    assert codes == [0, 0]


def run_daemon(node: KuboRepository) -> Running:
    """Run the example where the node's directory is the default one."""
    _, *words = get_example(("ipfs", "daemon")).split()
    return start([*words, "--json"], node.path.parent, {"PYTHONPATH": make_path()})


def _wait_until_well(cli: CommandLine, node: KuboRepository) -> None:
    for _ in range(40):
        if examine(cli, node)[0].code == 0:
            return
    raise AssertionError(cli("ipfs doctor", "--repo", node.path).out)


def check_no_secret_is_told(cli: CommandLine, node: KuboRepository) -> None:
    """Assert that no command prints a secret, and no process list shows one."""
    secrets = [read_secret(node.secret), read_swarm_key(node.swarm_key).split()[-1]]
    secrets.append(node.read_config()["Identity"]["PrivKey"])
    told = [cli(f"ipfs {verb} --repo", node.path) for verb in ("init", "id", "doctor", "peer list")]
    lines = [line.read_bytes().decode() for line in Path("/proc").glob("[0-9]*/cmdline")]
    for secret in secrets:
        assert not any(secret in result.out + result.err for result in told)
        assert not any(secret in line for line in lines)


@pytest.mark.kubo
def test_the_doctor_says_what_is_wrong_and_what_to_do(ipfs: Path, cli: CommandLine) -> None:
    node = init(cli, "node")

    result, checks = examine(cli, node)
    assert (result.code, checks["version"], checks["peers"]) == (4, "fail", "warn")

    node.secret.chmod(0o644)
    node.swarm_key.chmod(0o644)
    result, checks = examine(cli, node)
    assert (result.code, checks["secret"], checks["swarm key"]) == (3, "fail", "fail")
    assert "chmod 600" in cli("ipfs doctor --repo", node.path).out

    config = node.read_config()
    del config["API"]["Authorizations"]
    node.write_config({**config, "Bootstrap": [PEER]})
    result, checks = examine(cli, node)
    assert (result.code, checks["rpc"], checks["repository"]) == (3, "warn", "fail")


@pytest.mark.kubo
def test_a_public_rpc_port_is_made_only_with_a_secret(ipfs: Path, cli: CommandLine) -> None:
    node = init(cli, "node")
    cli.json("ipfs init --rpc /ip4/0.0.0.0/tcp/5001 --repo", node.path)

    assert examine(cli, node)[1]["rpc"] == "warn"
    assert node.read_config()["API"]["Authorizations"]


@pytest.mark.kubo
def test_a_key_of_another_network_is_refused(ipfs: Path, cli: CommandLine) -> None:
    one, other = init(cli, "one"), init(cli, "other")

    result = cli("ipfs init --json --repo", one.path, "--swarm-key", other.swarm_key)

    assert (result.code, result.document["error"]) == (3, "BadSwarmKey")


@pytest.mark.parametrize(
    ("command", "code", "error"),
    [
        ("ipfs daemon", 3, "RepositoryUnusable"),
        ("ipfs id", 3, "RepositoryUnusable"),
        ("ipfs doctor", 3, "RepositoryUnusable"),
        (f"ipfs peer add {PEER}", 3, "RepositoryUnusable"),
        ("ipfs peer add 192.0.2.8:4001", 2, "BadMultiaddr"),
        ("ipfs init --listen 192.0.2.8:4001", 2, "BadMultiaddr"),
        ("store prune --store gateway:https://gateway.example", 3, "ReadOnlyStore"),
        ("store prune --store s3://bucket", 2, "BadStoreUrl"),
    ],
)
def test_bad_input_is_named(cli: CommandLine, command: str, code: int, error: str) -> None:
    more = [] if command.startswith("store") else ["--repo", cli.directory / "absent"]

    result = cli(f"{command} --json", *more)

    assert (result.code, json.loads(result.out)["error"]) == (code, error)
    assert not (cli.directory / "absent" / "config").exists()


def test_a_directory_is_pruned_of_what_nobody_keeps(cli: CommandLine) -> None:
    url = f"directory:{cli.directory / 'store'}"
    store = open_store(url)
    kept, dropped = store.put(b"kept"), store.put(b"dropped")
    store.unpin(dropped)

    assert cli.json("store prune --store", url) == {"store": url, "blocks": 1}
    assert store.has(kept)
    assert not store.has(dropped)
