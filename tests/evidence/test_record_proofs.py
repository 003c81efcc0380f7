"""Nodes and proofs are refused with any other field, but for those that nothing depends on."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consort.errors import EvidenceMisshapen, NotInProposal
from consort.spec.params import TOKEN
from consort.spec.proofs.nodes import (
    compute_depth_of,
    compute_leaf_count,
    compute_sum_root,
    require_node,
)
from consort.spec.proofs.records import (
    require_bad_member,
    require_bad_padding,
    require_bad_reward,
    require_bad_sum,
)
from consort.spec.proofs.votes import require_bad_input
from consort.spec.types import Arithmetic, RewardLeaf, SumNode, Tree
from tests.evidence.record_scenes import (
    FALSE_HEADER,
    NODES,
    SMALL,
    Args,
    change_member,
    change_reward,
    find_args,
    make_input_args,
    make_input_fault,
)
from tests.evidence.records_round import ARITHMETIC, bind, forge_tree
from tests.vectors.flips import list_ignored

COUNTED = find_args(SMALL, change_member(SMALL, 1, SMALL.facts.leaves[1].update_root, 101))
PADDED = find_args(SMALL, change_member(SMALL, 5, bytes(32), 7))
FALSE_SUM = forge_tree(Tree.MEMBERS, SMALL.records.members, sums={(9, 3): 3})
HEAVY = find_args(SMALL, bind(SMALL, replace(SMALL.records, members=FALSE_SUM)))
LISTED = find_args(SMALL, change_reward(SMALL, 0, RewardLeaf(8 * TOKEN, 65_536, 1)))
BLIND = make_input_args(FALSE_HEADER, make_input_fault(FALSE_HEADER, 2, bytes(256)))


@pytest.mark.parametrize(
    ("arithmetic", "depths"),
    [
        (ARITHMETIC, [14, 7, 5, 5, 3, 20, 3]),
        (replace(ARITHMETIC, code_bits=16), [14, 7, 4, 4, 3, 20, 3]),
        (replace(ARITHMETIC, update_leaves=2), [14, 7, 2, 2, 0, 20, 1]),
        (replace(ARITHMETIC, update_leaves=1 << 20), [14, 7, 22, 22, 20, 20, 20]),
    ],
)
def test_depths(arithmetic: Arithmetic, depths: list[int]) -> None:
    assert [compute_depth_of(tree, arithmetic) for tree in Tree] == depths


@pytest.mark.parametrize("tree", Tree)
def test_node_is_proved_in_its_place_only(tree: Tree) -> None:
    require_node(*NODES[tree])
    used = {
        "place.tree",
        "place.owner",
        "place.height",
        "place.position",
        "proof.hash",
        "proof.sum",
    }
    assert not list_ignored(require_node, NODES[tree]) & used


@pytest.mark.parametrize("tree", [Tree.OUTPUT, Tree.AGGREGATE, Tree.MODEL, Tree.UPDATE])
def test_byte_trees_have_as_many_leaves_as_the_model_needs(tree: Tree) -> None:
    counts = {Tree.OUTPUT: 20, Tree.AGGREGATE: 20, Tree.MODEL: 5, Tree.UPDATE: 6}
    assert compute_leaf_count(tree, ARITHMETIC) == counts[tree]


@given(st.lists(st.integers(0, (1 << 128) - 1), min_size=1, max_size=20), st.integers(0, 1 << 20))
def test_sums_add_up_without_a_bound(sums: list[int], position: int) -> None:
    siblings = [bytes(32)] * len(sums)
    _, total = compute_sum_root(SumNode(bytes(32), 5), position, siblings, sums)
    assert total == 5 + sum(sums)


def test_truncated_sum_does_not_pass() -> None:
    proposal, arithmetic, place, node = NODES[Tree.MEMBERS]
    more = replace(node, sums=tuple(sum_ + (1 << 128) for sum_ in node.sums))
    with pytest.raises(NotInProposal):
        require_node(proposal, arithmetic, place, more)


def test_paths_have_as_many_sums_as_siblings() -> None:
    proposal, arithmetic, place, node = NODES[Tree.MEMBERS]
    fewer = replace(node, sums=node.sums[:-1])
    with pytest.raises(EvidenceMisshapen):
        require_node(proposal, arithmetic, place, fewer)


OTHER_ROOTS = {"proposal.cohorts_root", "proposal.aggregate_root", "proposal.model_root"}
REWARDS = {"proposal.reward_root", "proposal.reward_total"}
TERMS = {
    "arithmetic.rule",
    "arithmetic.trim_bps",
    "arithmetic.fraction_bits",
    "arithmetic.master_exponent",
    "arithmetic.target_weight",
}


@pytest.mark.parametrize(
    ("function", "args", "ignored"),
    [
        (
            require_bad_member,
            COUNTED,
            OTHER_ROOTS
            | REWARDS
            | {"proposal.parent", "frozen.seed", "frozen.count"}
            | {"frozen.voted_stake", "cast[0].stake"},
        ),
        (
            require_bad_padding,
            PADDED,
            OTHER_ROOTS
            | REWARDS
            | TERMS
            | {"proposal.parent", "arithmetic.code_bits", "arithmetic.update_leaves"}
            | {"frozen.list_root", "frozen.voted_stake", "frozen.seed"}
            | {"frozen.count", "node.root", "node.weight"},
        ),
        (
            require_bad_sum,
            HEAVY,
            OTHER_ROOTS
            | REWARDS
            | TERMS
            | {"proposal.parent", "arithmetic.code_bits", "arithmetic.update_leaves"}
            | {"frozen.list_root", "frozen.voted_stake", "frozen.seed"}
            | {"frozen.count", "node.root", "node.weight"}
            | {"subtree.hash", "subtree.sum", "subtree.root", "subtree.weight"},
        ),
        (
            require_bad_reward,
            LISTED,
            OTHER_ROOTS
            | {"frozen.voted_stake", "frozen.seed", "frozen.count"}
            | {"budget", "target_weight", "check.claimed.cumulative"}
            | {"check.claimed.last_multiplier", "check.claimed.list_position"},
        ),
        (
            require_bad_input,
            BLIND,
            TERMS
            | {
                "facts.chain_id",
                "facts.coordinator",
                "facts.task",
                "facts.manifest_hash",
                "facts.basis.base",
            }
            | {"frozen.voted_stake", "frozen.seed", "arithmetic.code_bits"}
            | {"arithmetic.update_leaves", "cast.stake", "fault.vote.validator_index"},
        ),
    ],
)
def test_every_other_field_matters(
    function: Callable[..., object], args: Args, ignored: set[str]
) -> None:
    assert list_ignored(function, args) == ignored
