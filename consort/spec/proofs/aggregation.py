"""Proofs that a proposal's arithmetic is wrong: one coordinate of an output or of the aggregate, or
one leaf of the new model.

Same checks in the same order as `contracts/libraries/proofs`. Arguments fit the contracts' types.
"""

from consort.errors import NothingWrong, ProposalMismatch
from consort.spec.aggregation import AggregationRule
from consort.spec.chunk_tree import Digest, hash_leaf, hash_node
from consort.spec.cohorts import compute_cohort_count, compute_cohort_size
from consort.spec.encoding import LEAF_BYTES, compute_codes_per_leaf
from consort.spec.hashing import Kind, hash_empty
from consort.spec.hashing import hash_leaf as hash_words
from consort.spec.model_state import (
    AGGREGATE_BYTES,
    AGGREGATES_PER_LEAF,
    MASTER_BYTES,
    MAX_EXPONENT,
    StateLeaf,
    compute_aggregate_leaves_per_leaf,
    encode_state_leaf,
    step_leaf,
)
from consort.spec.params import COHORT_DEPTH, COHORTS_DEPTH
from consort.spec.proofs.inputs import Inputs, Spot, evaluate_rule
from consort.spec.proofs.nodes import (
    compute_byte_root,
    compute_depth_of,
    compute_leaf_count,
    make_member_leaf,
    require_below,
    require_cohort,
    require_length,
    require_root,
    require_sum_path,
)
from consort.spec.proposals import hash_proposal
from consort.spec.trees import compute_root, join_sums
from consort.spec.types import (
    Arithmetic,
    CoordinateClaim,
    OutputProof,
    Proposal,
    StepProof,
    SumNode,
    Tree,
)

EMPTY_COHORT = hash_empty(Kind.COHORT)
EMPTY_MEMBER = hash_empty(Kind.MEMBER)
NO_BASE = bytes(32)
"""Stands for the parent's model."""


def require_bad_cohort(
    proposal: Proposal,
    arithmetic: Arithmetic,
    count: int,
    claim: CoordinateClaim,
    members: bytes,
    output: OutputProof,
) -> None:
    """Accept a coordinate of a cohort's output that its members do not allow.

    `count` is the length of the round's list, `members` the cohort's members by place, packed.
    """
    _require_place(arithmetic, claim, output)
    require_below(compute_cohort_count(count), claim.cohort)
    require_length(COHORTS_DEPTH, len(output.siblings))
    inputs = Inputs(members, compute_member_spot(arithmetic, claim))
    top = _read_members(inputs, compute_cohort_size(count, claim.cohort))
    path = output.siblings, output.sums
    require_sum_path(proposal, Tree.MEMBERS, top, claim.cohort, *path)
    if top.sum == 0:
        raise NothingWrong
    leaf = hash_cohort(_compute_output_root(arithmetic, claim, output), top.sum)
    require_cohort(proposal, claim.cohort, leaf, output.cohort_path)
    _require_wrong(inputs, arithmetic, arithmetic.fraction_bits, claim, output)


def require_bad_top(
    proposal: Proposal,
    arithmetic: Arithmetic,
    count: int,
    claim: CoordinateClaim,
    cohorts: bytes,
    output: OutputProof,
) -> None:
    """Accept a coordinate of the aggregate that the cohorts' outputs do not allow."""
    _require_place(arithmetic, claim, output)
    inputs = Inputs(cohorts, compute_output_spot(arithmetic, claim))
    leaves = _read_cohorts(inputs, compute_cohort_count(count))
    cohorts_root = compute_root(leaves, COHORTS_DEPTH, EMPTY_COHORT)
    require_root(Tree.COHORTS, proposal.cohorts_root, cohorts_root)
    if sum(inputs.weights) == 0:
        raise NothingWrong
    aggregate_root = _compute_output_root(arithmetic, claim, output)
    require_root(Tree.AGGREGATE, proposal.aggregate_root, aggregate_root)
    _require_wrong(inputs, arithmetic, 0, claim, output)


def require_bad_step(
    proposal: Proposal,
    arithmetic: Arithmetic,
    parent: Proposal,
    step: StepProof,
    base: bytes = NO_BASE,
) -> None:
    """Accept a leaf of the new model that is not the old one moved by the aggregate.

    `base` is the root of the model that the round trained on, if it is not the parent's.
    """
    _require_proposal(proposal.parent, parent)
    _require_step_shape(arithmetic, step)
    before = compute_byte_root(hash_leaf(step.before), step.leaf, step.before_path)
    require_root(Tree.MODEL, parent.model_root if base == NO_BASE else base, before)
    group = compute_byte_root(_hash_group(step.aggregates), step.leaf, step.aggregates_path)
    require_root(Tree.AGGREGATE, proposal.aggregate_root, group)
    afterwards = compute_byte_root(step.afterwards, step.leaf, step.afterwards_path)
    require_root(Tree.MODEL, proposal.model_root, afterwards)
    if step.afterwards == hash_leaf(compute_step_bytes(arithmetic, step.before, step.aggregates)):
        raise NothingWrong


def hash_cohort(output_root: bytes, weight: int) -> bytes:
    """Return a leaf of the cohorts tree; without weight it is the empty one."""
    return hash_words(Kind.COHORT, output_root, weight) if weight else EMPTY_COHORT


def compute_step_bytes(arithmetic: Arithmetic, before: bytes, aggregates: bytes) -> bytes:
    """Return the bytes of a model leaf after its step."""
    masters = tuple(
        int.from_bytes(before[i : i + MASTER_BYTES], "big", signed=True)
        for i in range(1, len(before), MASTER_BYTES)
    )
    values = [
        int.from_bytes(aggregates[i : i + AGGREGATE_BYTES], "big")
        for i in range(0, len(aggregates), AGGREGATE_BYTES)
    ]
    moved = step_leaf(
        StateLeaf(before[0], masters),
        values,
        arithmetic.code_bits,
        arithmetic.fraction_bits,
        arithmetic.master_exponent,
    )
    return encode_state_leaf(moved)


def compute_member_spot(arithmetic: Arithmetic, claim: CoordinateClaim) -> Spot:
    """Return where every member's update has the coordinate."""
    width = arithmetic.code_bits // 8
    return Spot(
        leaf=claim.leaf + 1,  # an update begins with its header
        depth=compute_depth_of(Tree.UPDATE, arithmetic),
        start=claim.coordinate * width,
        width=width,
        absent=(1 << arithmetic.code_bits) - 1 if claim.is_high else 0,
    )


def compute_output_spot(arithmetic: Arithmetic, claim: CoordinateClaim) -> Spot:
    """Return where every cohort's output has the coordinate."""
    largest = (1 << arithmetic.code_bits) - 1
    return Spot(
        leaf=compute_output_leaf(arithmetic, claim),
        depth=compute_depth_of(Tree.AGGREGATE, arithmetic),
        start=_compute_output_start(claim),
        width=AGGREGATE_BYTES,
        absent=largest << arithmetic.fraction_bits if claim.is_high else 0,
    )


def compute_output_leaf(arithmetic: Arithmetic, claim: CoordinateClaim) -> int:
    """Return which leaf of an output or of the aggregate has the coordinate."""
    group = compute_aggregate_leaves_per_leaf(arithmetic.code_bits)
    return claim.leaf * group + claim.coordinate // AGGREGATES_PER_LEAF


def _require_proposal(expected: bytes, proposal: Proposal) -> None:
    actual = hash_proposal(proposal)
    if actual != expected:
        raise ProposalMismatch(expected, actual)


def _require_place(arithmetic: Arithmetic, claim: CoordinateClaim, output: OutputProof) -> None:
    require_below(compute_leaf_count(Tree.MODEL, arithmetic), claim.leaf)
    require_below(compute_codes_per_leaf(arithmetic.code_bits), claim.coordinate)
    require_length(compute_depth_of(Tree.AGGREGATE, arithmetic), len(output.path))


def _require_step_shape(arithmetic: Arithmetic, step: StepProof) -> None:
    group = compute_aggregate_leaves_per_leaf(arithmetic.code_bits)
    require_below(compute_leaf_count(Tree.MODEL, arithmetic), step.leaf)
    codes = compute_codes_per_leaf(arithmetic.code_bits)
    require_length(1 + MASTER_BYTES * codes, len(step.before))
    require_below(MAX_EXPONENT + 1, step.before[0])
    require_length(group * LEAF_BYTES, len(step.aggregates))
    for path in (step.before_path, step.aggregates_path, step.afterwards_path):
        require_length(compute_depth_of(Tree.MODEL, arithmetic), len(path))


def _compute_output_start(claim: CoordinateClaim) -> int:
    return claim.coordinate % AGGREGATES_PER_LEAF * AGGREGATE_BYTES


def _compute_output_root(
    arithmetic: Arithmetic, claim: CoordinateClaim, output: OutputProof
) -> bytes:
    position = compute_output_leaf(arithmetic, claim)
    return compute_byte_root(hash_leaf(output.leaf), position, output.path)


def _read_members(inputs: Inputs, size: int) -> SumNode:
    """Return the root of the cohort's part of the member tree."""
    leaves = []
    for _ in range(size):
        is_present, weight = inputs.take_weight()
        root = inputs.take_root(is_present, weight)
        leaves.append(make_member_leaf(root, weight))
    inputs.require_end()
    return _climb_cohort(leaves)


def _climb_cohort(layer: list[SumNode]) -> SumNode:
    blank = SumNode(EMPTY_MEMBER, 0)
    for _ in range(COHORT_DEPTH):
        padded = layer + [blank] * (len(layer) % 2)
        layer = [join_sums(*padded[i : i + 2]) for i in range(0, len(padded), 2)]
        blank = join_sums(blank, blank)
    return layer[0]


def _read_cohorts(inputs: Inputs, count: int) -> list[bytes]:
    leaves = []
    for _ in range(count):
        is_present, weight = inputs.take_weight()
        root = inputs.take_root(is_present, weight) if weight else b""
        leaves.append(hash_cohort(root, weight))
    inputs.require_end()
    return leaves


def _require_wrong(
    inputs: Inputs,
    arithmetic: Arithmetic,
    fraction_bits: int,
    claim: CoordinateClaim,
    output: OutputProof,
) -> None:
    """Refuse an output that the bound allows; a leaf of the wrong size is never allowed."""
    if len(output.leaf) != LEAF_BYTES:
        return
    rule = AggregationRule(arithmetic.rule, arithmetic.trim_bps)
    bound = evaluate_rule(inputs, rule, fraction_bits, claim.low, claim.high)
    start = _compute_output_start(claim)
    value = int.from_bytes(output.leaf[start : start + AGGREGATE_BYTES], "big")
    if not (value > bound if claim.is_high else value < bound):
        raise NothingWrong


def _hash_group(data: bytes) -> Digest:
    layer = [hash_leaf(data[i : i + LEAF_BYTES]) for i in range(0, len(data), LEAF_BYTES)]
    while len(layer) > 1:
        layer = [hash_node(*layer[i : i + 2]) for i in range(0, len(layer), 2)]
    return layer[0]
