"""Nodes as processes, forked from one parent that has loaded torch, killed where a test says."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from consort.node.config import NodeConfig
from consort.node.progress import NodeEvent, PhaseChanged
from consort_client.run import ContributorNodeConfig, run_contributor
from consort_nodes.run import ValidatorNodeConfig, run_validator
from tests.roles.federation import Federation

DEADLINE = 60.0
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__, "torch._dynamo"])

Config = ContributorNodeConfig | ValidatorNodeConfig


@dataclass(frozen=True, slots=True)
class Fate:
    """Write every event to a file, and kill this process by SIGKILL at the named one."""

    log: Path
    end: str | None

    def __call__(self, event: NodeEvent) -> None:
        """Take an event; a phase goes by its own name, other events by their class."""
        name = event.phase.name if isinstance(event, PhaseChanged) else type(event).__name__
        with self.log.open("a") as file:
            file.write(f"{name}\n")
        if name == self.end:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(slots=True)
class Supervised:
    """A node that is started again whenever it was killed; `ends` are the events it dies at."""

    config: Config
    log: Path
    ends: list[str] = field(default_factory=list)
    process: ForkServerProcess | None = None

    def watch(self) -> None:
        """Start the node, or start it again after a kill."""
        if self.process is not None and self.process.exitcode is None:
            return
        if self.process is not None:
            assert self.process.exitcode == -signal.SIGKILL, self.log.read_text()
        fate = Fate(self.log, self.ends.pop(0) if self.ends else None)
        self.process = CONTEXT.Process(target=run_node, args=(self.config, fate))
        self.process.start()

    def stop(self) -> int | None:
        """Send SIGTERM and return the exit code."""
        if self.process is None:
            return None
        self.process.terminate()
        self.process.join(DEADLINE)
        return self.process.exitcode


def run_node(config: Config, fate: Fate) -> None:
    """Run a node of either role; the target of a process."""
    if isinstance(config, ContributorNodeConfig):
        run_contributor(config, fate)
    else:
        run_validator(config, fate)


def supervise(nodes: Sequence[Supervised], until: Callable[[], bool]) -> list[int | None]:
    """Keep the nodes running until it is so; stop them and return their exit codes."""
    started = time.monotonic()
    try:
        while not until():
            assert time.monotonic() - started < DEADLINE, [node.log.read_text() for node in nodes]
            for node in nodes:
                node.watch()
            time.sleep(0.05)
    finally:
        codes = [node.stop() for node in nodes]
    return codes


def configure(federation: Federation, name: str, interval: float) -> NodeConfig:
    """Return the configuration of an account's node."""
    local = federation.local
    return NodeConfig(
        local.rpc_url,
        local.record,
        local.get_keystore(name),
        f"directory:{federation.directory / 'store'}",
        federation.task,
        federation.directory / "state",
        interval=interval,
        sending=local.options,
    )
