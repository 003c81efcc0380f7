"""Vectors of rewards: one contributor's, leaves from round to round, roots and proofs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from consort.spec.rewards import (
    compute_reward,
    compute_reward_leaves,
    compute_reward_proof,
    compute_reward_tree,
    compute_root_of_proof,
)
from consort.spec.types import RewardLeaf, RewardProof
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import make_case, make_rejection

BUDGET = 100 * 10**18
Leaves = Mapping[int, RewardLeaf]


def prove_reward(leaves: Leaves, index: int) -> RewardProof:
    """Return what a claim of an enrolment index needs."""
    return compute_reward_proof(compute_reward_tree(leaves), leaves, index)


FUNCTIONS = (
    compute_reward,
    compute_reward_leaves,
    compute_reward_tree,
    prove_reward,
    compute_root_of_proof,
)


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    yield from _reward_cases()
    leaves: Leaves = {}
    for name, members in (
        ("first round of three", [(0, 300), (1, 100), (2, 7)]),
        ("one is out, one is new", [(2, 7), (0, 0), (3, 300)]),
        ("index 1 has exited, index 9 earns nothing", [(0, 300), (9, 0)]),
        ("below the target weight", [(3, 10), (1_048_575, 20)]),
    ):
        yield make_case(name, compute_reward_leaves, leaves, members, BUDGET, 200)
        leaves = compute_reward_leaves(leaves, members, BUDGET, 200)
        yield from _tree_cases(f"tree after '{name}'", leaves)
    yield from _tree_cases("tree of nobody", {})
    yield from _tree_cases("tree with a blank leaf", {0: RewardLeaf(), 5: RewardLeaf(1, 65_536)})
    yield from _false_proof_cases(prove_reward(leaves, 3))


def _reward_cases() -> Iterator[Case]:
    for budget, weight, total, target in (
        (BUDGET, 300, 407, 200),
        (BUDGET, 1, 3, 1),
        (BUDGET, 50, 100, 200),
        (BUDGET, 200, 200, 200),
        (BUDGET, 0, 407, 200),
        (1, 406, 407, 200),
        (0, 300, 300, 1),
        ((1 << 80) - 1, 1 << 17, 128 << 17, (1 << 48) - 1),
    ):
        name = f"{weight} of {total} with target {target}, budget {budget}"
        yield make_case(name, compute_reward, budget, weight, total, target)


def _tree_cases(name: str, leaves: Leaves) -> Iterator[Case]:
    yield make_case(name, compute_reward_tree, leaves)
    for index in leaves:
        proof = prove_reward(leaves, index)
        yield make_case(f"proof of {index} in {name}", prove_reward, leaves, index)
        yield make_case(f"root by {index} in {name}", compute_root_of_proof, proof)


def _false_proof_cases(proof: RewardProof) -> Iterator[Case]:
    more = replace(proof, cumulative=proof.cumulative + 1)
    yield make_case("one more than earned leads elsewhere", compute_root_of_proof, more)
    other = replace(proof, index=proof.index ^ 1)
    yield make_case("another index leads elsewhere", compute_root_of_proof, other)
    short = replace(proof, siblings=proof.siblings[:-1])
    yield make_rejection("a sibling too few", compute_root_of_proof, short)
    heavy = replace(proof, cumulative=(1 << 128) - 1)
    yield make_rejection("too large a sum", compute_root_of_proof, heavy)
