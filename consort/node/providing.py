"""Putting back what a store has lost: whoever still has a file that rounds need provides it."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from consort.ledger.task_history import TaskHistory
from consort.node.round_view import TaskView
from consort.node.session import Session
from consort.spec.types import Phase
from consort.storage.cid import StoredFile
from consort.storage.disk import read_pieces
from consort.storage.unixfs import compute_file

RETRY = 10.0
"""Seconds before a void round's files are looked for once more."""


@dataclass(slots=True)
class Provider:
    """Look whether the store has the manifest and what open rounds train on.

    Once in each phase, and again and again after a void round: its model may have been lost.
    """

    session: Session
    _seen: tuple[int, Phase] | None = None
    _next: float = 0.0

    def provide(self, view: TaskView, history: TaskHistory) -> None:
        """Put back those of them that this node keeps, and report what a later step may mend."""
        if view.last is None:
            return
        is_new = (view.number, view.phase) != self._seen
        is_again = view.phase is Phase.VOID and self.session.given.clock() >= self._next
        if is_new or is_again:
            self.session.attempt(partial(self._provide, view, history))

    def _provide(self, view: TaskView, history: TaskHistory) -> bool:
        bases = [history.rounds[seen.number].base for seen in view.rounds]
        for root in {self.session.params.manifest_hash, *bases}:
            put_back(self.session, view.number, self.session.files.locate(root))
        self._seen = view.number, view.phase
        self._next = self.session.given.clock() + RETRY
        return True


def put_back(session: Session, number: int, path: Path) -> StoredFile | None:
    """Put a file that is here into the store, for a round, if that has it no more.

    Returns it if that was needed. Raises what the store raises.
    """
    if not path.exists() or session.store.has(compute_file(read_pieces(path))):
        return None
    return session.pins.of(number).put(path)
