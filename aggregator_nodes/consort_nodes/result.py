"""The result of the running round, computed once its inputs are frozen and here."""

from consort.codec.sources import FileSource
from consort.errors import LedgerDiffers
from consort.ledger.task_history import TaskHistory
from consort.node.progress import ResultComputed, Waiting
from consort.node.session import Session
from consort.spec.rewards import compute_reward_tree
from consort.storage.cid import StoredFile
from consort_nodes.round_result import (
    ParentModel,
    RoundInputs,
    RoundResult,
    compute_round_result,
)
from consort_nodes.verification import UpdateCollector


class ResultDesk:
    """Compute each round's result once, and provide its model state."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._inputs: RoundInputs | None = None
        self._result: RoundResult | None = None

    def compute(
        self, number: int, history: TaskHistory, collector: UpdateCollector
    ) -> RoundResult | None:
        """Return a round's result; None if nothing is in, or not all that is in is here.

        Raises LedgerDiffers, FileNotObtainable, StorageError.
        """
        inputs = self._get_inputs(number, history, collector)
        if inputs is None or not any(inputs.weights):
            return None
        if self._result is None or self._inputs != inputs:
            self._result = self._compute(inputs, history)
            self._inputs = inputs
        return self._result

    def store_state(self, result: RoundResult) -> StoredFile:
        """Put the new model state: every honest validator provides it, whoever proposes."""
        path = self._session.files.keep_state(result.state, result.proposal.model_root)
        return self._session.store.put(path)

    def _compute(self, inputs: RoundInputs, history: TaskHistory) -> RoundResult:
        result = compute_round_result(
            self._session.params,
            self._session.fetch_manifest(history),
            self._get_parent(history),
            inputs,
            self._session.directory.files / "aggregate",
        )
        self.store_state(result)
        root = result.proposal.model_root
        self._session.tell(ResultComputed(inputs.round, result.hash, root))
        return result

    def _get_inputs(
        self, number: int, history: TaskHistory, collector: UpdateCollector
    ) -> RoundInputs | None:
        """Return the frozen inputs; None, and say so, while one that is in is not here."""
        frozen = history.rounds[number]
        weights = frozen.compute_weights()
        included = {leaf: at for at, leaf in enumerate(frozen.leaves) if weights[at]}
        missing = [leaf.contributor for leaf in included if leaf not in collector.verified]
        if missing:
            reason = f"the included update of {missing[0]} is not here yet"
            self._session.tell(Waiting(number, reason))
            return None
        updates = {at: FileSource(collector.verified[leaf]) for leaf, at in included.items()}
        return RoundInputs(number, tuple(frozen.leaves), tuple(weights), updates)

    def _get_parent(self, history: TaskHistory) -> ParentModel:
        """Return what the round builds on; raises LedgerDiffers if its rewards are not earned."""
        rewards = compute_reward_tree(history.rewards).root.hash
        if rewards != history.head.reward_root:
            raise LedgerDiffers(history.version, history.head.reward_root, rewards)
        state = self._session.fetch_head_state(history)
        return ParentModel(history.head, state, history.rewards)
