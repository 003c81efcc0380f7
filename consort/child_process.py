"""Ending a process that this one started."""

import os
import signal
import subprocess


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
