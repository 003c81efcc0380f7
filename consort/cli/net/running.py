"""One service's life under the supervisor: started, asked how it is, started again, given up."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Final

from consort.cli.net.marks import end_all, find_marked, make_mark
from consort.cli.net.service import Service, ServiceStatus, State
from consort.errors import CONFIGURATION, USAGE

CONSORT: Final = (sys.executable, "-P", "-m", "consort")
"""The command, whatever Python files lie in the working directory."""
PATIENCE: Final = 20.0
"""Seconds that a process has to end in before it is killed."""
MOST_FAILURES: Final = 10
FEW_FAILURES: Final = 3
"""After so many in a row it is given up, after few where its exit code says: only a user can help.

Not after one: a port that is taken may be free a second later.
"""
FIRST_DELAY: Final = 0.5
LONGEST_DELAY: Final = 30.0
STEADY: Final = 60.0
"""Seconds after a process was first healthy until earlier failures are forgotten."""
NOT_STARTED: Final = 127
"""The status, as shells have it, of what could not even be started."""

_EAGER, _CALM = 0.25, 5.0
_HOPELESS: Final = (USAGE, CONFIGURATION)
_KEPT: Final = ("CONSORT_ANVIL", "CONSORT_GANACHE", "CONSORT_IPFS")

Ask = Callable[[str], Future[bool]]


@dataclass(slots=True)
class Running:
    """A service's process and its past; times are of the monotonic clock, `since` of the world's.

    `status` is how its last process ended, a signal as a negative number.
    """

    service: Service
    token: str
    log: Path
    program: tuple[str, ...] = CONSORT
    state: State = State.WAITING
    restarts: int = 0
    since: float | None = None
    status: int | None = None
    _process: subprocess.Popen[bytes] | None = None
    _failures: int = 0
    _well_since: float = inf
    _due: float = 0.0
    _question: Future[bool] | None = None

    @property
    def standing(self) -> ServiceStatus:
        """Return where the service stands."""
        pid = self._process.pid if self._process else None
        name = self.service.name
        return ServiceStatus(name, self.state, pid, self.restarts, self.since, self.status)

    def step(self, now: float, *, may_start: bool, ask: Ask) -> None:
        """Do what is due; `may_start` tells that everything it needs is ready."""
        if self._process is not None:
            self._look(now, self._process, ask)
        elif (self.state is State.WAITING and may_start) or (
            self.state is State.RESTARTING and now >= self._due
        ):
            self._start(now)

    def ask_to_end(self) -> None:
        """Ask the process to end, if there is one; nothing starts it again."""
        if self._process is not None:
            self._process.terminate()

    def end(self, patience: float = PATIENCE) -> None:
        """Return once the process and whatever it started are gone."""
        if self._process is not None:
            self._wait(self._process, patience)
            self.state, self.since, self._process = State.STOPPED, None, None
        elif self.state not in {State.DONE, State.FAILED}:
            self.state = State.STOPPED
        end_all(find_marked(self.token, self.service.name), patience)

    def _start(self, now: float) -> None:
        end_all(find_marked(self.token, self.service.name), PATIENCE)
        self.state, self.since = State.STARTING, time.time()
        self._due, self._well_since, self._question = now, inf, None
        try:
            self._process = self._launch()
        except OSError:  # a full disk, say
            self._on_end(NOT_STARTED, now)

    def _launch(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as output:
            return subprocess.Popen(
                [*self.program, *self.service.command],
                cwd=self.service.directory,
                env=make_environment(self.service, self.token),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _look(self, now: float, process: subprocess.Popen[bytes], ask: Ask) -> None:
        status = process.poll()
        if status is not None:
            self._process = None
            self._on_end(status, now)
        elif self.service.probe is not None:
            self._check(self.service.probe, now, ask)

    def _check(self, probe: str, now: float, ask: Ask) -> None:
        if self._question is not None and self._question.done():
            is_well, self._question = self._question.result(), None
            if is_well:
                self.state, self._well_since = State.HEALTHY, min(now, self._well_since)
            elif self.state is State.HEALTHY:
                self.state = State.UNHEALTHY
            self._due = now + (_CALM if is_well else _EAGER)
        if self._question is None and now >= self._due:
            self._question = ask(probe)

    def _on_end(self, status: int, now: float) -> None:
        self.status, self.since = status, None
        if status == 0:
            self.state = State.DONE
            return
        self._failures = 1 if now - self._well_since > STEADY else self._failures + 1
        if self._failures >= (FEW_FAILURES if status in _HOPELESS else MOST_FAILURES):
            self.state = State.FAILED
            return
        self.state, self.restarts = State.RESTARTING, self.restarts + 1
        self._due = now + min(FIRST_DELAY * 2 ** (self._failures - 1), LONGEST_DELAY)

    def _wait(self, process: subprocess.Popen[bytes], patience: float) -> None:
        try:
            self.status = process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            self.status = process.wait()


def make_environment(
    service: Service, token: str, inherited: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return a service's environment: nothing of the caller's goes before its configuration.

    A shell in which ETH_RPC_URL or ETH_KEYSTORE is set would else send a net's nodes to that chain
    with that key.
    """
    kept = {
        name: value
        for name, value in inherited.items()
        if name in _KEPT or not name.startswith(("CONSORT_", "ETH_", "IPFS_"))
    }
    return {**kept, **service.environment, **make_mark(token, service.name)}
