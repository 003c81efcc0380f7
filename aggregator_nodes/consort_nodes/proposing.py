"""From the frozen inputs of a round to its proposal: seed, election, the proposal itself."""

from dataclasses import dataclass

from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.ledger.trees_file import encode_trees
from consort.node.lineage import list_standing
from consort.node.progress import ResultProposed, SeedDrawn
from consort.node.round_view import RoundView, TaskView
from consort.node.session import Session
from consort.spec.params import KNOWN_BLOCKS, UNDRAWN
from consort.spec.phases import compute_elected, is_proposable
from consort.spec.proposals import hash_proposal
from consort.spec.types import ContentId
from consort_nodes.guard import Guard
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
        if self._draw(view, seen, history):
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

    def _draw(self, view: TaskView, seen: RoundView, history: TaskHistory) -> bool:
        """Choose the anchor, or draw the seed; tell whether the round waits for either."""
        anchor, number = seen.record.header.anchor % UNDRAWN, seen.number
        needs_seed = seen.record.header.anchor > UNDRAWN
        if not anchor or (needs_seed and view.block >= anchor + KNOWN_BLOCKS):
            self._send_draw(history, number, anchor, b"")
        elif view.block < anchor:
            pass
        elif needs_seed:
            header = self.session.chain.get_block_header_rlp(anchor)
            self._send_draw(history, number, anchor, header)
        else:
            return False
        return True

    def _send_draw(self, history: TaskHistory, number: int, anchor: int, header: bytes) -> None:
        if self.turns.is_mine(history, number, "draw", anchor, bool(header)):
            self.session.chain.draw(self.session.task, number, header)
            self.session.tell(SeedDrawn(number))

    def _has_floor(self, view: TaskView, seen: RoundView, history: TaskHistory) -> bool:
        """Tell whether to propose now: elected, or the turns are over and nobody has proposed."""
        elected = self._compute_elected(view, seen)
        if elected is not None:
            return elected == self.turns.index
        is_first = not seen.record.progress.made
        return is_first and self.turns.is_mine(history, seen.number, "propose")

    def _is_elected(self, view: TaskView, seen: RoundView) -> bool:
        header = seen.record.header
        is_anchored = header.anchor and view.block >= header.anchor
        return bool(is_anchored) and self._compute_elected(view, seen) == self.turns.index

    def _compute_elected(self, view: TaskView, seen: RoundView) -> int | None:
        header = seen.record.header
        is_known = view.block < header.anchor + KNOWN_BLOCKS
        hash_ = self.session.chain.get_block_hash(header.anchor) if is_known else bytes(32)
        return compute_elected(header, self.session.params.results, view.time, hash_)

    def _propose(self, number: int, own: ComputedRound, *, is_objection: bool) -> None:
        model = self.desk.store_state(own.result)
        trees = self.session.store.put(encode_trees(own.result.trees))
        contents = [ContentId(file.cid.digest, file.size) for file in (model, trees)]
        chain, proposal = self.session.chain, own.result.proposal
        chain.propose(self.session.task, number, self.turns.index, proposal, *contents)
        cid = str(model.cid)
        self.session.tell(ResultProposed(number, proposal.model_root, cid, is_objection))
