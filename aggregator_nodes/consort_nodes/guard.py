"""Where a watcher's engine joins a node: it is shown every proposal that differs from our own."""

from collections.abc import Callable
from typing import Protocol

from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.session import Session
from consort_nodes.result import ComputedRound


class Guard(Protocol):
    """Act against false proposals, a little in each call: calls come again and again."""

    def inspect(
        self, history: TaskHistory, round_: RoundHistory, number: int, own: ComputedRound
    ) -> None:
        """Do what is due now about a standing proposal that is not the result computed here."""
        ...


MakeGuard = Callable[[Session], Guard]


class Unguarded:
    """Leave false proposals to others."""

    def __init__(self, _session: Session) -> None:
        """Take what every guard is given."""

    def inspect(
        self, history: TaskHistory, round_: RoundHistory, number: int, own: ComputedRound
    ) -> None:
        """Do nothing."""
