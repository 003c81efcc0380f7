"""What a cohort or the top level aggregates, and what can be said against one coordinate of it.

By the specification alone. Only what a proof looks at is real: the inputs that are shown, the leaf
of the result with the coordinate, and what leads from both to the proposal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from consort.spec import chunk_tree
from consort.spec.aggregation import (
    AggregationRule,
    aggregate_coordinate,
    compute_trim,
    get_high,
    get_low,
)
from consort.spec.cohorts import compute_cohort_count, compute_cohort_size
from consort.spec.encoding import LEAF_BYTES
from consort.spec.hashing import keccak
from consort.spec.model_state import AGGREGATE_BYTES, AGGREGATES_PER_LEAF
from consort.spec.params import COHORT_DEPTH, COHORT_SIZE, COHORTS_DEPTH
from consort.spec.proofs.aggregation import (
    EMPTY_COHORT,
    compute_member_spot,
    compute_output_leaf,
    compute_output_spot,
    hash_cohort,
)
from consort.spec.proofs.inputs import PRESENT, WEIGHT_BYTES, Spot
from consort.spec.proofs.nodes import compute_depth_of, compute_leaf_count
from consort.spec.proposals import compute_member_tree
from consort.spec.trees import SumTree, compute_path, compute_root
from consort.spec.types import Arithmetic, CoordinateClaim, OutputProof, Proposal, Tree
from consort_nodes.evidence.nodes import prove_node

Args = tuple[Proposal, Arithmetic, int, CoordinateClaim, bytes, OutputProof]
MODEL_LEAVES = 2
FRACTION_BITS = 8
CLAIM = CoordinateClaim(cohort=0, leaf=1, coordinate=37, is_high=True, low=0, high=0)
PROPOSAL = Proposal(
    parent=keccak(b"parent"),
    member_root=keccak(b"members"),
    total_weight=1_000,
    cohorts_root=keccak(b"cohorts"),
    aggregate_root=keccak(b"aggregate"),
    model_root=keccak(b"model"),
    reward_root=keccak(b"rewards"),
    reward_total=0,
)
STRANGER = keccak(b"update of another cohort"), 7
"""Root and weight of whoever is in another cohort than the accused."""


@dataclass(frozen=True, slots=True)
class Input:
    """What the proposal has of a member or a cohort, and its file's leaves if they are shown."""

    root: bytes
    weight: int
    leaves: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """A round in which one cohort aggregates its members, or the top level all cohorts."""

    arithmetic: Arithmetic
    count: int
    inputs: tuple[Input, ...]
    cohort: int = 0
    is_top: bool = False

    @property
    def fraction_bits(self) -> int:
        """Return how many fractional bits the level adds."""
        return 0 if self.is_top else self.arithmetic.fraction_bits

    def find_spot(self, claim: CoordinateClaim) -> Spot:
        """Return where the inputs have the coordinate."""
        compute_spot = compute_output_spot if self.is_top else compute_member_spot
        return compute_spot(self.arithmetic, claim)


def make_arithmetic(rule: AggregationRule, bits: int) -> Arithmetic:
    """Return the terms of a task with a model of two leaves."""
    return Arithmetic(
        rule.kind, rule.trim_bps, bits, FRACTION_BITS, 31 - bits, MODEL_LEAVES + 1, 200
    )


def make_bytes(label: str, count: int) -> bytes:
    """Return bytes that look random and depend on the label alone."""
    blocks = (sha256(f"{label}/{block}".encode()).digest() for block in range(-(-count // 32)))
    return b"".join(blocks)[:count]


def make_member(arithmetic: Arithmetic, place: int, weight: int) -> Input:
    """Return a member with its update."""
    leaves = [make_bytes(f"update {place}, {leaf}", LEAF_BYTES) for leaf in range(MODEL_LEAVES + 1)]
    depth = compute_depth_of(Tree.UPDATE, arithmetic)
    return Input(chunk_tree.compute_root(leaves, depth), weight, tuple(leaves))


def compute_largest(arithmetic: Arithmetic) -> int:
    """Return the largest value of an output."""
    return (1 << arithmetic.code_bits) - 1 << arithmetic.fraction_bits


def make_values(arithmetic: Arithmetic, label: str, count: int) -> bytes:
    """Return values of an output."""
    raw = make_bytes(label, count * AGGREGATE_BYTES)
    words = [int.from_bytes(raw[at : at + AGGREGATE_BYTES], "big") for at in range(0, len(raw), 4)]
    bound = compute_largest(arithmetic) + 1
    return b"".join((word % bound).to_bytes(AGGREGATE_BYTES, "big") for word in words)


def make_output(arithmetic: Arithmetic, cohort: int, weight: int) -> Input:
    """Return a cohort with its output."""
    count = compute_leaf_count(Tree.OUTPUT, arithmetic)
    data = make_values(arithmetic, f"output {cohort}", count * AGGREGATES_PER_LEAF)
    leaves = [data[at : at + LEAF_BYTES] for at in range(0, len(data), LEAF_BYTES)]
    root = chunk_tree.compute_root(leaves, compute_depth_of(Tree.OUTPUT, arithmetic))
    return Input(root, weight, tuple(leaves))


def hide(inputs: Sequence[Input], *hidden: int) -> tuple[Input, ...]:
    """Return the inputs without the files of some."""
    return tuple(
        replace(each, leaves=()) if at in hidden else each for at, each in enumerate(inputs)
    )


def make_claim(scene: Scene, is_high: bool) -> CoordinateClaim:
    """Return a claim about a level with weight, with right hints."""
    claim = replace(CLAIM, cohort=scene.cohort, is_high=is_high)
    values, weights, rule = _read(scene, claim)
    trim = compute_trim(rule, sum(weights))
    low, high = get_low(values, weights, trim), get_high(values, weights, trim)
    return replace(claim, low=low, high=high)


def read_values(scene: Scene, claim: CoordinateClaim) -> list[int]:
    """Return the inputs' values as they count for the claim."""
    spot = scene.find_spot(claim)
    return [
        int.from_bytes(each.leaves[spot.leaf][spot.start : spot.start + spot.width], "big")
        if each.leaves
        else spot.absent
        for each in scene.inputs
    ]


def compute_bound(scene: Scene, claim: CoordinateClaim) -> int:
    """Return the last value that the inputs allow."""
    return aggregate_coordinate(*_read(scene, claim), scene.fraction_bits)


def accuse(scene: Scene, is_high: bool, excess: int) -> Args:
    """Return what a proof is called with if a result lies so far beyond its bound."""
    claim = make_claim(scene, is_high)
    value = compute_bound(scene, claim) + (excess if is_high else -excess)
    return make_args(scene, claim, write_leaf(claim, value))


def write_leaf(claim: CoordinateClaim, value: int) -> bytes:
    """Return the leaf of a result, zeros but for the coordinate."""
    before = bytes(claim.coordinate % AGGREGATES_PER_LEAF * AGGREGATE_BYTES)
    return (before + value.to_bytes(AGGREGATE_BYTES, "big")).ljust(LEAF_BYTES, b"\0")


def make_args(scene: Scene, claim: CoordinateClaim, leaf: bytes) -> Args:
    """Return what a proof is called with; `leaf` has the coordinate in the result."""
    spot = scene.find_spot(claim)
    packed = b"".join(pack(each, spot, scene.is_top) for each in scene.inputs)
    bind = _bind_top if scene.is_top else _bind_cohort
    proposal, output = bind(scene, *_show(scene.arithmetic, claim, leaf))
    return proposal, scene.arithmetic, scene.count, claim, packed, output


def pack(each: Input, spot: Spot, is_top: bool) -> bytes:
    """Return an input as evidence has it; of a cohort without weight there is no more than that."""
    if not each.leaves:
        root = b"" if is_top and not each.weight else each.root
        return each.weight.to_bytes(WEIGHT_BYTES, "big") + root
    path = chunk_tree.compute_path(each.leaves, spot.depth, spot.leaf)
    head = (each.weight | PRESENT).to_bytes(WEIGHT_BYTES, "big")
    return head + each.leaves[spot.leaf] + b"".join(path)


def _read(scene: Scene, claim: CoordinateClaim) -> tuple[list[int], list[int], AggregationRule]:
    """Return values, weights and rule."""
    rule = AggregationRule(scene.arithmetic.rule, scene.arithmetic.trim_bps)
    return read_values(scene, claim), [each.weight for each in scene.inputs], rule


def _show(arithmetic: Arithmetic, claim: CoordinateClaim, leaf: bytes) -> tuple[bytes, OutputProof]:
    """Return root and path of a result, zeros but for one leaf."""
    leaves = [bytes(LEAF_BYTES)] * compute_leaf_count(Tree.AGGREGATE, arithmetic)
    at, depth = compute_output_leaf(arithmetic, claim), compute_depth_of(Tree.AGGREGATE, arithmetic)
    leaves[at] = leaf
    path = chunk_tree.compute_path(leaves, depth, at)
    return chunk_tree.compute_root(leaves, depth), OutputProof(leaf, tuple(path))


def _bind_top(scene: Scene, root: bytes, output: OutputProof) -> tuple[Proposal, OutputProof]:
    leaves = [hash_cohort(each.root, each.weight) for each in scene.inputs]
    cohorts_root = compute_root(leaves, COHORTS_DEPTH, EMPTY_COHORT)
    return replace(PROPOSAL, cohorts_root=cohorts_root, aggregate_root=root), output


def _bind_cohort(scene: Scene, root: bytes, output: OutputProof) -> tuple[Proposal, OutputProof]:
    cohorts, members = _make_cohorts(scene, root), _make_members(scene)
    subtree = prove_node(members, COHORT_DEPTH, scene.cohort)
    path = compute_path(cohorts, COHORTS_DEPTH, EMPTY_COHORT, scene.cohort)
    proposal = replace(
        PROPOSAL,
        member_root=members.root.hash,
        total_weight=members.root.sum,
        cohorts_root=compute_root(cohorts, COHORTS_DEPTH, EMPTY_COHORT),
    )
    sides = {"siblings": subtree.siblings, "sums": subtree.sums, "cohort_path": path}
    return proposal, replace(output, **sides)  # type: ignore[arg-type]


def _make_cohorts(scene: Scene, root: bytes) -> list[bytes]:
    """Return the cohorts' leaves; the accused's output has the root."""
    leaves = [hash_cohort(*STRANGER)] * compute_cohort_count(scene.count)
    leaves[scene.cohort] = hash_cohort(root, sum(each.weight for each in scene.inputs))
    return leaves


def _make_members(scene: Scene) -> SumTree:
    members = {
        cohort * COHORT_SIZE + place: STRANGER
        for cohort in range(compute_cohort_count(scene.count))
        for place in range(compute_cohort_size(scene.count, cohort))
    }
    own = {
        scene.cohort * COHORT_SIZE + place: (each.root, each.weight)
        for place, each in enumerate(scene.inputs)
    }
    return compute_member_tree(members | own)
