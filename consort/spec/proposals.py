"""Proposals: member tree, cohorts tree and the hash that stands for a round's result."""

from collections.abc import Mapping, Sequence

from consort.spec.hashing import Kind, compute_words, hash_empty, hash_leaf, keccak
from consort.spec.params import COHORT_DEPTH, COHORTS_DEPTH
from consort.spec.rewards import EMPTY_REWARD_ROOT
from consort.spec.trees import SumTree, compute_root
from consort.spec.types import Address, Proposal, SumNode, TaskId

PROPOSAL_TAG = keccak(b"consort.proposal.1")

_GENESIS_TAG = b"consort.genesis.1"
_NONE = bytes(32)


def hash_proposal(proposal: Proposal) -> bytes:
    """Return the hash that the chain stores."""
    body = compute_words(
        proposal.parent,
        proposal.member_root,
        proposal.total_weight,
        proposal.cohorts_root,
        proposal.aggregate_root,
        proposal.model_root,
        proposal.reward_root,
        proposal.reward_total,
    )
    return keccak(PROPOSAL_TAG + keccak(body))


def compute_genesis(
    chain_id: int, coordinator: Address, task: TaskId, model_root: bytes
) -> Proposal:
    """Return version 0 of a task: the initial model, nobody paid."""
    head = compute_words(4 * 32, chain_id, coordinator, task)
    parent = keccak(head + compute_words(len(_GENESIS_TAG), _GENESIS_TAG))
    return Proposal(parent, _NONE, 0, _NONE, _NONE, model_root, EMPTY_REWARD_ROOT, 0)


def compute_member_tree(members: Mapping[int, tuple[bytes, int]]) -> SumTree:
    """Return the tree over (update root, effective weight) by slot, see `cohorts.compute_slot`.

    A member that is out keeps its root, with weight 0.
    """
    leaves = {
        slot: SumNode(hash_leaf(Kind.MEMBER, root, weight), weight)
        for slot, (root, weight) in members.items()
    }
    return SumTree(leaves, COHORT_DEPTH + COHORTS_DEPTH, hash_empty(Kind.MEMBER))


def compute_cohorts_root(cohorts: Sequence[tuple[bytes, int]]) -> bytes:
    """Return the root over (output root, weight); a cohort of weight 0 is the empty leaf."""
    empty = hash_empty(Kind.COHORT)
    leaves = [hash_leaf(Kind.COHORT, *cohort) if cohort[1] else empty for cohort in cohorts]
    return compute_root(leaves, COHORTS_DEPTH, empty)
