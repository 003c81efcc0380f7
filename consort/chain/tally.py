"""What an account's transactions have come to since the process began."""

from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class Tally:
    """Count transactions by what became of them, and gas; safe for several threads."""

    succeeded: int = 0
    reverted: int = 0
    stuck: int = 0
    gas: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def note_mined(self, succeeded: bool, gas: int) -> None:
        """Count one that a block holds."""
        with self._lock:
            self.succeeded += succeeded
            self.reverted += not succeeded
            self.gas += gas

    def note_stuck(self) -> None:
        """Count one that no block took in time."""
        with self._lock:
            self.stuck += 1
