"""The manifest: one canonical form, and no room for a hostile one."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consort.codec.canonical_json import Json, decode_canonical, encode_canonical
from consort.codec.layout import compute_layout
from consort.codec.manifest import MAX_COORDINATES, MAX_ORIGINS, Manifest, TensorSpec
from consort.codec.manifest_json import (
    MAX_MANIFEST_BYTES,
    compute_manifest_hash,
    encode_manifest,
    parse_manifest,
)
from consort.codec.origin import Origin
from consort.errors import BadManifest

WEIGHT = TensorSpec("weight", "float32", (3, 100), "parameter", 0)
SCALAR = TensorSpec("größe", "bfloat16", (), "buffer", -8)
EMPTY = TensorSpec("empty", "int64", (0, 4), "buffer", 16)
MANIFEST = Manifest(8, 8, 23, (WEIGHT, SCALAR, EMPTY), (("alias", "weight"),), "digits")
ORIGIN = Origin(1, "0x" + "ab" * 20, 3, 7, bytes(range(32)))

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(values)
def test_canonical_json_round_trips(value: Json) -> None:
    assert decode_canonical(encode_canonical(value)) == value


def test_canonical_json_is_rfc_8785() -> None:
    value: Json = {"\u20ac": 1, "\r": 2, "\U0001f600": 3, "\ufb33": 4, "a": '\x0f\n"\\/€'}
    expected = '{"\\r":2,"a":"\\u000f\\n\\"\\\\/€","€":1,"😀":3,"\ufb33":4}'
    assert encode_canonical(value).decode() == expected


@pytest.mark.parametrize("value", [1.0, None, True, 1 << 53, "\ud800", {1: 2}])
def test_what_has_no_form_here_is_refused(value: Json) -> None:
    with pytest.raises((ValueError, AttributeError)):
        encode_canonical(value)


@pytest.mark.parametrize(
    "data", [b'{"a":1 }', b'{"a":1,"a":1}', b"01", b"1.0", b"\xff", b"[" * 100_000, b"", b"NaN"]
)
def test_other_forms_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        decode_canonical(data)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "part",
    [b'\\"', b"\\", b"[", b'{"a":', b"[1,", b'"a', b"9", b"-", b'"a":'],
)
def test_no_document_within_the_limit_takes_for_ever(part: bytes) -> None:
    """A string that never ends was looked through again from each of its quotes."""
    for start in (b'"', b""):
        with pytest.raises(BadManifest):
            parse_manifest((start + part * MAX_MANIFEST_BYTES)[:MAX_MANIFEST_BYTES])


def test_manifest_round_trips_and_is_hashed() -> None:
    data = encode_manifest(MANIFEST)
    assert parse_manifest(data) == MANIFEST
    assert compute_manifest_hash(MANIFEST) == sha256(data).digest()


def test_origin_is_part_of_the_hash_and_comes_off_again() -> None:
    """A manifest without one has the bytes that it had before there were any."""
    moved = MANIFEST.continue_from(ORIGIN)
    twice = moved.continue_from(replace(ORIGIN, task=4))
    assert parse_manifest(encode_manifest(twice)) == twice
    assert len({compute_manifest_hash(m) for m in (MANIFEST, moved, twice)}) == 3
    assert (twice.go_back(), moved.go_back()) == (moved, MANIFEST)
    assert b"origin" not in encode_manifest(MANIFEST)
    assert b'"origins":[{"chain_id":1,"coordinator":"0xabab' in encode_manifest(moved)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"0xabab", b"0xABAB"),
        (b"0xabab", b"0xgbab"),
        (b'"chain_id":1', b'"chain_id":-1'),
        (b'"version":7', b'"version":"7"'),
        (b"000102", b"0001"),
        (b"000102", b"00 0102"),
        (b'"version":7', b'"version":7,"word":"x"'),
    ],
)
def test_origin_that_names_no_version_is_refused(old: bytes, new: bytes) -> None:
    data = encode_manifest(MANIFEST.continue_from(ORIGIN))
    assert old in data
    with pytest.raises(BadManifest):
        parse_manifest(data.replace(old, new, 1))


def test_empty_list_of_origins_is_refused() -> None:
    data = encode_manifest(MANIFEST)
    with pytest.raises(BadManifest):
        parse_manifest(data.replace(b'"schema"', b'"origins":[],"schema"'))


def test_layout_starts_each_tensor_on_a_leaf() -> None:
    layout = compute_layout(MANIFEST)
    assert [(span.first_leaf, span.leaf_count) for span in layout.spans] == [(0, 2), (2, 1), (3, 0)]
    assert (layout.update_bytes, layout.update_depth) == (4 * 256, 2)
    assert (layout.state_bytes, layout.state_depth) == (3 * 1025, 2)
    assert (layout.aggregate_bytes, layout.aggregate_depth) == (12 * 256, 4)
    assert layout.partial_leaves == [(1, 44), (2, 1)]


def test_layout_of_16_bits_has_half_the_codes_a_leaf() -> None:
    layout = compute_layout(replace(MANIFEST, code_bits=16, master_exponent=15))
    assert (layout.leaf_count, layout.state_leaf_bytes, layout.aggregate_leaf_count) == (4, 513, 8)
    assert layout.partial_leaves == [(2, 44), (3, 1)]


def tensor(**changes: object) -> TensorSpec:
    """Return a tensor that is acceptable but for the changes."""
    return replace(WEIGHT, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"code_bits": 12},
        {"fraction_bits": 17},
        {"master_exponent": 24},
        {"tensors": ()},
        {"tensors": (EMPTY,)},
        {"tensors": (WEIGHT, WEIGHT)},
        {"tensors": (WEIGHT,) * 20_000},
        {"tensors": (tensor(name=""),)},
        {"tensors": (tensor(name="n" * 513),)},
        {"tensors": (tensor(dtype="complex64"),)},
        {"tensors": (tensor(kind="secret"),)},
        {"tensors": (tensor(unit=129),)},
        {"tensors": (tensor(shape=(-1,)),)},
        {"tensors": (tensor(shape=(1,) * 17),)},
        {"tensors": (tensor(shape=(MAX_COORDINATES,)),)},
        {"ties": (("alias", "nobody"),)},
        {"ties": (("weight", "weight"),)},
        {"app": "a" * 513},
        {"origins": (ORIGIN,) * (MAX_ORIGINS + 1)},
    ],
)
def test_out_of_bounds_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadManifest):
        replace(MANIFEST, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"schema":1', b'"schema":2'),
        (b"consort.biased.1", b"consort.biased.2"),
        (b'"code_bits":8', b'"code_bits":"8"'),
        (b'"ties":', b'"tiez":'),
        (b'"kind":"parameter"', b'"hint":"x","kind":"parameter"'),
        (b'[["alias","weight"]]', b'[["alias"]]'),
        (b'"shape":[3,100]', b'"shape":{}'),
        (b'"shape":[3,100]', b'"shape":[3, 100]'),
    ],
)
def test_a_changed_document_is_refused(old: bytes, new: bytes) -> None:
    data = encode_manifest(MANIFEST)
    assert old in data
    with pytest.raises(BadManifest):
        parse_manifest(data.replace(old, new))


def test_an_oversized_document_is_refused_unread() -> None:
    with pytest.raises(BadManifest, match="more than"):
        parse_manifest(b"x" * (MAX_MANIFEST_BYTES + 1))
