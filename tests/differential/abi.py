"""Values and errors of the contracts as the differential test compares them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import IntEnum
from typing import Any

from eth_abi.abi import decode
from eth_hash.auto import keccak
from web3 import Web3

from consort.errors import Panic

Outcome = tuple[str, tuple[Any, ...]]
"""Name and values of an error; ("", ()) where there is none."""


def to_abi(value: Any) -> Any:
    """Return a value of the specification as web3 takes it and views give it."""
    if is_dataclass(value) and not isinstance(value, type):
        return [to_abi(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, (list, tuple)):
        return [to_abi(item) for item in value]
    return value


def decode_view(outputs: Sequence[Any], data: bytes) -> Any:
    """Return what a view returned."""
    values = decode([get_abi_type(output) for output in outputs], data)
    listed = [_listed(value) for value in values]
    return listed[0] if len(listed) == 1 else listed


def get_abi_type(field: Mapping[str, Any]) -> str:
    """Return the canonical type of an ABI field, tuples spelled out."""
    if not field["type"].startswith("tuple"):
        return str(field["type"])
    inner = ",".join(map(get_abi_type, field["components"]))
    return f"({inner}){field['type'].removeprefix('tuple')}"


class ErrorDecoder:
    """Names the errors of all contracts."""

    def __init__(self, artifacts: Iterable[Mapping[str, Any]]) -> None:
        self._errors = {keccak(b"Panic(uint256)")[:4]: (Panic.__name__, ["uint256"])}
        for artifact in artifacts:
            for entry in artifact["abi"]:
                if entry["type"] == "error":
                    types = list(map(get_abi_type, entry["inputs"]))
                    selector = keccak(f"{entry['name']}({','.join(types)})".encode())[:4]
                    self._errors[selector] = (entry["name"], types)

    def decode(self, data: bytes) -> Outcome:
        """Return the outcome of a call that returned this data with its refusal."""
        name, types = self._errors[data[:4]]
        return name, tuple(map(_checksum, decode(types, data[4:])))


def _checksum(value: Any) -> Any:
    is_address = isinstance(value, str) and len(value) == 42 and value.startswith("0x")
    return Web3.to_checksum_address(value) if is_address else value


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, tuple) else _checksum(value)
