"""Evidence as large as it gets: 128 inputs, models up to the protocol's limit.

A tree is one leaf under random siblings: evidence shows no more of it than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from consort.spec.aggregation import (
    AggregationRule,
    Rule,
    aggregate_coordinate,
    compute_trim,
    get_high,
    get_low,
)
from consort.spec.chunk_tree import compute_levels, hash_leaf
from consort.spec.encoding import LEAF_BYTES
from consort.spec.params import COHORT_DEPTH, COHORT_SIZE, COHORTS_DEPTH
from consort.spec.proofs.aggregation import (
    EMPTY_COHORT,
    compute_member_spot,
    compute_output_leaf,
    compute_output_spot,
    compute_step_bytes,
    hash_cohort,
)
from consort.spec.proofs.inputs import PRESENT, WEIGHT_BYTES, Spot
from consort.spec.proofs.nodes import compute_byte_root, compute_depth_of
from consort.spec.proposals import compute_cohorts_root, compute_member_tree, hash_proposal
from consort.spec.trees import compute_path
from consort.spec.types import Arithmetic, CoordinateClaim, OutputProof, Proposal, StepProof, Tree
from consort_nodes.evidence.nodes import prove_node

ZERO = bytes(32)
NOTHING = Proposal(ZERO, ZERO, 0, ZERO, ZERO, ZERO, ZERO, 0)
INPUTS = 128
WEIGHT = 300


@dataclass(frozen=True, slots=True)
class LargeCase:
    """A proposal that lies by one unit, and evidence that refutes it."""

    function: str
    arithmetic: Arithmetic
    count: int
    proposal: Proposal
    claim: CoordinateClaim
    packed: bytes
    output: OutputProof


@dataclass(frozen=True, slots=True)
class _Inputs:
    roots: Sequence[bytes]
    values: Sequence[int]
    packed: bytes


def make_large_cohort(rule: AggregationRule, update_leaves: int, absent: int) -> LargeCase:
    """Return a case about a full cohort of which the first members are absent."""
    arithmetic, claim = _make_claim(rule, update_leaves)
    inputs = _draw_inputs(compute_member_spot(arithmetic, claim), absent, 255)
    claim, output, root = _lie(arithmetic, claim, inputs, arithmetic.fraction_bits)
    members = compute_member_tree({at: (each, WEIGHT) for at, each in enumerate(inputs.roots)})
    subtree = prove_node(members, COHORT_DEPTH, 0)
    leaf = hash_cohort(root, members.root.sum)
    path = compute_path([leaf], COHORTS_DEPTH, EMPTY_COHORT, 0)
    proposal = replace(
        NOTHING,
        member_root=members.root.hash,
        total_weight=members.root.sum,
        cohorts_root=compute_cohorts_root([(root, members.root.sum)]),
    )
    output = replace(output, siblings=subtree.siblings, sums=subtree.sums, cohort_path=path)
    return LargeCase("badCohort", arithmetic, INPUTS, proposal, claim, inputs.packed, output)


def make_large_top(rule: AggregationRule, update_leaves: int, absent: int) -> LargeCase:
    """Return a case about 128 cohorts of which the first outputs are absent."""
    arithmetic, claim = _make_claim(rule, update_leaves)
    spot = compute_output_spot(arithmetic, claim)
    inputs = _draw_inputs(spot, absent, 255 << arithmetic.fraction_bits)
    claim, output, root = _lie(arithmetic, claim, inputs, 0)
    cohorts_root = compute_cohorts_root([(each, WEIGHT) for each in inputs.roots])
    proposal = replace(NOTHING, cohorts_root=cohorts_root, aggregate_root=root)
    count = INPUTS * COHORT_SIZE
    return LargeCase("badTop", arithmetic, count, proposal, claim, inputs.packed, output)


@dataclass(frozen=True, slots=True)
class LargeStep:
    """A proposal whose model is wrong in one leaf, and evidence that refutes it."""

    arithmetic: Arithmetic
    proposal: Proposal
    parent: Proposal
    step: StepProof


def make_large_step(update_leaves: int) -> LargeStep:
    """Return a case about the last leaf of a model with 8-bit codes."""
    random = np.random.default_rng(9)
    arithmetic = Arithmetic(Rule.MEDIAN, 0, 8, 8, 20, update_leaves, 0)
    leaf, depth = update_leaves - 2, compute_depth_of(Tree.MODEL, arithmetic)
    paths = [tuple(random.bytes(32) for _ in range(depth)) for _ in range(3)]
    before = bytes([6]) + random.bytes(4 * 256)
    aggregates = random.integers(0, 1 << 16, LEAF_BYTES).astype(">u4").tobytes()
    wrong = compute_step_bytes(arithmetic, before, bytes(len(aggregates)))
    step = StepProof(leaf, before, paths[0], aggregates, paths[1], wrong, paths[2])
    group = compute_levels([aggregates[i : i + LEAF_BYTES] for i in range(0, 1024, LEAF_BYTES)], 2)
    model = compute_byte_root(hash_leaf(before), leaf, paths[0])
    parent = replace(NOTHING, model_root=model)
    proposal = replace(
        NOTHING,
        parent=hash_proposal(parent),
        aggregate_root=compute_byte_root(group[-1][0], leaf, paths[1]),
        model_root=compute_byte_root(hash_leaf(wrong), leaf, paths[2]),
    )
    return LargeStep(arithmetic, proposal, parent, step)


def _make_claim(rule: AggregationRule, update_leaves: int) -> tuple[Arithmetic, CoordinateClaim]:
    arithmetic = Arithmetic(rule.kind, rule.trim_bps, 8, 8, 20, update_leaves, 0)
    return arithmetic, CoordinateClaim(0, update_leaves - 2, 255, True, 0, 0)


def _draw_inputs(spot: Spot, absent: int, top: int) -> _Inputs:
    random = np.random.default_rng(7)
    values = random.integers(0, top + 1, INPUTS).tolist()
    roots, parts = [], []
    for at, value in enumerate(values):
        leaf = _draw_leaf(random, spot, value)
        path = [random.bytes(32) for _ in range(spot.depth)]
        roots.append(compute_byte_root(hash_leaf(leaf), spot.leaf, path))
        is_present = at >= absent
        word = (WEIGHT | PRESENT * is_present).to_bytes(WEIGHT_BYTES, "big")
        parts += [word, *([leaf, *path] if is_present else [roots[-1]])]
    counted = [top if at < absent else value for at, value in enumerate(values)]
    return _Inputs(roots, counted, b"".join(parts))


def _draw_leaf(random: np.random.Generator, spot: Spot, value: int) -> bytes:
    leaf = random.bytes(LEAF_BYTES)
    end = spot.start + spot.width
    return leaf[: spot.start] + value.to_bytes(spot.width, "big") + leaf[end:]


def _lie(
    arithmetic: Arithmetic, claim: CoordinateClaim, inputs: _Inputs, fraction_bits: int
) -> tuple[CoordinateClaim, OutputProof, bytes]:
    """Return the claim with its hints, and an output leaf one unit too high with its root."""
    rule = AggregationRule(arithmetic.rule, arithmetic.trim_bps)
    weights = [WEIGHT] * INPUTS
    trim = compute_trim(rule, sum(weights))
    bound = aggregate_coordinate(inputs.values, weights, rule, fraction_bits)
    low, high = (get(inputs.values, weights, trim) for get in (get_low, get_high))
    random = np.random.default_rng(8)
    leaf = _draw_leaf(random, compute_output_spot(arithmetic, claim), bound + 1)
    depth = compute_depth_of(Tree.AGGREGATE, arithmetic)
    path = tuple(random.bytes(32) for _ in range(depth))
    root = compute_byte_root(hash_leaf(leaf), compute_output_leaf(arithmetic, claim), path)
    return replace(claim, low=low, high=high), OutputProof(leaf, path), root
