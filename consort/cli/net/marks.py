"""The processes of a net, known by a mark in their environment.

A process number read from a file may be somebody else's by now. A mark cannot: it is random,
whatever a process starts inherits it, and no other user can read it. So nothing of a net is lost,
not even what a killed process has left behind, and nothing else is ever signalled.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final

import psutil

VARIABLE: Final = "CONSORT_NET"
SUPERVISOR: Final = "supervisor"
"""The name of the process that supervises, among the services' names."""
_POLL: Final = 0.05


def make_mark(token: str, service: str) -> dict[str, str]:
    """Return the environment that marks a service's processes; `token` is the net's own."""
    return {VARIABLE: f"{token}/{service}"}


def find_marked(token: str, service: str | None = None) -> list[psutil.Process]:
    """Return the running processes of a net, or of one of its services."""
    return [
        process
        for process in psutil.process_iter()
        if (mark := _read_mark(process)) is not None
        and mark.startswith(f"{token}/")
        and service in {None, mark.partition("/")[2]}
    ]


def end_all(processes: Iterable[psutil.Process], patience: float) -> None:
    """Ask processes to end, and kill those that are not gone after `patience` seconds."""
    asked = list(processes)
    for process in asked:
        _ignore_gone(process.terminate)
    for process in _wait(asked, patience):
        _ignore_gone(process.kill)
    _wait(asked, patience)


def _wait(processes: Sequence[psutil.Process], patience: float) -> list[psutil.Process]:
    """Return those that still run after so many seconds, at once if none does."""
    deadline = time.monotonic() + patience
    while left := [process for process in processes if _runs(process)]:
        if time.monotonic() > deadline:
            break
        time.sleep(_POLL)
    return left


def _runs(process: psutil.Process) -> bool:
    """Tell whether a process runs; one that only waits to be reaped by its parent does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _read_mark(process: psutil.Process) -> str | None:
    """Return a process's mark; None without one, for a process that is gone or another user's."""
    try:
        return process.environ().get(VARIABLE)
    except (psutil.Error, OSError):
        return None


def _ignore_gone(signal: Callable[[], None]) -> None:
    with suppress(psutil.NoSuchProcess):
        signal()
