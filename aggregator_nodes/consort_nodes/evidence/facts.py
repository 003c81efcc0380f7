"""What the right records of a round follow from, and what a proposal has instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consort.ledger.rounds import CastVote
from consort.ledger.trees_file import Trees
from consort.spec.commitments import compute_list_path, hash_list_leaf
from consort.spec.hashing import Kind, compute_words, hash_leaf
from consort.spec.params import COHORTS_DEPTH, REWARD_DEPTH
from consort.spec.proofs.nodes import MEMBERS_DEPTH, get_empty
from consort.spec.proposals import compute_member_tree
from consort.spec.rewards import compute_reward_leaves, compute_reward_tree
from consort.spec.trees import compute_root
from consort.spec.types import Frozen, ListLeaf, Proposal, RewardLeaf, Tree
from consort.spec.votes import compute_included
from consort_nodes.evidence.nodes import Nodes


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What is frozen of a round, and what it builds on.

    `leaves` are the commitments in list order, `votes` by validator index, `base` the root of the
    model trained on, `before` the parent's reward leaves by enrolment index; `budget` is the most
    that contributors earn in a round.
    """

    round: int
    frozen: Frozen
    leaves: Sequence[ListLeaf]
    votes: Mapping[int, CastVote]
    parent: Proposal
    base: bytes
    before: Mapping[int, RewardLeaf]
    budget: int
    target_weight: int

    def compute_weights(self) -> list[int]:
        """Return the effective weight of each position: 0 for one that is out."""
        votes = [(vote.stake, vote.exceptions) for vote in self.votes.values()]
        pairs = zip(self.leaves, compute_included(votes, len(self.leaves)), strict=True)
        return [leaf.weight if is_in else 0 for leaf, is_in in pairs]

    def compute_rewards(self) -> dict[int, RewardLeaf]:
        """Return the reward leaves after the round."""
        indices = (leaf.index for leaf in self.leaves)
        members = list(zip(indices, self.compute_weights(), strict=True))
        return compute_reward_leaves(self.before, members, self.budget, self.target_weight)

    def compute_list_path(self, position: int) -> tuple[bytes, ...]:
        """Return the path of a commitment in the sealed list."""
        return compute_list_path([hash_list_leaf(leaf) for leaf in self.leaves], position)


@dataclass(frozen=True, slots=True)
class Records:
    """What lies behind a proposal's record roots, as published or opened on demand.

    `cohorts` are the leaves of the cohorts tree up to the last that is not empty; `words` what
    follows the kind in a leaf, by the leaf's hash.
    """

    proposal: Proposal
    members: Nodes
    cohorts: Sequence[bytes]
    rewards: Nodes
    words: Mapping[bytes, bytes]


def make_records(proposal: Proposal, trees: Trees) -> Records:
    """Return the records of a proposal whose leaves were published."""
    empty = get_empty(Tree.COHORTS)
    cohorts = [hash_leaf(Kind.COHORT, *leaf) if leaf[1] else empty for leaf in trees.cohorts]
    words = {hash_leaf(Kind.COHORT, *leaf): compute_words(*leaf) for leaf in trees.cohorts}
    words |= dict(_open_reward(leaf) for leaf in trees.rewards.values())
    members, rewards = compute_member_tree(trees.members), compute_reward_tree(trees.rewards)
    return Records(proposal, members, cohorts, rewards, words)


def list_hidden(records: Records) -> list[Tree]:
    """Return the trees of which something else is shown than what the proposal has.

    They have to be opened on demand, down to the first node that is wrong.
    """
    proposal, empty = records.proposal, get_empty(Tree.COHORTS)
    shown = {
        Tree.MEMBERS: (records.members.get_node(MEMBERS_DEPTH, 0).hash, proposal.member_root),
        Tree.COHORTS: (compute_root(records.cohorts, COHORTS_DEPTH, empty), proposal.cohorts_root),
        Tree.REWARDS: (records.rewards.get_node(REWARD_DEPTH, 0).hash, proposal.reward_root),
    }
    return [tree for tree, (actual, expected) in shown.items() if actual != expected]


def _open_reward(leaf: RewardLeaf) -> tuple[bytes, bytes]:
    fields = leaf.cumulative, leaf.last_multiplier, leaf.list_position
    return hash_leaf(Kind.REWARD, *fields), compute_words(*fields)
