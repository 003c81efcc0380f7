"""The answers' shapes for OpenAPI, made from the index's records: there is nothing to keep in step.

The models describe and are never filled: what the records print is what is sent.
"""

from dataclasses import fields
from enum import Enum
from functools import cache
from inspect import cleandoc
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from consort.index import records
from consort.index.records import Amount, Record
from consort.spec.types import Address, SlashId

AmountText = Annotated[
    str,
    Field(
        pattern=r"^\d+$",
        description="Base units: 10^18 are a token.",
        examples=["99095337508698677800"],
    ),
]
Hex = Annotated[str, Field(pattern="^0x([0-9a-f]{2})*$", examples=["0x" + "5a" * 32])]
AddressText = Annotated[
    str,
    Field(
        pattern="^0x[0-9a-fA-F]{40}$",
        description="A checksummed address.",
        examples=["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"],
    ),
]
Cursor = Annotated[
    str | None, Field(description="Give it as `after` for what follows; null at the end.")
]
_TEXTS: dict[Any, Any] = {
    Amount: AmountText,
    Address: AddressText,
    bytes: Hex,
    SlashId: str,
}


class Strict(BaseModel):
    """Head the models: a document has these fields and no others."""

    model_config = ConfigDict(extra="forbid")


@cache
def make_model(record: type[Record]) -> type[BaseModel]:
    """Return the model of what a record prints."""
    if record is records.EventEntry:
        return _make_event()
    if record is records.RoundDetail:
        return _make_round()
    return _make(record.__name__, record, _list_fields(record))


@cache
def make_page(record: type[Record]) -> type[BaseModel]:
    """Return the model of a page of records."""
    items = Field(description="In the order that the list promises.")
    return create_model(
        f"{record.__name__}Page",
        __base__=Strict,
        __doc__="A part of a list. No record is repeated or left out while the list grows.",
        items=(list[make_model(record)], items),  # type: ignore[arg-type, misc]
        next=(Cursor, ...),
    )


def _list_fields(record: type[Record]) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {field.name: (_translate(hints[field.name]), ...) for field in fields(record)}


def _make_event() -> type[BaseModel]:
    shape = _list_fields_but(records.EventEntry, "event")
    described = Field(description="The event's own fields, in the order of the ABI.")
    shape |= {"event": (str, ...), "fields": (dict[str, Any], described)}
    return _make("EventEntry", records.EventEntry, shape)


def _make_round() -> type[BaseModel]:
    """Return the model of a round's flat document."""
    summary = _list_fields(records.RoundSummary)
    counts = {f"{name}_count": summary.pop(name) for name in ("votes", "proposals")}
    own = _list_fields_but(records.RoundDetail, "summary")
    return _make("RoundDetail", records.RoundDetail, summary | counts | own)


def _list_fields_but(record: type[Record], name: str) -> dict[str, Any]:
    hints = get_type_hints(record)
    names = [field.name for field in fields(record) if field.name != name]
    return {each: (_translate(hints[each]), ...) for each in names}


def _make(name: str, record: type[Record], shape: dict[str, Any]) -> type[BaseModel]:
    return create_model(name, __base__=Strict, __doc__=cleandoc(record.__doc__ or ""), **shape)


def _translate(hint: Any) -> Any:
    """Return the type that a field has in JSON."""
    if hint in _TEXTS:
        return _TEXTS[hint]
    if get_origin(hint) in {UnionType, Union}:
        return Union[tuple(_translate(each) for each in get_args(hint))]  # noqa: UP007
    if get_origin(hint) is tuple:
        return list[_translate(get_args(hint)[0])]  # type: ignore[misc]
    return _translate_class(hint) if isinstance(hint, type) else hint


def _translate_class(kind: type) -> Any:
    if issubclass(kind, Enum):
        return Literal[tuple(each.name for each in kind)]
    return make_model(kind) if issubclass(kind, Record) else kind  # type: ignore[arg-type]
