"""Updates: codes from deltas with error feedback, and their file. Fast twin of `spec.encoding`.

Deltas, residuals and codes are arrays of shape (leaves, codes per leaf); deltas and residuals are
float32 in the tensors' units. Only the contributor rounds; everybody else sees integers.
"""

from typing import BinaryIO

import numpy as np

from consort.codec.arrays import Codes, Deltas, Exponents, get_code_type
from consort.codec.layout import Layout
from consort.codec.leaf_tree import compute_root, hash_leaves, hash_source
from consort.codec.sources import Source, check_size, iterate_windows, read_bytes
from consort.errors import WrongHeader, WrongPadding, WrongRoot
from consort.spec.chunk_tree import Digest, compute_depth, hash_leaf
from consort.spec.encoding import LEAF_BYTES, UpdateHeader, compute_zero_code, encode_header

MAX_TOTAL = np.float32(2.0**32)


def encode_update(
    deltas: Deltas, residuals: Deltas, exponents: Exponents, bits: int
) -> tuple[Codes, Deltas]:
    """Return the codes of deltas + residuals, and what they leave out as the new residuals.

    What a clamped code cannot carry stays in the residual too, like what rounding drops. Sums are
    cut at 2**32 units, beyond every master, so that residuals stay finite.
    """
    codes = np.empty(deltas.shape, get_code_type(bits))
    left = np.empty(deltas.shape, np.float32)
    for window in iterate_windows(len(deltas)):
        total = np.clip(deltas[window] + residuals[window], -MAX_TOTAL, MAX_TOTAL)
        steps = _compute_steps(total, exponents[window], bits)
        codes[window] = steps + np.float32(compute_zero_code(bits))
        left[window] = total - np.ldexp(steps, -_as_column(exponents[window]))
    return codes, left


def write_update(out: BinaryIO, header: UpdateHeader, codes: Codes) -> Digest:
    """Write an update file, header leaf first, and return its root."""
    header_leaf = encode_header(header)
    out.write(header_leaf)
    hashes = [hash_leaf(header_leaf)]
    for window in iterate_windows(len(codes)):
        data = codes[window].astype(codes.dtype.newbyteorder(">"), copy=False).tobytes()
        out.write(data)
        hashes += hash_leaves(data, LEAF_BYTES)
    return compute_root(hashes, compute_depth(len(hashes)))


def compute_update_root(source: Source, layout: Layout) -> Digest:
    """Return the root of an update file; raises WrongFileSize."""
    check_size(source, layout.update_bytes)
    return compute_root(hash_source(source, LEAF_BYTES), layout.update_depth)


def verify_update(source: Source, layout: Layout, header: UpdateHeader, root: Digest) -> None:
    """Check an update file as every validator does before it votes.

    Raises WrongFileSize, WrongRoot; if it is what was committed, and unacceptable all the same,
    WrongHeader, WrongPadding. Every code is in range by width.
    """
    actual = compute_update_root(source, layout)
    if actual != root:
        raise WrongRoot(source.name, root.hex(), actual.hex())
    _check_header(source, header)
    _check_padding(source, layout)


def read_codes(source: Source, layout: Layout) -> Codes:
    """Return the codes of an update file; raises WrongFileSize."""
    check_size(source, layout.update_bytes)
    data = np.empty((layout.leaf_count, LEAF_BYTES), np.uint8)
    source.read_into(LEAF_BYTES, data.reshape(-1).data)
    code_type = get_code_type(layout.code_bits)
    codes: Codes = data.view(code_type.newbyteorder(">")).astype(code_type, copy=False)
    return codes


def _compute_steps(total: Deltas, exponents: Exponents, bits: int) -> Deltas:
    zero = compute_zero_code(bits)
    steps = np.rint(np.ldexp(total, _as_column(exponents)))
    return np.clip(steps, -zero, zero - 1, out=steps)


def _as_column(exponents: Exponents) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    return exponents.astype(np.int32).reshape(-1, 1)


def _check_header(source: Source, header: UpdateHeader) -> None:
    expected, actual = encode_header(header), read_bytes(source, 0, LEAF_BYTES)
    if actual != expected:
        raise WrongHeader(source.name, expected.hex(), actual.hex())


def _check_padding(source: Source, layout: Layout) -> None:
    width = layout.code_bits // 8
    zero = compute_zero_code(layout.code_bits).to_bytes(width, "big")
    for leaf, used in layout.partial_leaves:
        data = read_bytes(source, (1 + leaf) * LEAF_BYTES, LEAF_BYTES)
        if data[used * width :] != zero * (layout.codes_per_leaf - used):
            raise WrongPadding(source.name, leaf)
