"""A node over all its lives: killed, started again, never ending by itself."""

import signal
import time
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from consort.errors import CONFIGURATION, UNREACHABLE
from tests.chaos.node_process import Config, Orders, start
from tests.chaos.plan import PHASES, Death, Skew
from tests.chaos.rpc_proxy import Line

LOOKS: Final = 3
QUIET: Final = 0.1
"""Looks at the same newest block, and seconds, after which a node has nothing to do."""
_RETRY: Final = 0.2
_PATIENCE: Final = 20.0
_TAIL: Final = 3_000


class Fell(Exception):
    """A run shows something that must not happen."""


@dataclass(slots=True)
class Actor:
    """One node; `deaths` are those of its next lives."""

    name: str
    config: Config
    line: Line
    log: Path
    deaths: list[Death]
    skew: Skew = field(default_factory=Skew)
    without: str | None = None
    lives: int = 0
    process: ForkServerProcess | None = None
    _death: Death | None = None
    _is_killed: bool = False
    _wakes: float = 0.0
    _began: int = 0
    _twins: list[ForkServerProcess] = field(default_factory=list)

    @property
    def pid(self) -> int | None:
        """Return the process, None while the node is dead."""
        return self.process.pid if self.process is not None and self.is_alive else None

    @property
    def is_alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process is not None and self.process.exitcode is None

    @property
    def is_idle(self) -> bool:
        """Tell whether it has looked at the newest block, and has nothing to do."""
        return self.line.looks >= LOOKS and time.monotonic() - self.line.since > QUIET

    def tend(self) -> bool:
        """Start the node where it should run and does not; tell whether it just died.

        Raises Fell if it ended for a reason of its own.
        """
        if self.is_alive:
            return False
        if self.process is not None:
            self._bury(self.process)
            return True
        if time.monotonic() >= self._wakes:
            self._start()
        return False

    def kill(self, rest: float) -> None:
        """End it by SIGKILL, wherever it is."""
        self._is_killed, self._wakes = True, time.monotonic() + rest
        if self.process is not None:
            self.process.kill()
            self.process.join()

    def wake(self) -> None:
        """Let it live on without any more orders to die."""
        self.deaths.clear()
        if self._death is not None and self.is_alive:
            self.kill(0.0)
        self._wakes = 0.0

    def meet_twin(self, config: Config) -> None:
        """Start a second copy; raises Fell unless it is refused while the first one lives."""
        twin = start(config, Orders(self.log.with_suffix(".twin.log")))
        twin.join(_PATIENCE)
        code, is_alone = twin.exitcode, not self.is_alive
        twin.kill()
        twin.join()
        if not is_alone and code not in {CONFIGURATION, UNREACHABLE}:
            raise Fell(f"a second {self.name} ended with {code}, not by being refused")

    def stop(self) -> None:
        """Send SIGTERM; raises Fell unless the node ends cleanly."""
        if self.process is None or not self.is_alive:
            return
        self.process.terminate()
        self.process.join(_PATIENCE)
        if self.process.exitcode != 0:
            raise Fell(f"{self.name} ended with {self.process.exitcode} on SIGTERM: {self._tail()}")

    def _start(self) -> None:
        self._death = self.deaths.pop(0) if self.deaths else None
        self._is_killed = False
        self._began = self.log.stat().st_size if self.log.exists() else 0
        orders = Orders(self.log, self._death, self.skew, self.without)
        self.line.begin_anew()
        self.process = start(self.config, orders)
        self.lives += 1

    def _bury(self, process: ForkServerProcess) -> None:
        code, self.process = process.exitcode, None
        if code == UNREACHABLE and not self._has_looked():
            self._wakes = time.monotonic() + _RETRY
            return
        if code != -signal.SIGKILL:
            raise Fell(f"{self.name} ended with {code}: {self._tail()}")
        if not self._is_killed and self._death is not None:
            self._wakes = time.monotonic() + self._death.rest

    def _has_looked(self) -> bool:
        """Tell whether this life got as far as telling a phase."""
        text = self.log.read_bytes()[self._began :].decode(errors="replace")
        return any(f" {phase.name} " in text for phase in PHASES)

    def _tail(self) -> str:
        return self.log.read_text(errors="replace")[-_TAIL:]
