"""Stop a function that runs too long, without a process of its own.

A SIGALRM breaks into Python code, sleeping and waiting for input alike; one call into native code
is left to end first. Only the main thread receives signals.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeIsUp(BaseException):
    """Unwind what ran too long; no `except Exception` on the way may swallow it."""


def is_enforceable() -> bool:
    """Tell whether this thread can be stopped by `limit_time`."""
    return threading.current_thread() is threading.main_thread()


@contextmanager
def limit_time(seconds: float | None) -> Iterator[None]:
    """Raise `TimeIsUp` in the block once it ran for `seconds`; None sets no limit."""
    if seconds is None:
        yield
        return
    previous = signal.signal(signal.SIGALRM, _raise_time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _raise_time_is_up(_number: int, _frame: FrameType | None) -> None:
    raise TimeIsUp
