"""The array types of the codec, and the byte order of its files: big-endian."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Codes: TypeAlias = "NDArray[np.uint8] | NDArray[np.uint16]"
Exponents: TypeAlias = NDArray[np.uint8]
Masters: TypeAlias = NDArray[np.int32]
Deltas: TypeAlias = NDArray[np.float32]

MASTER_ORDER = np.dtype(">i4")
AGGREGATE_ORDER = np.dtype(">u4")


def get_code_type(bits: int) -> np.dtype[Any]:
    """Return the native type of codes of 8 or 16 bits."""
    return np.dtype(np.uint8) if bits == 8 else np.dtype(np.uint16)
