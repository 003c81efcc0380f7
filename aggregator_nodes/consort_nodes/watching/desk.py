"""The right result of each round under watch, computed from chain and files, as far as they go."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from consort.aggregation.permutation import compute_slots
from consort.codec.sources import FileSource, Source
from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.progress import ResultComputed
from consort.node.session import Session
from consort.spec.types import Proposal
from consort_nodes.evidence.facts import RoundFacts
from consort_nodes.inputs import InputDesk
from consort_nodes.result import ComputedRound
from consort_nodes.round_result import ParentModel, RoundInputs, RoundResult, compute_round_result
from consort_nodes.watching.hidden import read_opened
from consort_nodes.watching.opening import Opening, make_opening
from consort_nodes.watching.right import Means, Right, RootedFile


@dataclass(slots=True)
class WatchDesk:
    """Compute each round once all of its included updates are here, else what can be."""

    session: Session
    inputs: InputDesk
    _bases: dict[int, tuple[RoundFacts, Means]] = field(default_factory=dict)
    _done: dict[int, Right] = field(default_factory=dict)
    _results: dict[int, ComputedRound] = field(default_factory=dict)

    def compute(self, round_: RoundHistory, history: TaskHistory, opening: Opening) -> Right | None:
        """Return what a round should come to; None while its updates are being looked for.

        Only once its votes are in and its cohorts drawn. `opening` may have updates that nobody
        publishes. Raises FileNotObtainable, StorageError, and what the chain raises.
        """
        known = self._done.get(round_.number)
        if known is not None and _is_about(known.facts, round_):
            return known
        facts, means = self._get_base(round_, history)
        slots = compute_slots(round_.seed, len(round_.leaves)).tolist()
        if not self._is_everything_tried(round_, history):
            return None
        updates = self._find_updates(round_, history, slots, opening)
        right = Right(facts, means, slots, {slots[at]: file for at, file in updates.items()})
        if not right.hidden and right.members.root.sum:
            self._complete(right, updates)
            self._done[round_.number] = right
        return right

    def complete(self, round_: RoundHistory, history: TaskHistory) -> ComputedRound | None:
        """Return a round's whole result; None where not all that is in is here, or nothing is in.

        When, and what it raises, as `compute`.
        """
        right = self.compute(round_, history, make_opening(()))
        is_whole = right is not None and self._done.get(round_.number) is right
        return self._results[round_.number] if is_whole else None

    def find(self, number: int, proposal: Proposal) -> ComputedRound | None:
        """Return the result of a round if it was computed here and is this proposal."""
        computed = self._results.get(number)
        is_same = computed is not None and computed.result.proposal == proposal
        return computed if is_same else None

    def list_held(self) -> set[int]:
        """Return the rounds of which something is kept."""
        names = (path.name for path in self.session.directory.results.iterdir())
        return {*self._bases, *(int(name.split("-")[0]) for name in names)}

    def list_model_roots(self) -> list[bytes]:
        """Return the roots of the model states that rounds under watch build on or lead to."""
        before = [facts.base for facts, _ in self._bases.values()]
        return before + [right.model.root for right in self._done.values() if right.model]

    def forget(self, number: int) -> None:
        """Drop what is known of a round, and its files."""
        self._done.pop(number, None)
        self._results.pop(number, None)
        self._bases.pop(number, None)
        for path in self.session.directory.results.glob(f"{number:010d}-*"):
            path.unlink(missing_ok=True)

    def _get_base(self, round_: RoundHistory, history: TaskHistory) -> tuple[RoundFacts, Means]:
        """Return what does not depend on the updates."""
        known = self._bases.get(round_.number)
        if known is None or not _is_about(known[0], round_):
            base = self._make_facts(round_, history), self._make_means(round_, history)
            self._bases[round_.number] = known = base
        return known

    def _is_everything_tried(self, round_: RoundHistory, history: TaskHistory) -> bool:
        pairs = zip(round_.leaves, round_.compute_weights(), strict=True)
        included = [leaf for leaf, weight in pairs if weight]
        collector = self.inputs.collect(round_, included, history)
        return all(map(collector.is_tried, included))

    def _find_updates(
        self, round_: RoundHistory, history: TaskHistory, slots: list[int], opening: Opening
    ) -> dict[int, Source]:
        """Return the included updates that are here, by list position."""
        weights = round_.compute_weights()
        included = {leaf: at for at, leaf in enumerate(round_.leaves) if weights[at]}
        files = self.inputs.get_collector(round_, history).files
        found: dict[int, Source] = {}
        for leaf, at in included.items():
            opened = read_opened(opening, self.session.params.arithmetic, slots[at])
            if leaf in files:
                found[at] = FileSource(files[leaf])
            elif opened is not None:
                found[at] = opened
        return found

    def _make_facts(self, round_: RoundHistory, history: TaskHistory) -> RoundFacts:
        params = self.session.params
        return RoundFacts(
            round_.number,
            self.session.chain.get_frozen(self.session.task, round_.number),
            tuple(round_.leaves),
            dict(round_.votes),
            round_.parent,
            round_.base,
            history.compute_rewards_of(round_.parent_round),
            params.results.round_budget,
            params.arithmetic.target_weight,
        )

    def _make_means(self, round_: RoundHistory, history: TaskHistory) -> Means:
        session, root = self.session, round_.base
        state = session.fetch_state(history, root)
        manifest, file = session.fetch_manifest(history), FileSource(session.files.locate(root))
        directory, prefix = session.directory.results, f"{round_.number:010d}-"
        return Means(session.params.arithmetic, manifest, state, file, directory, prefix)

    def _complete(self, right: Right, updates: Mapping[int, Source]) -> None:
        facts, means = right.facts, right.means
        parent = ParentModel(facts.parent, means.state, facts.before)
        weights = tuple(facts.compute_weights())
        inputs = RoundInputs(facts.round, facts.leaves, weights, updates, facts.frozen.seed)
        path = means.locate("aggregate")
        params = self.session.params
        result = compute_round_result(params, means.manifest, parent, inputs, path)
        fill_in(right, result, self.session)
        self._results[facts.round] = ComputedRound(facts.base, parent, inputs, result)
        root = result.proposal.model_root
        self.session.tell(ResultComputed(facts.round, result.hash, root))


def make_right(session: Session, history: TaskHistory, own: ComputedRound) -> Right:
    """Return a validator's own result as a watcher takes it."""
    params, inputs = session.params, own.inputs
    frozen = session.chain.get_frozen(session.task, inputs.round)
    terms = params.results.round_budget, params.arithmetic.target_weight
    votes = dict(history.rounds[inputs.round].votes)
    parent = own.parent.proposal, own.base, own.parent.rewards
    facts = RoundFacts(inputs.round, frozen, inputs.leaves, votes, *parent, *terms)
    path = session.files.keep_state(own.parent.state, own.base)
    manifest, directory = session.fetch_manifest(history), session.directory.results
    means = Means(params.arithmetic, manifest, own.parent.state, FileSource(path), directory)
    updates = {own.result.slots[at]: file for at, file in inputs.updates.items()}
    right = Right(facts, means, own.result.slots, updates)
    fill_in(right, own.result, session)
    return right


def fill_in(right: Right, result: RoundResult, session: Session) -> None:
    """Take a whole result, so that nothing is computed again."""
    aggregate, root = result.aggregate, result.proposal.model_root
    for cohort, output in aggregate.outputs.items():
        right.outputs[cohort] = RootedFile(FileSource(output.path), output.root)
    right.aggregate = RootedFile(FileSource(aggregate.path), aggregate.root)
    path = session.files.keep_state(result.state, root)
    right.model = RootedFile(FileSource(path), root)


def _is_about(facts: RoundFacts, round_: RoundHistory) -> bool:
    """Tell whether a round is still what it was: a reorganisation may have changed it."""
    inputs = round_.parent, round_.base, tuple(round_.leaves), round_.votes
    return (facts.parent, facts.base, facts.leaves, facts.votes) == inputs
