"""A validator's loop: each step reads the chain and does what is due, so a crash loses nothing.

Everything that a round decides follows from the chain's events and the updates' bytes, so a node
that was killed computes it again. Where anybody may act, the validators take turns.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from consort.app import Metrics
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState
from consort.errors import NotEnrolledHere
from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.ledger.trees_file import encode_trees
from consort.node.endings import describe_end
from consort.node.patience import Patience
from consort.node.progress import (
    ListSealed,
    ResultProposed,
    UpdateRejected,
    VoteCast,
)
from consort.node.round_view import RoundView
from consort.node.session import Session, Surroundings
from consort.node.update_header import HeaderFacts
from consort.spec.phases import compute_elected
from consort.spec.types import ContentId, Phase, Role
from consort.spec.votes import compute_words_of
from consort_nodes.between_rounds import can_open, compute_due, drop_updates, rest_absent
from consort_nodes.result import ResultDesk
from consort_nodes.round_result import (
    RoundResult,
)
from consort_nodes.sealing import compute_seal
from consort_nodes.verification import FETCH_THREADS, UpdateCollector, UpdateRules

Evaluate = Callable[[ModelState, Manifest], Metrics]
"""Measures a model state on the app's public test split."""

SHORTEST_MARGIN = 2
"""Seconds before the vote ends in which even an incomplete vote is cast."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a validator behaves where the protocol leaves it free.

    `rounds` ends the node once the task has had so many, None never. `stagger` is how many seconds
    it lets each validator before it go first. `evaluate` measures new versions, where given.
    """

    rounds: int | None = None
    stagger: float = 2.0
    evaluate: Evaluate | None = None


class ValidatorNode:
    """Takes part in every round that counts it; does what anybody may where nobody else does.

    Raises NotEnrolledHere.
    """

    def __init__(self, given: Surroundings, conduct: Conduct) -> None:
        self.session = Session(given, Role.VALIDATOR)
        self._conduct = conduct
        self._patience = Patience(given.clock, conduct.stagger)
        self._pool = ThreadPoolExecutor(FETCH_THREADS, thread_name_prefix="fetch")
        self._collector: UpdateCollector | None = None
        self._desk = ResultDesk(self.session)
        self._index = self._find_index()

    def run(self) -> None:
        """Validate until stopped; raises NodeAlreadyRuns, LedgerDiffers."""
        try:
            with self.session.directory.locked():
                self.session.repeat(self.step)
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def step(self) -> bool:
        """Do what is due now, and report what a later step may mend; tell whether all is done."""
        return self.session.attempt(self._step)

    def _step(self) -> bool:
        seen = self.session.look()
        if seen is None:
            return False
        view, history = seen
        self._tell_ends(view, history)
        if view.is_over:
            return self._on_over(view, history)
        self._collect(view, history)
        match view.phase:
            case Phase.SEAL:
                self._on_seal(view, history)
            case Phase.VOTE if self._counts(view):
                self._on_vote(view, history)
            case Phase.PROPOSE if self._counts(view):
                self._on_propose(view, history)
            case Phase.CHALLENGE if self._counts(view):
                self._on_challenge(view, history)
            case Phase.FINALISE:
                self._on_finalise(view, history)
        return False

    # ------------------------------------------------------------------ phases

    def _on_over(self, view: RoundView, history: TaskHistory) -> bool:
        """Let the absent rest, and open the next round unless there were enough."""
        if view.record is not None and self._is_my_turn(view, history, "rest"):
            rest_absent(self.session, view, history.rounds[view.number])
        if view.head.closed or self._has_enough(history):
            return True
        if self._is_my_turn(view, history, "open") and can_open(self.session):
            self.session.chain.open_round(self.session.task)
        return False

    def _on_seal(self, view: RoundView, history: TaskHistory) -> None:
        if not self._is_my_turn(view, history, "seal"):
            return
        leaves = history.rounds[view.number].leaves
        batch = compute_seal(self.session.place, view.number, view.running.commitments, leaves)
        self.session.chain.seal(
            self.session.task, view.number, batch.before, batch.leaves, batch.later_blocks
        )
        self.session.tell(ListSealed(view.number, len(leaves)))

    def _on_vote(self, view: RoundView, history: TaskHistory) -> None:
        """Vote once every input is here or refused for good, or shortly before the deadline.

        A vote on what was never looked for would keep out honest inputs: rather none then.
        """
        voting = history.rounds[view.number]
        if self._index in voting.votes:
            return
        collector = self._get_collector(view, history)
        may_vote = collector.is_tried if self._is_late(view) else collector.is_settled
        if all(map(may_vote, voting.leaves)):
            self._vote(voting, collector)

    def _on_propose(self, view: RoundView, history: TaskHistory) -> None:
        """Propose the result when it is this validator's turn, or nobody's."""
        result = self._desk.compute(view.number, history, self._get_collector(view, history))
        terms = self.session.params.results
        elected = compute_elected(view.running.header, terms, view.time)
        is_free = elected is None and self._is_my_turn(view, history, "propose")
        if result is not None and (is_free or elected == self._index):
            self._propose(view.number, result, is_objection=False)

    def _on_challenge(self, view: RoundView, history: TaskHistory) -> None:
        """Compute the result too, and object where another one stands."""
        result = self._desk.compute(view.number, history, self._get_collector(view, history))
        if result is None or view.running.progress.proposer == self._index + 1:
            return
        if result.hash != view.running.proposal_hash:
            self._propose(view.number, result, is_objection=True)

    def _on_finalise(self, view: RoundView, history: TaskHistory) -> None:
        """Open the next round, which finalises this one too; finalise only where none can open."""
        if not self._is_my_turn(view, history, "finalise"):
            return
        rest_absent(self.session, view, history.rounds[view.number])
        chain, task = self.session.chain, self.session.task
        if not self._has_enough(history) and can_open(
            self.session, compute_due(self.session, view)
        ):
            chain.open_round(task)
        else:
            chain.finalise(task, view.number)

    # ------------------------------------------------------------------ verify and vote

    def _collect(self, view: RoundView, history: TaskHistory) -> None:
        """Fetch what is committed so far; once the votes are in, only what they include."""
        current = history.rounds[view.number]
        leaves = current.leaves
        if view.phase not in {Phase.COMMIT, Phase.SEAL, Phase.VOTE}:
            pairs = zip(leaves, current.compute_weights(), strict=True)
            leaves = [leaf for leaf, weight in pairs if weight]
        for event in self._get_collector(view, history).collect(leaves):
            self.session.tell(event)

    def _get_collector(self, view: RoundView, history: TaskHistory) -> UpdateCollector:
        facts = HeaderFacts(
            self.session.place,
            view.number,
            self.session.params.manifest_hash,
            history.head.model_root,
        )
        if self._collector is None or self._collector.rules.header != facts:
            rules = UpdateRules(facts, self.session.fetch_layout(history))
            directory = self.session.directory.updates
            self._collector = UpdateCollector(self.session.store, directory, rules, self._pool)
        return self._collector

    def _is_late(self, view: RoundView) -> bool:
        margin = max(SHORTEST_MARGIN, self.session.params.inputs.vote // 5)
        return view.time >= view.running.header.vote_ends - margin

    def _vote(self, voting: RoundHistory, collector: UpdateCollector) -> None:
        leaves = voting.leaves
        outs = [at for at, leaf in enumerate(leaves) if leaf not in collector.verified]
        words = compute_words_of(outs, len(leaves))
        self.session.chain.vote(self.session.task, voting.number, self._index, words)
        for late in (leaves[at] for at in outs if leaves[at] not in collector.rejected):
            reason = collector.missing[late]
            self.session.tell(UpdateRejected(voting.number, late.contributor, reason))
        self.session.tell(VoteCast(voting.number, tuple(outs)))

    def _propose(self, number: int, result: RoundResult, *, is_objection: bool) -> None:
        model = self._desk.store_state(result)
        trees = self.session.store.put(encode_trees(result.trees))
        contents = [ContentId(file.cid.digest, file.size) for file in (model, trees)]
        chain, proposal = self.session.chain, result.proposal
        chain.propose(self.session.task, number, self._index, proposal, *contents)
        cid = str(model.cid)
        self.session.tell(ResultProposed(number, proposal.model_root, cid, is_objection))

    # ------------------------------------------------------------------ between rounds

    def _tell_ends(self, view: RoundView, history: TaskHistory) -> None:
        for ended in self.session.iterate_new_ends(view, history):
            metrics = self._measure(ended, history)
            self.session.tell(replace(describe_end(ended, history), metrics=metrics))
            drop_updates(self.session, ended.number)
            self.session.prune_files(history)

    def _measure(self, ended: RoundHistory, history: TaskHistory) -> Metrics | None:
        """Return what the head's model scores, if this round made it."""
        is_head = ended.standing is not None and ended.standing.proposal == history.head
        if self._conduct.evaluate is None or not is_head:
            return None
        manifest = self.session.fetch_manifest(history)
        return self._conduct.evaluate(self.session.fetch_head_state(history), manifest)

    # ------------------------------------------------------------------ who we are

    def _find_index(self) -> int:
        """Return this account's validator index; raises NotEnrolledHere."""
        number = self.session.chain.get_validator_number(self.session.task, self.session.address)
        if not number:
            role = Role.VALIDATOR.name.lower()
            raise NotEnrolledHere(self.session.address, role, self.session.task)
        return number - 1

    def _counts(self, view: RoundView) -> bool:
        """Tell whether this validator counts in the last round."""
        enrolment = self.session.chain.get_validator(self.session.task, self._index)
        return enrolment.from_round <= view.number < enrolment.until_round

    def _has_enough(self, history: TaskHistory) -> bool:
        """Tell whether the task had as many rounds as this node stays for."""
        limit = self._conduct.rounds
        return limit is not None and len(history.rounds) >= limit

    def _is_my_turn(self, view: RoundView, history: TaskHistory, act: str) -> bool:
        """Tell whether to do now what every validator may; another one is first in each round."""
        rank = (self._index - view.number) % len(history.validators)
        return self._patience.is_over(rank, view.number, act)
