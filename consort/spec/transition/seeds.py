"""Randomness of a block that was chosen before it existed."""

from consort.errors import BlockHeaderMisshapen, WrongBlockHeader
from consort.spec.cohorts import compute_cohort_count
from consort.spec.hashing import keccak
from consort.spec.params import ANCHOR_DISTANCE, UNDRAWN

BEACON_FIELD = 13
"""Place of the beacon's value (mixHash) among the fields of a block header."""
HASH_BYTES = 32
HASH_PREFIX = 0xA0


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


def read_beacon(header: bytes) -> bytes:
    """Return the beacon's value of a header."""
    at = 1 + _count_length_bytes(header, 0, 0xF7)
    for _ in range(BEACON_FIELD):
        at += _compute_size(header, at)
    value = header[at + 1 : at + 1 + HASH_BYTES]
    if len(value) < HASH_BYTES or header[at] != HASH_PREFIX:
        raise BlockHeaderMisshapen
    return value


def _compute_size(header: bytes, at: int) -> int:
    """Return the size of a string item, its prefix included."""
    if at >= len(header):
        raise BlockHeaderMisshapen
    prefix = header[at]
    if prefix < 0x80:
        return 1
    if prefix < 0xB8:
        return prefix - 0x7F
    count = _count_length_bytes(header, at, 0xB7)
    return int.from_bytes(header[at + 1 : at + 1 + count], "big") + 1 + count


def _count_length_bytes(header: bytes, at: int, base: int) -> int:
    """Return how many bytes after a long item's prefix give its length."""
    if at >= len(header) or header[at] <= base:
        raise BlockHeaderMisshapen
    return header[at] - base
