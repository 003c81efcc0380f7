"""Validators that all tell the same lie about one round: the attack that the demo shows.

Their result is false in a single coordinate of the aggregate, by a single unit; whatever follows
from it is computed honestly, and they answer for it as they would for the truth.
"""

from dataclasses import replace
from pathlib import Path

from consort.aggregation.step import apply_step
from consort.codec.leaf_tree import compute_root, hash_source
from consort.codec.manifest import Manifest
from consort.codec.model_state import compute_state_root
from consort.codec.sources import FileSource
from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.session import Session, Surroundings
from consort.spec.chunk_tree import Digest, compute_depth
from consort.spec.encoding import LEAF_BYTES
from consort.spec.model_state import AGGREGATE_BYTES
from consort.spec.proposals import compute_cohorts_root
from consort_nodes.conduct import Conduct
from consort_nodes.inputs import InputDesk
from consort_nodes.node import ValidatorNode
from consort_nodes.publishing import store_state
from consort_nodes.result import ComputedRound, ResultDesk
from consort_nodes.round_result import RoundResult


class ColludingDesk(ResultDesk):
    """Compute a false result of one round, until a proposal of it is refuted."""

    def __init__(self, session: Session, inputs: InputDesk, false_round: int) -> None:
        super().__init__(session, inputs)
        self._own_session = session
        self._false_round = false_round
        self._false: dict[bytes, ComputedRound] = {}

    def compute(self, round_: RoundHistory, history: TaskHistory) -> ComputedRound | None:
        """Return a round's result, false where all have agreed on it."""
        honest = super().compute(round_, history)
        is_caught = any(made.convicted is not None for made in round_.proposals.values())
        if honest is None or is_caught or round_.number != self._false_round:
            return honest
        if honest.hash not in self._false:
            manifest = self._own_session.fetch_manifest(history)
            false = replace(honest, result=falsify(honest, manifest))
            store_state(self._own_session, round_.number, false.result)
            self._false[honest.hash] = false
        return self._false[honest.hash]


class ColludingValidator(ValidatorNode):
    """Validate, but lie about one round."""

    def __init__(self, given: Surroundings, conduct: Conduct, false_round: int) -> None:
        self._false_round = false_round
        super().__init__(given, conduct)

    def _make_desk(self) -> ResultDesk:
        return ColludingDesk(self.session, self._inputs, self._false_round)


def falsify(honest: ComputedRound, manifest: Manifest) -> RoundResult:
    """Return a result whose aggregate is one unit off in its first coordinate."""
    result = honest.result
    path = result.aggregate.path.with_name(f"{result.aggregate.path.name}-false")
    root = _write_shifted(result.aggregate.path, path)
    aggregate, trees = replace(result.aggregate, root=root, path=path), result.trees
    if len(trees.cohorts) == 1:  # the only cohort's output is the aggregate
        output = replace(aggregate.outputs[0], root=root, path=path)
        aggregate = replace(aggregate, outputs={0: output})
        trees = replace(trees, cohorts=[(root, trees.cohorts[0][1])])
    state = apply_step(honest.parent.state, FileSource(path), manifest)
    proposal = replace(
        result.proposal,
        cohorts_root=compute_cohorts_root(trees.cohorts),
        aggregate_root=root,
        model_root=compute_state_root(state),
    )
    return replace(result, aggregate=aggregate, trees=trees, state=state, proposal=proposal)


def _write_shifted(honest: Path, false: Path) -> Digest:
    data = bytearray(honest.read_bytes())
    value = int.from_bytes(data[:AGGREGATE_BYTES]) + 1
    data[:AGGREGATE_BYTES] = value.to_bytes(AGGREGATE_BYTES)
    false.write_bytes(data)
    hashes = hash_source(FileSource(false), LEAF_BYTES)
    return compute_root(hashes, compute_depth(len(hashes)))
