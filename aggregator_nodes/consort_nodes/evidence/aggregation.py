"""Evidence that a proposal's arithmetic is wrong in one place: a coordinate, or a model leaf.

Files are read a window at a time: of each input one leaf, and one pass over the rest for its path.
Whether the evidence convinces is decided here first; None says that the place is right, or that
what is absent could make it so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consort.codec.leaf_tree import compute_path_in
from consort.codec.sources import Source, read_bytes
from consort.errors import WrongRoot
from consort.spec.aggregation import (
    AggregationRule,
    aggregate_coordinate,
    compute_trim,
    get_high,
    get_low,
)
from consort.spec.chunk_tree import Digest, compute_root_from_path, hash_leaf
from consort.spec.encoding import LEAF_BYTES, compute_codes_per_leaf
from consort.spec.model_state import (
    AGGREGATE_BYTES,
    AGGREGATES_PER_LEAF,
    MASTER_BYTES,
    compute_aggregate_leaves_per_leaf,
)
from consort.spec.params import COHORT_DEPTH, COHORTS_DEPTH
from consort.spec.proofs.aggregation import (
    EMPTY_COHORT,
    compute_member_spot,
    compute_output_leaf,
    compute_output_spot,
    compute_step_bytes,
)
from consort.spec.proofs.inputs import PRESENT, WEIGHT_BYTES, Spot
from consort.spec.proofs.nodes import compute_depth_of
from consort.spec.trees import compute_path
from consort.spec.types import (
    Arithmetic,
    CoordinateClaim,
    OutputProof,
    Proposal,
    StepProof,
    Tree,
)
from consort_nodes.evidence.nodes import Nodes, prove_node


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A coordinate of the model: its leaf in the model state, and its place within that leaf."""

    leaf: int
    place: int


@dataclass(frozen=True, slots=True)
class Input:
    """What a rule aggregates: root and weight as the proposal has them, the file if it is there."""

    root: bytes
    weight: int
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class ShownLeaf:
    """A leaf of the accused's tree and its path, from a published file or opened on demand."""

    data: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class CohortRecords:
    """The accused's member tree, and the leaves of its cohorts tree up to the last used one."""

    members: Nodes
    cohorts: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class BadCohort:
    """What `bad_cohort` is called with."""

    claim: CoordinateClaim
    members: bytes
    output: OutputProof


@dataclass(frozen=True, slots=True)
class BadTop:
    """What `bad_top` is called with."""

    claim: CoordinateClaim
    cohorts: bytes
    output: OutputProof


@dataclass(frozen=True, slots=True)
class BadStep:
    """What `bad_step` is called with."""

    parent: Proposal
    step: StepProof


def show_output_leaf(source: Source, arithmetic: Arithmetic, coordinate: Coordinate) -> ShownLeaf:
    """Return the leaf of an output or aggregate file that has the coordinate, and its path."""
    leaf = compute_output_leaf(arithmetic, _make_claim(0, coordinate, is_high=False))
    return show_leaf(source, LEAF_BYTES, compute_depth_of(Tree.AGGREGATE, arithmetic), leaf)


def show_model_leaf(source: Source, arithmetic: Arithmetic, leaf: int) -> ShownLeaf:
    """Return a leaf of a model-state file and its path."""
    size = 1 + MASTER_BYTES * compute_codes_per_leaf(arithmetic.code_bits)
    return show_leaf(source, size, compute_depth_of(Tree.MODEL, arithmetic), leaf)


def show_leaf(source: Source, leaf_bytes: int, depth: int, index: int) -> ShownLeaf:
    """Return a leaf of a file and its path."""
    data = read_bytes(source, index * leaf_bytes, leaf_bytes)
    return ShownLeaf(data, tuple(compute_path_in(source, leaf_bytes, depth, index)))


def make_bad_cohort(
    arithmetic: Arithmetic,
    cohort: int,
    coordinate: Coordinate,
    members: Sequence[Input],
    shown: ShownLeaf,
    records: CohortRecords,
) -> BadCohort | None:
    """Return evidence against a coordinate of a cohort's output; `members` are by place.

    Raises WrongRoot for a file that is not the member's.
    """
    claims = [_make_claim(cohort, coordinate, is_high) for is_high in (True, False)]
    sides = [(claim, compute_member_spot(arithmetic, claim)) for claim in claims]
    convincing = _choose(arithmetic, arithmetic.fraction_bits, sides, members, shown)
    if convincing is None:
        return None
    claim, spot = convincing
    packed = b"".join(_pack(member, spot) for member in members)
    subtree = prove_node(records.members, COHORT_DEPTH, cohort)
    path = compute_path(records.cohorts, COHORTS_DEPTH, EMPTY_COHORT, cohort)
    output = OutputProof(shown.data, shown.path, subtree.siblings, subtree.sums, path)
    return BadCohort(claim, packed, output)


def make_bad_top(
    arithmetic: Arithmetic, coordinate: Coordinate, cohorts: Sequence[Input], shown: ShownLeaf
) -> BadTop | None:
    """Return evidence against a coordinate of the aggregate; `cohorts` are all, in order.

    Raises WrongRoot for a file that is not the cohort's.
    """
    claims = [_make_claim(0, coordinate, is_high) for is_high in (True, False)]
    sides = [(claim, compute_output_spot(arithmetic, claim)) for claim in claims]
    convincing = _choose(arithmetic, 0, sides, cohorts, shown)
    if convincing is None:
        return None
    claim, spot = convincing
    packed = b"".join(
        _pack(cohort, spot) if cohort.weight else bytes(WEIGHT_BYTES) for cohort in cohorts
    )
    return BadTop(claim, packed, OutputProof(shown.data, shown.path))


def make_bad_step(
    arithmetic: Arithmetic,
    parent: Proposal,
    leaf: int,
    files: tuple[Source, Source],
    shown: ShownLeaf,
) -> BadStep | None:
    """Return evidence against a leaf of the new model.

    `files` are the model that the round trained on, mostly the parent's, and the aggregate.
    """
    model, aggregate = files
    before = show_model_leaf(model, arithmetic, leaf)
    # the leaves that belong to a model leaf form a tree of their own under one node
    size = compute_aggregate_leaves_per_leaf(arithmetic.code_bits) * LEAF_BYTES
    data = read_bytes(aggregate, leaf * size, size)
    if shown.data == compute_step_bytes(arithmetic, before.data, data):
        return None
    group = leaf * size // LEAF_BYTES
    depth = compute_depth_of(Tree.AGGREGATE, arithmetic)
    path = compute_path_in(aggregate, LEAF_BYTES, depth, group)
    above = tuple(path[(size // LEAF_BYTES).bit_length() - 1 :])
    afterwards = hash_leaf(shown.data)
    step = StepProof(leaf, before.data, before.path, data, above, afterwards, shown.path)
    return BadStep(parent, step)


def _make_claim(cohort: int, coordinate: Coordinate, is_high: bool) -> CoordinateClaim:
    return CoordinateClaim(cohort, coordinate.leaf, coordinate.place, is_high, 0, 0)


def _choose(
    arithmetic: Arithmetic,
    fraction_bits: int,
    sides: Sequence[tuple[CoordinateClaim, Spot]],
    inputs: Sequence[Input],
    shown: ShownLeaf,
) -> tuple[CoordinateClaim, Spot] | None:
    """Return the side on which the shown value lies beyond its bound, hints filled in."""
    rule = AggregationRule(arithmetic.rule, arithmetic.trim_bps)
    weights = [each.weight for each in inputs]
    if not any(weights):
        return None
    trim = compute_trim(rule, sum(weights))
    for claim, spot in sides:
        values = [_read_value(each, spot) for each in inputs]
        bound = aggregate_coordinate(values, weights, rule, fraction_bits)
        if _is_beyond(shown.data, claim, bound):
            low, high = get_low(values, weights, trim), get_high(values, weights, trim)
            return replace(claim, low=low, high=high), spot
    return None


def _is_beyond(data: bytes, claim: CoordinateClaim, bound: int) -> bool:
    if len(data) != LEAF_BYTES:
        return True
    start = claim.coordinate % AGGREGATES_PER_LEAF * AGGREGATE_BYTES
    value = int.from_bytes(data[start : start + AGGREGATE_BYTES], "big")
    return value > bound if claim.is_high else value < bound


def _is_shown(each: Input) -> bool:
    """Tell whether an input is worth its bytes: without weight it changes nothing."""
    return each.source is not None and each.weight > 0


def _read_value(each: Input, spot: Spot) -> int:
    if each.source is None or not _is_shown(each):
        return spot.absent
    start = spot.leaf * LEAF_BYTES + spot.start
    return int.from_bytes(read_bytes(each.source, start, spot.width), "big")


def _pack(each: Input, spot: Spot) -> bytes:
    if each.source is None or not _is_shown(each):
        return each.weight.to_bytes(WEIGHT_BYTES, "big") + each.root
    leaf = show_leaf(each.source, LEAF_BYTES, spot.depth, spot.leaf)
    path = [Digest(sibling) for sibling in leaf.path]
    root = compute_root_from_path(hash_leaf(leaf.data), spot.leaf, path)
    if root != each.root:
        raise WrongRoot(each.source.name, each.root.hex(), root.hex())
    word = each.weight | PRESENT
    return word.to_bytes(WEIGHT_BYTES, "big") + leaf.data + b"".join(path)
