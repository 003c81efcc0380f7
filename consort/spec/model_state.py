"""The model on chain: int32 fixed point, moved by one aggregate per round.

The state has one leaf per update leaf (the header leaf has none): the exponent of its codes, and a
master per code. A master stands for master / 2**master_exponent. Those of codes that only fill a
tensor's last leaf are zero at first and move like all others; no model has them. Readable twin of
`consort.codec.model_state` and `consort.aggregation.step`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consort.spec.encoding import LEAF_BYTES, compute_codes_per_leaf, compute_zero_code

INITIAL_EXPONENT = 6
MIN_EXPONENT = 0
MAX_EXPONENT = 12
MASTER_BITS = 32
MASTER_BYTES = MASTER_BITS // 8
MAX_MASTER = (1 << MASTER_BITS - 1) - 1
MIN_MASTER = -(1 << MASTER_BITS - 1)
AGGREGATE_BYTES = 4
AGGREGATES_PER_LEAF = LEAF_BYTES // AGGREGATE_BYTES


@dataclass(frozen=True, slots=True)
class StateLeaf:
    """Hold one leaf: the exponent in 0..12, and 256 masters (128 with 16-bit codes)."""

    exponent: int
    masters: tuple[int, ...]


def compute_max_master_exponent(bits: int) -> int:
    """Return the largest E with which a step of the largest code fits into int32."""
    return MASTER_BITS - 1 - bits


def compute_aggregate_leaves_per_leaf(bits: int) -> int:
    """Return how many aggregate leaves one update leaf becomes: 4 with 8-bit codes, 2 with 16."""
    return compute_codes_per_leaf(bits) // AGGREGATES_PER_LEAF


def compute_offset(aggregate: int, bits: int, fraction_bits: int) -> int:
    """Return how far an aggregate is from zero, in units of 2**-(exponent + fraction_bits)."""
    return aggregate - (compute_zero_code(bits) << fraction_bits)


def compute_step(offset: int, shift: int) -> int:
    """Return offset * 2**shift, rounded half up where shift < 0."""
    if shift >= 0:
        return offset << shift
    return (offset + (1 << -shift - 1)) >> -shift


def step_master(master: int, offset: int, shift: int) -> int:
    """Return the master after its step, kept within int32."""
    return max(MIN_MASTER, min(master + compute_step(offset, shift), MAX_MASTER))


def adapt_exponent(exponent: int, largest: int, bits: int, fraction_bits: int) -> int:
    """Return the leaf's next exponent: one up if its codes are wasted, one down if they clip.

    `largest` is the greatest |offset| in the leaf.
    """
    if largest < 1 << bits - 4 + fraction_bits:
        return min(exponent + 1, MAX_EXPONENT)
    if largest > 1 << bits - 2 + fraction_bits:
        return max(exponent - 1, MIN_EXPONENT)
    return exponent


def step_leaf(
    leaf: StateLeaf, aggregates: Sequence[int], bits: int, fraction_bits: int, master_exponent: int
) -> StateLeaf:
    """Return the leaf after one round.

    The step uses the exponent that the round's codes had; the new one counts from the next round.
    """
    offsets = [compute_offset(value, bits, fraction_bits) for value in aggregates]
    shift = master_exponent - leaf.exponent - fraction_bits
    masters = tuple(
        step_master(master, offset, shift)
        for master, offset in zip(leaf.masters, offsets, strict=True)
    )
    largest = max(abs(offset) for offset in offsets)
    return StateLeaf(adapt_exponent(leaf.exponent, largest, bits, fraction_bits), masters)


def encode_state_leaf(leaf: StateLeaf) -> bytes:
    """Return the leaf's bytes: the exponent in one, each master in four, big-endian."""
    masters = (master.to_bytes(MASTER_BYTES, "big", signed=True) for master in leaf.masters)
    return bytes([leaf.exponent]) + b"".join(masters)


def encode_aggregates(aggregates: Sequence[int]) -> bytes:
    """Return aggregates as big-endian u32: 64 of them are one leaf of the aggregate tree."""
    return b"".join(value.to_bytes(AGGREGATE_BYTES, "big") for value in aggregates)
