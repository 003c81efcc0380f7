"""A signal that arrives while a program starts interrupts it once it is known, and ends it."""

import signal
from dataclasses import dataclass

import pytest

from consort.cli.starting import started


@dataclass
class Program:
    """What `started` may stop."""

    is_stopped: bool = False

    def stop(self) -> None:
        """End it."""
        self.is_stopped = True


def test_program_is_stopped_though_interrupted_while_it_starts() -> None:
    program, steps = Program(), []

    def start() -> Program:
        signal.raise_signal(signal.SIGINT)
        steps.append("went on")
        return program

    with pytest.raises(KeyboardInterrupt), started(start):
        steps.append("entered")
    assert (program.is_stopped, steps) == (True, ["went on"])


def test_signals_have_their_handlers_again() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with started(Program) as program:
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
    assert program.is_stopped


def test_failing_start_stops_nothing() -> None:
    def fail() -> Program:
        raise ValueError("no such program")

    with pytest.raises(ValueError, match="no such program"), started(fail):
        pass
