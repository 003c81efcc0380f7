"""A watcher's loop: recompute what stands, refute what is wrong, take slashes that are due.

It needs no role, and no stake unless it also proposes what is right. Each step reads the chain and
does what is due, so a restart goes on where the chain is.
"""

from dataclasses import dataclass
from functools import partial

from consort.errors import ProposalIsWrong
from consort.ledger.disputes import SlashHistory
from consort.ledger.rounds import MadeProposal, RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.endings import describe_end
from consort.node.lineage import list_standing
from consort.node.patience import Patience
from consort.node.payments import pay_for_refunds, pay_own_answers
from consort.node.progress import SlashTaken
from consort.node.round_view import RoundView, TaskView
from consort.node.session import Session, Surroundings
from consort.spec.params import OPEN_END
from consort.spec.phases import has_quorum, is_within
from consort.spec.types import DemandState, Phase, Proposal, ProposalRecord, SlashState
from consort_nodes.inputs import InputDesk
from consort_nodes.watching.acts import Open, Prove
from consort_nodes.watching.answering import LateAnswerer
from consort_nodes.watching.desk import WatchDesk
from consort_nodes.watching.headers import HeaderCheck
from consort_nodes.watching.proposing import OutsideProposer
from consort_nodes.watching.prosecutor import Prosecutor

KEPT = 8
"""Rounds that stay known after they are over: as many as the chain's ring holds."""
COURTESY = 5
"""Seconds that validators have to go first where anybody may act."""
WATCHED = {Phase.PROPOSE, Phase.CHALLENGE, Phase.FINALISE}


@dataclass(frozen=True, slots=True)
class Watch:
    """How long to watch, and whether to act: `rounds` that end meanwhile, None for ever.

    `is_once` ends once nothing is left to be done about what stands now. `may_propose` puts the
    right result where it is missing, with a bond.
    """

    rounds: int | None = None
    is_once: bool = False
    is_dry: bool = False
    may_propose: bool = False


class WatcherNode:
    """Watches one task; `found` are the sentences about proposals that are wrong."""

    def __init__(self, given: Surroundings, watch: Watch | None = None) -> None:
        self.session = session = Session(given, None)
        self._watch = watch or Watch()
        self._inputs = InputDesk(session)
        self._desk = WatchDesk(session, self._inputs)
        self._prosecutor = Prosecutor(session, self._watch.is_dry)
        self._headers = HeaderCheck(session, self._watch.is_dry)
        self._answerer = LateAnswerer(session, self._desk)
        self._proposer = self._make_proposer()
        self._settled: set[tuple[int, Proposal]] = set()
        self._ended = 0
        self.found: dict[tuple[int, int], str] = {}

    def _make_proposer(self) -> OutsideProposer | None:
        if self._watch.is_dry or not self._watch.may_propose:
            return None
        patience = Patience(self.session.given.clock, COURTESY)
        return OutsideProposer(self.session, self._desk, patience)

    def run(self) -> None:
        """Watch until stopped, or as long as `Watch` says; raises NodeAlreadyRuns, AccountInUse.

        Raises ProposalIsWrong where a dry watch has found one.
        """
        try:
            with self.session.locked():
                self.session.repeat(self.step)
        finally:
            self._inputs.close()
        if self._watch.is_dry and self.found:
            (number, proposal), words = next(iter(self.found.items()))
            raise ProposalIsWrong(self.session.task, number, proposal, words)

    def step(self) -> bool:
        """Do what is due now, and report what a later step may mend; tell whether all is done."""
        return self.session.attempt(self._step)

    def _step(self) -> bool:
        seen = self.session.look()
        if seen is None:
            return False
        view, history = seen
        is_busy = False
        for round_ in view.rounds:
            follow = partial(self._follow, view, round_, history)
            is_busy |= not self.session.attempt(follow, round_.number)
        is_busy |= not self._propose(view, history)
        if not self._watch.is_dry:
            self._answerer.answer_all(history, view.time)
            pay_own_answers(self.session)
            self._settle(view)
        self._tell_ends(view, history)
        self.session.attempt(partial(self.session.release_pins, view, history))
        is_enough = self._watch.rounds is not None and self._ended >= self._watch.rounds
        return is_enough or (self._watch.is_once and not is_busy)

    # ------------------------------------------------------------------ rounds

    def _follow(self, view: TaskView, seen: RoundView, history: TaskHistory) -> bool:
        """Fetch what a round's result follows from, and judge what stands; tell if all is done."""
        round_ = history.rounds[seen.number]
        if seen.phase in {Phase.COMMIT, Phase.SEAL, Phase.VOTE}:
            self._inputs.collect(round_, round_.leaves, history)
            return True
        if seen.phase not in WATCHED or not _is_ready(seen, round_):
            return True
        settled = [self._inspect(view, seen, history, made) for made in list_standing(round_)]
        return all(settled)

    def _inspect(
        self, view: TaskView, seen: RoundView, history: TaskHistory, made: MadeProposal
    ) -> bool:
        """Judge a standing proposal until it is known to be right; tell whether that is done."""
        key, round_ = (seen.number, made.number), history.rounds[seen.number]
        if (seen.number, made.proposal) in self._settled:
            return True
        opening = self._prosecutor.read_opening(*key)
        right = self._desk.compute(round_, history, opening)
        if right is None:
            return False
        held = self.session.chain.get_proposal(self.session.task, *key)
        may_open = self._may_open(view, held)
        act = self._prosecutor.pursue(history, made, seen.number, right, opening, may_open=may_open)
        if isinstance(act, Prove) or (isinstance(act, Open) and not right.hidden):
            self.found[key] = act.words
        self._headers.check(round_, right)
        is_known = self._watch.is_dry or (act is None and not right.hidden)
        if is_known or not _is_open(view, held):
            self._settled.add((seen.number, made.proposal))
        return (seen.number, made.proposal) in self._settled

    def _may_open(self, view: TaskView, held: ProposalRecord) -> bool:
        """Tell whether it is time to demand hidden updates: half of the window is gone."""
        if held.challenge_ends == OPEN_END:
            return True
        half = self.session.params.results.challenge // 2
        return view.time >= held.challenge_ends - half

    def _propose(self, view: TaskView, history: TaskHistory) -> bool:
        """Propose what is right where it is missing; tell whether nothing is left to do."""
        if self._proposer is None:
            return True
        is_done = self._proposer.settle(view, history)
        for round_ in view.rounds:
            follow = partial(self._proposer.follow, view, round_, history)
            is_done &= self.session.attempt(follow, round_.number)
        return is_done

    # ------------------------------------------------------------------ afterwards

    def _settle(self, view: TaskView) -> None:
        """Execute slashes that are due, and fetch back deposits about dead proposals."""
        pay_for_refunds(self.session)
        for slash in self.session.list_frozen_slashes():
            self.session.attempt(partial(self._execute, slash, view), slash.round)
        for demand in self.session.ledger.demands:
            is_ours = demand.task == self.session.task and demand.asker == self.session.address
            if is_ours and demand.state is DemandState.OPEN:
                drop = partial(self._reclaim, demand.round, demand.proposal_number, demand.number)
                self.session.attempt(drop, demand.round)

    def _execute(self, slash: SlashHistory, view: TaskView) -> bool:
        held = self.session.chain.get_slash(slash.id)
        is_due = view.time >= held.execute_at + COURTESY
        if held.state is not SlashState.FROZEN or not is_due:
            return False
        self.session.chain.execute_slash(slash.id)
        self.session.tell(SlashTaken(slash.round, slash.id, slash.account))
        return True

    def _reclaim(self, round_: int, proposal: int, demand: int) -> bool:
        made = self.session.ledger.get_task(self.session.task).rounds[round_].proposals[proposal]
        if made.convicted is not None:
            self.session.chain.drop_demand(demand)
        return True

    def _tell_ends(self, view: TaskView, history: TaskHistory) -> None:
        """Report rounds that are over, and drop what is kept of those long over."""
        ended = list(self.session.iterate_new_ends(view, history))
        for round_ in ended:
            self.session.tell(describe_end(round_, history))
        if ended:
            self._ended += len(ended)
            self._drop(view, history)

    def _drop(self, view: TaskView, history: TaskHistory) -> None:
        oldest = view.number - KEPT
        for number in self._desk.list_held():
            if number < oldest:
                self._desk.forget(number)
                self._prosecutor.forget(number)
        self._inputs.drop({number for number in history.rounds if number >= oldest})
        self._headers.forget(oldest)
        self._settled = {key for key in self._settled if key[0] >= oldest}
        if self._proposer is not None:
            self._proposer.forget(history)
        self.session.prune_files(view, history, self._desk.list_model_roots())


def _is_ready(seen: RoundView, round_: RoundHistory) -> bool:
    """Tell whether everything is frozen that a result follows from."""
    record, is_dealt = seen.record, round_.is_dealt
    return bool(round_.proposals) and is_dealt and has_quorum(record.header, record.progress)


def _is_open(view: TaskView, held: ProposalRecord) -> bool:
    """Tell whether a proposal can still be refuted."""
    ends = held.challenge_ends, held.challenge_end_block
    return held.is_standing and is_within(*ends, view.time, view.block)
