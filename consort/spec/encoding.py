"""Update codes, their leaves, and the header that binds an update to its round.

A code is an unsigned, biased integer of 8 or 16 bits. A leaf is 256 bytes of codes with one public
power of two, its exponent. Readable twin of `consort.codec.update`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from consort.spec.chunk_tree import Digest

LEAF_BYTES = 256
CODE_WIDTHS = (8, 16)
HEADER_TAG = b"consort.update.1"
WORD_BYTES = 32


@dataclass(frozen=True, slots=True)
class UpdateHeader:
    """Say which update of which round this is; a copy by somebody else has the wrong contributor.

    `contract` and `contributor` are 20-byte addresses, the two hashes have 32 bytes.
    """

    chain_id: int
    contract: bytes
    task: int
    round: int
    contributor: bytes
    weight: int
    manifest_hash: Digest
    base_model_root: Digest


def compute_zero_code(bits: int) -> int:
    """Return the code of a zero delta: 2**(bits - 1)."""
    return 1 << bits - 1


def compute_codes_per_leaf(bits: int) -> int:
    """Return how many codes fill one leaf: 256 of 8 bits, 128 of 16."""
    return LEAF_BYTES * 8 // bits


def round_half_even(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded to the nearest integer, ties to the even one."""
    quotient, remainder = divmod(numerator, denominator)
    is_up = 2 * remainder > denominator or (2 * remainder == denominator and quotient % 2 == 1)
    return quotient + is_up


def encode_delta(numerator: int, denominator: int, exponent: int, bits: int) -> int:
    """Return the code of numerator / denominator, a power of two as in every binary float."""
    zero = compute_zero_code(bits)
    steps = round_half_even(numerator << exponent, denominator)
    return max(-zero, min(steps, zero - 1)) + zero


def decode_code(code: int, bits: int) -> int:
    """Return the delta of a code in units of 2**-exponent."""
    return code - compute_zero_code(bits)


def pack_codes(codes: Sequence[int], bits: int) -> bytes:
    """Return the bytes of at most one leaf of codes, filled up with the zero code.

    Raises ValueError for more codes than a leaf holds, OverflowError for a code out of range.
    """
    missing = compute_codes_per_leaf(bits) - len(codes)
    if missing < 0:
        raise ValueError(f"{len(codes)} codes of {bits} bits do not fit into {LEAF_BYTES} bytes")
    filled = [*codes, *[compute_zero_code(bits)] * missing]
    return b"".join(code.to_bytes(bits // 8, "big") for code in filled)


def unpack_codes(leaf: bytes, bits: int) -> list[int]:
    """Return the codes of one leaf."""
    width = bits // 8
    return [int.from_bytes(leaf[i : i + width], "big") for i in range(0, len(leaf), width)]


def encode_header(header: UpdateHeader) -> bytes:
    """Return leaf 0 of an update: eight 32-byte words, integers and addresses right-aligned.

    Raises OverflowError for a number that does not fit into its word.
    """
    words = (
        compute_update_domain(header.chain_id, header.contract),
        header.task.to_bytes(WORD_BYTES, "big"),
        header.round.to_bytes(WORD_BYTES, "big"),
        header.contributor.rjust(WORD_BYTES, b"\x00"),
        header.weight.to_bytes(WORD_BYTES, "big"),
        header.manifest_hash,
        header.base_model_root,
        bytes(WORD_BYTES),
    )
    return b"".join(words)


def compute_update_domain(chain_id: int, contract: bytes) -> Digest:
    """Return SHA-256("consort.update.1" || chain id in 32 bytes || contract in 20 bytes)."""
    chain = chain_id.to_bytes(WORD_BYTES, "big")
    return Digest(sha256(HEADER_TAG + chain + contract).digest())
