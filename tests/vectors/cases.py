"""Cases of test vectors: a function of the specification, its arguments, what it returns.

Values appear in JSON under the names of the specification: bytes as hex, integers of 2^53 and more
as decimal strings, dataclasses and mappings as objects. `decode` reads them back by their types.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from inspect import signature
from pathlib import Path
from typing import Any, NewType, get_args, get_origin, get_type_hints

from consort.errors import Rejected
from consort.spec.trees import SumTree
from consort.spec.vectors_numeric import Case, Json

DIRECTORY = Path(__file__).parent
LARGEST_NUMBER = (1 << 53) - 1
REFUSALS = (Rejected, ValueError, IndexError, OverflowError)


def make_case(name: str, function: Callable[..., object], *args: object) -> Case:
    """Return the case of a call that succeeds."""
    post = encode(function(*args))
    return {"name": name, **_describe(function, args), "post": post}


def make_rejection(name: str, function: Callable[..., object], *args: object) -> Case:
    """Return the case of a call that is refused, with the error where it is the protocol's."""
    try:
        function(*args)
    except REFUSALS as error:
        return {"name": name, **_describe(function, args), **describe_refusal(error)}
    raise AssertionError(f"{name}: not refused")


def run_case(function: Callable[..., object], given: Mapping[str, Any]) -> Json:
    """Return the result of a function for a case's input."""
    types = get_type_hints(function)
    return encode(function(**{name: decode(value, types[name]) for name, value in given.items()}))


def describe_refusal(error: Exception) -> Case:
    """Return a protocol error as a case states it; other refusals have no name."""
    if not isinstance(error, Rejected):
        return {}
    return {"error": {"name": type(error).__name__, "values": encode(error.values)}}


def render(cases: Iterable[Case]) -> str:
    """Return the text of a vector file: one case a line."""
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    return f'{{"cases":[\n{lines}\n]}}\n'


def load(name: str) -> list[dict[str, Any]]:
    """Return the cases of a vector file."""
    cases: list[dict[str, Any]] = json.loads((DIRECTORY / f"{name}.json").read_text())["cases"]
    return cases


def encode(value: object) -> Json:
    """Return a value as JSON; a sum tree is stood for by its root."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return int(value) if abs(value) <= LARGEST_NUMBER else str(int(value))
        case bytes():
            return f"0x{value.hex()}"
        case SumTree():
            return encode(value.root)
    return _encode_parts(value)


def decode(value: Any, kind: Any) -> Any:
    """Return a value of a type from its JSON."""
    if isinstance(kind, NewType):
        return decode(value, kind.__supertype__)
    if get_origin(kind) is not None:
        return _decode_generic(value, get_origin(kind), get_args(kind))
    if is_dataclass(kind):
        return _decode_fields(value, kind)
    if kind is bytes:
        return bytes.fromhex(value.removeprefix("0x"))
    if issubclass(kind, (bool, str)):
        return value
    return kind(value)


def _encode_parts(value: object) -> Json:
    if is_dataclass(value):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [encode(item) for item in value]
    raise TypeError(f"a {type(value).__name__} has no form in a vector")


def _decode_fields(value: Any, kind: Any) -> Any:
    types = get_type_hints(kind)
    return kind(**{name: decode(item, types[name]) for name, item in value.items()})


def _decode_generic(value: Any, origin: Any, kinds: tuple[Any, ...]) -> Any:
    if issubclass(origin, Mapping):
        return {decode(key, kinds[0]): decode(item, kinds[1]) for key, item in value.items()}
    if origin is tuple and Ellipsis not in kinds:
        return tuple(decode(item, kind) for item, kind in zip(value, kinds, strict=True))
    return tuple(decode(item, kinds[0]) for item in value)


def _describe(function: Callable[..., object], args: tuple[object, ...]) -> Case:
    names = signature(function).parameters
    arguments = {name: encode(arg) for name, arg in zip(names, args, strict=False)}
    return {"function": function.__name__, "input": arguments}
