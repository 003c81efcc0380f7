"""One service of a topology, as data: what it runs, what it needs, where it stands."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Service:
    """Describe a process; `command` are the arguments of `consort`, `directory` where it runs.

    It starts once every service in `after` is healthy, or done if it ends by itself. `probe` is
    what `probes.is_well` asks, None for a service that does its work and ends.
    """

    name: str
    command: tuple[str, ...]
    directory: Path
    after: tuple[str, ...] = ()
    probe: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Return what its environment must say: that its journals lie in its directory too."""
        return {"XDG_STATE_HOME": str(self.directory)}


class State(StrEnum):
    """Where a service stands; LEFT is what still runs though its supervisor is gone."""

    WAITING = "waiting"
    STARTING = "starting"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    RESTARTING = "restarting"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    LEFT = "left behind"


RUNNING: Final = (State.STARTING, State.HEALTHY, State.UNHEALTHY)
READY: Final = (State.HEALTHY, State.DONE)
"""What a service must be for those that need it to start."""


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """What the supervisor says of a service.

    `since` is when its process started, in seconds of the world's time, None while none runs;
    `exit` is how the last one ended, a signal as a negative number.
    """

    name: str
    state: State
    pid: int | None
    restarts: int
    since: float | None
    exit: int | None
