"""Final rounds once more, from the bytes of their updates, where those are still to be had.

Each round is judged upon the parent that the chain gave it, right or wrong, so that one lie is told
once. What follows from events alone is judged in `consort.audit.rounds`, and not again here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from consort.audit.blobs import (
    GONE,
    TAMPERED,
    find_manifest,
    find_model,
    judge_failure,
)
from consort.audit.steps import Fault, FaultKind, to_hex
from consort.audit.verification import Unchecked
from consort.codec.layout import Layout, compute_layout
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState
from consort.codec.sources import FileSource, Source
from consort.errors import BadManifest, CodecError, WrongHeader, WrongPadding
from consort.ledger.rounds import MadeProposal, RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.directory import Place
from consort.node.update_header import HeaderFacts
from consort.spec.types import Proposal, RewardLeaf
from consort.storage.store import Fetcher
from consort_nodes.round_result import ParentModel, RoundInputs, compute_round_result
from consort_nodes.verification import UpdateRules, fetch_update

Finding = Fault | Unchecked
KEPT = 2
"""Model states that stay in memory: the head's, and the one that it was made of."""
PATIENCE = 3
"""Updates of a round that are waited for in vain before the others are left unasked."""
RESULTS = ("cohorts_root", "aggregate_root", "model_root")
"""The fields of a proposal that only the updates' bytes tell."""


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
        except BadManifest as error:
            yield Unchecked(None, f"the manifest has the task's hash, but is none: {error}")
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
        """Read the model's file from where the proposal or anybody else said that it lies.

        A false content id harms nobody and refutes nothing.
        """
        where, root = f"the model of version {final.number}", final.made.proposal.model_root
        places = dict.fromkeys([final.made.model, *final.history.files.get(root)])
        try:
            state = find_model(self.store, places, root, layout, self.directory / "model")
        except (*TAMPERED, *GONE) as error:
            yield judge_failure(where, final.round.number, error)
        else:
            self._keep(root, state)

    def _recompute(
        self, final: FinalRound, manifest: Manifest, layout: Layout
    ) -> Iterator[Finding]:
        included = [at for at, weight in enumerate(final.round.compute_weights()) if weight]
        if not included:
            return  # nothing to aggregate: its proposal counts other weights, whatever it says
        updates: dict[int, Source] = {}
        yield from self._fetch_all(final, included, layout, updates)
        try:
            state = self._find_state(final.history, final.round.base, layout)
        except (*TAMPERED, *GONE) as error:
            yield judge_failure("the model that it builds on", final.round.number, error)
            return
        if len(updates) == len(included):
            yield from self._compare(final, manifest, state, updates)

    def _fetch_all(
        self,
        final: FinalRound,
        included: Sequence[int],
        layout: Layout,
        updates: dict[int, Source],
    ) -> Iterator[Finding]:
        """Take in all updates, those after a missing one too: each may be an altered one."""
        gone = 0
        for done, at in enumerate(included, start=1):
            finding = self._fetch(final, at, layout, updates)
            if finding is not None:
                yield finding
            gone += isinstance(finding, Unchecked)
            if gone == PATIENCE and done < len(included):
                text = f"{len(included) - done} updates more of {_name(final)} were not asked for"
                yield Unchecked(final.round.number, text)
                return

    def _find_state(self, history: TaskHistory, root: bytes, layout: Layout) -> ModelState:
        if root not in self._states:
            places, path = history.files.get(root), self.directory / "base"
            self._keep(root, find_model(self.store, places, root, layout, path))
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
            text = f"{where} was voted in with {leaf.content_size} bytes, where all have"
            return Fault(FaultKind.WRONG_VOTE, where, f"{text} {layout.update_bytes}")
        try:
            fetch_update(self.store, path, leaf, UpdateRules(facts, layout))
        except (*TAMPERED, *GONE) as error:
            return judge_failure(where, round_.number, error)
        except CodecError as error:
            if isinstance(error, WrongHeader | WrongPadding):
                updates[at] = FileSource(path)  # what was voted in counts as it is
            text = f"{where} was voted in, but: {error}".replace(str(path), "the file")
            return Fault(FaultKind.WRONG_VOTE, where, text)
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
        wrong = _describe(final.made.proposal, result.proposal)
        if wrong:
            told = f"proposal {final.made.number} of {_name(final)}, version {final.number}, is"
            text = f"{told} not what its inputs give: {wrong}"
            yield Fault(FaultKind.WRONG_PROPOSAL, _name(final), text)
        else:
            self._keep(result.proposal.model_root, result.state)

    def _keep(self, root: bytes, state: ModelState) -> None:
        self._states.pop(root, None)
        self._states[root] = state
        for oldest in list(self._states)[:-KEPT]:
            del self._states[oldest]


def _name(final: FinalRound) -> str:
    return f"round {final.round.number}"


def _describe(told: Proposal, right: Proposal) -> str:
    """Say which fields of a final proposal are not what the updates give; empty if none."""
    pairs = ((name, getattr(told, name), getattr(right, name)) for name in RESULTS)
    return "; ".join(
        f"{name} is {to_hex(here)}, right is {to_hex(there)}"
        for name, here, there in pairs
        if here != there
    )
