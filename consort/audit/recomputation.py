"""Final rounds once more, from the bytes of their updates, where those are still to be had.

Each round is judged upon the parent that the chain gave it, right or wrong, so that one lie is told
once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from consort.audit.blobs import (
    GONE,
    TAMPERED,
    find_manifest,
    find_model,
    judge_failure,
    read_model,
)
from consort.audit.steps import Fault, FaultKind, to_hex
from consort.audit.verification import Unchecked
from consort.codec.layout import Layout, compute_layout
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState
from consort.codec.sources import FileSource, Source
from consort.errors import CodecError, WrongHeader, WrongPadding
from consort.ledger.rounds import MadeProposal, RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.directory import Place
from consort.node.update_header import HeaderFacts
from consort.spec.types import ContentId, Proposal, RewardLeaf
from consort.storage.store import Fetcher
from consort_nodes.round_result import ParentModel, RoundInputs, compute_round_result
from consort_nodes.verification import UpdateRules, fetch_update

Finding = Fault | Unchecked
KEPT = 2
"""Model states that stay in memory: the head's, and the one that it was made of."""


@dataclass(frozen=True, slots=True)
class FinalRound:
    """A round that has just become final, and what its proposal builds on.

    `rewards` are the leaves before it, `number` is its version's.
    """

    history: TaskHistory
    round: RoundHistory
    made: MadeProposal
    parent: Proposal
    rewards: Mapping[int, RewardLeaf]
    number: int


@dataclass(slots=True)
class Recomputation:
    """Recompute rounds in the order in which they became final; `done` counts those that were.

    Files are in `directory` while a round is at work, and gone afterwards.
    """

    store: Fetcher
    directory: Path
    place: Place
    done: int = 0
    _shape: tuple[Manifest, Layout] | None = None
    _states: dict[bytes, ModelState] = field(default_factory=dict)

    def _read_genesis(self, history: TaskHistory) -> Iterator[Finding]:
        """Load manifest and first model; yield what is wrong with them."""
        params, path = history.params, self.directory / "genesis"
        try:
            places = history.files.get(params.manifest_hash)
            manifest = find_manifest(self.store, places, params.manifest_hash, path)
        except (*TAMPERED, *GONE) as error:
            yield judge_failure("the manifest", None, error)
            return
        self._shape = manifest, compute_layout(manifest)
        places = history.files.get(params.genesis_model_root)
        try:
            root = params.genesis_model_root
            self._keep(root, find_model(self.store, places, root, self._shape[1], path))
        except (*TAMPERED, *GONE) as error:
            yield judge_failure("the model of version 0", None, error)

    def check(self, final: FinalRound) -> Iterator[Finding]:
        """Yield what is wrong with a round's result and its model's file."""
        if final.number == 1:
            yield from self._read_genesis(final.history)
        if self._shape is None:
            yield Unchecked(final.round.number, "not recomputed: the manifest is missing")
            return
        manifest, layout = self._shape
        try:
            yield from self._check_model(final, layout)
            yield from self._recompute(final, manifest, layout)
        finally:
            for path in self.directory.iterdir():
                path.unlink()

    def _check_model(self, final: FinalRound, layout: Layout) -> Iterator[Finding]:
        """Read the file that was published with the proposal as its model."""
        where, root = f"the model of version {final.number}", final.made.proposal.model_root
        path = self.directory / "model"
        try:
            state = read_model(self.store, final.made.model, root, layout, path)
        except (*TAMPERED, *GONE) as error:
            yield judge_failure(where, final.round.number, error)
            return
        if state is None:
            text = f"{where}: the file that its proposal names has another root"
            yield Fault(FaultKind.WRONG_PROPOSAL, _name(final), text)
        else:
            self._keep(root, state)

    def _recompute(
        self, final: FinalRound, manifest: Manifest, layout: Layout
    ) -> Iterator[Finding]:
        base = final.round.base
        try:
            state = self._find_state(final.history, base, layout)
        except (*TAMPERED, *GONE) as error:
            yield judge_failure("the model that it builds on", final.round.number, error)
            return
        updates: dict[int, Source] = {}
        for at, weight in enumerate(final.round.compute_weights()):
            if weight:
                finding = self._fetch(final, at, layout, updates)
                if finding is not None:
                    yield finding
                if at not in updates:
                    return
        yield from self._compare(final, manifest, state, updates)

    def _find_state(self, history: TaskHistory, root: bytes, layout: Layout) -> ModelState:
        if root not in self._states:
            places: list[ContentId] = history.files.get(root)
            self._keep(root, find_model(self.store, places, root, layout, self.directory / "base"))
        return self._states[root]

    def _fetch(
        self, final: FinalRound, at: int, layout: Layout, updates: dict[int, Source]
    ) -> Finding | None:
        """Take in the update at a position; return what is wrong with it."""
        leaf, round_ = final.round.leaves[at], final.round
        where = f"the update of {leaf.contributor} in round {round_.number}"
        facts = HeaderFacts(
            self.place, round_.number, final.history.params.manifest_hash, round_.base
        )
        path = self.directory / f"{at}.update"
        if leaf.content_size != layout.update_bytes:
            return Unchecked(round_.number, f"{where} was voted in with another size than all have")
        try:
            fetch_update(self.store, path, leaf, UpdateRules(facts, layout))
        except (WrongHeader, WrongPadding) as error:
            updates[at] = FileSource(path)  # what was voted in counts as it is
            return Fault(FaultKind.WRONG_VOTE, where, f"{where} was voted in, but: {error}")
        except (*TAMPERED, *GONE) as error:
            return judge_failure(where, round_.number, error)
        except CodecError as error:
            return Fault(FaultKind.WRONG_VOTE, where, f"{where} was voted in, but: {error}")
        updates[at] = FileSource(path)
        return None

    def _compare(
        self, final: FinalRound, manifest: Manifest, state: ModelState, updates: dict[int, Source]
    ) -> Iterator[Finding]:
        round_ = final.round
        parent = ParentModel(final.parent, state, final.rewards)
        weights = round_.compute_weights()
        inputs = RoundInputs(round_.number, tuple(round_.leaves), weights, updates, round_.seed)
        path = self.directory / "aggregate"
        result = compute_round_result(final.history.params, manifest, parent, inputs, path)
        self.done += 1
        if result.proposal == final.made.proposal:
            self._keep(result.proposal.model_root, result.state)
            return
        yield Fault(FaultKind.WRONG_PROPOSAL, _name(final), _describe(final, result.proposal))

    def _keep(self, root: bytes, state: ModelState) -> None:
        self._states.pop(root, None)
        self._states[root] = state
        for oldest in list(self._states)[:-KEPT]:
            del self._states[oldest]


def _name(final: FinalRound) -> str:
    return f"round {final.round.number}"


def _describe(final: FinalRound, right: Proposal) -> str:
    """Say which fields of a final proposal are not what the inputs give."""
    told, expected = asdict(final.made.proposal), asdict(right)
    parts = [
        f"{name} is {_show(told[name])}, right is {_show(expected[name])}"
        for name in told
        if told[name] != expected[name]
    ]
    return (
        f"proposal {final.made.number} of round {final.round.number}, version {final.number}, is"
        f" not what its inputs give: {'; '.join(parts)}"
    )


def _show(value: bytes | int) -> str:
    return to_hex(value) if isinstance(value, bytes) else str(value)
