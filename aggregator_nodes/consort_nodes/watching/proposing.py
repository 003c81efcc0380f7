"""The right result proposed by a watcher, where no validator proposes it.

A round whose proposals were all refuted is void unless another one comes, and pays nobody. Free
stake of the watcher stands behind what it proposes, as a bond, until that can no longer be refuted.
"""

from dataclasses import dataclass, field
from functools import partial

from consort.chain.events import ProposalBonded
from consort.errors import FreeStakeTooLow
from consort.ledger.rounds import MadeProposal, RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.lineage import list_standing
from consort.node.patience import Patience
from consort.node.progress import BondLocked, BondReturned
from consort.node.round_view import RoundView, TaskView
from consort.node.session import Session
from consort.spec.params import OUTSIDER, STAKE_UNIT
from consort.spec.phases import is_proposable, is_within
from consort.spec.proposals import hash_proposal
from consort_nodes.between_rounds import list_due
from consort_nodes.election import draw, find_draw, find_elected, is_drawn
from consort_nodes.publishing import propose
from consort_nodes.result import ComputedRound
from consort_nodes.watching.desk import WatchDesk


@dataclass(slots=True)
class OutsideProposer:
    """Propose as an account that is no validator; `patience` lets validators go first."""

    session: Session
    desk: WatchDesk
    patience: Patience
    _returned: set[tuple[int, int]] = field(default_factory=set)

    def follow(self, view: TaskView, seen: RoundView, history: TaskHistory) -> bool:
        """Propose a round's result once everybody has the floor; tell if it stands, or cannot.

        Raises FreeStakeTooLow, FileNotObtainable, and what store and chain raise.
        """
        record, round_ = seen.record, history.rounds[seen.number]
        if not is_proposable(record.header, record.progress, view.time, view.block):
            return True
        if not is_drawn(view, seen):
            self._draw(view, seen)
        elif round_.is_dealt:
            own = self.desk.complete(round_, history)
            if own is not None and _is_standing(own, round_):
                return True
            if own is not None and self._has_floor(view, seen):
                self._propose(seen, own)
        return False

    def settle(self, view: TaskView, history: TaskHistory) -> bool:
        """Finalise what was proposed here, and take bonds back; tell if neither is left to do."""
        is_final = self.session.attempt(partial(self._finalise, view, history))
        ours = [
            (round_.number, made.number)
            for round_ in history.rounds.values()
            for made in list_standing(round_)
            if self._is_ours(made)
        ]
        for number, proposal in ours:
            take_back = partial(self._take_back, view, number, proposal)
            self.session.attempt(take_back, number)
        return is_final and self._returned.issuperset(ours)

    def forget(self, history: TaskHistory) -> None:
        """Drop what is known of rounds that the history has forgotten."""
        self._returned = {key for key in self._returned if key[0] in history.rounds}
        self.patience.forget(history.oldest)

    def _draw(self, view: TaskView, seen: RoundView) -> None:
        header, anchor = find_draw(self.session, view, seen), seen.record.header.anchor
        if header is not None and self.patience.is_over(1, seen.number, "draw", anchor):
            draw(self.session, seen.number, header)

    def _has_floor(self, view: TaskView, seen: RoundView) -> bool:
        chain, results = self.session.chain, self.session.params.results
        if find_elected(chain, results, view, seen) is not None:
            return False
        return self.patience.is_over(1, seen.number, "propose", seen.record.progress.made)

    def _propose(self, seen: RoundView, own: ComputedRound) -> None:
        session, made = self.session, seen.record.progress.made
        bond = session.params.stakes.proposal_bond * STAKE_UNIT << made
        free = session.chain.get_free_stake(session.address)
        if free < bond:
            raise FreeStakeTooLow(session.address, bond, free)
        result, is_objection = own.result, made > 0
        receipt = propose(session, seen.number, OUTSIDER, result, is_objection=is_objection)
        bonded = receipt.get(ProposalBonded)
        session.tell(BondLocked(seen.number, bonded.number, bonded.bond * STAKE_UNIT))

    def _finalise(self, view: TaskView, history: TaskHistory) -> bool:
        due = [seen.number for seen in list_due(view)]
        leads = [history.rounds[number].standing for number in due]
        if not any(lead is not None and self._is_ours(lead) for lead in leads):
            return True
        if self.patience.is_over(1, due[0], "finalise"):
            self.session.chain.finalise(self.session.task, due[0])
        return False

    def _take_back(self, view: TaskView, number: int, proposal: int) -> bool:
        if (number, proposal) in self._returned:
            return True
        held = self.session.chain.get_proposal(self.session.task, number, proposal)
        ends = held.challenge_ends, held.challenge_end_block
        if held.is_standing and is_within(*ends, view.time, view.block):
            return False
        if held.bond:
            self.session.chain.release_bond(self.session.task, number, proposal)
            self.session.tell(BondReturned(number, proposal, held.bond * STAKE_UNIT))
        self._returned.add((number, proposal))
        return True

    def _is_ours(self, made: MadeProposal) -> bool:
        return made.bond > 0 and made.account == self.session.address


def _is_standing(own: ComputedRound, round_: RoundHistory) -> bool:
    return own.hash in {hash_proposal(made.proposal) for made in list_standing(round_)}
