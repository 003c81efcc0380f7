"""The results of undecided rounds, each computed once its inputs are frozen and here.

A result belongs to a round, to what the round builds on and to the model that it trains on. The
parent may be undecided itself: then it must be what was computed here, so nobody builds on what it
did not recompute.
"""

from collections.abc import Collection
from dataclasses import dataclass

from consort.codec.sources import FileSource
from consort.errors import LedgerDiffers
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.lineage import find_parent
from consort.node.progress import ResultComputed, Waiting
from consort.node.session import Session
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import compute_reward_tree
from consort.spec.types import Proposal
from consort_nodes.inputs import InputDesk
from consort_nodes.publishing import store_state
from consort_nodes.round_result import (
    ParentModel,
    RoundInputs,
    RoundResult,
    compute_round_result,
)


@dataclass(frozen=True, slots=True, eq=False)
class ComputedRound:
    """A result, and what it was computed from; `base` is the root of the parent's state."""

    base: bytes
    parent: ParentModel
    inputs: RoundInputs
    result: RoundResult

    @property
    def hash(self) -> bytes:
        """Return the hash of the proposal that is right."""
        return self.result.hash

    def is_from(self, round_: RoundHistory, inputs: RoundInputs) -> bool:
        """Tell whether nothing changed since: a reorganisation may have changed everything."""
        before = self.base, self.parent.proposal, self.inputs
        return before == (round_.base, round_.parent, inputs)


class ResultDesk:
    """Compute each round's result once, and provide its model state."""

    def __init__(self, session: Session, inputs: InputDesk) -> None:
        self._session = session
        self._inputs = inputs
        self._computed: dict[int, ComputedRound] = {}

    def compute(self, round_: RoundHistory, history: TaskHistory) -> ComputedRound | None:
        """Return a round's result; None if nothing is in, or not all that is in is here.

        What is missing is being fetched. Only for a round whose votes are in. Raises LedgerDiffers,
        FileNotObtainable, StorageError.
        """
        inputs = self._get_inputs(round_, history)
        if inputs is None or not any(inputs.weights):
            return None
        known = self._computed.get(round_.number)
        if known is not None and known.is_from(round_, inputs):
            return known
        parent = self._get_parent(round_, history)
        if parent is None:
            return None
        computed = ComputedRound(
            round_.base, parent, inputs, self._compute(parent, inputs, history)
        )
        self._computed[round_.number] = computed
        return computed

    def find(self, number: int, proposal: Proposal) -> ComputedRound | None:
        """Return the result of a round if it was computed here and is this proposal."""
        computed = self._computed.get(number)
        is_same = computed is not None and computed.result.proposal == proposal
        return computed if is_same else None

    def list_held(self) -> set[int]:
        """Return the rounds of which there are results or their files."""
        names = (path.name for path in self._session.directory.results.iterdir())
        return {*self._computed, *(int(name.split("-")[0]) for name in names)}

    def list_model_roots(self) -> list[bytes]:
        """Return the roots of all model states that results of undecided rounds have."""
        return [computed.result.proposal.model_root for computed in self._computed.values()]

    def drop(self, kept: Collection[int]) -> None:
        """Forget the results of rounds that need not be kept, and delete their files."""
        for number in set(self._computed) - set(kept):
            del self._computed[number]
        for path in self._session.directory.results.iterdir():
            if int(path.name.split("-")[0]) not in kept:
                path.unlink(missing_ok=True)

    def _compute(
        self, parent: ParentModel, inputs: RoundInputs, history: TaskHistory
    ) -> RoundResult:
        name = f"{inputs.round:010d}-{hash_proposal(parent.proposal).hex()}"
        result = compute_round_result(
            self._session.params,
            self._session.fetch_manifest(history),
            parent,
            inputs,
            self._session.directory.results / name,
        )
        store_state(self._session, inputs.round, result)
        root = result.proposal.model_root
        self._session.tell(ResultComputed(inputs.round, result.hash, root))
        return result

    def _get_inputs(self, round_: RoundHistory, history: TaskHistory) -> RoundInputs | None:
        """Return the frozen inputs; None, and say so, while one that is in is not here."""
        if not round_.is_dealt:
            self._wait(round_, "SeedMissing", "the seed of the cohorts is not drawn yet")
            return None
        weights = round_.compute_weights()
        included = {leaf: at for at, leaf in enumerate(round_.leaves) if weights[at]}
        files = self._inputs.collect(round_, list(included), history).files
        missing = [leaf.contributor for leaf in included if leaf not in files]
        if missing:
            self._wait(
                round_, "UpdateMissing", f"the included update of {missing[0]} is not here yet"
            )
            return None
        updates = {at: FileSource(files[leaf]) for leaf, at in included.items()}
        leaves = tuple(round_.leaves)
        return RoundInputs(round_.number, leaves, tuple(weights), updates, round_.seed)

    def _get_parent(self, round_: RoundHistory, history: TaskHistory) -> ParentModel | None:
        """Return what a round builds on; None, and say so, while it is not known to be right.

        Raises LedgerDiffers if what is final does not earn the rewards that it names.
        """
        below = find_parent(history, round_)
        if below is not None and below.state is not RoundState.FINAL:
            own = self.compute(below, history)
            if own is None or own.result.proposal != round_.parent:
                words = f"round {below.number}, its base, is not confirmed here"
                self._wait(round_, "BaseUnconfirmed", words)
                return None
            return ParentModel(round_.parent, own.result.state, own.result.trees.rewards)
        rewards = {} if below is None else history.compute_rewards_of(below.number)
        root = compute_reward_tree(rewards).root.hash
        if root != round_.parent.reward_root:
            raise LedgerDiffers(history.version, round_.parent.reward_root, root)
        state = self._session.fetch_state(history, round_.base)
        return ParentModel(round_.parent, state, rewards)

    def _wait(self, round_: RoundHistory, cause: str, reason: str) -> None:
        self._session.tell(Waiting(round_.number, reason, cause))
