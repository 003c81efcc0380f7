"""The seed of the cohorts is the beacon's value in the header whose hash the chain knows."""

import pytest

from consort.errors import BlockHeaderMisshapen, WrongBlockHeader
from consort.spec.hashing import keccak
from consort.spec.transition.seeds import compute_seed, read_beacon

BEACON = bytes(range(32))
BEFORE = [b"\x11" * 32] * 2 + [b"\x22" * 20] + [b"\x33" * 32] * 3 + [b"\x44" * 256]
BEFORE += [b"", b"\x07", b"\x01\x02\x03", b"\x80", b"\x65" * 4, b"extra"]


def encode(fields: list[bytes]) -> bytes:
    """Return the RLP encoding of a list of strings."""
    body = b"".join(map(encode_item, fields))
    size = len(body).to_bytes(2, "big")
    return bytes([0xF7 + len(size)]) + size + body


def encode_item(item: bytes) -> bytes:
    if len(item) == 1 and item[0] < 0x80:
        return item
    if len(item) < 56:
        return bytes([0x80 + len(item)]) + item
    size = len(item).to_bytes(2, "big")
    return bytes([0xB7 + len(size)]) + size + item


def make_header(beacon: bytes) -> bytes:
    return encode([*BEFORE, beacon, b"\0" * 8, b"\x01"])


def test_seed_is_the_beacons_value() -> None:
    header = make_header(BEACON)
    assert len(BEFORE) == 13
    assert compute_seed(keccak(header), header, uses_beacon=True) == BEACON


def test_seed_is_never_zero() -> None:
    header = make_header(bytes(32))
    assert compute_seed(keccak(header), header, uses_beacon=True) == keccak(header)


def test_seed_is_the_hash_without_a_beacon() -> None:
    assert compute_seed(BEACON, b"", uses_beacon=False) == BEACON


def test_other_header_is_refused() -> None:
    header = make_header(BEACON)
    with pytest.raises(WrongBlockHeader):
        compute_seed(keccak(header), make_header(bytes(32)), uses_beacon=True)


@pytest.mark.parametrize(
    "header",
    [b"", b"\x80", b"\xc0", encode(BEFORE), encode([*BEFORE, b"short"]), encode(BEFORE[:3])],
)
def test_short_header_is_refused(header: bytes) -> None:
    with pytest.raises(BlockHeaderMisshapen):
        read_beacon(header)
