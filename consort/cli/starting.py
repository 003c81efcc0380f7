"""Starting programs so that none is lost when a signal arrives in that very moment."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol, TypeVar

_DEFERRED: Final = (signal.SIGINT, signal.SIGTERM)


class Stoppable(Protocol):
    """A running program."""

    def stop(self) -> None:
        """End it."""
        ...


Program = TypeVar("Program", bound=Stoppable)


@contextmanager
def started(start: Callable[[], Program]) -> Iterator[Program]:
    """Start a program, and stop it afterwards, whenever a signal arrives."""
    running: list[Program] = []
    try:
        with _signals_deferred():
            running.append(start())
        yield running[0]
    finally:
        for program in running:
            program.stop()


@contextmanager
def _signals_deferred() -> Iterator[None]:
    """Hold back what would interrupt the block until its end; only the main thread hears any."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    handlers = {number: signal.getsignal(number) for number in _DEFERRED}
    try:
        for number in _DEFERRED:
            signal.signal(number, lambda number, _frame: arrived.append(number))
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for late in arrived:
            signal.raise_signal(late)
