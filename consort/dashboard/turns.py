"""Work that is done for one client at a time, while a few others wait.

Each that waits holds one of the server's threads, so the rest are told to come again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import BoundedSemaphore, Lock
from typing import Final

from consort.dashboard.problems import RETRY_SECONDS, Problem

MOST_WAITING: Final = 4


@dataclass(slots=True)
class Turns:
    """Let one in; `patience` is the seconds that others wait."""

    patience: float
    _lock: Lock = field(default_factory=Lock)
    _places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(1 + MOST_WAITING))

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold the turn while the block runs; raises Problem where it does not come."""
        if not self._places.acquire(blocking=False):
            raise _make_busy()
        try:
            if not self._lock.acquire(timeout=self.patience):
                raise _make_busy()
            try:
                yield
            finally:
                self._lock.release()
        finally:
            self._places.release()


def _make_busy() -> Problem:
    detail = "This is done for others now; come again in a moment."
    retry = {"Retry-After": str(RETRY_SECONDS)}
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "busy", detail, retry)
