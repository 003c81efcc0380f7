"""A federation for a soak: a chain, a task with MINIMAL's terms, and its nodes as processes."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from consort.app_loader import load_app
from consort.chain.client import Chain
from consort.chain.devnet import Devnet, start_devnet
from consort.child_process import end_process
from consort.codec.tensors import build_manifest
from consort.spec.params import MINIMAL, TOKEN
from consort.spec.phases import compute_cost
from consort.spec.types import TaskId
from consort.storage.address import open_store
from consort.training import build_model
from tests.chain.devnet_fixture import LocalChain, prepare_chain
from tests.roles.federation import create_task

APP = "consort.apps.digits"
CONTRIBUTORS = 3
VALIDATORS = 3
STAKE = 1_000 * TOKEN
ACCOUNTS = {"watcher": "contributor-5"}
INTERVAL = 0.1
"""Seconds between two looks of a node at the chain."""
KEEP_SECONDS = 60
"""How long files stay once their round is over: the exit delay would be most of a soak."""
PATIENCE = 30.0
LOG_BYTES = 1 << 16
"""Size at which a log is cut: a soak that is short writes little."""
CONSORT = Path(sys.executable).parent / "consort"

KINDS = {
    "state": "nodes/*/state",
    "journals": "nodes/*/consort",
    "logs": "nodes/*/log",
    "chain": "chain",
}
"""What lies where below the root of a soak, whatever its stores are."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a soak lies on the disk; each node has directories of its own in `nodes`."""

    root: Path

    @property
    def nodes(self) -> Path:
        """Return where nodes keep their state, journals and logs."""
        return self.root / "nodes"

    @property
    def stores(self) -> Path:
        """Return where stores lie."""
        return self.root / "stores"

    @property
    def chain(self) -> Path:
        """Return what belongs to the chain."""
        return self.root / "chain"


@dataclass(frozen=True, slots=True)
class Stage:
    """A prepared task, and where each role's store is."""

    place: Place
    local: LocalChain
    task: TaskId
    stores: Sequence[str]

    @property
    def chain(self) -> Chain:
        """Return the chain as the owner uses it."""
        return self.local.connect()

    @property
    def devnet(self) -> Devnet:
        """Return the chain's process."""
        return self.local.devnet


def prepare(place: Place, devnet: Devnet, stores: Sequence[str], rounds: int) -> Stage:
    """Deploy, open a task that can pay so many rounds, enrol everybody."""
    local = prepare_chain(devnet, place.chain)
    owner, app = local.connect(), load_app(APP)
    store, manifest = open_store(stores[0]), build_manifest(build_model(app))
    task = create_task(owner, store, app, manifest, MINIMAL)
    owner.fund(task, (rounds + 20) * compute_cost(MINIMAL.inputs, MINIMAL.results))
    for index in range(CONTRIBUTORS):
        chain = local.connect(f"contributor-{index}")
        chain.deposit(STAKE)
        chain.enrol_contributor(task, STAKE)
    for index in range(VALIDATORS):
        chain = local.connect(f"validator-{index}")
        chain.deposit(STAKE)
        chain.enrol_validator(task, STAKE)
    return Stage(place, local, task, stores)


@contextmanager
def start_chain(place: Place) -> Iterator[Devnet]:
    """Run Anvil, its older states in the chain's directory too."""
    (place.chain / "tmp").mkdir(parents=True)
    with start_devnet(log=place.chain / "chain.log") as devnet:
        yield devnet


@contextmanager
def start_nodes(stage: Stage) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Run contributors, validators and a watcher by their commands; end them afterwards."""
    with ExitStack() as stack:
        nodes: dict[str, subprocess.Popen[bytes]] = {}
        for name, command in _compose_commands():
            nodes[name] = _start(stage, name, command, stage.stores[len(nodes) % len(stage.stores)])
            stack.callback(end_process, nodes[name], PATIENCE)
        yield nodes


def cut_logs(place: Place) -> None:
    """Cut every log that has grown too large, as a log rotation does."""
    for log in place.nodes.glob("*/log"):
        if log.stat().st_size > LOG_BYTES:
            with log.open("r+b") as file:
                file.truncate()


def read_last_words(place: Place, name: str) -> str:
    """Return the end of a node's log."""
    return (place.nodes / name / "log").read_text(errors="replace")[-2_000:]


def _compose_commands() -> Iterator[tuple[str, list[str]]]:
    for index in range(VALIDATORS):
        yield f"validator-{index}", ["validate"]
    yield "watcher", ["watch"]
    for index in range(CONTRIBUTORS):
        share = ["--index", str(index), "--of", str(CONTRIBUTORS)]
        yield f"contributor-{index}", ["contribute", "--app", APP, *share]


def _start(stage: Stage, name: str, command: list[str], store: str) -> subprocess.Popen[bytes]:
    home = stage.place.nodes / name
    home.mkdir(parents=True)
    password = stage.place.root / "password"
    password.write_text("")
    options = {
        "--keystore": str(stage.local.get_keystore(ACCOUNTS.get(name, name))),
        "--password-file": str(password),
        "--rpc-url": stage.local.rpc_url,
        "--deployment": str(stage.local.record),
        "--task": str(stage.task),
        "--store": store,
        "--state": str(home / "state"),
        "--interval": str(INTERVAL),
        "--keep-files": str(KEEP_SECONDS),
    }
    words = [word for pair in options.items() for word in pair]
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [str(CONSORT), *command, *words, "--json"],
            env={**os.environ, "XDG_STATE_HOME": str(home), "OMP_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
