"""A validator's loop: each step reads the chain and does what is due, so a crash loses nothing.

Everything that a round decides follows from the chain's events and the updates' bytes, so a node
that was killed computes it again. Several rounds are under way at once: a new one opens on a result
that can still be refuted.
"""

from dataclasses import replace
from functools import partial

from consort.app import Metrics
from consort.errors import FileNotObtainable, NotEnrolledHere
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.endings import describe_end, is_ended
from consort.node.patience import Patience
from consort.node.payments import pay_own_answers
from consort.node.progress import Waiting
from consort.node.providing import Provider
from consort.node.round_view import RoundView, TaskView
from consort.node.session import Session, Surroundings
from consort.spec.types import Phase, Role
from consort_nodes.answering import Answerer
from consort_nodes.between_rounds import (
    Base,
    can_afford,
    find_base,
    is_stuck,
    list_due,
    may_rest,
    rest_absent,
)
from consort_nodes.conduct import Conduct
from consort_nodes.inputs import InputDesk
from consort_nodes.keeping import compute_kept
from consort_nodes.proposing import Proposer
from consort_nodes.result import ResultDesk
from consort_nodes.slashing import Slasher
from consort_nodes.turns import Turns
from consort_nodes.voting import Voter


class ValidatorNode:
    """Takes part in every round that counts it; does what anybody may where nobody else does.

    Raises NotEnrolledHere.
    """

    def __init__(self, given: Surroundings, conduct: Conduct) -> None:
        self.session = session = Session(given, Role.VALIDATOR)
        self._conduct = conduct
        self._turns = turns = Turns(self._find_index(), Patience(given.clock, conduct.stagger))
        self._inputs = InputDesk(session)
        self._desk = self._make_desk()
        self._voter = Voter(session, self._inputs, turns)
        self._proposer = Proposer(session, self._desk, turns, conduct.make_guard(session))
        self._answerer = Answerer(session, self._desk, turns)
        self._slasher = Slasher(session, turns)
        self._provider = Provider(session)
        self._rested: set[int] = set()
        self._kept: set[int] | None = None

    def _make_desk(self) -> ResultDesk:
        """Return what computes results; whoever shows what liars do, overrides it."""
        return ResultDesk(self.session, self._inputs)

    def run(self) -> None:
        """Validate until stopped; raises NodeAlreadyRuns, AccountInUse, LedgerDiffers."""
        try:
            with self.session.locked():
                self.session.repeat(self.step)
        finally:
            self._inputs.close()

    def step(self) -> bool:
        """Do what is due now, and report what a later step may mend; tell whether all is done."""
        return self.session.attempt(self._step)

    def _step(self) -> bool:
        seen = self.session.look()
        if seen is None:
            return False
        view, history = seen
        self._provider.provide(view, history)
        self._tell_ends(view, history)
        for round_ in view.rounds:
            self.session.attempt(partial(self._follow, view, round_, history), round_.number)
        self._answerer.answer_all(history)
        pay_own_answers(self.session)
        self._slasher.execute_due(view, history)
        is_done = self._go_on(view, history)
        self.session.attempt(partial(self.session.release_pins, view, history))
        return is_done

    # ------------------------------------------------------------------ a round

    def _follow(self, view: TaskView, seen: RoundView, history: TaskHistory) -> bool:
        """Do what is due in one round."""
        match seen.phase:
            case Phase.COMMIT:
                self._voter.on_commit(seen, history)
            case Phase.SEAL:
                self._voter.on_seal(seen, history)
            case Phase.VOTE if self._counts(seen):
                self._voter.on_vote(view, seen, history)
            case Phase.PROPOSE if self._counts(seen):
                self._proposer.on_propose(view, seen, history)
            case Phase.CHALLENGE if self._counts(seen):
                self._proposer.on_challenge(view, seen, history)
        if seen.phase in {Phase.CHALLENGE, Phase.FINALISE, Phase.VOID}:
            self._let_rest(view, seen, history)
        return True

    def _let_rest(self, view: TaskView, seen: RoundView, history: TaskHistory) -> None:
        """Let those sit out whose updates nobody could fetch."""
        number = seen.number
        if number in self._rested or not may_rest(self.session, view, seen):
            return
        if self._turns.is_mine(history, number, "rest"):
            rest_absent(self.session, seen, history.rounds[number])
            self._rested.add(number)

    # ------------------------------------------------------------------ between rounds

    def _go_on(self, view: TaskView, history: TaskHistory) -> bool:
        """Open the next round, which finalises what is due; finalise only where none can open."""
        if view.roster.closed:
            return True
        base = find_base(view)
        has_enough = self._has_enough(history)
        can_open = not has_enough and base is not None and can_afford(self.session, view, base)
        if base is not None and can_open:
            self._open(view, base, history)
        elif has_enough or base is not None:
            self._finalise(view, history)
        return has_enough and self._are_decided(view, history)

    def _open(self, view: TaskView, base: Base, history: TaskHistory) -> None:
        """Open a round on what is final, or on results that were computed here.

        After several void rounds only if the model is here too: else somebody may revive another.
        """
        rounds = [history.rounds[seen.number] for seen in base.pending]
        if not all(self._is_confirmed(round_, history) for round_ in rounds):
            return
        if not self._turns.is_mine(history, view.number, "open"):
            return
        if not is_stuck(view, base) or self._has_head(history):
            self.session.chain.open_round(self.session.task)

    def _has_head(self, history: TaskHistory) -> bool:
        """Tell whether the head's model is here; say what can be done where it is not."""
        try:
            self.session.fetch_state(history, history.head.model_root)
        except FileNotObtainable as error:
            way_out = "`consort round revive` opens a round on an older version"
            words = f"{error} If nobody has it, {way_out}."
            self.session.tell(Waiting(max(history.rounds), words, type(error).__name__))
            return False
        return True

    def _finalise(self, view: TaskView, history: TaskHistory) -> None:
        due = list_due(view)
        if due and self._turns.is_mine(history, due[0].number, "finalise"):
            self.session.chain.finalise(self.session.task, due[0].number)

    def _is_confirmed(self, round_: RoundHistory, history: TaskHistory) -> bool:
        """Tell whether the sole proposal of a round is what was computed here."""
        own, made = self._desk.compute(round_, history), round_.standing
        return own is not None and made is not None and own.result.proposal == made.proposal

    def _tell_ends(self, view: TaskView, history: TaskHistory) -> None:
        for ended in self.session.iterate_new_ends(view, history):
            metrics = self._measure(ended, history)
            self.session.tell(replace(describe_end(ended, history), metrics=metrics))
        self._drop(view, history)
        # What is due before the first round is about the last one, which is -1.
        self._turns.patience.forget(min(history.oldest, view.number))
        self._rested = {number for number in self._rested if number >= history.oldest}

    def _measure(self, ended: RoundHistory, history: TaskHistory) -> Metrics | None:
        """Return what the model scores that a final round made."""
        made = ended.standing if ended.state is RoundState.FINAL else None
        if self._conduct.evaluate is None or made is None:
            return None
        manifest = self.session.fetch_manifest(history)
        state = self.session.fetch_state(history, made.proposal.model_root)
        with self.session.given.pulse.working():
            return self._conduct.evaluate(state, manifest)

    def _drop(self, view: TaskView, history: TaskHistory) -> None:
        """Delete the files of rounds that nobody can ask about any more."""
        held = self._inputs.list_held() | self._desk.list_held()
        kept = compute_kept(self.session, view, history, held)
        if kept != self._kept:
            self._inputs.drop(kept)
            self._desk.drop(kept)
            self.session.prune_files(view, history, self._desk.list_model_roots())
            self._kept = kept

    # ------------------------------------------------------------------ who we are

    def _find_index(self) -> int:
        """Return this account's validator index; raises NotEnrolledHere."""
        number = self.session.chain.get_validator_number(self.session.task, self.session.address)
        if not number:
            role = Role.VALIDATOR.name.lower()
            raise NotEnrolledHere(self.session.address, role, self.session.task)
        return number - 1

    def _counts(self, seen: RoundView) -> bool:
        """Tell whether this validator counts in a round."""
        enrolment = self.session.chain.get_validator(self.session.task, self._turns.index)
        return enrolment.from_round <= seen.number < enrolment.until_round

    def _has_enough(self, history: TaskHistory) -> bool:
        """Tell whether the task had as many rounds as this node stays for."""
        limit = self._conduct.rounds
        return limit is not None and history.opened >= limit

    def _are_decided(self, view: TaskView, history: TaskHistory) -> bool:
        """Tell whether the rounds that this node stays for are over."""
        later = history.opened - (self._conduct.rounds or 0)
        rounds = list(history.rounds.values())
        return all(is_ended(round_, view) for round_ in rounds[: max(0, len(rounds) - later)])
