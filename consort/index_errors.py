"""What can be wrong with an index and with questions to it; import it from `consort.errors`."""

from dataclasses import dataclass
from typing import ClassVar

from consort.error_base import CONFIGURATION, REFUSED, UNREACHABLE, USAGE, ConsortError


@dataclass(eq=False)
class LedgerIndexError(ConsortError):
    """Head what can go wrong with the index of a deployment's events."""


@dataclass(eq=False)
class IndexMissing(LedgerIndexError):
    """Report that there is no index to read."""

    path: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "There is no index at {path}."
    hint: ClassVar[str] = "`consort ledger index` makes one; name another with --index-file."


@dataclass(eq=False)
class IndexUnusable(LedgerIndexError):
    """Refuse a file that is damaged, was altered, or is of another version of Consort."""

    path: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The index {path} cannot be used: {reason}."
    hint: ClassVar[str] = (
        "Build it again from the chain: `consort ledger index --rebuild --index-file {path}`."
    )


@dataclass(eq=False)
class NotAnIndex(IndexUnusable):
    """Refuse to read or delete a file that is no index."""

    message: ClassVar[str] = "{path} is no index of Consort, so it was left alone: {reason}."
    hint: ClassVar[str] = "Check --index-file; move the file away if it is not needed."


@dataclass(eq=False)
class OtherDeploymentIndexed(LedgerIndexError):
    """Refuse an index of another deployment, or of a chain that was started anew."""

    path: str
    expected: str
    actual: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "The index {path} is of {actual}, not of {expected}."
    hint: ClassVar[str] = (
        "Name another file with --index-file, or build this one again: "
        "`consort ledger index --rebuild --index-file {path}`."
    )


@dataclass(eq=False)
class IndexBusy(LedgerIndexError):
    """Report that another process has been writing to the index for long."""

    path: str
    process: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "Process {process} is writing to the index {path}."
    hint: ClassVar[str] = "Try again in a moment."


@dataclass(eq=False)
class ChainUnsteady(LedgerIndexError):
    """Report a node whose blocks and events do not fit together, however often it is asked."""

    url: str
    block: int
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "What {url} tells of the blocks up to {block} does not fit together."
    hint: ClassVar[str] = "Try again later, or use another node of the same chain."


@dataclass(eq=False)
class BadPage(LedgerIndexError):
    """Refuse the limit or the cursor of a list."""

    name: str
    value: str
    allowed: str
    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "{value!r} is no {name} of a list."
    hint: ClassVar[str] = "Allowed is {allowed}."


@dataclass(eq=False)
class UnknownEvent(LedgerIndexError):
    """Refuse a name that no event has."""

    name: str
    known: str
    exit_code: ClassVar[int] = USAGE
    message: ClassVar[str] = "There is no event {name!r}."
    hint: ClassVar[str] = "There are {known}."


@dataclass(eq=False)
class RoundNotFinal(LedgerIndexError):
    """Refuse a question that only a final round answers."""

    task: int
    round: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "Round {round} of task {task} is not final."
    hint: ClassVar[str] = "Wait until it is, or ask about an earlier round."
