"""Canonical JSON (RFC 8785) of strings, integers, lists and objects; nothing else occurs here.

Floats, booleans and null are refused, so the number formatting of the RFC is never needed.
"""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TypeAlias

Json: TypeAlias = "str | int | Sequence[Json] | Mapping[str, Json]"

MAX_SAFE_INTEGER = (1 << 53) - 1
MAX_DEPTH = 64

_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1, '"': 0}
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[][{}]', re.DOTALL)
"""A string that never ends goes on to the end: looking for others within it would take for ever."""


def encode_canonical(value: Json) -> bytes:
    """Return the one canonical form, in UTF-8.

    Raises ValueError for a type, number or string that has none here.
    """
    return _encode(value).encode("utf-8")


def decode_canonical(data: bytes) -> Json:
    """Return the value of canonical bytes, however hostile; the caller has bounded their size.

    Raises ValueError for anything but the canonical form.
    """
    text = data.decode("utf-8")
    _require_shallow(text)
    value: Json = json.loads(text)
    if encode_canonical(value) != data:
        raise ValueError("it is not in canonical form (RFC 8785)")
    return value


def _require_shallow(text: str) -> None:
    """Refuse deep nesting beforehand: where the recursion limit is raised, the decoder crashes."""
    found = (token[0] for token in map(re.Match.group, _STRING_OR_BRACKET.finditer(text)))
    steps = (_STEPS[character] for character in found)
    if any(depth > MAX_DEPTH for depth in accumulate(steps)):
        raise ValueError(f"it is nested more than {MAX_DEPTH} deep")


def _encode(value: Json) -> str:
    match value:
        case bool():
            raise ValueError("it holds a boolean")
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int() if abs(value) <= MAX_SAFE_INTEGER:
            return str(value)
        case int():
            raise ValueError(f"it holds an integer beyond {MAX_SAFE_INTEGER}")
        case Mapping():
            return _encode_object(value)
        case list() | tuple():
            return "[" + ",".join(_encode(item) for item in value) + "]"
        case _:
            raise ValueError(f"it holds a {type(value).__name__}")


def _encode_object(value: Mapping[str, Json]) -> str:
    members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
    return "{" + ",".join(f"{_encode(name)}:{_encode(item)}" for name, item in members) + "}"
