"""Answers to demands about this contributor's own updates: others may not have the file."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from consort.codec.sources import FileSource
from consort.ledger.disputes import DemandHistory
from consort.node.answering import give_answer
from consort.node.answers import compute_file_answer, compute_node_of
from consort.node.session import Session
from consort.spec.encoding import LEAF_BYTES
from consort.spec.types import Tree
from consort_client.attempts import Attempts, Note


@dataclass(frozen=True, slots=True)
class OwnAnswerer:
    """Show what is demanded of updates that this contributor committed."""

    session: Session
    attempts: Attempts

    def answer_all(self, notes: Iterable[Note]) -> None:
        """Answer every open demand that one of the updates answers."""
        demands = [
            demand
            for demand in self.session.list_open_demands()
            if demand.place.tree is Tree.UPDATE
        ]
        if not demands:
            return
        for note in notes:
            for demand in demands:
                answer = partial(self._answer, demand, note)
                self.session.attempt(answer, demand.round)

    def _answer(self, demand: DemandHistory, note: Note) -> bool:
        """Answer a demand if the demanded node is the update's own."""
        source = FileSource(self.attempts.locate_update(note.attempt))
        if note.attempt.round != demand.round:
            return False
        if compute_node_of(source, LEAF_BYTES, demand.place) != demand.hash:
            return False
        data = compute_file_answer(source, LEAF_BYTES, demand.place)
        return give_answer(self.session, demand, data)
