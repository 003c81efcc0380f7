"""Lies about a round, each of one unit in one place."""

from collections.abc import Callable
from dataclasses import replace

from consort.spec.params import COHORT_SIZE
from consort.spec.types import RewardLeaf, Tree
from tests.watching.scene import Claim, change_file, shift

Lie = Callable[[Claim], Claim]


def swap_members(claim: Claim) -> Claim:
    """Exchange two members."""
    members = {**claim.members, 0: claim.members[2], 2: claim.members[0]}
    return replace(claim, members=members)


def weigh_more(claim: Claim) -> Claim:
    """Give a member one unit of weight more, its cohort too."""
    root, weight = claim.members[3]
    (output, total), *others = claim.cohorts
    members = {**claim.members, 3: (root, weight + 1)}
    return replace(claim, members=members, cohorts=[(output, total + 1), *others])


def add_member(claim: Claim) -> Claim:
    """Add a member where none can be."""
    return replace(claim, members={**claim.members, 2 * COHORT_SIZE + 5: (bytes([1]) * 32, 0)})


def weigh_cohort(claim: Claim) -> Claim:
    """Give a cohort one unit of weight more than its members have."""
    (output, total), *others = claim.cohorts
    return replace(claim, cohorts=[(output, total + 1), *others])


def add_cohort(claim: Claim) -> Claim:
    """Add a cohort after the last."""
    return replace(claim, cohorts=[*claim.cohorts, (bytes([1]) * 32, 7)])


def shift_output(claim: Claim) -> Claim:
    """Move one coordinate of a cohort's output by a unit."""
    return change_file(claim, Tree.OUTPUT, shift(1, 1), len(claim.cohorts) - 1)


def shift_aggregate(claim: Claim) -> Claim:
    """Move one coordinate of the aggregate by a unit."""
    return change_file(claim, Tree.AGGREGATE, shift(2, -1))


def shift_model(claim: Claim) -> Claim:
    """Move one master of the last leaf of the new model by a unit."""

    def change(data: bytes) -> bytes:
        value = int.from_bytes(data[-4:], signed=True) + 1
        return data[:-4] + value.to_bytes(4, signed=True)

    return change_file(claim, Tree.MODEL, change)


def move_exponent(claim: Claim) -> Claim:
    """Move the exponent of the first leaf by one."""
    return change_file(claim, Tree.MODEL, lambda data: bytes([data[0] ^ 1]) + data[1:])


def pay_more(claim: Claim) -> Claim:
    """Pay a listed contributor one base unit more."""
    return pay(claim, 4, 1)


def pay_absent(claim: Claim) -> Claim:
    """Pay somebody who is not in the list."""
    return pay(claim, 9, 1)


def pay_nobody(claim: Claim) -> Claim:
    """Pay an index that was never given out."""
    return pay(claim, 100_001, 1)


def pay(claim: Claim, index: int, amount: int) -> Claim:
    leaf = claim.rewards.get(index, RewardLeaf())
    leaf = replace(leaf, cumulative=leaf.cumulative + amount)
    return replace(claim, rewards={**claim.rewards, index: leaf})


def state_total(claim: Claim) -> Claim:
    """State one unit of weight more than all members have."""
    return replace(claim, changes={"total_weight": claim.proposal.total_weight + 1})


def state_rewards(claim: Claim) -> Claim:
    """State one base unit more than all rewards are."""
    return replace(claim, changes={"reward_total": claim.proposal.reward_total + 1})
