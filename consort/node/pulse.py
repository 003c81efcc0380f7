"""A node's heartbeat: what its loop has done last. The loop writes, other threads read."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from consort.node.waiting import Clock

PATIENCE: Final = 600.0
"""Seconds after which a loop that was silent is stuck: every wait of a step ends long before."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the chain: up to which block, whether the history had caught up, when."""

    block: int
    is_synced: bool
    at: float


@dataclass(slots=True)
class Pulse:
    """Hear of every step and look; times are the clock's."""

    clock: Clock = time.monotonic
    look: Look | None = None
    _beat: float = field(init=False)
    _due: float = field(init=False)

    def __post_init__(self) -> None:
        self.beat()

    def beat(self) -> None:
        """Note that the loop goes on."""
        self._beat = self.clock()
        self._due = self._beat + PATIENCE

    def note_look(self, block: int, is_synced: bool) -> None:
        """Note what a look at the chain has shown."""
        self.look = Look(block, is_synced, self.clock())

    @contextmanager
    def working(self, limit: float | None = None) -> Iterator[None]:
        """Do something that takes `limit` seconds at most, or as long as it likes if None."""
        self.beat()
        self._due += math.inf if limit is None else limit
        yield
        self.beat()

    def is_stuck(self) -> bool:
        """Tell whether the loop should have been heard of by now."""
        return self.clock() > self._due

    def compute_silence(self) -> float:
        """Return the seconds since the loop was heard of."""
        return self.clock() - self._beat
