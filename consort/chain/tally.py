"""What an account's transactions have come to since the process began."""

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Count mined transactions, those that never were, and gas; read by other threads."""

    succeeded: int = 0
    reverted: int = 0
    stuck: int = 0
    gas: int = 0

    def note_mined(self, succeeded: bool, gas: int) -> None:
        """Count one that a block holds."""
        self.succeeded += succeeded
        self.reverted += not succeeded
        self.gas += gas
