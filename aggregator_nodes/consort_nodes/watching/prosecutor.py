"""Sending what was decided about a proposal: commitments and proofs, demands and their ends.

Every step is idempotent: what was sent before is read from the chain, so a restart goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from consort.chain.client import Chain
from consort.chain.events import Demanded
from consort.chain.transactions import Receipt
from consort.errors import FreeStakeTooLow, WindowOver
from consort.ledger.rounds import MadeProposal, RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.progress import (
    DemandSent,
    ProofSent,
    ProposalRight,
    ProposalUnclear,
    ProposalWrong,
    SilencePunished,
)
from consort.node.session import Session
from consort.spec.params import MAX_LINE, OPEN_END
from consort.spec.types import DemandState, Proof, SumNode, Target
from consort_nodes.result import ComputedRound
from consort_nodes.watching.acts import Act, Open, Prove, Punish, Wait
from consort_nodes.watching.case import Case, Now
from consort_nodes.watching.desk import make_right
from consort_nodes.watching.hidden import open_hidden
from consort_nodes.watching.judge import judge
from consort_nodes.watching.library import PublishedFiles
from consort_nodes.watching.opening import Asked, Opening, make_opening
from consort_nodes.watching.right import Right

Call = tuple[str, str, Callable[..., Receipt]]

CALLS: dict[Proof, Call] = {
    Proof.BAD_MEMBER: ("RecordProofs", "badMember", Chain.bad_member),
    Proof.BAD_PADDING: ("RecordProofs", "badPadding", Chain.bad_padding),
    Proof.BAD_SUM: ("RecordProofs", "badSum", Chain.bad_sum),
    Proof.BAD_COHORT: ("AggregationProofs", "badCohort", Chain.bad_cohort),
    Proof.BAD_TOP: ("AggregationProofs", "badTop", Chain.bad_top),
    Proof.BAD_STEP: ("AggregationProofs", "badStep", Chain.bad_step),
    Proof.BAD_REWARD: ("RecordProofs", "badReward", Chain.bad_reward),
}
"""Contract and function of each proof against a proposal, and what sends it."""


@dataclass(slots=True)
class Prosecutor:
    """Act against the false proposals of one task, a little in each call.

    `is_dry` says what would be done, and sends nothing.
    """

    session: Session
    is_dry: bool = False
    _libraries: dict[tuple[int, int], PublishedFiles] = field(default_factory=dict)
    _told: set[tuple[int, int, str]] = field(default_factory=set)
    _waits: dict[tuple[int, int], tuple[Opening, Wait]] = field(default_factory=dict)

    def inspect(
        self, history: TaskHistory, round_: RoundHistory, number: int, own: ComputedRound
    ) -> None:
        """Do what is due now about a standing proposal that is not the result computed here."""
        right, made = make_right(self.session, history, own), round_.proposals[number]
        opening = self.read_opening(round_.number, number)
        self.pursue(history, made, round_.number, right, opening, may_open=False)

    def pursue(
        self,
        history: TaskHistory,
        made: MadeProposal,
        round_: int,
        right: Right,
        opening: Opening,
        *,
        may_open: bool,
    ) -> Act | None:
        """Decide about a proposal, and do what is decided; return that.

        `may_open` lets it demand included updates that nobody has shown.
        """
        case = self._make_case(history, made, round_, right, opening)
        act = self._decide(case, may_open=may_open)
        self._tell_finding(case, act)
        if self.is_dry:
            return act
        while isinstance(act, Open):  # demands run in parallel
            case.opening = self._demand(case, act)
            act = self._decide(case, may_open=may_open)
        self._do(case, act)
        return act

    def read_opening(self, round_: int, number: int) -> Opening:
        """Return what demands about a proposal have come to."""
        task = self.session.task
        return make_opening(
            Asked(
                each.number,
                each.place,
                SumNode(each.hash, each.sum),
                each.state,
                each.data,
                each.deadline,
                each.deadline_block,
            )
            for each in self.session.ledger.demands
            if (each.task, each.round, each.proposal_number) == (task, round_, number)
        )

    def forget(self, round_: int) -> None:
        """Drop what is known of a round's proposals."""
        self._libraries = {key: kept for key, kept in self._libraries.items() if key[0] != round_}
        self._waits = {key: kept for key, kept in self._waits.items() if key[0] != round_}
        self._told = {key for key in self._told if key[0] != round_}

    # ------------------------------------------------------------------ deciding

    def _make_case(
        self,
        history: TaskHistory,
        made: MadeProposal,
        round_: int,
        right: Right,
        opening: Opening,
    ) -> Case:
        newest = self.session.chain.clock()
        target = Target(self.session.task, round_, made.number, made.proposal)
        library = self._get_library(history, made, round_)
        return Case(target, right, library, opening, Now(newest.time, newest.block))

    def _decide(self, case: Case, *, may_open: bool) -> Act | None:
        """Return what to do; while a demand is open and nothing is new, wait without looking."""
        key = case.target.round, case.target.number
        known = self._waits.get(key)
        if known is not None and known[0] == case.opening:
            asked = case.opening.pending[known[1].place]
            if not asked.is_overdue(case.now.time, case.now.block):
                return known[1]
        act = judge(case)
        if case.right.hidden and (act is None or isinstance(act, Open)):
            act = (open_hidden(case) or act) if may_open else None
        self._waits.pop(key, None)
        if isinstance(act, Wait):
            self._waits[key] = case.opening, act
        return act

    def _get_library(self, history: TaskHistory, made: MadeProposal, round_: int) -> PublishedFiles:
        key = round_, made.number
        if key not in self._libraries:
            prefix = f"{round_:010d}-published"
            self._libraries[key] = PublishedFiles(self.session, history, prefix, made.trees)
        self._libraries[key].history = history
        return self._libraries[key]

    # ------------------------------------------------------------------ acting

    def _do(self, case: Case, act: Act | None) -> None:
        match act:
            case Prove():
                self._prove(case, act)
            case Punish():
                self.session.chain.punish_silence(act.demand)
                target = case.target
                self.session.tell(SilencePunished(target.round, target.number, act.demand))

    def _prove(self, case: Case, act: Prove) -> None:
        chain, target = self.session.chain, case.target
        contract, function, send = CALLS[act.proof]
        commitment = chain.compute_commitment(contract, function, target, *act.arguments)
        if not chain.get_precommitted_at(commitment):
            chain.precommit(commitment)
        receipt = send(chain, target, *act.arguments)
        sent = act.proof, receipt.transaction, receipt.gas_used
        self.session.tell(ProofSent(target.round, target.number, *sent))

    def _demand(self, case: Case, act: Open) -> Opening:
        """Send a demand, and return what is open then."""
        chain, target = self.session.chain, case.target
        price = chain.get_demand_price(target.task, target.round, target.number)
        self._provide(price)
        try:
            receipt = chain.demand(target, act.place, act.node)
        except WindowOver:
            previous = self._find_fresh(target)
            if previous is None:
                raise
            receipt = chain.demand(target, act.place, act.node, previous)
        number = receipt.get(Demanded).demand
        sent = target.round, target.number, number, act.place, price
        self.session.tell(DemandSent(*sent))
        node = SumNode(act.node.hash, act.node.sum)
        asked = Asked(number, act.place, node, DemandState.OPEN, deadline=OPEN_END)
        return replace(case.opening, pending={**case.opening.pending, act.place: asked})

    def _provide(self, amount: int) -> None:
        """Have so much free stake; raises FreeStakeTooLow where the tokens are not there either."""
        chain = self.session.chain
        missing = amount - chain.get_free_stake(chain.address)
        if missing <= 0:
            return
        balance = chain.get_balance(chain.address)
        if balance < missing:
            raise FreeStakeTooLow(chain.address, amount, amount - missing)
        chain.deposit(missing)

    def _find_fresh(self, target: Target) -> int | None:
        """Return an answered demand about the same proposal that another one can follow."""
        chain, time = self.session.chain, self.session.chain.clock().time
        place = target.task, target.round, target.number
        numbers = [
            each.number
            for each in self.session.ledger.demands
            if (each.task, each.round, each.proposal_number) == place and each.state.is_answered
        ]
        held = {number: chain.get_demand(number) for number in reversed(numbers)}
        fresh = (
            number
            for number, demand in held.items()
            if demand.deadline > time and demand.line < MAX_LINE
        )
        return min(fresh, key=lambda number: held[number].line, default=None)

    def _tell_finding(self, case: Case, act: Act | None) -> None:
        round_, number, hidden = case.target.round, case.target.number, len(case.right.hidden)
        for doubt in case.doubts:
            self._tell(case, ProposalUnclear(round_, number, doubt), doubt)
        match act:
            case None if hidden:
                words = f"{hidden} of its updates are hidden; what is shown fits the others"
                self._tell(case, ProposalUnclear(round_, number, words), words)
            case None if not case.doubts:
                self._tell(case, ProposalRight(round_, number), "right")
            case Open() if hidden:
                self._tell(case, ProposalUnclear(round_, number, act.words), act.words)
            case Prove() | Open():
                self._tell(case, ProposalWrong(round_, number, act.words), act.words)

    def _tell(self, case: Case, event: "Told", words: str) -> None:
        """Report once what was found out about a proposal."""
        key = case.target.round, case.target.number, words
        if key not in self._told:
            self._told.add(key)
            self.session.tell(event)


Told = ProposalRight | ProposalWrong | ProposalUnclear
