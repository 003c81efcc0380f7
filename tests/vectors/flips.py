"""Arguments with one field changed: each has to be refused, and by the error that names it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from inspect import signature

from consort.spec.types import ListLeaf
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import REFUSALS, make_case, make_rejection

HASHED_WHOLE: dict[type, list[str]] = {ListLeaf: ["weight"]}
"""Structures of which nothing is looked at but their hash; one field stands for all."""


def make_flip_cases(
    name: str, function: Callable[..., object], args: Sequence[object]
) -> Iterator[Case]:
    """Return the case of a call that succeeds, and those of its flips that are refused."""
    yield make_case(name, function, *args)
    for field, changed in flip_arguments(function, args):
        if is_refused(function, changed):
            yield make_rejection(f"{name}, other {field}", function, *changed)


def make_ignored_case(name: str, function: Callable[..., object], args: Sequence[object]) -> Case:
    """Return the case of a call that still succeeds with all changed that nothing depends on."""
    ignored = list_ignored(function, args)
    for field in sorted(ignored):
        args = dict(flip_arguments(function, args))[field]
    return make_case(f"{name}, other {', '.join(sorted(ignored))}", function, *args)


def list_ignored(function: Callable[..., object], args: Sequence[object]) -> set[str]:
    """Return the fields whose flips are accepted too."""
    flips = flip_arguments(function, args)
    return {field for field, changed in flips if not is_refused(function, changed)}


def is_refused(function: Callable[..., object], args: Sequence[object]) -> bool:
    """Tell whether a call is refused."""
    try:
        function(*args)
    except REFUSALS:
        return True
    return False


def flip_arguments(
    function: Callable[..., object], args: Sequence[object]
) -> Iterator[tuple[str, list[object]]]:
    """Return the arguments with one field changed, for every field."""
    for at, name in enumerate(signature(function).parameters):
        for field, value in flip(args[at]):
            yield f"{name}{field}", [*args[:at], value, *args[at + 1 :]]


def flip(value: object) -> Iterator[tuple[str, object]]:
    """Return a value with one bit changed in one field, or an array with one element less."""
    if isinstance(value, tuple):
        yield from _flip_array(value)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in HASHED_WHOLE.get(type(value)) or [field.name for field in fields(value)]:
            for name, part in flip(getattr(value, field)):
                yield f".{field}{name}", replace(value, **{field: part})
    else:
        yield from (("", changed) for changed in _flip_scalar(value))


def _flip_scalar(value: object) -> list[object]:
    match value:
        case bool():
            return [not value]
        case Enum():
            members = list(type(value))
            return [members[(members.index(value) + 1) % len(members)]]
        case int():
            return [value ^ 1]
        case str():
            return [value[:-1] + ("1" if value[-1] == "0" else "0")]
        case bytes() if value:
            return [value[:-1] + bytes([value[-1] ^ 1])]
    return []


def _flip_array(values: tuple[object, ...]) -> Iterator[tuple[str, object]]:
    if not values:
        return
    for name, first in flip(values[0]):
        yield f"[0]{name}", (first, *values[1:])
    if not is_dataclass(values[0]):
        yield " (one less)", values[:-1]
