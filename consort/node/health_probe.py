"""Asking again and again whether chain and store answer, each in a thread of its own.

So an answer about them is at hand at once, even while one of them hangs, and however often it is
asked for nobody is asked more often.
"""

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from consort.node.waiting import Clock

PAUSE: Final = 2.0
LATEST: Final = 10.0
"""Seconds between two questions, and after which silence is a fault."""


class Probe:
    """Ask by `ask`, which raises where something is wrong; the thread ends with `stop`."""

    def __init__(self, name: str, ask: Callable[[], object], clock: Clock = time.monotonic) -> None:
        self.name = name
        self._ask = ask
        self._clock = clock
        self._fault: str | None = "not asked yet"
        self._answered = clock()

    def start(self, stop: Event) -> None:
        """Begin to ask."""
        Thread(target=self._repeat, args=(stop,), name=f"probe {self.name}", daemon=True).start()

    def find_fault(self) -> str | None:
        """Return what is wrong, None if nothing; an error's name, as its words may hold secrets."""
        silence = self._clock() - self._answered
        return f"no answer for {silence:.0f} s" if silence > LATEST else self._fault

    def ask_once(self) -> None:
        """Ask, and keep the answer."""
        try:
            self._ask()
            fault = None
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer is no
            fault = type(error).__name__
        self._fault, self._answered = fault, self._clock()

    def _repeat(self, stop: Event) -> None:
        while not stop.is_set():
            self.ask_once()
            stop.wait(PAUSE)
