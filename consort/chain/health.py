"""Which of several nodes to ask: the first that answers, is on the chain, and is not behind.

Who has failed stays away for a while, longer each time, and comes back after answering well twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

LAG_SECONDS: Final = 15
"""A node is behind when another one's newest block is so much younger."""
RETRY: Final = 5.0
"""Seconds before a node that has failed once is looked at again, doubled by each failure."""
LONGEST_RETRY: Final = 320.0
GOOD_LOOKS: Final = 2
"""Looks in a row that a node must pass before it is asked again."""


class Tip(NamedTuple):
    """The newest block of a node: its number and its time in seconds."""

    number: int
    time: int


@dataclass(slots=True)
class State:
    """What is known of one node; `away_until` is by the clock given to `Health`."""

    place: str
    tip: Tip | None = None
    fault: str = ""
    failures: int = 0
    good_looks: int = 0
    away_until: float = 0.0

    @property
    def is_away(self) -> bool:
        """Tell whether other nodes are asked first."""
        return bool(self.fault)


class Health:
    """What is known of all nodes, the preferred one first; hold a lock around every call."""

    def __init__(self, places: Sequence[str], report: Callable[[str], None]) -> None:
        self.states = [State(place) for place in places]
        self._report = report

    def rank(self) -> list[int]:
        """Return all nodes in the order in which to ask them."""
        return sorted(range(len(self.states)), key=lambda index: self.states[index].is_away)

    def list_due(self, now: float) -> list[int]:
        """Return the nodes that may be looked at: those that are not away for now."""
        return [index for index, state in enumerate(self.states) if state.away_until <= now]

    def find_lag(self, index: int, tip: Tip) -> int:
        """Return by how many seconds a node is behind, 0 if that is not worth mentioning."""
        others = [state.tip for at, state in enumerate(self.states) if at != index and state.tip]
        ahead = [other.time - tip.time for other in others if other.number > tip.number]
        lag = max(ahead, default=0)
        return lag if lag > LAG_SECONDS else 0

    def note_fault(self, index: int, fault: str, now: float) -> None:
        """Send a node away that cannot be used, and say so."""
        state = self.states[index]
        is_news, state.fault = not state.fault, fault
        state.failures += 1
        state.good_looks = 0
        state.away_until = now + min(RETRY * 2 ** (state.failures - 1), LONGEST_RETRY)
        if is_news:
            first = self.states[self.rank()[0]]
            others = f"; asking {first.place} first" if not first.is_away else ""
            self._report(f"{state.place} is not used: {fault}{others}")

    def note_good_look(self, index: int) -> None:
        """Note that a node is all right; let it come back once that has lasted."""
        state = self.states[index]
        state.good_looks += 1
        if state.fault and state.good_looks >= GOOD_LOOKS:
            state.fault, state.failures = "", 0
            self._report(f"{state.place} is used again")
