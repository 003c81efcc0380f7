"""The contracts' interfaces: calls, results, events and errors as values of `consort.spec.types`.

Structures and enumerations of the ABI are decoded into the dataclasses and enums of the same name,
fields renamed to snake_case, and encoded from them: one rule, no table to keep up.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from keyword import iskeyword
from typing import Any, Final

from eth_abi import abi
from eth_abi.exceptions import EncodingError
from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

from consort.errors import BadArgument
from consort.spec import types
from consort.spec.types import Address

LIBRARIES: Final = ("Drawing", "Enrolling", "Rivals", "TaskSetup")
"""What the coordinator's code calls in its own context."""
CONTRACTS: Final = (
    "ConsortToken",
    "SeedSource",
    "Disputes",
    "Demands",
    "AggregationProofs",
    "RecordProofs",
    "InputProofs",
    *LIBRARIES,
    "Coordinator",
    "StakeVault",
    "RewardLedger",
    "ModelRegistry",
)
"""In the order of their creation."""
OPTIONAL: Final = ("NodeAccount",)
"""What participants deploy for themselves."""


@dataclass(frozen=True, slots=True)
class Param:
    """An argument, result or field; `form` is its ABI type, `python` ours if it has a name."""

    name: str
    form: str
    python: type | None
    fields: tuple["Param", ...]
    indexed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A function, event, error or constructor; `selector` is the whole hash of its signature."""

    kind: str
    name: str
    selector: bytes
    inputs: tuple[Param, ...]
    outputs: tuple[Param, ...]
    is_mutating: bool

    def encode(self, arguments: Sequence[object]) -> bytes:
        """Return encoded arguments, without the selector; raise BadArgument."""
        values = [
            _encode(param, value) for param, value in zip(self.inputs, arguments, strict=True)
        ]
        try:
            return abi.encode([param.form for param in self.inputs], values)
        except EncodingError as error:
            raise BadArgument(self.name, str(error)) from None

    def encode_call(self, arguments: Sequence[object]) -> bytes:
        """Return the data of a call; raise BadArgument."""
        return self.selector[:4] + self.encode(arguments)


@dataclass(frozen=True, slots=True)
class Link:
    """A byte range of creation code that takes a library's address."""

    library: str
    place: range


@dataclass(frozen=True, slots=True)
class Contract:
    """A compiled contract: its entries and its code.

    `creation_code` lacks the addresses of `links`, `runtime_code` what creation writes in at
    `filled`: immutable values, and addresses of libraries.
    """

    name: str
    entries: tuple[Entry, ...]
    creation_code: bytes
    runtime_code: bytes
    links: tuple[Link, ...]
    filled: tuple[range, ...]

    def get(self, name: str) -> Entry:
        """Return a function or the constructor by name."""
        return _index(self.name)[name]

    def link(self, addresses: Mapping[str, Address]) -> bytes:
        """Return creation code that calls the libraries at these addresses."""
        linked = bytearray(self.creation_code)
        for link in self.links:
            linked[link.place.start : link.place.stop] = bytes.fromhex(addresses[link.library][2:])
        return bytes(linked)

    def mask(self, code: bytes) -> bytes:
        """Return runtime code with zeros where creation has filled something in."""
        masked = bytearray(code)
        for places in self.filled:
            masked[places.start : places.stop] = bytes(len(places))
        return bytes(masked)


@cache
def load_contract(name: str) -> Contract:
    """Read a compiled contract from the package."""
    artifact = json.loads((files("consort.chain") / "artifacts" / f"{name}.json").read_text())
    links = artifact["linkReferences"]
    return Contract(
        name,
        tuple(parse_entry(entry) for entry in artifact["abi"]),
        bytes.fromhex(artifact["bytecode"][2:]),
        bytes.fromhex(artifact["deployedBytecode"][2:]),
        tuple(Link(link["library"], _parse_range(link)) for link in links),
        tuple(_parse_range(place) for place in artifact["filledReferences"]),
    )


def read_abi(name: str) -> list[dict[str, Any]]:
    """Return a contract's ABI as the compiler wrote it."""
    text = (files("consort.chain") / "artifacts" / f"{name}.json").read_text()
    abi: list[dict[str, Any]] = json.loads(text)["abi"]
    return abi


def read_types() -> str:
    """Return the TypeScript of the ABIs, the deployment record, and the API's documents."""
    return (files("consort.chain") / "artifacts" / "consort.ts").read_text()


def list_entries(kind: str) -> list[tuple[str, Entry]]:
    """Return (contract name, entry) for all entries of a type: "error", "event", "function"."""
    return [
        (name, entry)
        for name in (*CONTRACTS, *OPTIONAL)
        for entry in load_contract(name).entries
        if entry.kind == kind
    ]


def decode(params: Sequence[Param], data: bytes) -> list[Any]:
    """Return the values of an encoded list."""
    raw = abi.decode([param.form for param in params], data)
    return [decode_value(param, value) for param, value in zip(params, raw, strict=True)]


def decode_value(param: Param, value: Any) -> Any:
    """Turn a decoded ABI value into ours."""
    if param.form.endswith("]"):
        element = _get_element(param)
        return tuple(decode_value(element, item) for item in value)
    if param.fields:
        return _build(param, value)
    if param.python is not None:
        return param.python(value)
    return to_checksum_address(value) if param.form == "address" else value


def to_snake(name: str) -> str:
    """Return a name of the contracts as Python writes it; its keywords get an underscore."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().rstrip("_")
    return f"{snake}_" if iskeyword(snake) else snake


def _build(param: Param, value: Sequence[Any]) -> Any:
    assert param.python is not None  # noqa: S101 - every structure has its dataclass
    items = zip(param.fields, value, strict=True)
    return param.python(**{field.name: decode_value(field, item) for field, item in items})


def _encode(param: Param, value: Any) -> Any:
    if param.form.endswith("]"):
        element = _get_element(param)
        return [_encode(element, item) for item in value]
    if param.fields:
        return tuple(_encode(field, getattr(value, field.name)) for field in param.fields)
    return int(value) if isinstance(value, IntEnum) else value


def _get_element(param: Param) -> Param:
    return Param(
        param.name, param.form[: param.form.rindex("[")], param.python, param.fields, False
    )


def parse_entry(entry: Mapping[str, Any]) -> Entry:
    """Read one entry of a compiled contract's ABI."""
    inputs = tuple(_parse_param(param) for param in entry.get("inputs", ()))
    name = entry.get("name", entry["type"])
    signature = f"{name}({','.join(param.form for param in inputs)})"
    return Entry(
        entry["type"],
        name,
        keccak(signature.encode()),
        inputs,
        tuple(_parse_param(param) for param in entry.get("outputs", ())),
        entry.get("stateMutability") in {"nonpayable", "payable"},
    )


def _parse_range(place: Mapping[str, int]) -> range:
    return range(place["start"], place["start"] + place["length"])


def _parse_param(param: Mapping[str, Any]) -> Param:
    fields = tuple(_parse_param(field) for field in param.get("components", ()))
    tuple_type = f"({','.join(field.form for field in fields)})"
    return Param(
        to_snake(param["name"]),
        param["type"].replace("tuple", tuple_type, 1) if fields else param["type"],
        _find_kind(param.get("internalType", "")),
        fields,
        param.get("indexed", False),
    )


def _find_kind(internal_type: str) -> type | None:
    """Return the class that a type like `struct Head[]`, `enum Role` or `SlashId` names."""
    match = re.match(r"(?:(?:struct|enum) (?:\w+\.)?)?(\w+)", internal_type)
    kind = getattr(types, match[1], None) if match else None
    return kind if isinstance(kind, type) else None


@cache
def _index(contract: str) -> dict[str, Entry]:
    callable_types = {"function", "constructor"}
    entries = load_contract(contract).entries
    return {entry.name: entry for entry in entries if entry.kind in callable_types}
