"""What an audit of a whole task found, as a document."""

from collections.abc import Sequence
from dataclasses import dataclass

from consort.audit.steps import Fault, to_hex
from consort.spec.types import TaskId


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the replay is, in blocks; counts so far."""

    block: int
    newest: int
    events: int
    rounds: int
    faults: int


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Something that nobody can check here any more, and why; `round` None is about no round."""

    round: int | None
    text: str

    def to_json(self) -> dict[str, object]:
        """Return the document."""
        return {"round": self.round, "text": self.text}


@dataclass(frozen=True, slots=True)
class Verification:
    """A whole task held against the chain at one block, and what does not hold.

    `events` counts those of the deployment; `rounds` the task's final ones, `recomputed` those of
    them whose result followed from the updates' bytes; `rows` the rows of the index that were
    compared, 0 without one.
    """

    task: TaskId
    block: int
    block_hash: bytes
    events: int
    rounds: int
    recomputed: int
    rows: int
    faults: Sequence[Fault]
    unchecked: Sequence[Unchecked]

    @property
    def ok(self) -> bool:
        """Tell whether nothing contradicts anything."""
        return not self.faults

    def to_json(self) -> dict[str, object]:
        """Return the document."""
        return {
            "task": self.task,
            "block": self.block,
            "block_hash": to_hex(self.block_hash),
            "ok": self.ok,
            "events": self.events,
            "rounds": self.rounds,
            "recomputed": self.recomputed,
            "rows": self.rows,
            "faults": [fault.to_json() for fault in self.faults],
            "unchecked": [each.to_json() for each in self.unchecked],
        }
