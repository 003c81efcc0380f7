"""One proposal under watch: what is claimed, what should be there, and what is shown of it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from consort.codec.sources import FileSource, MemorySource
from consort.ledger.trees_file import Trees
from consort.spec.hashing import Kind, compute_words, hash_leaf
from consort.spec.proofs.aggregation import hash_cohort
from consort.spec.proofs.nodes import compute_depth_of, is_sum_tree
from consort.spec.types import Arithmetic, NodePlace, NodeProof, Proposal, SumNode, Target, Tree
from consort_nodes.evidence.facts import RoundFacts
from consort_nodes.watching.acts import Act, Open, Punish, Wait
from consort_nodes.watching.opening import Opening, get_parent, get_sibling
from consort_nodes.watching.right import Right

SPARE_LEAVES = 1024
"""Published rewards beyond the right number that are worth looking through."""


class Library(Protocol):
    """What was published of a proposal's trees."""

    def find_file(self, tree: Tree, root: bytes) -> FileSource | MemorySource | None:
        """Return a file of a SHA-256 tree that has this root, None if nobody published one."""
        ...

    def find_trees(self, proposal: Proposal) -> Trees | None:
        """Return the published leaves of the record trees, not compared with any root."""
        ...


@dataclass(frozen=True, slots=True)
class Now:
    """The chain's newest block: its time and its number."""

    time: int
    block: int


@dataclass(eq=False)
class Case:
    """A standing proposal, and everything that is known of it.

    `doubts` collects in sentences what cannot be told.
    """

    target: Target
    right: Right
    library: Library
    opening: Opening
    now: Now
    doubts: list[str] = field(default_factory=list)

    @property
    def proposal(self) -> Proposal:
        """Return what is proposed."""
        return self.target.proposal

    @property
    def arithmetic(self) -> Arithmetic:
        """Return the task's arithmetic."""
        return self.right.means.arithmetic

    @property
    def facts(self) -> RoundFacts:
        """Return what is frozen of the round."""
        return self.right.facts

    @cached_property
    def published(self) -> Trees | None:
        """Return the published leaves, whatever roots they have; None if they are far too many."""
        trees = self.library.find_trees(self.proposal)
        most = SPARE_LEAVES + 2 * len(self.right.reward_leaves)
        return None if trees is None or len(trees.rewards) > most else trees

    @cached_property
    def words(self) -> dict[bytes, bytes]:
        """Return what follows the kind in every known leaf of cohorts and rewards, by its hash."""
        words: dict[bytes, bytes] = {}
        published = self.published.cohorts if self.published else ()
        for root, weight in (*(self.right.list_outputs() or ()), *published):
            words[hash_cohort(root, weight)] = compute_words(root, weight) if weight else b""
        for leaf in self.published.rewards.values() if self.published else ():
            parts = leaf.cumulative, leaf.last_multiplier, leaf.list_position
            words[hash_leaf(Kind.REWARD, *parts)] = compute_words(*parts)
        for place, data in self.opening.leaves.items():
            if place.tree in {Tree.COHORTS, Tree.REWARDS}:
                words[self.opening.nodes[place].hash] = data
        return words

    def compute_depth(self, tree: Tree) -> int:
        """Return how many levels a tree has above its leaves."""
        return compute_depth_of(tree, self.arithmetic)

    def get_root(self, tree: Tree) -> SumNode:
        """Return what the proposal states as a tree's root; outputs and updates have none there."""
        proposal = self.proposal
        return {
            Tree.MEMBERS: SumNode(proposal.member_root, proposal.total_weight),
            Tree.COHORTS: SumNode(proposal.cohorts_root, 0),
            Tree.AGGREGATE: SumNode(proposal.aggregate_root, 0),
            Tree.MODEL: SumNode(proposal.model_root, 0),
            Tree.REWARDS: SumNode(proposal.reward_root, proposal.reward_total),
        }[tree]

    def ask(self, place: NodePlace, node: NodeProof, words: str) -> Act:
        """Return how to get at what lies under a node: a demand, or what became of one."""
        asked = self.opening.pending.get(place)
        if asked is None:
            return Open(place, node, words)
        if asked.is_overdue(self.now.time, self.now.block):
            return Punish(asked.number, place)
        return Wait(asked.number, place)

    def prove_opened(self, place: NodePlace, root: SumNode) -> NodeProof:
        """Return a node that answers have led to from its tree's root, and its path."""
        depth, at, path = self.compute_depth(place.tree), place, list[SumNode]()
        while at.height < depth:
            path.append(self.opening.nodes[get_sibling(at)])
            at = get_parent(at)
        node = self.opening.nodes[place] if path else root
        sums = tuple(sibling.sum for sibling in path) if is_sum_tree(place.tree) else ()
        return NodeProof(node.hash, node.sum, tuple(sibling.hash for sibling in path), sums)
