"""The demo as anybody runs it: what it prints, what it keeps, and that nothing goes on running."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import pytest
from safetensors.torch import load_file

from consort.app_loader import load_app
from consort.chain.client import Chain
from consort.chain.deployment import load_deployment
from consort.chain.interface import LIBRARIES
from consort.cli.demo.plan import CONTRIBUTOR_STAKE, VALIDATOR_STAKE
from consort.ledger.replay import Ledger
from consort.node.log import read_ledger
from consort.spec.params import TOKEN
from consort.spec.types import TaskId
from consort.training import (
    build_model,
    copy_state,
    evaluate_state,
    get_accuracy,
    load_test_data,
)
from tests.cli.commands_running import CONSORT, Running, start
from tests.cli.conftest import CommandLine
from tests.cli.terminal import Terminal
from tests.cli.test_help import get_example
from tests.dashboard.server import Client
from tests.dashboard.stage import wait_until
from tests.listening import listening_on_loopback

DIGITS = "consort.apps.digits:app"
SIZE = ("--contributors", "2", "--validators", "2", "--rounds", "2", "--seed", "3")


@dataclass(frozen=True)
class Demo:
    """A demo that ran, its chain resumed."""

    document: dict[str, Any]
    errors: str
    directory: Path
    rpc_url: str

    def read_ledger(self) -> Ledger:
        """Return the ledger of the resumed chain."""
        record = load_deployment(31337, self.directory / "deployments")
        return read_ledger(Chain.connect(self.rpc_url, record))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Run the demo once, keep everything, and resume its chain."""
    directory = tmp_path_factory.mktemp("demo")
    words = shlex.split(get_example(("demo",)))[1:]
    command = [str(CONSORT), *words, "--validators", "2", "--seed", "3", "--json"]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    resumed = start(["devnet", "--resume", "my-demo", "--port", 0, "--json"], directory, {})
    url = resumed.wait_for("Ready")["rpc_url"]
    yield Demo(json.loads(done.stdout), done.stderr, directory / "my-demo", url)
    assert resumed.end(signal.SIGTERM) == 0


@pytest.fixture
def temporary() -> Iterator[Path]:
    """Give an empty directory for temporary files, short enough for the names of sockets."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "tmp"
        path.mkdir()
        yield path


@pytest.fixture
def resumed(cli: CommandLine, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Run commands where the demo was kept."""
    monkeypatch.setenv("ETH_RPC_URL", demo.rpc_url)
    monkeypatch.setenv("ETH_PASSWORD", str(demo.directory / "password"))
    monkeypatch.chdir(demo.directory)
    return CommandLine(cli.capture, cli.directory, demo.directory / "keystores")


def test_document_has_the_promised_shape(demo: Demo) -> None:
    document = demo.document
    assert document.keys() == {
        *("schema", "chain_id", "addresses", "store", "rounds", "accounts", "conservation"),
        *("baseline", "slashes", "challenges", "wall_seconds"),
    }
    assert document["slashes"] == document["challenges"] == []
    assert (document["schema"], document["chain_id"], document["store"]) == (1, 31337, "directory")
    assert document["addresses"].keys() == {
        *("ConsortToken", "Coordinator", "StakeVault", "RewardLedger", "ModelRegistry"),
        *("SeedSource", "Disputes", "Demands", "AggregationProofs", "RecordProofs"),
        *("InputProofs", *LIBRARIES),
    }
    for round_ in document["rounds"]:
        assert round_.keys() == {
            *("round", "state", "seconds", "committed", "included", "aggregate_root"),
            *("model_root", "model_cid", "accuracy", "gas"),
        }
        assert list(round_["seconds"]) == ["commit", "seal", "publish", "propose", "challenge"]
    for account in document["accounts"]:
        names = ["address", "role", "stake", "earned", "slashed", "claimed"]
        assert list(account) == names
        assert all(account[name].isdecimal() for name in names[2:])


def test_rounds_are_final_and_accuracy_climbs(demo: Demo) -> None:
    rounds = demo.document["rounds"]
    assert [(round_["round"], round_["state"]) for round_ in rounds] == [(0, "FINAL"), (1, "FINAL")]
    assert all(len(round_["included"]) == len(round_["committed"]) == 2 for round_ in rounds)
    app = load_app(DIGITS)
    untrained = copy_state(build_model(app, 3))
    before = get_accuracy(evaluate_state(app, untrained, load_test_data(app)))
    after = [round_["accuracy"] for round_ in rounds]
    assert before < after[0] < after[1]
    assert abs(after[1] - demo.document["baseline"]["fedavg_accuracy"]) < 0.05


def test_gas_is_by_solidity_function(demo: Demo) -> None:
    """Opening a round finalises what is due, so only in the last are there transactions for it.

    It has two where it opened while the first could still be refuted.
    """
    often = {"openRound": 1, "commit": 2, "seal": 1, "vote": 2, "propose": 1}
    first, last = (round_["gas"] for round_ in demo.document["rounds"])
    assert last.pop("finalise")["count"] in {1, 2}
    for gas in (first, last):
        assert {name: figures["count"] for name, figures in gas.items()} == often
        assert all(figures["total"] >= figures["max"] for figures in gas.values())


def test_everybody_is_paid_what_the_rounds_cost(demo: Demo) -> None:
    accounts = demo.document["accounts"]
    roles = [account["role"] for account in accounts]
    assert sorted(roles) == ["contributor", "contributor", "validator", "validator"]
    assert all(account["earned"] == account["claimed"] != "0" for account in accounts)
    earned = sum(int(account["earned"]) for account in accounts)
    assert 0 <= 2 * 140 * TOKEN - earned < 100
    assert demo.document["conservation"]["ok"] is True
    stakes = 2 * (CONTRIBUTOR_STAKE + VALIDATOR_STAKE)
    assert int(demo.document["conservation"]["left"]) == stakes + 2 * 140 * TOKEN - earned


def test_progress_is_told_to_people(demo: Demo) -> None:
    lines = demo.errors.splitlines()
    assert any(line.startswith("round 1: FINAL, 2 of 2 updates, accuracy ") for line in lines)


def test_queries_work_afterwards(demo: Demo, resumed: CommandLine) -> None:
    rounds = {each["round"]: each for each in resumed.json("ledger rounds --task 0")["rounds"]}
    for shown in demo.document["rounds"]:
        told = rounds.pop(shown["round"])
        assert [told[name] for name in ("state", "model_root", "model_cid")] == [
            shown[name] for name in ("state", "model_root", "model_cid")
        ]
        assert (told["committed"], told["included"]) == (
            len(shown["committed"]),
            len(shown["included"]),
        )
    assert not rounds
    assert resumed.json("ledger rewards --task 0")["accounts"] == demo.document["accounts"]
    kept = resumed.json("ledger balance")["conservation"]
    assert demo.document["conservation"].items() <= kept.items()


def test_kept_demo_is_shown_again(demo: Demo, tmp_path: Path) -> None:
    shutil.copytree(demo.directory, tmp_path / "kept")
    command = ["dashboard", "--data", "kept", "--port", 0, "--json"]
    running = start(command, tmp_path, {})
    client = Client(running.wait_for("Ready")["url"])
    wait_until(lambda: client.api("/status")["is_caught_up"])
    children = psutil.Process(running.process.pid).children(recursive=True)
    rounds = client.api("/tasks/0/rounds")["items"]
    shown = [(each["round"], each["state"], each["model_root"]) for each in reversed(rounds)]
    assert shown == [
        (each["round"], each["state"], each["model_root"]) for each in demo.document["rounds"]
    ]
    scores = [each["metrics"] for each in client.api("/tasks/0/versions")["items"]]
    assert [each["accuracy"] for each in scores[:-1]] == [
        each["accuracy"] for each in reversed(demo.document["rounds"])
    ]
    for account in demo.document["accounts"]:
        [role] = client.api(f"/accounts/{account['address']}")["roles"]
        assert (role["earned"], role["claimed"]) == (account["earned"], account["claimed"])
    assert (
        client.get("/api/v1/tasks/0/versions/2/model").body
        == (demo.directory / "model.safetensors").read_bytes()
    )
    assert running.end(signal.SIGTERM) == 0
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_demo_on_a_terminal_shows_its_ledger_until_ctrl_c(temporary: Path) -> None:
    size = ("--contributors", "1", "--validators", "1", "--rounds", "1")
    with Terminal.run([str(CONSORT), "demo", *size], make_environment(temporary)) as terminal:
        url = terminal.wait_for(r"Follow it in a browser: (http://127\.0\.0\.1:\d+)")[1]
        client = Client(url)
        wait_until(lambda: client.get("/ready").status == 200)
        wait_until(lambda: client.api("/tasks")["items"])
        terminal.wait_for(rf"The ledger is at {url}; Ctrl-C ends it")
        rounds = "/tasks/0/rounds"
        wait_until(lambda: [each["state"] for each in client.api(rounds)["items"]] == ["FINAL"])
        wait_until(lambda: client.api("/tasks/0/versions")["items"][0]["metrics"])
        children = psutil.Process(terminal.pid).children(recursive=True)
        terminal.press_ctrl_c()
        assert terminal.wait() == 0
    assert psutil.wait_procs(children, timeout=10)[1] == []
    assert not list(temporary.glob("consort*"))


@pytest.mark.slow
def test_demo_on_a_terminal_ends_by_itself_if_told_so(temporary: Path) -> None:
    size = ("--contributors", "1", "--validators", "1", "--rounds", "1", "--no-dashboard")
    with Terminal.run([str(CONSORT), "demo", *size], make_environment(temporary)) as terminal:
        assert terminal.wait() == 0
    assert "browser" not in terminal.text


def test_nothing_is_left_to_claim(resumed: CommandLine) -> None:
    paid = resumed.json("claim --task 0", by="contributor-0")
    assert (paid["rewards"], paid["credit"]) == ("0", "0")


def test_model_loads_and_is_proved(demo: Demo, resumed: CommandLine, tmp_path: Path) -> None:
    pulled = tmp_path / "model.safetensors"
    resumed.json("model pull --task 0 --output", pulled)
    assert pulled.read_bytes() == (demo.directory / "model.safetensors").read_bytes()
    app = load_app(DIGITS)
    build_model(app).load_state_dict(load_file(pulled))
    accuracy = get_accuracy(evaluate_state(app, load_file(pulled), load_test_data(app)))
    assert accuracy == demo.document["rounds"][1]["accuracy"]
    proof = resumed.json("model verify --task 0", pulled)
    assert (proof["version"], proof["head_version"]) == (2, 2)
    assert proof["model_root"] == demo.document["rounds"][1]["model_root"]


def test_altered_model_is_not_proved(resumed: CommandLine, tmp_path: Path) -> None:
    altered = tmp_path / "altered.safetensors"
    resumed.json("model pull --task 0 --output", altered)
    data = bytearray(altered.read_bytes())
    data[-1] ^= 1
    altered.write_bytes(data)
    resumed.refuse(1, "NotInLineage", "model verify --task 0", altered)


def test_model_state_is_proved_without_a_store(
    demo: Demo, resumed: CommandLine, tmp_path: Path
) -> None:
    root = demo.document["rounds"][0]["model_root"][2:]
    [*_, file] = (demo.directory / "state").rglob(root)
    empty = f"directory:{tmp_path / 'empty'}"
    proof = resumed.json(f"model verify --task 0 --store {empty}", file)
    assert proof["version"] == 1


def test_simulation_gives_the_roots_of_the_chain(demo: Demo, resumed: CommandLine) -> None:
    command = f"simulate --app {DIGITS} --seed 3 --rounds 2 --like 0 --json"
    simulated = resumed(command).lines
    history = demo.read_ledger().get_task(TaskId(0))
    for line, round_ in zip(simulated, demo.document["rounds"], strict=True):
        for name in ("aggregate_root", "model_root", "accuracy"):
            assert line[name] == round_[name]
        committed = {leaf.update_root for leaf in history.rounds[line["round"]].leaves}
        assert {bytes.fromhex(root[2:]) for root in line["update_roots"]} == committed
    mean = "--rule weighted-mean --trim-bps 0"
    command = f"simulate --app {DIGITS} --seed 3 --rounds 2 --contributors 2 {mean} --json"
    alone = resumed(command).lines
    assert [line["model_root"] for line in alone] == [line["model_root"] for line in simulated]


@pytest.mark.parametrize(
    ("number", "moment"), [(signal.SIGINT, "task 0 is open"), (signal.SIGTERM, "starting a chain")]
)
def test_interrupted_demo_leaves_nothing(temporary: Path, number: int, moment: str) -> None:
    running = start(["demo", *SIZE, "--json"], temporary.parent, make_environment(temporary))
    wait_for_line(running, moment)
    children = psutil.Process(running.process.pid).children(recursive=True)
    assert running.end(number) == 130
    _, left = psutil.wait_procs(children, timeout=10)
    assert left == []
    assert not list(temporary.glob("consort*"))


def test_failing_demo_leaves_nothing(temporary: Path) -> None:
    command = [str(CONSORT), "demo", *SIZE, "--app", "tests.cli.broken_apps:failing_app", "--json"]
    environment = make_environment(temporary)
    done = subprocess.run(
        command, cwd=temporary.parent, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert json.loads(done.stdout)["error"] == "AppFailed"
    assert "the disk of examples is gone" in done.stderr
    assert not list(temporary.glob("consort*"))


@pytest.mark.kubo
def test_demo_with_kubo_resumes_with_its_store(ipfs: Path, tmp_path: Path) -> None:
    size = ("--contributors", "1", "--validators", "1", "--rounds", "1", "--keep", "kept")
    command = [str(CONSORT), "demo", *size, "--store", "kubo", "--json"]
    with listening_on_loopback():
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["store"], document["rounds"][0]["state"]) == ("kubo", "FINAL")
    resumed = start(["devnet", "--resume", "kept", "--port", 0, "--json"], tmp_path, {})
    ready = resumed.wait_for("Ready")
    environment = {"ETH_RPC_URL": ready["rpc_url"], "CONSORT_STORE": ready["store"]}
    pull = [str(CONSORT), "model", "pull", "--task", "0", "--output", "pulled", "--json"]
    pulled = subprocess.run(
        pull,
        cwd=tmp_path / "kept",
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )
    assert json.loads(pulled.stdout)["model_root"] == document["rounds"][0]["model_root"]
    assert resumed.end(signal.SIGTERM) == 0


def make_environment(temporary: Path) -> dict[str, str]:
    paths = {"TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[2])}
    return {**os.environ, **paths}


def wait_for_line(running: Running, text: str) -> None:
    deadline = time.monotonic() + 60
    while not any(text in line for line in running.errors):
        assert time.monotonic() < deadline
        assert running.process.poll() is None, running.errors
        time.sleep(0.02)
