"""What SIGTERM ends, wherever it comes: also where native code drops or renames what unwinds."""

import os
import signal
from contextlib import suppress
from threading import Event

import pytest

from consort.node.waiting import Stopped, stopping_on_sigterm, wait


def receive_sigterm() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_ends_the_block() -> None:
    with stopping_on_sigterm():
        receive_sigterm()
        pytest.fail("it went on")


def test_ends_the_block_where_it_was_made_another_error() -> None:
    """As numpy does: a file that it was about to write to is none, it says."""
    with stopping_on_sigterm():
        try:
            receive_sigterm()
        except Stopped:
            raise TypeError from None
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_ends_at_the_next_wait_where_it_was_dropped() -> None:
    with stopping_on_sigterm():
        with suppress(BaseException):
            receive_sigterm()
        wait(Event(), 0)
        pytest.fail("it went on")
    wait(Event(), 0)


def test_other_errors_pass() -> None:
    with pytest.raises(TypeError), stopping_on_sigterm():
        raise TypeError
