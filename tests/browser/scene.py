"""What the page is about: a federation whose validators lied once, and the dashboard's process.

The federation is stepped by the test and moves the chain's time, so that nobody waits; the
dashboard is the installed command.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import requests

from consort.ledger.rounds import RoundState
from consort.node.round_view import ChainClock, read_view
from consort.spec.types import Phase
from consort_nodes.between_rounds import list_due
from consort_nodes.watching.node import WatcherNode
from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import Running, start
from tests.roles.federation import Federation, Node
from tests.roles.watching import TERMS, lie_as, shift_aggregate, watch

CONTRIBUTORS, VALIDATORS = 2, 3
PATIENT = replace(TERMS, inputs=replace(TERMS.inputs, commit=100, seal=50, vote=50))
"""Phases that outlast what a test does between two steps; all end early once everybody acted."""
SECONDS = 20


@dataclass
class Scene:
    """Two contributors, three validators that lie in round 0, and a watcher that tells."""

    federation: Federation
    nodes: list[Node] = field(default_factory=list)

    @classmethod
    def start(cls, local: LocalChain, directory: Path) -> "Scene":
        """Open a task and enrol everybody; nothing has happened yet."""
        federation = Federation.start(local, directory, terms=PATIENT)
        federation.enrol(CONTRIBUTORS, VALIDATORS)
        scene = cls(federation)
        scene.nodes += [federation.contribute(index) for index in range(CONTRIBUTORS)]
        scene.nodes += [lie_as(federation, index, shift_aggregate) for index in range(VALIDATORS)]
        scene.nodes.append(scene.watcher)
        return scene

    @property
    def watcher(self) -> WatcherNode:
        """Return a watcher."""
        return watch(self.federation)

    @property
    def task(self) -> int:
        """Return the task's number."""
        return self.federation.task

    def run_to_end(self, number: int) -> None:
        """Let rounds run until this one is final; the next ones may have run beside it."""

        def is_over() -> bool:
            round_ = self.federation.read_history().rounds.get(number)
            return round_ is not None and round_.state is RoundState.FINAL

        self.federation.drive(self.nodes, until=is_over)

    def run_to(self, phase: Phase) -> None:
        """Let the present round run until a phase."""
        self.federation.drive(self.nodes, until=lambda: self.federation.phase is phase)

    def settle(self) -> None:
        """Decide every proposed round: a claim would find another head than the page once it is."""
        owner, terms = self.federation.owner, PATIENT.results
        self.federation.tick(terms.challenge)
        self.federation.local.devnet.mine(terms.challenge_blocks)
        for due in list_due(read_view(owner, self.federation.task, ChainClock(time.monotonic))):
            owner.finalise(self.federation.task, due.number)

    def open_round(self) -> None:
        """Let the next round open; it stays so, for the second contributor does not commit."""
        nodes = [*self.nodes[:1], *self.nodes[CONTRIBUTORS:]]
        self.federation.drive(nodes, until=lambda: self.federation.phase is Phase.COMMIT)

    def get_account(self, name: str) -> str:
        """Return an account's address."""
        return self.federation.local.accounts[name].address


@dataclass
class Dashboard:
    """The process that serves the page."""

    running: Running
    url: str

    def get(self, path: str, **parameters: object) -> Any:
        """Return a document of the API."""
        given = {name: str(value) for name, value in parameters.items()}
        answer = requests.get(f"{self.url}/api/v1{path}", params=given, timeout=SECONDS)
        answer.raise_for_status()
        return answer.json()

    def wait(self, block: int = 0) -> None:
        """Wait until it is ready, and shows what has happened up to a block."""
        deadline = time.monotonic() + SECONDS
        while not self._is_ready() or self.get("/status")["block"] < block:
            assert time.monotonic() < deadline, self.running.errors
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        return requests.get(f"{self.url}/ready", timeout=SECONDS).ok

    def stop(self) -> None:
        """End it as an operator does."""
        assert self.running.end(signal.SIGTERM) == 0, self.running.errors


def serve(local: LocalChain, directory: Path, store: Path, port: int = 0) -> Dashboard:
    """Start the dashboard of a chain and a store."""
    command = ["dashboard", "--json", "--port", port, "--rpc-url", local.rpc_url]
    command += ["--deployment", local.record, "--store", f"directory:{store}"]
    command += ["--index-file", directory / "index.db"]
    running = start(command, directory, {"XDG_STATE_HOME": str(directory / "xdg")})
    dashboard = Dashboard(running, running.wait_for("Ready")["url"])
    dashboard.wait()
    return dashboard


@contextmanager
def serving(local: LocalChain, directory: Path, store: Path) -> Iterator[Dashboard]:
    """Run the dashboard while the block lasts."""
    dashboard = serve(local, directory, store)
    try:
        yield dashboard
    finally:
        dashboard.stop()
