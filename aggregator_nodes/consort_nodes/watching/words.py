"""What is wrong with a proposal, in a sentence for people."""

from consort.spec.model_state import MASTER_BYTES
from consort.spec.params import COHORT_SIZE
from consort.spec.proofs.records import WORD_BYTES
from consort.spec.trees import SUM_BYTES
from consort.spec.types import MemberProof, NodePlace, RewardLeaf, Tree
from consort_nodes.evidence.aggregation import Coordinate
from consort_nodes.evidence.records import BadMember, BadPadding, BadReward, BadSum, Fault
from consort_nodes.watching.right import Right

NAMES = {
    Tree.MEMBERS: "the member tree",
    Tree.COHORTS: "the cohorts tree",
    Tree.AGGREGATE: "the aggregate",
    Tree.MODEL: "the new model",
    Tree.REWARDS: "the reward tree",
}


def name_tree(place: NodePlace) -> str:
    """Return what people call a tree."""
    if place.tree == Tree.OUTPUT:
        return f"the output of cohort {place.owner}"
    if place.tree == Tree.UPDATE:
        return f"the update at slot {place.owner}"
    return NAMES[place.tree]


def name_place(place: NodePlace) -> str:
    """Return what people call a node: a leaf by its number, others by height and number."""
    kind = f"node {place.height}:" if place.height else "leaf "
    return f"{kind}{place.position:,} of {name_tree(place)}"


def describe_hidden(place: NodePlace) -> str:
    """Say that a node is wrong, and what is below it hidden."""
    return f"{name_place(place)} is not the right one, and what is under it is hidden"


def describe_needed(place: NodePlace) -> str:
    """Say that a node of a file is hidden without which nothing can be told."""
    return f"{name_place(place)} is hidden, and needed to judge the rest"


def describe_padding(place: NodePlace) -> str:
    """Say that something is where nothing should be."""
    return f"{name_place(place)} should be empty"


def describe_coordinate(name: str, at: Coordinate, value: int, expected: int) -> str:
    """Say what one coordinate is, and what it should be."""
    return (
        f"coordinate {at.place} of leaf {at.leaf:,} of {name} is {value:,}, "
        f"the inputs give {expected:,}"
    )


def describe_bound(name: str, at: Coordinate, value: int, low: int, high: int) -> str:
    """Say that one coordinate is beyond what hidden inputs could make of it."""
    return (
        f"coordinate {at.place} of leaf {at.leaf:,} of {name} is {value:,}, "
        f"but {low:,} to {high:,} is all that the inputs allow, whatever the hidden ones are"
    )


def describe_model_leaf(position: int, here: bytes, there: bytes) -> str:
    """Say in which place a leaf of the model is wrong."""
    if here[:1] != there[:1]:
        return (
            f"the exponent of leaf {position:,} of the new model is {here[0]}, "
            f"the aggregate gives {there[0]}"
        )
    starts = range(1, len(there), MASTER_BYTES)
    start = next(at for at in starts if here[at : at + 4] != there[at : at + 4])
    value, expected = (
        int.from_bytes(data[start : start + MASTER_BYTES], signed=True) for data in (here, there)
    )
    return (
        f"coordinate {start // MASTER_BYTES} of leaf {position:,} of the new model is {value:,}, "
        f"the aggregate gives {expected:,}"
    )


def describe_fault(fault: Fault, right: Right) -> str:
    """Say what is wrong with a proposal's records."""
    match fault:
        case BadMember(member):
            return _describe_member(member, right)
        case BadPadding(place):
            return describe_padding(place)
        case BadSum():
            return _describe_sum(fault)
        case BadReward(_, check):
            earned = right.reward_leaves.get(check.index, RewardLeaf()).cumulative
            if check.sum != earned:
                return f"contributor {check.index} is promised {check.sum:,}, it earned {earned:,}"
            return f"the reward leaf of contributor {check.index} is not what it should be"


def _describe_member(member: MemberProof, right: Right) -> str:
    cohort, place = divmod(member.slot, COHORT_SIZE)
    weight = right.members.get_node(0, member.slot).sum
    if member.sum != weight:
        return f"member {place} of cohort {cohort} counts {member.sum:,}, it should {weight:,}"
    return f"member {place} of cohort {cohort} is not the update of {member.leaf.contributor}"


def _describe_sum(fault: BadSum) -> str:
    place, total = fault.place, fault.node.sum
    if place.tree == Tree.COHORTS:
        weight = int.from_bytes(fault.preimage[WORD_BYTES:])
        members = fault.subtree.sum
        return f"cohort {place.position} counts {weight:,}, its members count {members:,}"
    if place.height == 0:
        return f"{name_place(place)} is in no form that such a leaf has"
    half = len(fault.preimage) // 2
    parts = fault.preimage[half - SUM_BYTES : half], fault.preimage[-SUM_BYTES:]
    below = sum(int.from_bytes(part) for part in parts)
    return f"the sum of {name_place(place)} is {total:,}, what is below comes to {below:,}"
