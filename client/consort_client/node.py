"""A contributor's loop: each step reads the chain and does what is due, so a crash loses nothing.

Whatever has to be remembered is on disk before it is committed: the error feedback, the update's
file, and a note about both. Killed at any point, the node reads chain and notes, and goes on.
"""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from consort.app import App
from consort.codec.feedback import Attempt, FeedbackStore
from consort.contribution import TrainedUpdate, train_codes
from consort.contributor_config import ContributorConfig
from consort.errors import NotEnrolledHere
from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.endings import describe_end, is_ended
from consort.node.payments import pay_own_answers
from consort.node.progress import (
    ClaimSaved,
    UpdateCommitted,
    UpdateStored,
    UpdateTrained,
)
from consort.node.providing import Provider, put_back
from consort.node.round_view import RoundView, TaskView
from consort.node.session import Session, Surroundings
from consort.node.update_header import HeaderFacts
from consort.spec.types import Contributor, Phase, Role
from consort.training import load_training_data
from consort_client.answering import OwnAnswerer
from consort_client.attempts import Attempts, Note
from consort_client.encoding import encode_update_file
from consort_client.settlement import (
    CLAIM_FILE,
    iterate_lineage,
    make_attempt,
    save_claim,
    settle_feedback,
)


@dataclass(frozen=True, slots=True)
class Training:
    """What a contributor trains with: its app, and its own settings."""

    app: App
    config: ContributorConfig


class ContributorNode:
    """Contributes to every round it may; `once` ends it after one round it contributed to.

    Raises NotEnrolledHere.
    """

    def __init__(self, given: Surroundings, training: Training, *, once: bool = False) -> None:
        self.session = Session(given, Role.CONTRIBUTOR)
        self._training = training
        self._once = once
        self._attempts = Attempts(self.session.directory.updates)
        self._feedback = FeedbackStore(self.session.directory.feedback)
        self._get_enrolment()
        self._answerer = OwnAnswerer(self.session, self._attempts)
        self._provider = Provider(self.session)
        self._published: dict[Attempt, Phase] = {}
        self._contributed = -1
        self._version = 0

    def run(self) -> None:
        """Contribute until stopped; raises NodeAlreadyRuns, AccountInUse, AppError, CodecError."""
        with self.session.locked():
            self.session.repeat(self.step)

    def step(self) -> bool:
        """Do what is due now, and report what a later step may mend; tell whether all is done."""
        return self.session.attempt(self._step)

    def _step(self) -> bool:
        seen = self.session.look()
        if seen is None:
            return False
        view, history = seen
        self._provider.provide(view, history)
        self._settle(view, history)
        if self._once and self.session.is_end_told(self._contributed):
            return True
        for round_ in view.rounds:
            self.session.attempt(partial(self._follow, round_, history), round_.number)
        self._answerer.answer_all(self._attempts.iterate())
        pay_own_answers(self.session)
        self.session.attempt(partial(self.session.release_pins, view, history))
        return view.roster.closed

    # ------------------------------------------------------------------ a round

    def _follow(self, seen: RoundView, history: TaskHistory) -> bool:
        """Do what is due in one round."""
        round_ = history.rounds[seen.number]
        if self.session.address in round_.committed:
            self._on_committed(seen, round_)
        elif seen.phase is Phase.COMMIT and not self._has_enough():
            self._on_commit(round_, history)
        return True

    def _on_commit(self, round_: RoundHistory, history: TaskHistory) -> None:
        enrolment = self._get_enrolment()
        if _may_commit(enrolment, round_.number):
            note = self._prepare(round_, history, enrolment)
            self._publish(note, Phase.COMMIT)
            self._commit(note)

    def _on_committed(self, seen: RoundView, round_: RoundHistory) -> None:
        """Provide the file again after a restart, and wherever the store has lost it."""
        self._contributed = max(self._contributed, round_.number)
        note = self._attempts.find(make_attempt(round_))
        if note is not None and seen.phase not in {Phase.FINAL, Phase.VOID}:
            self._publish(note, seen.phase)

    # ------------------------------------------------------------------ one update's life

    def _prepare(self, round_: RoundHistory, history: TaskHistory, enrolment: Contributor) -> Note:
        """Return the update for this round: the one on disk, or a new one."""
        attempt = make_attempt(round_)
        known = self._attempts.find(attempt)
        if known is not None:
            return known
        trained = self._train(round_, history)
        weight = min(trained.samples, enrolment.weight_limit)
        manifest_hash = self.session.params.manifest_hash
        facts = HeaderFacts(self.session.place, round_.number, manifest_hash, round_.base)
        header = facts.make_header(self.session.address, weight)
        path = self._attempts.locate_update(attempt)
        encoded = encode_update_file(path, header, trained.codes)
        self._feedback.save(attempt, trained.residuals)
        note = Note(attempt, encoded.root, weight, encoded.content)
        self._attempts.save(note)
        return note

    def _train(self, round_: RoundHistory, history: TaskHistory) -> TrainedUpdate:
        """Train on the round's base, which may not be final yet."""
        manifest = self.session.fetch_manifest(history)
        base = self.session.fetch_state(history, round_.base)
        lineage = list(iterate_lineage(history, round_, self.session.address))
        residuals = self._feedback.load(lineage, base.masters.shape)
        config = self._training.config.training(round_.number)
        app, data = self._training.app, self._data
        with self.session.given.pulse.working(config.time_limit):
            trained = train_codes(app, data, config, manifest, base, residuals)
        self.session.tell(UpdateTrained(round_.number, trained.samples, trained.seconds))
        return trained

    def _publish(self, note: Note, phase: Phase) -> None:
        known = self._published.get(note.attempt)
        if known is phase:
            return
        number, path = note.attempt.round, self._attempts.locate_update(note.attempt)
        store = self.session.pins.of(number)
        file = store.put(path) if known is None else put_back(self.session, number, path)
        self._published[note.attempt] = phase
        if file is not None:
            self.session.tell(UpdateStored(number, str(file.cid), file.size))

    def _commit(self, note: Note) -> None:
        number, chain = note.attempt.round, self.session.chain
        chain.commit(self.session.task, number, note.update_root, note.content, note.weight)
        self._contributed = number
        self.session.tell(UpdateCommitted(number, note.weight, note.update_root))

    # ------------------------------------------------------------------ after a round

    def _settle(self, view: TaskView, history: TaskHistory) -> None:
        """Finish every round that is over: error feedback, the file, the claim's proof.

        A node that was away for long does not learn whether its update counted: what that left out
        is forgotten with it.
        """
        for note in list(self._attempts.iterate()):
            ended = history.rounds.get(note.attempt.round)
            if ended is not None and is_ended(ended, view):
                settle_feedback(self._feedback, ended, self.session.address)
                self._close(note)
            elif ended is None and note.attempt.round < history.oldest:
                self._feedback.discard(note.attempt)
                self._close(note)
        for ended in self.session.iterate_new_ends(view, history):
            self.session.tell(describe_end(ended, history))
        if history.version != self._version:
            self._save_claim(history)
            self.session.prune_files(view, history)
            self._version = history.version

    def _close(self, note: Note) -> None:
        self._published.pop(note.attempt, None)
        self._attempts.remove(note.attempt)

    def _save_claim(self, history: TaskHistory) -> None:
        directory = self.session.directory.claims
        claim = save_claim(history, self.session.address, directory)
        if claim is not None:
            path = str(directory / CLAIM_FILE)
            self.session.tell(ClaimSaved(history.finals[-1], claim.proof.cumulative, path))

    # ------------------------------------------------------------------ looking things up

    @cached_property
    def _data(self) -> Any:
        with self.session.given.pulse.working():
            return load_training_data(self._training.app, self._training.config.partition())

    def _has_enough(self) -> bool:
        """Tell whether the one round that was wanted has been contributed to."""
        return self._once and self._contributed >= 0

    def _get_enrolment(self) -> Contributor:
        """Return this account's enrolment; raises NotEnrolledHere."""
        enrolment = self.session.chain.get_contributor(self.session.task, self.session.address)
        if not enrolment.until_round:
            role = Role.CONTRIBUTOR.name.lower()
            raise NotEnrolledHere(self.session.address, role, self.session.task)
        return enrolment


def _may_commit(enrolment: Contributor, number: int) -> bool:
    is_counted = enrolment.from_round <= number < enrolment.until_round
    return is_counted and number >= enrolment.rest_until
