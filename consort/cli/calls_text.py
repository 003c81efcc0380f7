"""Calls decoded from the very bytes that would be signed, for people and for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

from consort.amounts import format_tokens
from consort.chain.interface import Entry, Param, decode, list_entries, load_contract
from consort.chain.outbox import Call
from consort.cli.plain import AMOUNTS, to_plain
from consort.spec.params import STAKE_UNIT
from consort.spec.types import Action

_TOKENS: Final = {"amount", "value", "stake", "supply", "base_price", "cumulative"} | AMOUNTS
"""Arguments and fields in base units of the token."""
_UNITS: Final = {"min_contributor_stake", "min_validator_stake", "proposal_bond"}
"""Fields in units of stake."""
_SECONDS: Final = {"commit", "seal", "vote", "turn", "open_turn", "challenge"} | {
    *("answer_time", "reply_time", "slash_delay", "max_round_time", "max_extension")
}
"""Arguments and fields in seconds."""
_SIGNATURE: Final = {"v", "r", "s"}
"""Arguments that are worth something by themselves, so they are not printed."""
_LONGEST: Final = 32
_SHOWN: Final = 4


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
    plain = to_plain(_to_mappings(value))
    return str(plain) if param.form in {"uint256", "uint96", "uint128"} else plain


def _list_rows(param: Param, value: Any) -> Iterator[tuple[str, str]]:
    """Yield a parameter's rows; what a node account is to call is decoded too."""
    if isinstance(value, tuple) and value and isinstance(value[0], Action):
        for action in value:
            yield from _list_action(action)
        return
    if param.name in _SIGNATURE:
        return
    yield from _list_fields((param.name,), _to_mappings(value))


def _list_action(action: Action) -> Iterator[tuple[str, str]]:
    known = (pair for pair in list_entries("function") if pair[1].selector[:4] == action.data[:4])
    contract, entry = next(known, ("", None))
    if entry is None:
        yield "call", f"{action.target}: 0x{action.data.hex()}"
        return
    yield "call", f"{contract}.{entry.name} at {action.target}"
    for inner, item in zip(entry.inputs, decode(entry.inputs, action.data[4:]), strict=True):
        yield from ((f"  {name}", text) for name, text in _list_rows(inner, item))


def _to_mappings(value: Any) -> Any:
    """Return structures as mappings, in lists too."""
    if isinstance(value, tuple) and any(isinstance(item, Mapping) for item in value):
        return f"{len(value)} of them"
    if isinstance(value, tuple):
        return tuple(_to_mappings(item) for item in value)
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _list_fields(path: tuple[str, ...], value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _list_fields((*path, key), item)
    else:
        yield ".".join(path), _format(path[-1], value)


def _format(name: str, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool | Enum):
        return _format_number(name, value)
    if isinstance(value, bytes) and len(value) > _LONGEST:
        return f"{len(value):,} bytes"
    if isinstance(value, tuple) and any(isinstance(item, Mapping) for item in value):
        return f"{len(value)} of them"
    if isinstance(value, tuple):
        return ", ".join(_format(name, item) for item in value[:_SHOWN]) + (
            f" and {len(value) - _SHOWN} more" if len(value) > _SHOWN else ""
        )
    return str(to_plain(value))


def _format_number(name: str, value: int) -> str:
    if name in _TOKENS:
        return f"{format_tokens(value)} tokens"
    if name in _UNITS:
        return f"{format_tokens(value * STAKE_UNIT)} tokens"
    if name in _SECONDS:
        return f"{value} s"
    if name == "deadline":
        return datetime.fromtimestamp(value, UTC).isoformat(sep=" ")
    return str(value)
