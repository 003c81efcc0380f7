"""From commitments to votes: sealing the list, fetching and checking updates, voting on them."""

from dataclasses import dataclass

from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.progress import ListSealed, UpdateRejected, VoteCast
from consort.node.round_view import RoundView, TaskView
from consort.node.session import Session
from consort.spec.votes import compute_words_of
from consort_nodes.inputs import InputDesk
from consort_nodes.sealing import compute_seal
from consort_nodes.turns import Turns
from consort_nodes.verification import UpdateCollector

SHORTEST_MARGIN = 2
"""Seconds before the vote ends in which even an incomplete vote is cast."""


@dataclass(frozen=True, slots=True)
class Voter:
    """Seal and vote for one validator; what is there already is left alone."""

    session: Session
    inputs: InputDesk
    turns: Turns

    def on_commit(self, seen: RoundView, history: TaskHistory) -> None:
        """Fetch what is committed so far."""
        round_ = history.rounds[seen.number]
        self.inputs.collect(round_, round_.leaves, history)

    def on_seal(self, seen: RoundView, history: TaskHistory) -> None:
        """Seal the list, or the next batch of a long one, and go on fetching."""
        round_, listed = history.rounds[seen.number], seen.record.commitments
        self.inputs.collect(round_, round_.leaves, history)
        if not self.turns.is_mine(history, seen.number, "seal", listed.unsealed):
            return
        batch = compute_seal(self.session.place, seen.number, listed, round_.leaves)
        self.session.chain.seal(
            self.session.task, seen.number, batch.before, batch.leaves, batch.later_blocks
        )
        if batch.is_last:
            self.session.tell(ListSealed(seen.number, len(round_.leaves)))

    def on_vote(self, view: TaskView, seen: RoundView, history: TaskHistory) -> None:
        """Vote once every input is here or refused for good, or shortly before the deadline.

        A vote on what was never looked for would keep out honest inputs: rather none then.
        """
        round_ = history.rounds[seen.number]
        collector = self.inputs.collect(round_, round_.leaves, history)
        if self.turns.index in round_.votes:
            return
        may_vote = collector.is_tried if self._is_late(view, seen) else collector.is_settled
        if all(map(may_vote, round_.leaves)):
            self._vote(round_, collector)

    def _is_late(self, view: TaskView, seen: RoundView) -> bool:
        margin = max(SHORTEST_MARGIN, self.session.params.inputs.vote // 5)
        return view.time >= seen.record.header.vote_ends - margin

    def _vote(self, voting: RoundHistory, collector: UpdateCollector) -> None:
        leaves = voting.leaves
        outs = [at for at, leaf in enumerate(leaves) if not collector.is_acceptable(leaf)]
        words = compute_words_of(outs, len(leaves))
        self.session.chain.vote(self.session.task, voting.number, self.turns.index, words)
        for late in (leaves[at] for at in outs if leaves[at] not in collector.rejected):
            reason = collector.missing[late]
            self.session.tell(UpdateRejected(voting.number, late.contributor, reason))
        self.session.tell(VoteCast(voting.number, tuple(outs)))
