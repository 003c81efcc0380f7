"""Members, cohorts' weights and rewards of a proposal: what the chain alone decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consort.spec.params import COHORTS_DEPTH
from consort.spec.proofs.aggregation import hash_cohort
from consort.spec.proposals import compute_cohorts_root, compute_member_tree
from consort.spec.rewards import compute_reward_tree
from consort.spec.trees import SumTree
from consort.spec.types import NodePlace, NodeProof, SumNode, Tree
from consort_nodes.evidence.facts import Records
from consort_nodes.evidence.nodes import Nodes
from consort_nodes.evidence.records import (
    Fault,
    find_bad_cohort_weight,
    find_bad_member,
    find_bad_padding,
    find_bad_reward,
    find_bad_sum,
)
from consort_nodes.watching.acts import Act, Prove
from consort_nodes.watching.case import Case
from consort_nodes.watching.descent import follow
from consort_nodes.watching.words import describe_fault, describe_hidden


@dataclass(frozen=True, slots=True)
class Overlay:
    """A tree as far as it is opened; elsewhere it is the right one, as equal nodes mean."""

    case: Case
    tree: Tree
    right: SumTree

    @property
    def depth(self) -> int:
        """Return how many levels are above the leaves."""
        return self.right.depth

    def get_node(self, height: int, position: int) -> SumNode:
        """Return the node at a position of a height."""
        if height == self.depth:
            return self.case.get_root(self.tree)
        place = NodePlace(self.tree, 0, height, position)
        return self.case.opening.nodes.get(place) or self.right.get_node(height, position)


def check_members(case: Case) -> Act | None:
    """Compare the members and their total weight with list and votes."""
    right = case.right.members
    if case.get_root(Tree.MEMBERS) == right.root:
        return None
    shown = compute_member_tree(case.published.members) if case.published else None
    nodes, is_whole = _choose(case, Tree.MEMBERS, right, shown)
    records = isolate(case, members=nodes)
    fault: Fault | None = (
        (find_bad_sum(records) if is_whole else None)
        or find_bad_padding(case.facts, records)
        or find_bad_member(case.facts, records)
    )
    return _prove(case, fault) or _descend(case, Tree.MEMBERS, right)


def check_rewards(case: Case) -> Act | None:
    """Compare the rewards with what members of these weights earn."""
    parent, before = case.facts.parent, compute_reward_tree(case.facts.before).root
    if (before.hash, before.sum) != (parent.reward_root, parent.reward_total):
        case.doubts.append("what the parent has paid is not known, so rewards cannot be compared")
        return None
    right = case.right.rewards
    if case.get_root(Tree.REWARDS) == right.root:
        return None
    shown = compute_reward_tree(case.published.rewards) if case.published else None
    nodes, is_whole = _choose(case, Tree.REWARDS, right, shown)
    records = isolate(case, rewards=nodes)
    fault: Fault | None = find_bad_sum(records) if is_whole else None
    fault = fault or find_bad_reward(case.facts, records)
    return _prove(case, fault) or _descend(case, Tree.REWARDS, right)


def check_cohort_weights(case: Case, cohorts: Sequence[bytes]) -> Act | None:
    """Compare the cohorts' weights with their members', and what is beyond the last cohort."""
    records = replace(isolate(case), cohorts=cohorts)
    fault = find_bad_padding(case.facts, records) or find_bad_cohort_weight(case.facts, records)
    return _prove(case, fault)


def find_cohorts(case: Case) -> Sequence[bytes] | None:
    """Return the leaves of the proposal's cohorts tree, None while they are hidden."""
    right, shown, root = case.right.list_outputs(), case.published, case.proposal.cohorts_root
    for leaves in (right, shown.cohorts if shown else None):
        if leaves is not None and compute_cohorts_root(leaves) == root:
            return [hash_cohort(*leaf) for leaf in leaves]
    places = [NodePlace(Tree.COHORTS, 0, 0, cohort) for cohort in range(1 << COHORTS_DEPTH)]
    if all(place in case.opening.nodes for place in places):
        return [case.opening.nodes[place].hash for place in places]
    return None


def ask_for_cohorts(case: Case) -> Act:
    """Return how to get at the leaves of the cohorts tree."""
    place = NodePlace(Tree.COHORTS, 0, COHORTS_DEPTH, 0)
    proof = NodeProof(case.proposal.cohorts_root, 0, ())
    return case.ask(place, proof, describe_hidden(place))


def isolate(case: Case, members: Nodes | None = None, rewards: Nodes | None = None) -> Records:
    """Return the proposal's records as if all were right but the trees that are given."""
    right, proposal = case.right, case.proposal
    if members is None:
        root = right.members.root
        proposal = replace(proposal, member_root=root.hash, total_weight=root.sum)
    if rewards is None:
        root = right.rewards.root
        proposal = replace(proposal, reward_root=root.hash, reward_total=root.sum)
    nodes = members or right.members, rewards or right.rewards
    return Records(proposal, nodes[0], (), nodes[1], case.words)


def _choose(case: Case, tree: Tree, right: SumTree, shown: SumTree | None) -> tuple[Nodes, bool]:
    """Return the proposal's tree, and whether all of it is known."""
    root = case.get_root(tree).hash
    for whole in (right, shown):
        if whole is not None and whole.root.hash == root:
            return whole, True
    return Overlay(case, tree, right), False


def _prove(case: Case, fault: Fault | None) -> Act | None:
    return Prove(fault, describe_fault(fault, case.right)) if fault else None


def _descend(case: Case, tree: Tree, right: SumTree) -> Act:
    """Return how to open the next node on the way to a wrong leaf, or the words of that leaf."""
    top = NodePlace(tree, 0, right.depth, 0)
    place = follow(case.opening, top, lambda at: right.get_node(at.height, at.position))
    proof = case.prove_opened(place, case.get_root(tree))
    return case.ask(place, proof, describe_hidden(place))
