"""Validators that lie about one round, all of them alike, and watchers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from consort.codec.leaf_tree import compute_root, hash_leaves
from consort.codec.model_state import ModelState, compute_state_root
from consort.errors import ContentUnavailable
from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.session import Session, Surroundings
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import LEAF_BYTES
from consort.spec.params import MINIMAL
from consort.spec.proofs.nodes import compute_depth_of
from consort.spec.proposals import compute_cohorts_root, compute_member_tree
from consort.spec.rewards import compute_reward_tree
from consort.spec.types import Arithmetic, Proposal, RewardLeaf, Tree
from consort.spec.votes import compute_words_of
from consort.storage.cid import StoredFile
from consort.storage.store import Store
from consort.storage.unixfs import compute_file
from consort_nodes.conduct import Conduct
from consort_nodes.inputs import InputDesk
from consort_nodes.node import ValidatorNode
from consort_nodes.result import ComputedRound, ResultDesk
from consort_nodes.round_result import RoundResult
from consort_nodes.verification import UpdateCollector
from consort_nodes.voting import Voter
from consort_nodes.watching.node import Watch, WatcherNode
from tests.roles.federation import STAGGER, Federation

WATCHER = "contributor-5"
"""An account without any role in the task."""
LIE_ROUND = 0

TERMS = replace(
    MINIMAL,
    results=replace(MINIMAL.results, challenge=8, challenge_blocks=2, turn=10, open_turn=60),
    stakes=replace(MINIMAL.stakes, cooldown_rounds=0),
)
"""A challenge window that fits into a turn."""

Lie = Callable[[RoundResult, Arithmetic], RoundResult]


class LyingDesk(ResultDesk):
    """Compute a false result of the first round, until a proposal of it is refuted."""

    def __init__(self, session: Session, inputs: InputDesk, lie: Lie) -> None:
        super().__init__(session, inputs)
        self.session, self.lie = session, lie
        self.false: ComputedRound | None = None

    def compute(self, round_: RoundHistory, history: TaskHistory) -> ComputedRound | None:
        """Return the false result of the round that is lied about."""
        honest = super().compute(round_, history)
        is_caught = any(made.convicted is not None for made in round_.proposals.values())
        if honest is None or is_caught or round_.number != LIE_ROUND:
            return honest
        if self.false is None:
            result = self.lie(honest.result, self.session.params.arithmetic)
            self.session.files.keep_state(result.state, result.proposal.model_root)
            self.false = replace(honest, result=result)
        return self.false


class LyingValidator(ValidatorNode):
    """Validate, but lie about the first round; a mute one answers no demand."""

    def __init__(self, given: Surroundings, lie: Lie, *, is_mute: bool) -> None:
        self.lie = lie
        super().__init__(given, Conduct(stagger=STAGGER))
        if is_mute:
            self._answerer = Mute()  # type: ignore[assignment]

    def _make_desk(self) -> ResultDesk:
        return LyingDesk(self.session, self._inputs, self.lie)


class BlindVoter(Voter):
    """Let every input in."""

    def _vote(self, voting: RoundHistory, _collector: UpdateCollector) -> None:
        words = compute_words_of([], len(voting.leaves))
        self.session.chain.vote(self.session.task, voting.number, self.turns.index, words)


@dataclass(frozen=True, slots=True)
class SilentStore:
    """Read from a store, and put nothing into it."""

    store: Store

    def put(self, source: Path | bytes) -> StoredFile:
        """Name a file without publishing it."""
        return compute_file([source if isinstance(source, bytes) else source.read_bytes()])

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)


@dataclass(frozen=True, slots=True)
class Mute:
    """Answer no demand."""

    def answer_all(self, history: TaskHistory) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class JointStore:
    """Put into one store; read from it, and from another one that others do not see."""

    store: Store
    private: Store

    def put(self, source: Path | bytes) -> StoredFile:
        """Publish a file."""
        return self.store.put(source)

    def fetch(self, file: StoredFile, destination: Path, *, limit: int, timeout: float) -> None:
        """Fetch a file from whichever has it."""
        try:
            self.store.fetch(file, destination, limit=limit, timeout=timeout)
        except ContentUnavailable:
            self.private.fetch(file, destination, limit=limit, timeout=timeout)

    def pin(self, file: StoredFile) -> None:
        """Keep a file where it is: what is private stays so."""
        try:
            self.store.pin(file)
        except ContentUnavailable:
            self.private.pin(file)

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)


def lie_as(
    federation: Federation,
    index: int,
    lie: Lie,
    *,
    is_silent: bool = False,
    is_mute: bool = False,
    private: Store | None = None,
) -> ValidatorNode:
    """Return a validator that lies; a silent one publishes nothing, a mute one answers nothing.

    It sees what lies in a `private` store too.
    """
    store: Store = JointStore(federation.store, private or federation.store)  # type: ignore[assignment]
    if is_silent:
        store = SilentStore(store)  # type: ignore[assignment]
    return LyingValidator(federation.surround(f"validator-{index}", store), lie, is_mute=is_mute)


def accept_everything(node: ValidatorNode) -> ValidatorNode:
    """Return a validator that votes for whatever is committed, and is honest in all else."""
    node._voter = BlindVoter(node.session, node._inputs, node._turns)
    return node


def watch(federation: Federation, **settings: object) -> WatcherNode:
    """Return a watcher, without any stake."""
    return WatcherNode(federation.surround(WATCHER), Watch(**settings))  # type: ignore[arg-type]


# ------------------------------------------------------------------ lies


def tell_truth(result: RoundResult, arithmetic: Arithmetic) -> RoundResult:
    """Change nothing."""
    return result


def shift_aggregate(result: RoundResult, arithmetic: Arithmetic) -> RoundResult:
    """Move one coordinate of the only cohort's output, and so of the aggregate, by a unit."""
    value = int.from_bytes(result.aggregate.path.read_bytes()[4:8])
    return set_aggregate(result, arithmetic, value + 1)


def exaggerate(result: RoundResult, arithmetic: Arithmetic) -> RoundResult:
    """Make one coordinate of the aggregate the largest that there is."""
    return set_aggregate(result, arithmetic, 255 << arithmetic.fraction_bits)


def set_aggregate(result: RoundResult, arithmetic: Arithmetic, value: int) -> RoundResult:
    """Set one coordinate of the only cohort's output, and so of the aggregate."""
    false, root = _rewrite(result.aggregate.path, value, arithmetic)
    output = replace(result.aggregate.outputs[0], root=root, path=false)
    aggregate = replace(result.aggregate, root=root, path=false, outputs={0: output})
    cohorts = [(root, result.trees.cohorts[0][1])]
    trees = replace(result.trees, cohorts=cohorts)
    changes = {"cohorts_root": compute_cohorts_root(cohorts), "aggregate_root": root}
    proposal = replace(result.proposal, **changes)  # type: ignore[arg-type]
    return replace(result, aggregate=aggregate, trees=trees, proposal=proposal)


def shift_output(result: RoundResult, arithmetic: Arithmetic) -> RoundResult:
    """Move one coordinate of the second of several cohorts' outputs by a unit."""
    output = result.aggregate.outputs[1]
    value = int.from_bytes(output.path.read_bytes()[4:8]) + 1
    path, root = _rewrite(output.path, value, arithmetic)
    outputs = {**result.aggregate.outputs, 1: replace(output, root=root, path=path)}
    cohorts = [*result.trees.cohorts[:1], (root, output.weight), *result.trees.cohorts[2:]]
    return replace(
        result,
        aggregate=replace(result.aggregate, outputs=outputs),
        trees=replace(result.trees, cohorts=cohorts),
        proposal=_change(result.proposal, cohorts_root=compute_cohorts_root(cohorts)),
    )


def shift_top(result: RoundResult, arithmetic: Arithmetic) -> RoundResult:
    """Move one coordinate of the aggregate of several cohorts by a unit."""
    value = int.from_bytes(result.aggregate.path.read_bytes()[4:8]) + 1
    path, root = _rewrite(result.aggregate.path, value, arithmetic)
    aggregate = replace(result.aggregate, root=root, path=path)
    proposal = _change(result.proposal, aggregate_root=root)
    return replace(result, aggregate=aggregate, proposal=proposal)


def weigh_more(result: RoundResult, arithmetic: Arithmetic) -> RoundResult:
    """Count one unit of weight more than a member claims."""
    root, weight = result.trees.members[0]
    output, total = result.trees.cohorts[0]
    members = {**result.trees.members, 0: (root, weight + 1)}
    cohorts = [(output, total + 1)]
    trees = replace(result.trees, members=members, cohorts=cohorts)
    top = compute_member_tree(members).root
    changes = {"member_root": top.hash, "total_weight": top.sum}
    changes |= {"cohorts_root": compute_cohorts_root(cohorts)}
    return replace(result, trees=trees, proposal=_change(result.proposal, **changes))


def shift_model(result: RoundResult, arithmetic: Arithmetic) -> RoundResult:
    """Move one master of the new model by a unit."""
    masters = result.state.masters.copy()
    masters[0, 0] += 1
    return _with_state(result, ModelState(result.state.exponents, masters))


def move_exponent(result: RoundResult, arithmetic: Arithmetic) -> RoundResult:
    """Move the first leaf's exponent by one."""
    exponents = result.state.exponents.copy()
    exponents[0] -= 1
    return _with_state(result, ModelState(exponents, result.state.masters))


def pay_less(result: RoundResult, arithmetic: Arithmetic) -> RoundResult:
    """Pay the first contributor one base unit less."""
    leaf = result.trees.rewards[0]
    less = RewardLeaf(leaf.cumulative - 1, leaf.last_multiplier, leaf.list_position)
    rewards = {**result.trees.rewards, 0: less}
    top = compute_reward_tree(rewards).root
    proposal = _change(result.proposal, reward_root=top.hash, reward_total=top.sum)
    return replace(result, trees=replace(result.trees, rewards=rewards), proposal=proposal)


def _with_state(result: RoundResult, state: ModelState) -> RoundResult:
    root = compute_state_root(state)
    return replace(result, state=state, proposal=_change(result.proposal, model_root=root))


def _change(proposal: Proposal, **changes: object) -> Proposal:
    return replace(proposal, **changes)  # type: ignore[arg-type]


def _rewrite(path: Path, value: int, arithmetic: Arithmetic) -> tuple[Path, Digest]:
    """Write a file beside another one, with another second value; return it and its root."""
    data = bytearray(path.read_bytes())
    data[4:8] = value.to_bytes(4)
    false = path.with_name(f"{path.name}-false")
    false.write_bytes(data)
    return false, _compute_root(bytes(data), arithmetic)


def _compute_root(data: bytes, arithmetic: Arithmetic) -> Digest:
    depth = compute_depth_of(Tree.AGGREGATE, arithmetic)
    return compute_root(hash_leaves(data, LEAF_BYTES), depth)
