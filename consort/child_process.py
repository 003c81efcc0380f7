"""Ending a process that this one started, also where this one is killed first."""

import os
import signal
import subprocess
from typing import Final

_WATCH: Final = 'read -r _; kill -TERM "-$0"'
"""Wait until the pipe breaks, which it does with whoever holds its other end."""


class Guard:
    """Asks a child to end as soon as this process is gone, even by SIGKILL.

    The child leads a session, and what else is in it ends with it.
    """

    __slots__ = ("_watcher",)

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._watcher = subprocess.Popen(
            ["/bin/sh", "-c", _WATCH, str(process.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what ends us by our group must not end it first
        )

    def release(self) -> None:
        """Watch no longer: the child has ended. No error if it is released already."""
        self._watcher.kill()
        self._watcher.communicate()


def end_process(process: subprocess.Popen[bytes], patience: float) -> None:
    """Ask a child to end, kill it after `patience` seconds, and return once it is gone.

    The child leads a session, and what else is in it ends with it: a launcher's program, say.
    """
    _signal(process, signal.SIGTERM)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    if process.poll() is None:  # once it is reaped, its number may be another's
        os.killpg(process.pid, number)
