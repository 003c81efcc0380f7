"""Ending a process that this one started."""

import subprocess


def end_process(process: subprocess.Popen[bytes], patience: float) -> None:
    """Ask a child to end, kill it after `patience` seconds, and return once it is gone."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
