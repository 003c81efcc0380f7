"""The one place where a node waits, and how it is asked to stop.

A node may be stopped, or killed, at any point: whatever it has to remember lies on the disk before
it acts. So a stop unwinds from wherever the main thread is.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

Clock = Callable[[], float]
"""Seconds that only ever grow, such as `time.monotonic`."""


class Stopped(BaseException):
    """Unwind a node that was asked to stop; no `except Exception` on the way may swallow it."""


_signalled = Event()
"""Set by SIGTERM, until what it stops has ended; signals are the whole process's."""


def wait(stop: Event, seconds: float) -> None:
    """Return after `seconds`; raise Stopped at once when the stop event is set, or on SIGTERM."""
    if stop.wait(max(seconds, 0)) or _signalled.is_set():
        raise Stopped


@contextmanager
def stopping_on_sigterm() -> Iterator[None]:
    """End the block quietly on the first SIGTERM; later ones are ignored while it unwinds.

    Native code that is interrupted may drop Stopped, or turn it into an error of its own: the first
    ends the block at its next `wait`, the second is an end like any other.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, _raise_stopped)
    try:
        yield
    except Stopped:
        pass
    except Exception:
        if not _signalled.is_set():
            raise
    finally:
        _signalled.clear()
        signal.signal(signal.SIGTERM, previous)


def _raise_stopped(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _signalled.set()
    raise Stopped
