"""Fast twin of the general ABI decoder, for values of fixed size: each is a 32-byte word.

Almost every event has only such values, and a history has millions of events. What has no fixed
size is left to `interface.decode`.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from eth_abi.exceptions import DecodingError
from eth_utils.address import to_checksum_address

from consort.chain.interface import Param, decode

WORD: Final = 32
_KNOWN_ADDRESSES: Final = 1 << 16

Read = Callable[[bytes, int], Any]
"""Returns the value whose words begin at a place in data; raises DecodingError."""


def make_decoder(params: Sequence[Param]) -> Callable[[bytes], list[Any]]:
    """Return what decodes a list of these values; it raises DecodingError as the general one."""
    if not all(map(_is_fixed, params)):
        return lambda data: decode(params, data)
    size, parts = _lay_out(params)

    def read_all(data: bytes) -> list[Any]:
        if len(data) < size:
            raise DecodingError(f"{len(data)} bytes are less than {size}")
        return [read(data, at) for _, at, read in parts]

    return read_all


@lru_cache(maxsize=_KNOWN_ADDRESSES)
def to_checksum(address: bytes) -> str:
    """Return the checksummed form of 20 bytes; the same accounts come again and again."""
    return str(to_checksum_address(address))


def _is_fixed(param: Param) -> bool:
    if param.fields:
        return not param.form.endswith("]") and all(map(_is_fixed, param.fields))
    return not param.form.endswith("]") and param.form not in {"bytes", "string"}


def _lay_out(params: Sequence[Param]) -> tuple[int, list[tuple[str, int, Read]]]:
    """Return the size of all values, and of each its name, place and reader."""
    size, parts = 0, []
    for param in params:
        width, read = _make_reader(param)
        parts.append((param.name, size, read))
        size += width
    return size, parts


def _make_reader(param: Param) -> tuple[int, Read]:
    if param.fields:
        return _make_structure_reader(param)
    if param.form == "address":
        return WORD, _read_address
    if param.form.startswith("bytes"):
        return WORD, _make_bytes_reader(int(param.form.removeprefix("bytes")))
    bits = 1 if param.form == "bool" else int(param.form.removeprefix("uint"))
    python = bool if param.form == "bool" else param.python
    return WORD, _make_number_reader(bits, python)


def _make_structure_reader(param: Param) -> tuple[int, Read]:
    python, (size, parts) = param.python, _lay_out(param.fields)
    assert python is not None  # noqa: S101 - every structure has its dataclass

    def read(data: bytes, at: int) -> Any:
        return python(**{name: read_part(data, at + place) for name, place, read_part in parts})

    return size, read


def _make_number_reader(bits: int, python: type | None) -> Read:
    def read(data: bytes, at: int) -> Any:
        value = int.from_bytes(data[at : at + WORD], "big")
        if value >> bits:
            raise DecodingError(f"{value} has more than {bits} bits")
        return value if python is None else python(value)

    return read


def _make_bytes_reader(length: int) -> Read:
    def read(data: bytes, at: int) -> bytes:
        if any(data[at + length : at + WORD]):
            raise DecodingError(f"more than {length} bytes are filled")
        return data[at : at + length]

    return read


def _read_address(data: bytes, at: int) -> str:
    if any(data[at : at + WORD - 20]):
        raise DecodingError("more than an address is filled")
    return to_checksum(data[at + WORD - 20 : at + WORD])
