"""What a check says."""

from dataclasses import dataclass
from enum import Enum
from typing import Self

from consort.errors import CONFIGURATION, ConsortError


class Status(Enum):
    """How a finding is to be taken; SKIP where something else has to be right first."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was found, and what to do; `code` is the exit code that a failure asks for."""

    check: str
    status: Status
    found: str
    advice: str = ""
    code: int = CONFIGURATION

    @classmethod
    def of_error(cls, check: str, error: ConsortError) -> Self:
        """Return the failure that an error means."""
        found = str(error).removesuffix(error.advice).rstrip()
        return cls(check, Status.FAIL, found, error.advice, error.exit_code)

    @classmethod
    def of_measure(
        cls, check: str, found: str, advice: str, *, is_bad: bool, is_poor: bool = False
    ) -> Self:
        """Return a failure if it is bad, a warning if it is poor; else there is nothing to do."""
        if not (is_bad or is_poor):
            return cls(check, Status.OK, found)
        return cls(check, Status.FAIL if is_bad else Status.WARN, found, advice)

    def to_json(self) -> dict[str, str]:
        """Return the finding's document."""
        return {
            "check": self.check,
            "status": self.status.value,
            "found": self.found,
            "advice": self.advice,
        }

    def __str__(self) -> str:
        line = f"{self.status.value:5}{self.check:12}{self.found}"
        return f"{line} {self.advice}" if self.advice else line
