"""Answers to demands about proposals that are right: anybody who computed the result can give them.

Silence would kill the proposal and burn what stands behind it, whoever made it.
"""

from dataclasses import dataclass
from functools import partial

from consort.codec.sources import FileSource, Source
from consort.ledger.disputes import DemandHistory
from consort.ledger.task_history import TaskHistory
from consort.node.answering import give_answer
from consort.node.answers import SUM_LEVELS, compute_file_answer
from consort.node.session import Session
from consort.node.task_files import TaskFiles
from consort.spec.encoding import LEAF_BYTES, compute_codes_per_leaf
from consort.spec.hashing import Kind, compute_words, hash_leaf
from consort.spec.model_state import MASTER_BYTES
from consort.spec.proofs.nodes import get_empty
from consort.spec.proposals import compute_member_tree
from consort.spec.rewards import compute_reward_tree
from consort.spec.trees import SUM_BYTES, SumTree
from consort.spec.types import Arithmetic, NodePlace, RewardLeaf, Tree
from consort_nodes.result import ComputedRound, ResultDesk
from consort_nodes.turns import Turns


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answer for one validator what is demanded of results that it computed itself."""

    session: Session
    desk: ResultDesk
    turns: Turns

    def answer_all(self, history: TaskHistory) -> None:
        """Answer the open demands whose turn has come; one that fails keeps none of the others."""
        for demand in self.session.list_open_demands():
            self.session.attempt(partial(self._answer, demand, history), demand.round)

    def _answer(self, demand: DemandHistory, history: TaskHistory) -> bool:
        round_ = history.rounds[demand.round]
        computed = self.desk.compute(round_, history)
        made = round_.proposals[demand.proposal_number]
        if computed is None or computed.result.proposal != made.proposal:
            return False
        if not self.turns.is_mine(history, demand.round, "answer", demand.number):
            return False
        arithmetic = self.session.params.arithmetic
        data = compute_answer(computed, arithmetic, self.session.files, demand.place)
        return data is not None and give_answer(self.session, demand, data)


def compute_answer(
    computed: ComputedRound, arithmetic: Arithmetic, files: TaskFiles, place: NodePlace
) -> bytes | None:
    """Return what lies under a node of a right result; None for an update that is not here."""
    match place.tree:
        case Tree.MEMBERS:
            return _answer_members(computed, place)
        case Tree.REWARDS:
            return _answer_rewards(computed, place)
        case Tree.COHORTS:
            return _answer_cohorts(computed, place)
    source = _find_source(computed, files, place)
    if source is None:
        return None
    state_leaf = 1 + MASTER_BYTES * compute_codes_per_leaf(arithmetic.code_bits)
    return compute_file_answer(
        source, state_leaf if place.tree is Tree.MODEL else LEAF_BYTES, place
    )


def _find_source(computed: ComputedRound, files: TaskFiles, place: NodePlace) -> Source | None:
    """Return the file of a tree over bytes; a member that is out was never needed here."""
    result = computed.result
    match place.tree:
        case Tree.MODEL:
            return FileSource(files.locate(result.proposal.model_root))
        case Tree.AGGREGATE:
            return FileSource(result.aggregate.path)
        case Tree.OUTPUT:
            return FileSource(result.aggregate.outputs[place.owner].path)
    at = {slot: position for position, slot in enumerate(result.slots)}
    return computed.inputs.updates.get(at.get(place.owner, -1))


def _answer_members(computed: ComputedRound, place: NodePlace) -> bytes:
    members = computed.result.trees.members
    if place.height == 0:
        known = members.get(place.position)
        return b"" if known is None else compute_words(*known)
    return _encode_sums(compute_member_tree(members), place)


def _answer_rewards(computed: ComputedRound, place: NodePlace) -> bytes:
    rewards = computed.result.trees.rewards
    if place.height == 0:
        leaf = rewards.get(place.position, RewardLeaf())
        fields = leaf.cumulative, leaf.last_multiplier, leaf.list_position
        return b"" if leaf == RewardLeaf() else compute_words(*fields)
    return _encode_sums(compute_reward_tree(rewards), place)


def _encode_sums(tree: SumTree, place: NodePlace) -> bytes:
    levels = min(place.height, SUM_LEVELS)
    first, height = place.position << levels, place.height - levels
    nodes = (tree.get_node(height, first + at) for at in range(1 << levels))
    return b"".join(node.hash + node.sum.to_bytes(SUM_BYTES, "big") for node in nodes)


def _answer_cohorts(computed: ComputedRound, place: NodePlace) -> bytes:
    """The whole tree is as deep as an answer: a node's descendants are always its leaves."""
    empty, cohorts = get_empty(Tree.COHORTS), computed.result.trees.cohorts
    first = place.position << place.height
    below = [*cohorts[first : first + (1 << place.height)]]
    if place.height == 0:
        return compute_words(*below[0]) if below and below[0][1] else b""
    leaves = [hash_leaf(Kind.COHORT, *cohort) if cohort[1] else empty for cohort in below]
    return b"".join([*leaves, *[empty] * ((1 << place.height) - len(leaves))])
