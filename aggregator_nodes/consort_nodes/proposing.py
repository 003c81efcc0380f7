"""From the frozen inputs of a round to its proposal: seed, election, the proposal itself."""

from dataclasses import dataclass

from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.lineage import list_standing
from consort.node.round_view import RoundView, TaskView
from consort.node.session import Session
from consort.spec.phases import is_proposable
from consort.spec.proposals import hash_proposal
from consort_nodes.election import draw, find_draw, find_elected, is_drawn
from consort_nodes.guard import Guard
from consort_nodes.publishing import propose
from consort_nodes.result import ComputedRound, ResultDesk
from consort_nodes.turns import Turns


@dataclass(frozen=True, slots=True)
class Proposer:
    """Draw, propose and object for one validator; what is there already is left alone."""

    session: Session
    desk: ResultDesk
    turns: Turns
    guard: Guard

    def on_propose(self, view: TaskView, seen: RoundView, history: TaskHistory) -> None:
        """Propose the result when it is this validator's turn, or nobody's."""
        if not is_drawn(view, seen):
            self._draw(view, seen, history)
            return
        round_ = history.rounds[seen.number]
        own = self.desk.compute(round_, history)
        if own is not None and self._has_floor(view, seen, history):
            self._propose(seen.number, own, is_objection=bool(round_.proposals))

    def on_challenge(self, view: TaskView, seen: RoundView, history: TaskHistory) -> None:
        """Compute the result too; show the guard what differs, and object while elected.

        A bond is never put up here: whoever wants to can propose as an outsider.
        """
        round_ = history.rounds[seen.number]
        own = self.desk.compute(round_, history)
        if own is None:
            return
        hashes = {made.number: hash_proposal(made.proposal) for made in list_standing(round_)}
        for number, hash_ in hashes.items():
            if hash_ != own.hash:
                self._show_guard(history, round_, number, own)
        is_open = is_proposable(seen.record.header, seen.record.progress, view.time, view.block)
        if own.hash not in hashes.values() and is_open and self._is_elected(view, seen):
            self._propose(seen.number, own, is_objection=True)

    def _show_guard(
        self, history: TaskHistory, round_: RoundHistory, number: int, own: ComputedRound
    ) -> None:
        """Let the guard act; what keeps it from acting keeps us from nothing else."""

        def inspect() -> bool:
            self.guard.inspect(history, round_, number, own)
            return True

        self.session.attempt(inspect, round_.number)

    def _draw(self, view: TaskView, seen: RoundView, history: TaskHistory) -> None:
        header, anchor = find_draw(self.session, view, seen), seen.record.header.anchor
        if header is None:
            return
        if self.turns.is_mine(history, seen.number, "draw", anchor, bool(header)):
            draw(self.session, seen.number, header)

    def _has_floor(self, view: TaskView, seen: RoundView, history: TaskHistory) -> bool:
        """Tell whether to propose now: elected, or the turns are over and nobody has proposed."""
        elected = self._find_elected(view, seen)
        if elected is not None:
            return elected == self.turns.index
        is_first = not seen.record.progress.made
        return is_first and self.turns.is_mine(history, seen.number, "propose")

    def _is_elected(self, view: TaskView, seen: RoundView) -> bool:
        return is_drawn(view, seen) and self._find_elected(view, seen) == self.turns.index

    def _find_elected(self, view: TaskView, seen: RoundView) -> int | None:
        return find_elected(self.session.chain, self.session.params.results, view, seen)

    def _propose(self, number: int, own: ComputedRound, *, is_objection: bool) -> None:
        index, result = self.turns.index, own.result
        propose(self.session, number, index, result, is_objection=is_objection)
