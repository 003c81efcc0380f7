"""Values of the protocol as JSON has them."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from consort.spec.types import SlashId

AMOUNTS: Final = {"amount", "cumulative", "deposit", "proposer_pay", "round_budget", "vote_pay"}
"""Fields in base units, which JSON's numbers would not hold exactly."""


def to_plain(value: Any) -> Any:
    """Return hashes as hex, enumerations by name, slashes as written, amounts as decimals."""
    match value:
        case Mapping():
            return {str(name): _to_field(str(name), item) for name, item in value.items()}
        case list() | tuple():
            return [to_plain(item) for item in value]
        case bytes():
            return f"0x{value.hex()}"
        case Enum():
            return value.name
        case SlashId():
            return str(value)
        case _:
            return value


def _to_field(name: str, value: Any) -> Any:
    return str(value) if name in AMOUNTS else to_plain(value)
