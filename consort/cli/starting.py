"""Starting programs so that none is lost when a signal arrives in that very moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar


class Stoppable(Protocol):
    """A running program."""

    def stop(self) -> None:
        """End it."""
        ...


Program = TypeVar("Program", bound=Stoppable)


@contextmanager
def started(start: Callable[[], Program]) -> Iterator[Program]:
    """Start a program, and stop it afterwards.

    Signals interrupt the main thread only, so another one starts the program: whatever happens
    here meanwhile, it is known, and stopped.
    """
    running: list[Program] = []
    try:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: running.append(start())).result()
        yield running[0]
    finally:
        for program in running:
            program.stop()
