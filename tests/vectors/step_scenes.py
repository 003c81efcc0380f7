"""A leaf of a model, its part of the aggregate, and what can be said against what becomes of it."""

from dataclasses import dataclass, replace

from consort.spec import chunk_tree
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import LEAF_BYTES, compute_codes_per_leaf
from consort.spec.hashing import keccak
from consort.spec.model_state import AGGREGATE_BYTES, INITIAL_EXPONENT, MASTER_BYTES
from consort.spec.proofs.aggregation import NO_BASE, compute_step_bytes
from consort.spec.proposals import hash_proposal
from consort.spec.types import Arithmetic, Proposal, StepProof
from tests.vectors.aggregation_scenes import (
    PROPOSAL,
    make_arithmetic,
    make_bytes,
    make_values,
)

StepArgs = tuple[Proposal, Arithmetic, Proposal, StepProof, bytes]
MEAN = AggregationRule(Rule.WEIGHTED_MEAN)
PATH = (keccak(b"the model's other leaf"),)
LEAST_MASTER, LARGEST_MASTER = b"\x80\0\0\0", b"\x7f\xff\xff\xff"


@dataclass(frozen=True, slots=True)
class Step:
    """A leaf of a model of two leaves, and its part of the aggregate."""

    arithmetic: Arithmetic
    before: bytes
    aggregates: bytes

    @property
    def right(self) -> bytes:
        """Return the leaf as it has to be afterwards."""
        return compute_step_bytes(self.arithmetic, self.before, self.aggregates)


def make_step(bits: int) -> Step:
    """Return a step that looks random."""
    arithmetic, codes = make_arithmetic(MEAN, bits), compute_codes_per_leaf(bits)
    before = bytes([INITIAL_EXPONENT]) + make_bytes("masters", codes * MASTER_BYTES)
    return Step(arithmetic, before, make_values(arithmetic, "aggregate", codes))


def make_extreme(arithmetic: Arithmetic, exponent: int, value: int) -> Step:
    """Return a step of masters at both ends, by aggregates that are all the same."""
    codes = compute_codes_per_leaf(arithmetic.code_bits)
    before = bytes([exponent]) + (LEAST_MASTER + LARGEST_MASTER) * (codes // 2)
    return Step(arithmetic, before, value.to_bytes(AGGREGATE_BYTES, "big") * codes)


def accuse_step(step: Step, leaf: int, afterwards: bytes) -> StepArgs:
    """Return what a proof is called with if the leaf has these bytes afterwards."""
    hashes = [chunk_tree.hash_leaf(data) for data in (step.before, afterwards)]
    before, after = (_climb(hash_, leaf) for hash_ in hashes)
    parent = replace(PROPOSAL, model_root=before)
    proposal = replace(
        PROPOSAL,
        parent=hash_proposal(parent),
        aggregate_root=_climb(_hash_group(step.aggregates), leaf),
        model_root=after,
    )
    proof = StepProof(leaf, step.before, PATH, step.aggregates, PATH, hashes[1], PATH)
    return proposal, step.arithmetic, parent, proof, NO_BASE


def move_base(args: StepArgs) -> StepArgs:
    """Return the same accusation in a round that trains on an older model than its parent's."""
    proposal, arithmetic, parent, proof, _ = args
    newer = replace(parent, model_root=keccak(b"newer model"))
    proposal = replace(proposal, parent=hash_proposal(newer))
    return proposal, arithmetic, newer, proof, parent.model_root


def _climb(node: bytes, leaf: int) -> bytes:
    return chunk_tree.compute_root_from_path(Digest(node), leaf, [Digest(PATH[0])])


def _hash_group(data: bytes) -> Digest:
    leaves = [data[at : at + LEAF_BYTES] for at in range(0, len(data), LEAF_BYTES)]
    return chunk_tree.compute_root(leaves, chunk_tree.compute_depth(len(leaves)))
