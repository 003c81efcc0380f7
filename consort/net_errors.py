"""What can be wrong with a net on this machine; import it from `consort.errors`."""

from dataclasses import dataclass
from typing import ClassVar

from consort.error_base import CONFIGURATION, REFUSED, UNREACHABLE, ConsortError


@dataclass(eq=False)
class NetError(ConsortError):
    """Head what can go wrong with a net of processes on one machine."""

    exit_code: ClassVar[int] = CONFIGURATION


@dataclass(eq=False)
class NoNetThere(NetError):
    """Refuse a directory in which no net was made."""

    directory: str
    message: ClassVar[str] = "There is no net in {directory}."
    hint: ClassVar[str] = "`consort net up` makes one; name another with --directory."


@dataclass(eq=False)
class NetUnreadable(NetError):
    """Report a plan that is damaged."""

    path: str
    reason: str
    message: ClassVar[str] = "{path} is no plan of a net: {reason}."
    hint: ClassVar[str] = "Restore the file, or begin with another --directory."


@dataclass(eq=False)
class NetNotYours(NetError):
    """Refuse a net that somebody else could have put there: it says which programs run."""

    directory: str
    message: ClassVar[str] = "{directory} is another user's, or others can write to it."
    hint: ClassVar[str] = "Name a directory of your own with --directory, or chmod go-w this one."


@dataclass(eq=False)
class NotEmpty(NetError):
    """Refuse to make a net where other files lie."""

    directory: str
    found: str
    message: ClassVar[str] = "{directory} holds {found}, but no net."
    hint: ClassVar[str] = "Name a new or empty directory with --directory."


@dataclass(eq=False)
class NetDiffers(NetError):
    """Refuse to change what a net consists of."""

    directory: str
    option: str
    kept: str
    asked: str
    message: ClassVar[str] = "The net in {directory} has {option} {kept}, not {asked}."
    hint: ClassVar[str] = (
        "Leave the option out, make another net with --directory, or end this one for good: "
        "`consort net down --purge`."
    )


@dataclass(eq=False)
class NetBusy(NetError):
    """Refuse to touch a net that another command is just starting or ending."""

    directory: str
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "Another command is just starting or ending the net in {directory}."
    hint: ClassVar[str] = "Try again in a moment."


@dataclass(eq=False)
class ServiceFailed(NetError):
    """Report a process of a net that was given up."""

    name: str
    status: str
    said: str
    log: str
    exit_code: ClassVar[int] = REFUSED
    message: ClassVar[str] = "{name} ended with status {status}, and was given up: {said}"
    hint: ClassVar[str] = "Read {log}; `consort net down` ends the others, `up` tries again."


@dataclass(eq=False)
class NetNotReady(NetError):
    """Report a net that takes longer than one wanted to wait."""

    names: str
    seconds: float
    exit_code: ClassVar[int] = UNREACHABLE
    message: ClassVar[str] = "Not ready after {seconds:.0f} s: {names}."
    hint: ClassVar[str] = (
        "They go on starting: see `consort net status` and `consort net logs`, or wait with `up`."
    )
