"""The head of the tree of errors, and the exit codes. Nothing of Consort is imported here."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, ClassVar

REFUSED = 1
USAGE = 2
CONFIGURATION = 3
UNREACHABLE = 4
BUG = 70
INTERRUPTED = 130


@dataclass(eq=False)
class ConsortError(Exception):
    """Head the tree; every subclass is a dataclass whose `message` and `hint` may name fields."""

    exit_code: ClassVar[int] = BUG
    message: ClassVar[str] = "Consort met a state that should not exist."
    hint: ClassVar[str] = "Please report it with the command that led here."

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def advice(self) -> str:
        """Return what to do, values filled in."""
        return self.hint.format_map(self._shown)

    def to_json(self) -> dict[str, Any]:
        """Return the error as the command line prints it."""
        return {"error": type(self).__name__, "values": self._shown, "hint": self.advice}

    @property
    def _shown(self) -> dict[str, Any]:
        return {name: _show(value) for name, value in self.values.items()}

    def __str__(self) -> str:
        return f"{self.message.format_map(self._shown)} {self.advice}"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return type(self), tuple(self.values.values())


def _show(value: object) -> object:
    """Return hashes as hex and enumerations by name; what JSON knows stays as it is."""
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    return value.name if isinstance(value, IntEnum) else value
