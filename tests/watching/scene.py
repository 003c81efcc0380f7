"""A round to watch, a proposal that lies about it, and what the contracts make of the evidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest
from consort.codec.model_state import make_genesis, write_state
from consort.codec.sources import FileSource, MemorySource
from consort.ledger.rounds import CastVote
from consort.ledger.trees_file import Trees, WeighedRoot
from consort.spec import chunk_tree
from consort.spec.aggregation import Rule
from consort.spec.cohorts import compute_slot
from consort.spec.commitments import (
    CHAIN_BYTES,
    compute_block_roots,
    compute_list_root,
    hash_list_leaf,
)
from consort.spec.hashing import compute_words
from consort.spec.params import COHORT_SIZE, COHORTS_DEPTH
from consort.spec.proofs.aggregation import (
    EMPTY_COHORT,
    hash_cohort,
    require_bad_cohort,
    require_bad_step,
    require_bad_top,
)
from consort.spec.proofs.nodes import compute_depth_of, is_sum_tree, require_node
from consort.spec.proofs.records import (
    require_bad_member,
    require_bad_padding,
    require_bad_reward,
    require_bad_sum,
)
from consort.spec.proposals import compute_cohorts_root, compute_member_tree, hash_proposal
from consort.spec.rewards import compute_reward_tree
from consort.spec.trees import SUM_BYTES, SumTree, compute_levels
from consort.spec.types import (
    Address,
    Arithmetic,
    DemandState,
    Frozen,
    ListLeaf,
    NodePlace,
    Proposal,
    RewardLeaf,
    SumNode,
    Target,
    TaskId,
    Tree,
    Vote,
)
from consort.spec.votes import compute_vote_root
from consort_nodes.evidence.aggregation import BadCohort, BadStep, BadTop
from consort_nodes.evidence.facts import RoundFacts
from consort_nodes.evidence.records import BadMember, BadPadding, BadReward, BadSum
from consort_nodes.watching.acts import Act, Open, Prove
from consort_nodes.watching.case import Case, Now
from consort_nodes.watching.files import compute_leaf_bytes
from consort_nodes.watching.judge import judge
from consort_nodes.watching.opening import Asked, make_opening
from consort_nodes.watching.right import Means, Right
from tests.aggregation.inputs import make_member
from tests.codec.models import make_flat_manifest

ROUND = 3
BUDGET = 10**20
TARGET_WEIGHT = 200
STAKE = 100
SEED = bytes(range(32))
BEFORE = {0: RewardLeaf(7, 65_536, 0), 9: RewardLeaf(5, 65_536, 0)}
PARENT = Proposal(bytes(32), bytes(32), 1, bytes(32), bytes(32), bytes(32), bytes(32), 0)
SILENT_AFTER = Now(1_000, 1_000)
MOST_ACTS = 60


@dataclass(frozen=True, eq=False)
class Scene:
    """The inputs of a round; `updates` are files by slot."""

    facts: RoundFacts
    means: Means
    slots: list[int]
    updates: Mapping[int, MemorySource]

    @property
    def arithmetic(self) -> Arithmetic:
        """Return the task's arithmetic."""
        return self.means.arithmetic

    def make_right(self, hidden: Sequence[int] = ()) -> Right:
        """Return what a watcher knows to whom some slots' updates are hidden."""
        here = {slot: file for slot, file in self.updates.items() if slot not in hidden}
        return Right(self.facts, self.means, self.slots, here)


@dataclass(frozen=True, eq=False)
class Claim:
    """Everything behind a proposal; files by tree and owner, what is `hidden` was not published."""

    scene: Scene
    members: Mapping[int, WeighedRoot]
    cohorts: Sequence[WeighedRoot]
    rewards: Mapping[int, RewardLeaf]
    files: Mapping[tuple[Tree, int], bytes]
    changes: Mapping[str, int] = field(default_factory=dict)

    @property
    def proposal(self) -> Proposal:
        """Return the proposal."""
        members = compute_member_tree(self.members).root
        rewards = compute_reward_tree(self.rewards).root
        proposal = Proposal(
            hash_proposal(self.scene.facts.parent),
            members.hash,
            members.sum,
            compute_cohorts_root(self.cohorts),
            self.compute_root(Tree.AGGREGATE),
            self.compute_root(Tree.MODEL),
            rewards.hash,
            rewards.sum,
        )
        return replace(proposal, **self.changes)  # type: ignore[arg-type]

    def compute_levels(self, tree: Tree, owner: int = 0) -> list[list[chunk_tree.Digest]]:
        """Return the nodes of a file's tree."""
        arithmetic = self.scene.arithmetic
        size, data = compute_leaf_bytes(tree, arithmetic), self.files[tree, owner]
        leaves = [data[at : at + size] for at in range(0, len(data), size)]
        return chunk_tree.compute_levels(leaves, compute_depth_of(tree, arithmetic))

    def compute_root(self, tree: Tree, owner: int = 0) -> bytes:
        """Return the root of a file."""
        return self.compute_levels(tree, owner)[-1][0]

    def answer(self, ask: Open, number: int) -> Asked:
        """Return the demand as the proposer answers it."""
        place, node = ask.place, SumNode(ask.node.hash, ask.node.sum)
        data = self._open(place)
        return Asked(number, place, node, DemandState.ANSWERED, data)

    def _open(self, place: NodePlace) -> bytes:
        below = place.height - min(place.height, 6 if is_sum_tree(place.tree) else 7)
        first = place.position << place.height - below
        nodes = range(first, first + (1 << place.height - below))
        if place.tree in {Tree.MEMBERS, Tree.REWARDS}:
            return self._open_sums(place, below, nodes)
        if place.tree == Tree.COHORTS:
            leaves = [hash_cohort(*leaf) for leaf in self.cohorts]
            leaves += [EMPTY_COHORT] * ((1 << COHORTS_DEPTH) - len(leaves))
            levels = compute_levels(leaves, COHORTS_DEPTH, EMPTY_COHORT)
            words = compute_words(*self.cohorts[place.position]) if place.height == 0 else b""
            return words or b"".join(levels[below][at] for at in nodes)
        size = compute_leaf_bytes(place.tree, self.scene.arithmetic)
        if place.height == 0:
            return self.files[place.tree, place.owner][place.position * size :][:size]
        nodes_there = self.compute_levels(place.tree, place.owner)[below]
        return b"".join(nodes_there[at] for at in nodes)

    def _open_sums(self, place: NodePlace, below: int, nodes: range) -> bytes:
        is_members = place.tree == Tree.MEMBERS
        tree: SumTree = (
            compute_member_tree(self.members) if is_members else compute_reward_tree(self.rewards)
        )
        if place.height == 0:
            leaf = self.rewards[place.position]
            return compute_words(leaf.cumulative, leaf.last_multiplier, leaf.list_position)
        found = [tree.get_node(below, at) for at in nodes]
        return b"".join(node.hash + node.sum.to_bytes(SUM_BYTES) for node in found)


@dataclass(frozen=True, eq=False)
class Shelf:
    """Give what a proposer has published of a claim."""

    claim: Claim
    is_open: bool = True

    def find_file(self, tree: Tree, root: bytes) -> FileSource | MemorySource | None:
        """Return a file by its root."""
        if not self.is_open:
            return None
        found = (key for key in self.claim.files if key[0] == tree)
        files = (key for key in found if self.claim.compute_root(*key) == root)
        return next((MemorySource(self.claim.files[key]) for key in files), None)

    def find_trees(self, proposal: Proposal) -> Trees | None:
        """Return the leaves of the record trees."""
        claim = self.claim
        is_shown = self.is_open and proposal == claim.proposal
        return Trees(claim.members, claim.cohorts, claim.rewards) if is_shown else None


def make_scene(
    count: int, directory: Path, coordinates: int = 3, rule: Rule = Rule.TRIMMED_MEAN
) -> Scene:
    """Return a round of random updates of 8-bit codes, all of them in but the last of many."""
    manifest = make_flat_manifest(coordinates)
    random = np.random.default_rng(count + coordinates)
    rows = random.integers(0, 256, (count, coordinates))
    files = [make_member(row.tolist(), 1, manifest).source for row in rows]
    depth = compute_layout(manifest).update_depth
    roots = [compute_file_root(file, depth) for file in files]
    leaves = [make_leaf(at, root) for at, root in enumerate(roots)]
    slots = [compute_slot(SEED, count, at) for at in range(count)]
    state = make_genesis(np.zeros((compute_layout(manifest).leaf_count, 256), np.int32))
    path = directory / "before"
    with path.open("wb") as out:
        root = write_state(out, state)
    arithmetic = make_arithmetic(manifest, rule)
    means = Means(arithmetic, manifest, state, FileSource(path), directory)
    facts = make_facts(leaves, root)
    updates = dict(zip(slots, files, strict=True))
    return Scene(facts, means, slots, updates)  # type: ignore[arg-type]


def make_arithmetic(manifest: Manifest, rule: Rule) -> Arithmetic:
    """Return the arithmetic of a task with this manifest."""
    leaves = 1 + compute_layout(manifest).leaf_count
    trim = 1_000 if rule == Rule.TRIMMED_MEAN else 0
    return Arithmetic(rule, trim, 8, 8, manifest.master_exponent, leaves, TARGET_WEIGHT)


def make_facts(leaves: Sequence[ListLeaf], model_root: bytes) -> RoundFacts:
    """Return a round whose only validator let everything in but the second input."""
    words = tuple(2 if at == 0 else 0 for at in range(-(-len(leaves) // 256)))
    rewards = compute_reward_tree(BEFORE).root
    parent = replace(
        PARENT, model_root=model_root, reward_root=rewards.hash, reward_total=rewards.sum
    )
    list_root = compute_list_root(compute_block_roots([hash_list_leaf(leaf) for leaf in leaves]))
    seed = SEED if len(leaves) > COHORT_SIZE else bytes(32)
    frozen = Frozen(list_root[:CHAIN_BYTES], len(leaves), STAKE, seed)
    votes = {0: CastVote(STAKE, words)}
    return RoundFacts(
        ROUND, frozen, leaves, votes, parent, model_root, BEFORE, BUDGET, TARGET_WEIGHT
    )


def make_leaf(position: int, root: bytes) -> ListLeaf:
    """Return the commitment at a position; its index is twice the position."""
    account = Address(f"0x{position + 1:040d}")
    return ListLeaf(2 * position, account, 100 + position, root, bytes(32), 1)


def compute_file_root(file: object, depth: int) -> bytes:
    """Return the root of an update in memory."""
    assert isinstance(file, MemorySource)
    leaves = [file.data[at : at + 256] for at in range(0, file.size, 256)]
    return chunk_tree.compute_root(leaves, depth)


def make_honest_claim(scene: Scene) -> Claim:
    """Return the right result."""
    right = scene.make_right()
    aggregate, model = right.get_aggregate(), right.get_model()
    assert aggregate is not None
    assert model is not None
    files = {(Tree.OUTPUT, cohort): read(output.source) for cohort, output in right.outputs.items()}
    files |= {(Tree.AGGREGATE, 0): read(aggregate.source), (Tree.MODEL, 0): read(model.source)}
    files |= {(Tree.UPDATE, slot): file.data for slot, file in scene.updates.items()}
    cohorts = right.list_outputs()
    assert cohorts is not None
    return Claim(scene, right.placed, cohorts, right.reward_leaves, files)


def read(source: object) -> bytes:
    """Return a whole file."""
    assert isinstance(source, FileSource)
    return source.path.read_bytes()


def change_file(
    claim: Claim, tree: Tree, change: Callable[[bytes], bytes], owner: int = 0
) -> Claim:
    """Return a claim with another file, the cohorts tree made to match."""
    files = {**claim.files, (tree, owner): change(claim.files[tree, owner])}
    changed = replace(claim, files=files)
    if tree != Tree.OUTPUT:
        return changed
    cohorts = list(claim.cohorts)
    cohorts[owner] = changed.compute_root(tree, owner), cohorts[owner][1]
    return replace(changed, cohorts=cohorts)


def shift(number: int, delta: int) -> Callable[[bytes], bytes]:
    """Return what moves one u32 of a file."""

    def change(data: bytes) -> bytes:
        start = 4 * number
        value = int.from_bytes(data[start : start + 4]) + delta
        return data[:start] + value.to_bytes(4) + data[start + 4 :]

    return change


def examine(
    claim: Claim, asked: Sequence[Asked] = (), *, is_open: bool = True, hidden: Sequence[int] = ()
) -> Case:
    """Return the case of a claim as a watcher sees it."""
    target = Target(TaskId(0), ROUND, 0, claim.proposal)
    right, shelf = claim.scene.make_right(hidden), Shelf(claim, is_open)
    return Case(target, right, shelf, make_opening(asked), SILENT_AFTER)


def refute(
    claim: Claim, *, is_open: bool = True, hidden: Sequence[int] = ()
) -> tuple[Prove, list[Asked]]:
    """Return what refutes a claim, and the demands that led to it, each answered."""
    asked: list[Asked] = []
    for number in range(MOST_ACTS):
        case = examine(claim, asked, is_open=is_open, hidden=hidden)
        act = judge(case)
        if isinstance(act, Prove):
            require_accepted(case, act)
            return act, asked
        assert isinstance(act, Open), (act, case.doubts)
        require_node(case.proposal, case.arithmetic, act.place, act.node)
        asked.append(claim.answer(act, number))
    raise AssertionError("the demands do not come to an end")


def require_accepted(case: Case, act: Act | None) -> None:
    """Accept what the contracts accept; raises what they refuse with."""
    assert isinstance(act, Prove)
    proposal, arithmetic, facts = case.proposal, case.arithmetic, case.facts
    frozen, count = facts.frozen, facts.frozen.count
    match act.evidence:
        case BadMember(member):
            cast = {index: _store(vote) for index, vote in facts.votes.items()}
            shown = [cast[vote.validator_index] for vote in member.votes]
            require_bad_member(proposal, frozen, ROUND, member, shown)
        case BadPadding(place, node):
            require_bad_padding(proposal, frozen, arithmetic, place, node)
        case BadSum(place, node, preimage, subtree):
            require_bad_sum(proposal, frozen, arithmetic, place, node, preimage, subtree)
        case BadCohort(claim, members, output):
            require_bad_cohort(proposal, arithmetic, count, claim, members, output)
        case BadTop(claim, cohorts, output):
            require_bad_top(proposal, arithmetic, count, claim, cohorts, output)
        case BadStep(parent, step):
            require_bad_step(proposal, arithmetic, parent, step)
        case BadReward(parent, check):
            terms = BUDGET, TARGET_WEIGHT
            require_bad_reward(proposal, parent, frozen, *terms, check)


def _store(vote: CastVote) -> Vote:
    return Vote(compute_vote_root(vote.exceptions), ROUND, vote.stake)
