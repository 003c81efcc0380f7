"""Between torch's state dicts and the integers of the protocol.

The only way in and out: a manifest from a model, the first model state, deltas after training,
and a state dict from a model state.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from consort.codec.arrays import Deltas, Masters
from consort.codec.layout import Span, compute_layout
from consort.codec.manifest import DEFAULT_FRACTION_BITS, Manifest, TensorSpec
from consort.codec.model_state import ModelState, make_genesis
from consort.codec.sources import iterate_windows
from consort.codec.tensor_values import (
    check_supported,
    choose_unit,
    get_dtype_name,
    get_values,
    restore_values,
    select_tensor,
    to_float64,
)
from consort.errors import ModelMismatch, NotFinite, ValueOutOfRange
from consort.spec.model_state import MAX_MASTER, MIN_MASTER, compute_max_master_exponent

WINDOW_VALUES = 1 << 18

Scalar = TypeVar("Scalar", bound=np.generic)


def build_manifest(
    model: torch.nn.Module | Mapping[str, object],
    code_bits: int = 8,
    fraction_bits: int = DEFAULT_FRACTION_BITS,
    master_exponent: int | None = None,
    app: str = "",
) -> Manifest:
    """Return the manifest of a model or state dict, with units that suit its values.

    `master_exponent` is the largest possible one unless given. In a plain state dict, floats count
    as parameters. Raises UnsupportedTensor, NotFinite, BadManifest.
    """
    exponent = master_exponent
    if exponent is None:
        exponent = compute_max_master_exponent(code_bits)
    state, parameters = _read_model(model)
    ties = _find_ties(state)
    tensors = [
        _describe(name, tensor, name in parameters, code_bits, exponent)
        for name, tensor in state.items()
        if name not in ties
    ]
    return Manifest(code_bits, fraction_bits, exponent, tuple(tensors), tuple(ties.items()), app)


def encode_genesis(state_dict: Mapping[str, object], manifest: Manifest) -> ModelState:
    """Return the model state of version 0.

    Raises ModelMismatch, UnsupportedTensor, NotFinite, ValueOutOfRange.
    """
    layout = compute_layout(manifest)
    masters = np.zeros((layout.leaf_count, layout.codes_per_leaf), np.int32)
    for span, values in _iterate_values(state_dict, manifest):
        flat = _get_flat(masters, span)
        for window in iterate_windows(span.tensor.size, WINDOW_VALUES):
            flat[window] = _quantise(to_float64(values[window]), span.tensor, manifest)
    _check_ties(state_dict, manifest)
    return make_genesis(masters)


def decode_model(state: ModelState, manifest: Manifest) -> dict[str, torch.Tensor]:
    """Return a state dict in the model's own dtypes; tied names share one tensor."""
    tensors = {
        span.tensor.name: _decode_tensor(state.masters, span, manifest)
        for span in compute_layout(manifest).spans
    }
    return tensors | {alias: tensors[name] for alias, name in manifest.ties}


def compute_deltas(local: Mapping[str, object], base: ModelState, manifest: Manifest) -> Deltas:
    """Return what training changed, local - base, as float32 of shape (leaves, codes per leaf).

    The base is rounded to the model's dtypes first, as the contributor got it, and the result is
    in the tensors' units. Raises ModelMismatch, UnsupportedTensor, NotFinite.
    """
    deltas = np.zeros(base.masters.shape, np.float32)
    for span, values in _iterate_values(local, manifest):
        flat, masters = _get_flat(deltas, span), _get_flat(base.masters, span)
        for window in iterate_windows(span.tensor.size, WINDOW_VALUES):
            before = restore_values(masters[window], span.tensor, manifest.master_exponent)
            change = to_float64(values[window]) - to_float64(before)
            with np.errstate(over="ignore"):
                flat[window] = np.ldexp(change, -span.tensor.unit)
            _check_finite(span.tensor.name, flat[window])
    _check_ties(local, manifest)
    return deltas


def _read_model(
    model: torch.nn.Module | Mapping[str, object],
) -> tuple[dict[str, torch.Tensor], set[str]]:
    if isinstance(model, torch.nn.Module):
        parameters = {name for name, _ in model.named_parameters(remove_duplicate=False)}
        return _check_all(model.state_dict()), parameters
    state = _check_all(model)
    return state, {name for name, tensor in state.items() if tensor.is_floating_point()}


def _check_all(state: Mapping[str, object]) -> dict[str, torch.Tensor]:
    return {name: check_supported(name, value) for name, value in state.items()}


def _find_ties(state: Mapping[str, torch.Tensor]) -> dict[str, str]:
    """Return alias -> first name for tensors that are the same memory, seen the same way."""
    first: dict[tuple[object, ...], str] = {}
    ties = {}
    for name, tensor in state.items():
        place = (tensor.data_ptr(), tensor.dtype, tensor.shape, tensor.stride(), tensor.device)
        if tensor.numel() and first.setdefault(place, name) != name:
            ties[name] = first[place]
    return ties


def _describe(
    name: str, tensor: torch.Tensor, is_parameter: bool, code_bits: int, master_exponent: int
) -> TensorSpec:
    return TensorSpec(
        name=name,
        dtype=get_dtype_name(tensor),
        shape=tuple(tensor.shape),
        kind="parameter" if is_parameter else "buffer",
        unit=choose_unit(name, tensor, code_bits, master_exponent),
    )


def _iterate_values(
    state: Mapping[str, object], manifest: Manifest
) -> Iterator[tuple[Span, torch.Tensor]]:
    known = {tensor.name for tensor in manifest.tensors} | dict(manifest.ties).keys()
    for name in state:
        if name not in known:
            raise ModelMismatch(name, "no such tensor", "one")
    for span in compute_layout(manifest).spans:
        yield span, get_values(select_tensor(state, span.tensor))


def _get_flat(leaves: NDArray[Scalar], span: Span) -> NDArray[Scalar]:
    return leaves[span.first_leaf : span.first_leaf + span.leaf_count].reshape(-1)


def _quantise(
    values: NDArray[np.float64], tensor: TensorSpec, manifest: Manifest
) -> NDArray[np.float64]:
    _check_finite(tensor.name, values)
    scale = manifest.master_exponent - tensor.unit
    masters = np.rint(np.ldexp(values, scale))
    worst = np.abs(masters).argmax()
    if not MIN_MASTER <= masters[worst] <= MAX_MASTER:
        raise ValueOutOfRange(tensor.name, float(values[worst]), MAX_MASTER * 2.0**-scale)
    return masters


def _decode_tensor(masters: Masters, span: Span, manifest: Manifest) -> torch.Tensor:
    flat = _get_flat(masters, span)[: span.tensor.size]
    values = restore_values(flat, span.tensor, manifest.master_exponent)
    return values.reshape(span.tensor.shape)


def _check_finite(name: str, values: NDArray[np.floating]) -> None:
    if not np.isfinite(values).all():
        raise NotFinite(name)


def _check_ties(state: Mapping[str, object], manifest: Manifest) -> None:
    for alias, name in manifest.ties:
        other, tensor = state.get(alias), state[name]
        if other is not tensor and not (
            isinstance(other, torch.Tensor)
            and isinstance(tensor, torch.Tensor)
            and torch.equal(other, tensor)
        ):
            raise ModelMismatch(alias, f"the values of {name!r}", "other values, or no tensor")
