"""How an event's values lie in a table: one column for each, structures spread out.

Made from the contracts' interfaces, so a new event or field needs nothing here. Numbers up to 56
bits are integers; wider ones are big-endian BLOBs as wide as on chain, which sort like the numbers.
Hashes and addresses are BLOBs, lists are their 32-byte words in one BLOB.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Final

from consort.chain import events
from consort.chain.events import Event
from consort.chain.interface import CONTRACTS, LIBRARIES, Entry, Param, list_entries, to_snake
from consort.chain.words import to_checksum
from consort.spec.types import Address, SlashId

Value = int | bytes | None
"""What SQLite holds."""

_WIDEST_INTEGER: Final = 56
_WORD: Final = 32
_AMOUNT: Final = 16


@dataclass(frozen=True, slots=True)
class Column:
    """One value of an event: its name in SQL, its place in the event, its type on chain."""

    name: str
    path: str
    form: str
    python: type | None

    @property
    def kind(self) -> str:
        """Return the column's type in SQL."""
        return "INTEGER" if self.form == "bool" or _is_narrow(self.form) else "BLOB"

    @property
    def encode(self) -> Callable[[Any], Value]:
        """Return what turns the event's value into the column's."""
        if self.form.endswith("]"):
            return _encode_words
        if self.form == "address":
            return encode_address
        if self.form.startswith("bytes"):
            return bytes
        return int if self.kind == "INTEGER" else _make_encoder(_count_bits(self.form) // 8)

    @property
    def decode(self) -> Callable[[Any], Any]:
        """Return what turns the column's value into the event's."""
        if self.form.endswith("]"):
            return decode_words
        if self.form == "address":
            return decode_address
        if self.form.startswith("bytes"):
            return bytes
        if self.form == "bool":
            return bool
        python = self.python or int
        return python if self.kind == "INTEGER" else lambda value: python(decode_number(value))


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of event: the contract that emits it, its columns, and the way in and out of them."""

    kind: type[Event]
    contract: str
    columns: tuple[Column, ...]
    inputs: tuple[Param, ...]

    @property
    def name(self) -> str:
        """Return the table's name."""
        return to_snake(self.kind.__name__)

    def make_encoder(self) -> Callable[[Event], tuple[Value, ...]]:
        """Return a function from an event to its row."""
        if not self.columns:
            return lambda _: ()
        pick = attrgetter(*(column.path for column in self.columns))
        encoders = [column.encode for column in self.columns]
        if len(encoders) == 1:
            return lambda event: (encoders[0](pick(event)),)
        return lambda event: tuple(
            encode(value) for encode, value in zip(encoders, pick(event), strict=True)
        )

    def decode(self, row: Sequence[Value]) -> Event:
        """Return the event of a row."""
        pairs = zip(self.columns, row, strict=True)
        values = iter([column.decode(value) for column, value in pairs])
        return self.kind(**{param.name: _build(param, values) for param in self.inputs})


@cache
def list_layouts() -> tuple[Layout, ...]:
    """Return a layout for every event that a deployment's contracts emit, by name."""
    emitters = set(CONTRACTS) - set(LIBRARIES)
    found = {entry.name: (name, entry) for name, entry in list_entries("event") if name in emitters}
    return tuple(_lay_out(*found[name]) for name in sorted(found))


@cache
def list_wide_fields(kind: type) -> frozenset[str]:
    """Return the fields of an event, or of a structure in one, that are numbers above 56 bits."""
    for params in _iterate_structures(kind):
        return frozenset(param.name for param in params if _is_wide(param.form))
    return frozenset()


def encode_address(account: Address) -> bytes:
    """Return an address as tables hold it."""
    return bytes.fromhex(account[2:])


def decode_address(raw: bytes) -> Address:
    """Return the address that a table holds."""
    return Address(to_checksum(raw))


def encode_amount(amount: int) -> bytes:
    """Return base units as derived tables hold them."""
    return amount.to_bytes(_AMOUNT, "big")


def encode_slash(slash: SlashId) -> bytes:
    """Return the id of a slash as tables hold it."""
    return slash.to_bytes(_WORD, "big")


def decode_number(raw: bytes) -> int:
    """Return a wide number that a table holds."""
    return int.from_bytes(raw, "big")


def _lay_out(contract: str, entry: Entry) -> Layout:
    columns = tuple(column for param in entry.inputs for column in _spread(param, "", ""))
    return Layout(getattr(events, entry.name), contract, columns, entry.inputs)


def _spread(param: Param, name: str, path: str) -> Iterator[Column]:
    if not param.fields:
        yield Column(name + param.name, path + param.name, param.form, param.python)
    for field in param.fields:
        yield from _spread(field, f"{name}{param.name}_", f"{path}{param.name}.")


def _build(param: Param, values: Iterator[Any]) -> Any:
    if not param.fields or param.python is None:
        return next(values)
    return param.python(**{field.name: _build(field, values) for field in param.fields})


def _iterate_structures(kind: type) -> Iterator[tuple[Param, ...]]:
    def walk(params: tuple[Param, ...]) -> Iterator[tuple[Param, ...]]:
        for param in params:
            if param.fields:
                if param.python is kind:
                    yield param.fields
                yield from walk(param.fields)

    for layout in list_layouts():
        if layout.kind is kind:
            yield layout.inputs
        yield from walk(layout.inputs)


def _is_narrow(form: str) -> bool:
    return form.startswith("uint") and not form.endswith("]") and not _is_wide(form)


def _is_wide(form: str) -> bool:
    return form.startswith("uint") and (form.endswith("]") or _count_bits(form) > _WIDEST_INTEGER)


def _count_bits(form: str) -> int:
    return int(form.removeprefix("uint"))


def _make_encoder(width: int) -> Callable[[int], bytes]:
    return lambda value: value.to_bytes(width, "big")


def _encode_words(words: Sequence[int]) -> bytes:
    return b"".join(word.to_bytes(_WORD, "big") for word in words)


def decode_words(raw: bytes) -> tuple[int, ...]:
    """Return the words of a list that a table holds."""
    return tuple(int.from_bytes(raw[i : i + _WORD], "big") for i in range(0, len(raw), _WORD))
