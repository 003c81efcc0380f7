"""Updates: the fast codes are the readable ones, and a bad file is named for what it is."""

from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from consort.codec.arrays import Codes, get_code_type
from consort.codec.layout import Layout, compute_layout
from consort.codec.sources import FileSource, MemorySource
from consort.codec.update import (
    compute_update_root,
    encode_update,
    read_codes,
    verify_update,
    write_update,
)
from consort.errors import WrongFileSize, WrongHeader, WrongPadding, WrongRoot
from consort.spec import chunk_tree, encoding
from consort.spec.chunk_tree import Digest
from tests.codec.models import make_flat_manifest, make_header

HEADER = make_header()
floats = st.floats(-300, 300, width=32)


def make_codes(layout: Layout, size: int) -> Codes:
    """Return codes 0, 1, 2 ... with the padding of one flat tensor."""
    codes = np.full(layout.leaf_count * layout.codes_per_leaf, 1 << (layout.code_bits - 1))
    codes[:size] = np.arange(size) % (1 << layout.code_bits)
    return codes.astype(get_code_type(layout.code_bits)).reshape(layout.leaf_count, -1)


def make_update(bits: int, size: int = 300) -> tuple[Layout, Codes, bytes, Digest]:
    """Return layout, codes, file and root of an update."""
    layout = compute_layout(make_flat_manifest(size, bits))
    codes = make_codes(layout, size)
    out = BytesIO()
    root = write_update(out, HEADER, codes)
    return layout, codes, out.getvalue(), root


@given(
    arrays.arrays(np.float32, (3, 4), elements=floats),
    arrays.arrays(np.float32, (3, 4), elements=floats),
    arrays.arrays(np.uint8, (3,), elements=st.integers(0, 12)),
    st.sampled_from([8, 16]),
)
def test_codes_are_the_readable_ones(
    deltas: np.ndarray, residuals: np.ndarray, exponents: np.ndarray, bits: int
) -> None:
    codes, left = encode_update(deltas, residuals, exponents, bits)
    for leaf, j in np.ndindex(3, 4):
        total = np.float32(deltas[leaf, j] + residuals[leaf, j])
        exponent = int(exponents[leaf])
        expected = encoding.encode_delta(*float(total).as_integer_ratio(), exponent, bits)
        carried = Fraction(encoding.decode_code(expected, bits), 1 << exponent)
        assert codes[leaf, j] == expected
        assert left[leaf, j] == np.float32(float(Fraction(float(total)) - carried))


def test_error_feedback_carries_everything_in_the_end() -> None:
    exponents = np.zeros(1, np.uint8)
    deltas = np.full((1, 2), 0.3, np.float32)
    residuals, carried = np.zeros_like(deltas), 0.0
    for _ in range(20):
        codes, residuals = encode_update(deltas, residuals, exponents, 8)
        carried += float(codes[0, 0]) - 128
    assert carried == 6


def test_an_absurd_delta_leaves_a_finite_residual() -> None:
    huge = np.full((1, 1), 3e38, np.float32)
    codes, left = encode_update(huge, np.zeros_like(huge), np.full(1, 12, np.uint8), 8)
    assert codes[0, 0] == 255
    assert left[0, 0] == np.float32(2.0**32)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("size", [1, 256, 300, 2000 * 256])
def test_file_is_the_readable_one(bits: int, size: int) -> None:
    layout, codes, data, root = make_update(bits, size)
    assert data[:256] == encoding.encode_header(HEADER)
    assert data[256:512] == encoding.pack_codes(codes[0].tolist(), bits)
    leaves = [data[i : i + 256] for i in range(0, len(data), 256)]
    assert len(data) == layout.update_bytes
    assert root == chunk_tree.compute_root(leaves, layout.update_depth)
    assert root == compute_update_root(MemorySource(data), layout)
    assert np.array_equal(read_codes(MemorySource(data), layout), codes)
    verify_update(MemorySource(data), layout, HEADER, root)


def test_a_file_on_disk_is_read_alike(tmp_path: Path) -> None:
    layout, codes, data, root = make_update(16)
    path = tmp_path / "update"
    path.write_bytes(data)
    verify_update(FileSource(path), layout, HEADER, root)
    assert np.array_equal(read_codes(FileSource(path), layout), codes)


@pytest.mark.parametrize("change", [-1, 1, -256, 256])
def test_wrong_size_is_refused(change: int) -> None:
    layout, _, data, root = make_update(8)
    wrong = data[:change] if change < 0 else data + bytes(change)
    with pytest.raises(WrongFileSize):
        verify_update(MemorySource(wrong), layout, HEADER, root)


def test_a_file_that_shrinks_while_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "update"
    path.write_bytes(bytes(10))
    with pytest.raises(WrongFileSize, match="has 10 bytes"):
        FileSource(path).read_into(4, memoryview(bytearray(8)))


@pytest.mark.parametrize(
    "change",
    [
        {"chain_id": 1},
        {"contract": b"\x12" * 20},
        {"task": 3},
        {"round": 3},
        {"contributor": b"\x23" * 20},
        {"weight": 31},
        {"manifest_hash": b"\x34" * 32},
        {"base_model_root": b"\x45" * 32},
    ],
)
def test_somebody_elses_header_is_refused(change: dict[str, int | bytes]) -> None:
    layout, _, data, root = make_update(8)
    with pytest.raises(WrongHeader):
        verify_update(MemorySource(data), layout, make_header(**change), root)


@pytest.mark.parametrize("bits", [8, 16])
def test_meaning_in_the_padding_is_refused(bits: int) -> None:
    layout, _, data, _ = make_update(bits)
    wrong = MemorySource(data[:-1] + b"\x7f")
    with pytest.raises(WrongPadding):
        verify_update(wrong, layout, HEADER, compute_update_root(wrong, layout))


def test_another_root_is_refused() -> None:
    layout, _, data, root = make_update(8)
    wrong = data[:300] + bytes([data[300] ^ 1]) + data[301:]
    with pytest.raises(WrongRoot, match=root.hex()):
        verify_update(MemorySource(wrong), layout, HEADER, root)
