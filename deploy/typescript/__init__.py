"""The package's TypeScript file: contracts' interfaces, the deployment record, API documents.

`by_hand.ts` holds what is not made from dataclasses; the rest follows from the contracts and from
`consort.index.records`, so it cannot lag behind them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from consort.index import records
from consort.index.records import Amount, EventEntry, Page, Record, RoundDetail
from consort.spec.types import Address, SlashId

BY_HAND = Path(__file__).parent / "by_hand.ts"
SKIPPED = {Record, Page, EventEntry}
"""What `by_hand.ts` has: their documents are not their fields."""
PLAIN: Final[dict[Any, str]] = {
    Address: "Hex",
    Amount: "Amount",
    NoneType: "null",
    SlashId: "string",
    bool: "boolean",
    bytes: "Hex",
    int: "number",
    str: "string",
}

Json = dict[str, Any]


def render(artifacts: Mapping[str, Json]) -> str:
    """Return the file's text, given the compiled contracts by name."""
    names = sorted(name for name, artifact in artifacts.items() if "abi" in artifact)
    parts = [
        BY_HAND.read_text().rstrip(),
        *(_render_abi(name, artifacts[name]["abi"]) for name in names),
        _render_names(names),
        *_render_records(),
    ]
    return "\n\n".join(parts) + "\n"


def _render_abi(name: str, abi: list[Json]) -> str:
    entries = "".join(f"\n  {json.dumps(entry)}," for entry in abi)
    return f"export const {_name_constant(name)} = [{entries}\n] as const;"


def _render_names(names: list[str]) -> str:
    lines = "".join(f"\n  {name}: {_name_constant(name)}," for name in names)
    return (
        f"export const abis = {{{lines}\n}} as const;\n\nexport type ContractName ="
        " keyof typeof abis;"
    )


def _name_constant(contract: str) -> str:
    return f"{contract[0].lower()}{contract[1:]}Abi"


def _render_records() -> Iterator[str]:
    for kind in vars(records).values():
        if not isinstance(kind, type) or kind.__module__ != records.__name__ or kind in SKIPPED:
            continue
        if issubclass(kind, Enum):
            yield f"export type {kind.__name__} = {_list_members(kind)};"
        elif issubclass(kind, Record):
            yield _render_record(kind)


def _list_members(kind: type[Enum]) -> str:
    return " | ".join(json.dumps(member.name) for member in kind)


def _render_record(kind: type[Record]) -> str:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind) if field.name != "summary"]
    lines = [f"  {name}: {_translate(hints[name])};" for name in names]
    base = ""
    if kind is RoundDetail:  # one flat document, with lists where the summary has counts
        base = ' extends Omit<RoundSummary, "votes" | "proposals">'
    return "\n".join((f"export interface {kind.__name__}{base} {{", *lines, "}"))


def _translate(hint: Any) -> str:
    """Return the type of the JSON that a field becomes."""
    arguments = get_args(hint)
    if get_origin(hint) in {Union, UnionType}:
        return " | ".join(map(_translate, arguments))
    if get_origin(hint) is tuple:
        return f"readonly {_translate(arguments[0])}[]"
    if hint in PLAIN:
        return PLAIN[hint]
    return "unknown" if isinstance(hint, TypeVar) else str(hint.__name__)
