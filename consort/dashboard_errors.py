"""What can go wrong with the dashboard; the branch of the tree in `consort.errors`."""

from dataclasses import dataclass
from typing import ClassVar

from consort.error_base import CONFIGURATION, REFUSED, UNREACHABLE, ConsortError


@dataclass(eq=False)
class DashboardError(ConsortError):
    """Head what can go wrong with the dashboard."""


@dataclass(eq=False)
class BadListenAddress(DashboardError):
    """Refuse an address on which nothing can listen."""

    host: str
    reason: str
    exit_code: ClassVar[int] = CONFIGURATION
    message: ClassVar[str] = "Nothing can listen at {host!r}: {reason}."
    hint: ClassVar[str] = "Give an address of this machine; 127.0.0.1 is reached from it alone."


@dataclass(eq=False)
class ServerNotStarted(DashboardError):
    """Report a server that ended before it answered anybody."""

    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "The dashboard's server ended before it could answer."
    hint: ClassVar[str] = "Above is why; try again, and report it if that does not help."


@dataclass(eq=False)
class ModelWorkFailed(DashboardError):
    """Report a model that could not be fetched, measured or written."""

    kind: str
    reason: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "The model could not be had: {kind}: {reason}."
    hint: ClassVar[str] = "Check --store and --app, and try again."


@dataclass(eq=False)
class ModelTooLarge(DashboardError):
    """Refuse a model that would take too much of the server's memory and disk."""

    count: int
    most: int
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "The model has {count:,} values, more than {most:,}."
    hint: ClassVar[str] = "Get it with `consort model pull`."


@dataclass(eq=False)
class ModelWorkBusy(DashboardError):
    """Report that models are being worked with for others."""

    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "Another model is being fetched."
    hint: ClassVar[str] = "Try again in a moment."
