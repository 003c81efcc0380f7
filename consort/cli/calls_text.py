"""Calls decoded from the very bytes that would be signed, for people and for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime
from typing import Any, Final

from consort.chain.interface import Entry, Param, decode, load_contract
from consort.chain.outbox import Call
from consort.cli.plain import to_plain
from consort.cli.settings import format_tokens

_TOKENS: Final = {"amount", "value", "stake", "supply", "demand_price"}
"""Arguments in base units of the token."""
_SIGNATURE: Final = {"v", "r", "s"}
"""Arguments that are worth something by themselves, so they are not printed."""
_LONGEST: Final = 32


@dataclass(frozen=True, slots=True)
class DecodedCall:
    """A call by its names in the contracts' interface, its arguments in our types."""

    contract: str
    function: str
    params: tuple[Param, ...]
    values: tuple[Any, ...]

    def to_json(self) -> dict[str, object]:
        """Return the arguments as JSON: amounts in base units, all numbers of 256 bits as text."""
        pairs = zip(self.params, self.values, strict=True)
        return {param.name: _to_json(param, value) for param, value in pairs}

    def to_rows(self) -> list[tuple[str, str]]:
        """Return the arguments by name in people's units, structures field by field."""
        pairs = zip(self.params, self.values, strict=True)
        return [row for param, value in pairs for row in _list_rows(param, value)]


def decode_call(call: Call) -> DecodedCall:
    """Return what a call's data say; a creation is the function `constructor`."""
    contract = load_contract(call.contract)
    if call.to is None:
        entries = [entry for entry in contract.entries if entry.kind == "constructor"]
        params = entries[0].inputs if entries else ()
        data = call.data[len(contract.creation_code) :]
        return DecodedCall(call.contract, "constructor", params, tuple(decode(params, data)))
    entry = _find_function(call)
    values = tuple(decode(entry.inputs, call.data[4:]))
    return DecodedCall(call.contract, entry.name, entry.inputs, values)


def _find_function(call: Call) -> Entry:
    entries = load_contract(call.contract).entries
    return next(
        entry
        for entry in entries
        if entry.kind == "function" and entry.selector[:4] == call.data[:4]
    )


def _to_json(param: Param, value: Any) -> object:
    if param.name in _SIGNATURE:
        return None
    plain = to_plain(asdict(value) if _is_structure(value) else value)
    return str(plain) if param.form in {"uint256", "uint96", "uint128"} else plain


def _list_rows(param: Param, value: Any) -> Iterator[tuple[str, str]]:
    if param.name in _SIGNATURE:
        return
    if _is_structure(value):
        yield from _list_fields(param.name, to_plain(asdict(value)))
    else:
        yield param.name, _format(param, value)


def _is_structure(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def _list_fields(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _list_fields(f"{name}.{key}", item)
    else:
        yield name, str(value)


def _format(param: Param, value: Any) -> str:
    if param.name in _TOKENS and isinstance(value, int):
        return f"{format_tokens(value)} tokens"
    if param.name == "deadline":
        return datetime.fromtimestamp(value, UTC).isoformat(sep=" ")
    if isinstance(value, bytes) and len(value) > _LONGEST:
        return f"{len(value):,} bytes"
    if isinstance(value, tuple) and value:
        return f"{len(value)} of {param.form}"
    return str(to_plain(value))
