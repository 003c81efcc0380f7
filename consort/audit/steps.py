"""What a step of an explanation says, and what can be wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Row = Mapping[str, str | int | bool | None]
Value = str | int | None | Sequence[Row]


class FaultKind(StrEnum):
    """Who or what told something that is not so."""

    TAMPERED_INDEX = "TAMPERED_INDEX"
    TAMPERED_BLOB = "TAMPERED_BLOB"
    WRONG_PROPOSAL = "WRONG_PROPOSAL"
    WRONG_VOTE = "WRONG_VOTE"
    CHAIN_DIFFERS = "CHAIN_DIFFERS"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold, and in which step it showed."""

    kind: FaultKind
    step: str
    text: str

    def to_json(self) -> dict[str, str]:
        """Return the document of the fault."""
        return {"kind": self.kind.value, "step": self.step, "text": self.text}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: `ok` is None where it cannot be checked here.

    `checked` says what it was compared with, `fault` who is wrong where it does not hold.
    """

    name: str
    title: str
    text: str
    ok: bool | None
    checked: str
    values: Mapping[str, Value] = field(default_factory=dict)
    formula: str | None = None
    transaction: str | None = None
    fault: FaultKind | None = None

    def to_json(self) -> dict[str, object]:
        """Return the document of the step."""
        return {
            "name": self.name,
            "title": self.title,
            "text": self.text,
            "ok": self.ok,
            "formula": self.formula,
            "values": dict(self.values),
            "checked": self.checked,
            "transaction": self.transaction,
        }


def to_hex(data: bytes) -> str:
    """Return 0x and hexadecimal digits."""
    return f"0x{data.hex()}"
