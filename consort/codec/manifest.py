"""The manifest: which tensors a task's model has, and how they become integers.

Its SHA-256 is part of every update's header, and every size in the protocol follows from it. A
manifest that was made is within every bound, whoever made it.
"""

from dataclasses import dataclass, replace
from math import prod
from typing import Self

from consort.codec.origin import Origin
from consort.errors import BadManifest
from consort.spec.aggregation import MAX_FRACTION_BITS
from consort.spec.encoding import CODE_WIDTHS, LEAF_BYTES, compute_codes_per_leaf
from consort.spec.model_state import compute_max_master_exponent

DEFAULT_FRACTION_BITS = 8

MAX_TENSORS = 1 << 14
MAX_TIES = 1 << 14
MAX_NAME_BYTES = 512
MAX_APP_BYTES = 512
MAX_DIMENSIONS = 16
MAX_ORIGINS = 64
MAX_UPDATE_LEAVES = 1 << 20
MAX_COORDINATES = MAX_UPDATE_LEAVES * LEAF_BYTES
MIN_UNIT = -8
MAX_UNIT = 128

FLOAT_DTYPES = ("float16", "bfloat16", "float32", "float64", "float8_e4m3fn", "float8_e5m2")
INTEGER_DTYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "bool")
DTYPES = frozenset(FLOAT_DTYPES + INTEGER_DTYPES)

KINDS = ("parameter", "buffer")


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """Describe one tensor; its fixed point counts in units of 2**unit.

    A master m stands for m * 2**(unit - master_exponent), a code c of exponent e for a change of
    (c - zero) * 2**(unit - e). The unit makes room for large values without a second scale on
    chain: the protocol itself never reads it.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    kind: str
    unit: int

    @property
    def size(self) -> int:
        """Return the number of coordinates: 1 for a scalar, 0 for an empty tensor."""
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Fix a model's tensors, in state-dict order, and the integers that carry them.

    `ties` lists (alias, name): the alias shares the storage of the named tensor. `origins` lead
    from the task that this one goes on with to the first of all.
    """

    code_bits: int
    fraction_bits: int
    master_exponent: int
    tensors: tuple[TensorSpec, ...]
    ties: tuple[tuple[str, str], ...] = ()
    app: str = ""
    origins: tuple[Origin, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no update could be encoded with; raises BadManifest."""
        _check_numbers(self)
        _check_names(self)
        for tensor in self.tensors:
            _check_tensor(tensor)
        _check_size(self)

    def continue_from(self, origin: Origin) -> Self:
        """Return the manifest of a task that goes on with a version of this one's."""
        return replace(self, origins=(origin, *self.origins))

    def go_back(self) -> Self:
        """Return the manifest of the task that this one's goes on with."""
        return replace(self, origins=self.origins[1:])


def _check_numbers(manifest: Manifest) -> None:
    bits = manifest.code_bits
    if bits not in CODE_WIDTHS:
        raise BadManifest(f"code_bits is {bits}, not one of {CODE_WIDTHS}")
    _check_range("fraction_bits", manifest.fraction_bits, 0, MAX_FRACTION_BITS)
    _check_range("master_exponent", manifest.master_exponent, 0, compute_max_master_exponent(bits))


def _check_names(manifest: Manifest) -> None:
    _check_range("the number of tensors", len(manifest.tensors), 1, MAX_TENSORS)
    _check_range("the number of ties", len(manifest.ties), 0, MAX_TIES)
    _check_range("the number of origins", len(manifest.origins), 0, MAX_ORIGINS)
    _check_range("the length of app", len(manifest.app.encode()), 0, MAX_APP_BYTES)
    tensors = [tensor.name for tensor in manifest.tensors]
    aliases = [alias for alias, _ in manifest.ties]
    names = tensors + aliases
    for name in names:
        _check_range("the length of a name", len(name.encode()), 1, MAX_NAME_BYTES)
    if len(set(names)) < len(names):
        raise BadManifest("a name occurs twice")
    if unknown := {name for _, name in manifest.ties} - set(tensors):
        raise BadManifest(f"there is no tensor {min(unknown)!r} to tie to")


def _check_tensor(tensor: TensorSpec) -> None:
    if tensor.dtype not in DTYPES:
        raise BadManifest(f"tensor {tensor.name!r} has the unknown dtype {tensor.dtype!r}")
    if tensor.kind not in KINDS:
        raise BadManifest(f"tensor {tensor.name!r} is of the unknown kind {tensor.kind!r}")
    _check_range(f"the unit of {tensor.name!r}", tensor.unit, MIN_UNIT, MAX_UNIT)
    _check_range(f"the rank of {tensor.name!r}", len(tensor.shape), 0, MAX_DIMENSIONS)
    for side in tensor.shape:
        _check_range(f"a side of {tensor.name!r}", side, 0, MAX_COORDINATES)


def _check_size(manifest: Manifest) -> None:
    sizes = (tensor.size for tensor in manifest.tensors)
    leaves = sum(-(-size // compute_codes_per_leaf(manifest.code_bits)) for size in sizes)
    _check_range("the number of update leaves", 1 + leaves, 2, MAX_UPDATE_LEAVES)


def _check_range(what: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise BadManifest(f"{what} is {value}, not in {low}..{high}")
