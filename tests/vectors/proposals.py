"""Vectors of proposals: member tree, cohorts tree, hashes of proposals, version 0 of a task."""

from collections.abc import Iterator, Mapping
from itertools import islice

from consort.spec.hashing import Kind, hash_leaf
from consort.spec.params import COHORT_DEPTH, COHORTS_DEPTH
from consort.spec.proposals import (
    compute_cohorts_root,
    compute_genesis,
    compute_member_tree,
    hash_proposal,
)
from consort.spec.trees import compute_sum_root_of
from consort.spec.types import Proposal, SumNode, TaskId
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import make_case
from tests.vectors.commitments import COORDINATOR, draw_hashes
from tests.vectors.trees import EMPTY, SumPath

Members = Mapping[int, tuple[bytes, int]]


def compute_member_path(members: Members, slot: int) -> SumPath:
    """Return the path of a member: mask and given siblings."""
    return compute_member_tree(members).compute_path(slot)


FUNCTIONS = (
    compute_member_tree,
    compute_member_path,
    compute_sum_root_of,
    compute_cohorts_root,
    hash_proposal,
    compute_genesis,
)


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    for weights in (
        {},
        {0: 300},
        {0: 300, 1: 0, 2: 7},
        dict.fromkeys(range(9), 1 << 17),
        {0: 300, 1: 1, 128: 7, 129: 0, 16_256: 9},
    ):
        roots = draw_hashes(len(weights))
        pairs = zip(roots, weights.values(), strict=True)
        yield from _member_cases(dict(zip(weights, pairs, strict=True)))
    yield from _cohort_cases()
    yield from _proposal_cases()


def _member_cases(members: Members) -> Iterator[Case]:
    weights = {slot: weight for slot, (_, weight) in members.items()}
    name = f"members of weights {weights}"
    yield make_case(name, compute_member_tree, members)
    for slot, (root, weight) in islice(members.items(), 3):
        path = compute_member_path(members, slot)
        leaf = SumNode(hash_leaf(Kind.MEMBER, root, weight), weight)
        args = (leaf, slot, COHORT_DEPTH + COHORTS_DEPTH, EMPTY, *path)
        at = f"path of {slot} of {name}"
        yield make_case(at, compute_member_path, members, slot)
        yield make_case(f"root by {at}", compute_sum_root_of, *args)


def _cohort_cases() -> Iterator[Case]:
    roots = draw_hashes(3)
    for weights in ([], [300], [0], [300, 0, 7], [0, 0, 7], [300, 7, 0]):
        cohorts = list(zip(roots, weights, strict=False))
        yield make_case(f"cohorts of weights {weights}", compute_cohorts_root, cohorts)


def _proposal_cases() -> Iterator[Case]:
    parent, members, cohorts, aggregate, model, rewards = draw_hashes(6, label=2)
    plain = Proposal(parent, members, 1_500, cohorts, aggregate, model, rewards, 99 * 10**18)
    largest = Proposal(
        parent, members, (1 << 64) - 1, cohorts, aggregate, model, rewards, (1 << 88) - 1
    )
    yield make_case("a proposal", hash_proposal, plain)
    yield make_case("a proposal with the largest numbers", hash_proposal, largest)
    for chain_id, task in ((31_337, 0), (1, (1 << 32) - 1)):
        args = (chain_id, COORDINATOR, TaskId(task), model)
        name = f"version 0 of task {task}, chain {chain_id}"
        yield make_case(name, compute_genesis, *args)
        yield make_case(f"hash of {name}", hash_proposal, compute_genesis(*args))
