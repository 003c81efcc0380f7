"""The model state in arrays, and its file and tree. Fast twin of `consort.spec.model_state`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from consort.codec.arrays import MASTER_ORDER, Exponents, Masters
from consort.codec.layout import Layout
from consort.codec.leaf_tree import compute_root, hash_leaves
from consort.codec.sources import Source, check_size, iterate_windows
from consort.errors import WrongExponent, WrongPadding
from consort.spec.chunk_tree import Digest, compute_depth
from consort.spec.model_state import INITIAL_EXPONENT, MAX_EXPONENT


@dataclass(frozen=True, slots=True, eq=False)
class ModelState:
    """Hold a model: exponents of shape (leaves,), masters of shape (leaves, codes per leaf)."""

    exponents: Exponents
    masters: Masters


def make_genesis(masters: Masters) -> ModelState:
    """Return the state of version 0, in which every leaf has the initial exponent."""
    return ModelState(np.full(len(masters), INITIAL_EXPONENT, np.uint8), masters)


def write_state(out: BinaryIO, state: ModelState) -> Digest:
    """Write a model-state file and return its root."""
    hashes: list[Digest] = []
    for data, leaf_bytes in _iterate_bytes(state):
        out.write(data)
        hashes += hash_leaves(data, leaf_bytes)
    return compute_root(hashes, compute_depth(len(hashes)))


def compute_state_root(state: ModelState) -> Digest:
    """Return the root of a model state."""
    hashes: list[Digest] = []
    for data, leaf_bytes in _iterate_bytes(state):
        hashes += hash_leaves(data, leaf_bytes)
    return compute_root(hashes, compute_depth(len(hashes)))


def read_state(source: Source, layout: Layout) -> ModelState:
    """Return the model state in a file.

    Raises WrongFileSize, WrongExponent. Compare its root with the chain's as well. Masters of the
    padding may be anything: votes can let in an update that moves them, and no model has them.
    """
    check_size(source, layout.state_bytes)
    state = _allocate(layout)
    for window in iterate_windows(layout.leaf_count):
        records = np.empty(window.stop - window.start, _get_record(layout.codes_per_leaf))
        source.read_into(window.start * layout.state_leaf_bytes, records.view(np.uint8).data)
        state.exponents[window] = records["exponent"]
        state.masters[window] = records["masters"]
    _check_exponents(source.name, state)
    return state


def verify_genesis(name: str, state: ModelState, layout: Layout) -> None:
    """Check the padding of a task's first model, which no arithmetic pins; raises WrongPadding."""
    for leaf, used in layout.partial_leaves:
        if state.masters[leaf, used:].any():
            raise WrongPadding(name, leaf)


def _iterate_bytes(state: ModelState) -> Iterator[tuple[bytes, int]]:
    record = _get_record(state.masters.shape[1])
    for window in iterate_windows(len(state.exponents)):
        records = np.empty(window.stop - window.start, record)
        records["exponent"] = state.exponents[window]
        records["masters"] = state.masters[window]
        yield records.tobytes(), record.itemsize


def _get_record(codes_per_leaf: int) -> np.dtype[np.void]:
    return np.dtype([("exponent", np.uint8), ("masters", MASTER_ORDER, (codes_per_leaf,))])


def _allocate(layout: Layout) -> ModelState:
    return ModelState(
        np.empty(layout.leaf_count, np.uint8),
        np.empty((layout.leaf_count, layout.codes_per_leaf), np.int32),
    )


def _check_exponents(name: str, state: ModelState) -> None:
    if state.exponents.max(initial=0) > MAX_EXPONENT:
        leaf = int(state.exponents.argmax())
        raise WrongExponent(name, leaf, int(state.exponents[leaf]))
