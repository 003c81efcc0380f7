"""Randomness of a block that was chosen before it existed."""

from consort.errors import BlockHeaderMisshapen, WrongBlockHeader
from consort.spec.cohorts import compute_cohort_count
from consort.spec.hashing import keccak
from consort.spec.params import ANCHOR_DISTANCE, KNOWN_BLOCKS, UNDRAWN

BEACON_FIELD = 13
"""Place of the beacon's value (mixHash) among the fields of a block header."""
HASH_BYTES = 32
HASH_PREFIX = 0xA0
MAX_SHORT_LIST_PREFIX = 0xF7
MAX_STRING_PREFIX = 0xBF


def compute_seed(block_hash: bytes, header: bytes, *, uses_beacon: bool) -> bytes:
    """Return a block's seed: the beacon's value in its RLP header, or its hash without a beacon."""
    if not uses_beacon:
        return block_hash
    shown = keccak(header)
    if shown != block_hash:
        raise WrongBlockHeader(block_hash, shown)
    beacon = read_beacon(header)
    return beacon if any(beacon) else block_hash


def compute_anchor(count: int, block: int) -> int:
    """Return the anchor that a freeze of so many inputs chooses in a block."""
    is_undrawn = compute_cohort_count(count) > 1
    return block + ANCHOR_DISTANCE + UNDRAWN * is_undrawn


def compute_undrawn_anchor(anchor: int, block: int) -> int | None:
    """Return the anchor that a seed is to be drawn from, None where none is still known.

    `anchor` is what the round's header has.
    """
    is_known = block <= anchor % UNDRAWN + KNOWN_BLOCKS
    return anchor - UNDRAWN if anchor > UNDRAWN and is_known else None


def read_beacon(header: bytes) -> bytes:
    """Return the beacon's value of a header."""
    if not header or header[0] <= MAX_SHORT_LIST_PREFIX:
        raise BlockHeaderMisshapen
    at = header[0] - MAX_SHORT_LIST_PREFIX + 1
    for _ in range(BEACON_FIELD):
        at += _compute_size(header, at)
    value = header[at + 1 : at + 1 + HASH_BYTES]
    if len(value) < HASH_BYTES or header[at] != HASH_PREFIX:
        raise BlockHeaderMisshapen
    return value


def _compute_size(header: bytes, at: int) -> int:
    """Return the size of a string item, its prefix included."""
    if at >= len(header) or header[at] > MAX_STRING_PREFIX:
        raise BlockHeaderMisshapen
    prefix = header[at]
    if prefix < 0x80:
        return 1
    if prefix < 0xB8:
        return prefix - 0x7F
    count = prefix - 0xB7
    return int.from_bytes(header[at + 1 : at + 1 + count], "big") + 1 + count
