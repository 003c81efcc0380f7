"""The readable codes: rounding, clamping, packing and the header's words."""

from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consort.spec.encoding import (
    decode_code,
    encode_delta,
    encode_header,
    pack_codes,
    round_half_even,
    unpack_codes,
)
from tests.codec.models import make_header

widths = st.sampled_from([8, 16])


@given(st.integers(-(10**6), 10**6), st.integers(1, 1000))
def test_rounding_is_pythons_own(numerator: int, denominator: int) -> None:
    assert round_half_even(numerator, denominator) == round(Fraction(numerator, denominator))


@given(st.floats(-1e4, 1e4), st.integers(0, 12), widths)
def test_code_is_nearest_or_clamped(delta: float, exponent: int, bits: int) -> None:
    code = encode_delta(*delta.as_integer_ratio(), exponent, bits)
    missed = abs(Fraction(delta) * 2**exponent - decode_code(code, bits))
    assert 0 <= code < 1 << bits
    assert missed <= Fraction(1, 2) or code in (0, (1 << bits) - 1)


@given(st.data(), widths)
def test_leaf_holds_codes_and_zero_codes(data: st.DataObject, bits: int) -> None:
    full = 2048 // bits
    codes = data.draw(st.lists(st.integers(0, (1 << bits) - 1), max_size=full))
    leaf = pack_codes(codes, bits)
    assert len(leaf) == 256
    assert unpack_codes(leaf, bits) == codes + [1 << (bits - 1)] * (full - len(codes))


def test_a_code_out_of_range_does_not_fit() -> None:
    with pytest.raises(OverflowError):
        pack_codes([256], 8)


def test_header_words_are_in_their_places() -> None:
    leaf = encode_header(make_header())
    words = [leaf[i : i + 32] for i in range(0, 256, 32)]
    domain = sha256(b"consort.update.1" + (31337).to_bytes(32, "big") + b"\x11" * 20).digest()
    assert words[0] == domain
    assert [int.from_bytes(word, "big") for word in (words[1], words[2], words[4])] == [1, 2, 30]
    assert words[3] == bytes(12) + b"\x22" * 20
    assert words[5:] == [b"\x33" * 32, b"\x44" * 32, bytes(32)]
