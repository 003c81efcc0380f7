"""What the demo shows while it runs; on a terminal with a spinner and colours."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.status import Status

from consort.cli.events_text import to_text
from consort.node.progress import (
    DemandSent,
    NodeEvent,
    PhaseChanged,
    ProofSent,
    ProposalWrong,
    RoundEnded,
    SilencePunished,
    SlashTaken,
    UpdateCommitted,
    Waiting,
)
from consort.spec.types import Phase


@dataclass(slots=True)
class Show:
    """Tell each thing once, though every node reports it."""

    console: Console
    contributors: int
    _status: Status
    _committed: dict[int, int] = field(default_factory=dict)
    _told: set[object] = field(default_factory=set)

    def say(self, text: str) -> None:
        """Print a line, and keep it as what goes on now."""
        self.console.print(text, highlight=False)
        self._status.update(text)

    def report(self, name: str, event: NodeEvent) -> None:
        """Show a node's event if it is news."""
        match event:
            case UpdateCommitted(round=number):
                self._committed[number] = self._committed.get(number, 0) + 1
                count = f"{self._committed[number]} of {self.contributors}"
                self._status.update(f"round {number}: {count} updates committed")
            case PhaseChanged(round=number, phase=phase) if phase is not Phase.FINAL:
                self._status.update(f"round {number}: phase {phase.name}")
            case RoundEnded(metrics=dict()):
                self._say_once(event.round, _describe_end(event))
            case RoundEnded(phase=Phase.VOID):
                self._say_once(event.round, f"round {event.round}: VOID")
            case ProposalWrong() | DemandSent() | ProofSent() | SilencePunished():
                self.say(f"{name}: {to_text(event)}")
            case SlashTaken(slash=slash):
                self._say_once(("slash", slash), f"{name}: {to_text(event)}")
            case Waiting(reason=reason):
                self._say_once((name, reason), f"{name} waits: {reason}")

    def _say_once(self, key: object, text: str) -> None:
        if key not in self._told:
            self._told.add(key)
            self.say(text)


@contextmanager
def start_show(contributors: int) -> Iterator[Show]:
    """Show progress on stderr; away from a terminal, lines only."""
    console = Console(stderr=True)
    with console.status("starting") as status:
        yield Show(console, contributors, status)


def _describe_end(event: RoundEnded) -> str:
    counts = f"{len(event.included)} of {len(event.committed)} updates"
    name, value = next(iter((event.metrics or {}).items()))
    return f"round {event.round}: {event.phase.name}, {counts}, {name} {value:.1%}"
