"""One tensor at a time: what it is called, whether it can be shared, its values to and fro.

Values travel as float64, which holds every supported float and every integer up to 2**53.
Integers and booleans are fixed point too and are rounded when restored: exact up to 2**30, beyond
that to 30 significant bits.
"""

import math
from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from consort.codec.arrays import Masters
from consort.codec.manifest import DTYPES, MAX_UNIT, TensorSpec
from consort.errors import ModelMismatch, NotFinite, UnsupportedTensor
from consort.spec.model_state import MASTER_BITS

FLOAT_HEADROOM_BITS = 2
INTEGER_ROOM_BITS = 24


def get_dtype_name(tensor: torch.Tensor) -> str:
    """Return the dtype as manifests spell it."""
    return str(tensor.dtype).removeprefix("torch.")


def check_supported(name: str, value: object) -> torch.Tensor:
    """Return the value as a tensor, or raise UnsupportedTensor."""
    if not isinstance(value, torch.Tensor):
        raise UnsupportedTensor(name, f"it is of type {type(value).__name__}, not a tensor")
    if reason := _find_obstacle(value):
        raise UnsupportedTensor(name, reason)
    return value


def get_values(tensor: torch.Tensor) -> torch.Tensor:
    """Return the coordinates in order, flat and in this process's memory, in their own dtype."""
    return tensor.detach().cpu().reshape(-1)


def choose_unit(name: str, tensor: torch.Tensor, code_bits: int, master_exponent: int) -> int:
    """Return the unit that leaves room for four times the values, or for an integer's own range.

    Integers get room for 24 bits or their whole type, so counters can count. Wider codes start at
    a finer unit, so that their extra bits are precision. Raises NotFinite.
    """
    values = get_values(tensor).to(torch.float64)
    reach = float(values.abs().max()) if values.numel() else 0.0
    if not math.isfinite(reach):
        raise NotFinite(name)
    room = math.frexp(reach)[1] + FLOAT_HEADROOM_BITS
    if not tensor.is_floating_point():
        room = max(math.frexp(reach)[1], min(_count_bits(tensor.dtype), INTEGER_ROOM_BITS))
    return min(max(8 - code_bits, room + master_exponent + 1 - MASTER_BITS), MAX_UNIT)


def restore_values(masters: Masters, tensor: TensorSpec, master_exponent: int) -> torch.Tensor:
    """Return masters as flat values of the tensor's dtype, rounded and kept within its range."""
    dtype = get_dtype(tensor)
    values = torch.from_numpy(np.ldexp(masters.astype(np.float64), tensor.unit - master_exponent))
    if dtype is torch.bool:
        return values >= 0.5
    if dtype.is_floating_point:
        limit = torch.finfo(dtype).max
        return values.clamp(-limit, limit).to(dtype)
    info = torch.iinfo(dtype)
    largest = math.nextafter(float(info.max + 1), 0.0)
    return values.round().clamp(info.min, largest).to(dtype)


def select_tensor(state: Mapping[str, object], wanted: TensorSpec) -> torch.Tensor:
    """Return the tensor that a manifest describes; raises ModelMismatch, UnsupportedTensor."""
    expected = f"{wanted.dtype} of shape {list(wanted.shape)}"
    if wanted.name not in state:
        raise ModelMismatch(wanted.name, expected, "no such tensor")
    tensor = check_supported(wanted.name, state[wanted.name])
    actual = f"{get_dtype_name(tensor)} of shape {list(tensor.shape)}"
    if actual != expected:
        raise ModelMismatch(wanted.name, expected, actual)
    return tensor


def get_dtype(tensor: TensorSpec) -> torch.dtype:
    """Return torch's type of a described tensor; manifests hold known names only."""
    dtype: torch.dtype = getattr(torch, tensor.dtype)
    return dtype


def to_float64(values: torch.Tensor) -> NDArray[np.float64]:
    """Return flat values as a NumPy array."""
    array: NDArray[np.float64] = values.to(torch.float64).numpy()
    return array


def _find_obstacle(tensor: torch.Tensor) -> str:
    if tensor.is_complex():
        return "it is complex"
    if tensor.is_quantized:
        return "it is quantised"
    if tensor.layout is not torch.strided:
        return f"it is sparse ({str(tensor.layout).removeprefix('torch.')})"
    if tensor.is_meta:
        return "it holds no data (meta device)"
    if get_dtype_name(tensor) not in DTYPES:
        return f"its dtype {get_dtype_name(tensor)} is not one of {', '.join(sorted(DTYPES))}"
    return ""


def _count_bits(dtype: torch.dtype) -> int:
    return 1 if dtype is torch.bool else torch.iinfo(dtype).max.bit_length()
