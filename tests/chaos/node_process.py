"""One life of a node: a process that ends where its orders say, with the clock they give it."""

import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing import connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import consort_client.run
import consort_nodes.run
import consort_nodes.watching.run
from consort.errors import ConsortError
from consort.node.config import NodeConfig, connect
from consort.node.progress import NodeEvent, PhaseChanged, Report, Waiting
from consort.node.session import Surroundings
from consort_client.run import ContributorNodeConfig, run_contributor
from consort_nodes.run import ValidatorNodeConfig, run_validator
from consort_nodes.watching.run import WatcherNodeConfig, run_watcher
from tests.chaos.mutations import MUTATIONS
from tests.chaos.plan import Death, Skew
from tests.chaos.steps import tell_steps

BUG: Final = 70
"""Exit code of what no error of ours explains."""
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__, "torch._dynamo", "consort.cli.demo.warm"])

Config = ContributorNodeConfig | ValidatorNodeConfig | WatcherNodeConfig


@dataclass(frozen=True, slots=True)
class Orders:
    """What one life is like; `log` takes a line for every step and event."""

    log: Path
    death: Death | None = None
    skew: Skew = field(default_factory=Skew)
    without: str | None = None


def start(config: Config, orders: Orders) -> ForkServerProcess:
    """Start a node."""
    process = _CONTEXT.Process(target=_live, args=(config, orders), daemon=True)
    process.start()
    return process


def _live(config: Config, orders: Orders) -> None:
    """Run a node of any role as the command line does: errors become exit codes."""
    os.setsid()  # a machine of its own, as far as the scheduler shares out time by sessions
    threading.Thread(target=_end_with_parent, daemon=True).start()
    output = os.open(orders.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    print(f"--- begins as {os.getpid()}", flush=True)
    if orders.without is not None:
        MUTATIONS[orders.without]()
    fate = Fate(orders.death)
    tell_steps(fate.meet)
    _set_clock(orders.skew)
    try:
        _run(config, fate.report)
    except ConsortError as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - the driver reads of it in the log
        traceback.print_exc()
        sys.exit(BUG)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)


def _run(config: Config, report: Report) -> None:
    match config:
        case ContributorNodeConfig():
            run_contributor(config, report)
        case ValidatorNodeConfig():
            run_validator(config, report)
        case WatcherNodeConfig():
            run_watcher(config, report)


class Fate:
    """Write every step down, and kill this process by SIGKILL right after the one it dies at."""

    def __init__(self, death: Death | None) -> None:
        self._death = death
        self._met = 0

    def report(self, event: NodeEvent) -> None:
        """Take an event; a phase goes by its own name, other events by their class."""
        name = event.phase.name if isinstance(event, PhaseChanged) else type(event).__name__
        why = f" {event.reason}" if isinstance(event, Waiting) else ""
        self.meet(f"{name} {event.round}{why}")

    def meet(self, step: str) -> None:
        """Take a step by its name, which is the first word."""
        print(f"{time.monotonic():.3f} {step}", flush=True)
        if self._death is None or step.split(maxsplit=1)[0] != self._death.step:
            return
        self._met += 1
        if self._met == self._death.nth:
            os.kill(os.getpid(), signal.SIGKILL)


def _set_clock(skew: Skew) -> None:
    """Give this process a wall clock that is wrong, and its node a clock that runs wrong."""
    wall, steady = time.time, time.monotonic
    time.time = lambda: wall() + skew.ahead

    def connect_skewed(config: NodeConfig, report: Report) -> Surroundings:
        return replace(connect(config, report), clock=_make_clock(steady, skew.rate))

    for module in (consort_client.run, consort_nodes.run, consort_nodes.watching.run):
        module.connect = connect_skewed  # type: ignore[attr-defined]


def _make_clock(steady: Callable[[], float], rate: float) -> Callable[[], float]:
    return lambda: steady() * rate
