"""The model step: a round's aggregate applied to the model state, and the exponents adapted."""

import numpy as np
from numpy.typing import NDArray

from consort.aggregation.kernels import step_leaves
from consort.aggregation.pipeline import map_windows
from consort.codec.arrays import AGGREGATE_ORDER, Exponents
from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState
from consort.codec.sources import Source, check_size, iterate_windows
from consort.spec.encoding import compute_zero_code
from consort.spec.model_state import AGGREGATE_BYTES, MAX_EXPONENT, MIN_EXPONENT


def apply_step(state: ModelState, aggregate: Source, manifest: Manifest) -> ModelState:
    """Return the model state after a round; raises WrongFileSize."""
    check_size(aggregate, compute_layout(manifest).aggregate_bytes)
    masters = np.empty_like(state.masters)
    largest = np.empty(len(masters), np.int64)
    zero = compute_zero_code(manifest.code_bits) << manifest.fraction_bits
    scale = manifest.master_exponent - manifest.fraction_bits

    def compute(window: slice) -> None:
        step_leaves(
            state.exponents[window],
            state.masters[window],
            _read(aggregate, window, masters.shape[1]),
            zero,
            scale,
            masters[window],
            largest[window],
        )

    for _ in map_windows(compute, iterate_windows(len(masters))):
        pass
    return ModelState(_adapt(state.exponents, largest, manifest), masters)


def _read(aggregate: Source, window: slice, codes_per_leaf: int) -> NDArray[np.uint32]:
    values = np.empty((window.stop - window.start, codes_per_leaf), AGGREGATE_ORDER)
    start = window.start * codes_per_leaf * AGGREGATE_BYTES
    aggregate.read_into(start, values.reshape(-1).view(np.uint8).data)
    return values.astype(np.uint32)


def _adapt(exponents: Exponents, largest: NDArray[np.int64], manifest: Manifest) -> Exponents:
    unit = manifest.code_bits + manifest.fraction_bits
    is_wasteful = largest < 1 << unit - 4
    is_clipping = largest > 1 << unit - 2
    moved = exponents.astype(np.int64) + is_wasteful - is_clipping
    return moved.clip(MIN_EXPONENT, MAX_EXPONENT).astype(np.uint8)
