"""Lies about arithmetic: a cohort's output, the aggregate, the new model; as large as they get.

Coordinates are wrong by one unit, in the last leaf.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consort.spec.aggregation import (
    AggregationRule,
    aggregate_coordinate,
    compute_trim,
    get_high,
    get_low,
)
from consort.spec.chunk_tree import compute_depth, compute_levels, hash_leaf
from consort.spec.encoding import LEAF_BYTES
from consort.spec.model_state import AGGREGATES_PER_LEAF
from consort.spec.params import COHORT_DEPTH, COHORT_SIZE
from consort.spec.proofs.aggregation import (
    EMPTY_MEMBER,
    compute_member_spot,
    compute_output_leaf,
    compute_output_spot,
    compute_step_bytes,
    hash_cohort,
)
from consort.spec.proofs.inputs import PRESENT, WEIGHT_BYTES, Spot
from consort.spec.proofs.nodes import compute_byte_root, compute_depth_of, make_member_leaf
from consort.spec.proposals import compute_cohorts_root
from consort.spec.trees import SumTree
from consort.spec.types import (
    CoordinateClaim,
    NodePlace,
    OutputProof,
    StepProof,
    SumNode,
    Tree,
)
from tests.contracts.lies.scene import Lie, Scene
from tests.contracts.lies.trees import WEIGHT

INPUTS = COHORT_SIZE
STEP_BYTES = 1_024
"""Bytes of aggregate that one leaf of a model with 8-bit codes takes."""


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What is aggregated, packed as evidence; absent ones have the values they count as."""

    roots: Sequence[bytes]
    values: Sequence[int]
    packed: bytes


def change_output(scene: Scene, absent: int) -> Lie:
    """Return a wrong output of the first cohort, which is full; its first members are absent."""
    claim = _claim_last(scene)
    spot = compute_member_spot(scene.arithmetic, claim)
    inputs = _draw_inputs(scene, spot, absent, 255)
    claim, leaf = _lie(scene, claim, inputs, scene.arithmetic.fraction_bits)
    depth = compute_depth_of(Tree.OUTPUT, scene.arithmetic)
    path = scene.grove.draw_path(depth)
    position = compute_output_leaf(scene.arithmetic, claim)
    root = compute_byte_root(hash_leaf(leaf), position, path)

    members = [make_member_leaf(each, WEIGHT) for each in inputs.roots]
    below = SumTree(dict(enumerate(members)), COHORT_DEPTH, EMPTY_MEMBER).root
    place = NodePlace(Tree.MEMBERS, 0, COHORT_DEPTH, 0)
    proposal, subtree = scene.grove.hang(scene.draw_proposal(), place, below)
    cohort = SumNode(hash_cohort(root, below.sum), 0)
    proposal, named = scene.grove.hang(proposal, NodePlace(Tree.COHORTS, 0, 0, 0), cohort)
    output = OutputProof(leaf, path, subtree.siblings, subtree.sums, named.siblings)
    arguments = scene.aim(proposal), claim, inputs.packed, output
    return Lie(proposal, "AggregationProofs", "badCohort", arguments)


def change_aggregate(scene: Scene, absent: int) -> Lie:
    """Return a wrong aggregate of 128 cohorts, the first outputs of which are absent."""
    claim = _claim_last(scene)
    spot = compute_output_spot(scene.arithmetic, claim)
    inputs = _draw_inputs(scene, spot, absent, 255 << scene.arithmetic.fraction_bits)
    claim, leaf = _lie(scene, claim, inputs, 0)
    cohorts_root = compute_cohorts_root([(root, WEIGHT) for root in inputs.roots])
    position = compute_output_leaf(scene.arithmetic, claim)
    place, node = NodePlace(Tree.AGGREGATE, 0, 0, position), SumNode(hash_leaf(leaf), 0)
    proposal, proof = scene.grove.hang(scene.draw_proposal(), place, node)
    proposal = replace(proposal, cohorts_root=cohorts_root)
    output = OutputProof(leaf, proof.siblings)
    arguments = scene.aim(proposal), claim, inputs.packed, output
    return Lie(proposal, "AggregationProofs", "badTop", arguments)


def change_model(scene: Scene) -> Lie:
    """Return a new model whose last leaf has moved by nothing."""
    random, at = scene.random, scene.last_leaf
    codes = random.integers(0, 1 << 16, STEP_BYTES // 4)
    aggregates = codes.astype(">u4").tobytes()
    wrong = compute_step_bytes(scene.arithmetic, scene.model_leaf, bytes(STEP_BYTES))
    leaves = [aggregates[i : i + LEAF_BYTES] for i in range(0, STEP_BYTES, LEAF_BYTES)]
    height = compute_depth(len(leaves))
    group = SumNode(compute_levels(leaves, height)[-1][0], 0)
    place = NodePlace(Tree.AGGREGATE, 0, height, at)
    proposal, between = scene.grove.hang(scene.draw_proposal(), place, group)
    place, node = NodePlace(Tree.MODEL, 0, 0, at), SumNode(hash_leaf(wrong), 0)
    proposal, after = scene.grove.hang(proposal, place, node)
    step = StepProof(
        leaf=at,
        before=scene.model_leaf,
        before_path=scene.model_proof.siblings,
        aggregates=aggregates,
        aggregates_path=between.siblings,
        afterwards=after.hash,
        afterwards_path=after.siblings,
    )
    arguments = scene.aim(proposal), scene.parent, step
    return Lie(proposal, "AggregationProofs", "badStep", arguments)


def _claim_last(scene: Scene) -> CoordinateClaim:
    return CoordinateClaim(0, scene.last_leaf, 4 * AGGREGATES_PER_LEAF - 1, True, 0, 0)


def _draw_inputs(scene: Scene, spot: Spot, absent: int, top: int) -> _Inputs:
    values = scene.random.integers(0, top + 1, INPUTS).tolist()
    roots, parts = [], []
    for at, value in enumerate(values):
        leaf, path = _draw_leaf(scene, spot, value), scene.grove.draw_path(spot.depth)
        roots.append(compute_byte_root(hash_leaf(leaf), spot.leaf, path))
        is_present = at >= absent
        word = (WEIGHT | PRESENT * is_present).to_bytes(WEIGHT_BYTES, "big")
        parts += [word, *([leaf, *path] if is_present else [roots[-1]])]
    counted = [top if at < absent else value for at, value in enumerate(values)]
    return _Inputs(roots, counted, b"".join(parts))


def _draw_leaf(scene: Scene, spot: Spot, value: int) -> bytes:
    leaf = scene.random.bytes(LEAF_BYTES)
    end = spot.start + spot.width
    return leaf[: spot.start] + value.to_bytes(spot.width, "big") + leaf[end:]


def _lie(
    scene: Scene, claim: CoordinateClaim, inputs: _Inputs, fraction_bits: int
) -> tuple[CoordinateClaim, bytes]:
    """Return the claim with its hints, and an output leaf one unit too high."""
    arithmetic, weights = scene.arithmetic, [WEIGHT] * INPUTS
    rule = AggregationRule(arithmetic.rule, arithmetic.trim_bps)
    trim = compute_trim(rule, sum(weights))
    bound = aggregate_coordinate(inputs.values, weights, rule, fraction_bits)
    low, high = (get(inputs.values, weights, trim) for get in (get_low, get_high))
    leaf = _draw_leaf(scene, compute_output_spot(arithmetic, claim), bound + 1)
    return replace(claim, low=low, high=high), leaf
