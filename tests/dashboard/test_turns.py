"""Costly work for one client at a time: many that want it must not take all threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from consort.dashboard.problems import Problem
from consort.dashboard.turns import MOST_WAITING, Turns
from tests.dashboard.stage import wait_until


def test_a_few_wait_and_the_rest_are_refused_at_once() -> None:
    turns, go_on, entered = Turns(patience=60), Event(), list[int]()

    def work(number: int) -> None:
        with turns.take():
            entered.append(number)
            go_on.wait()

    with ThreadPoolExecutor(1 + MOST_WAITING) as threads:
        working = [threads.submit(work, number) for number in range(1 + MOST_WAITING)]
        wait_until(lambda: turns._places._value == 0 and entered)
        assert len(entered) == 1
        with pytest.raises(Problem, match="busy"), turns.take():
            pass
        go_on.set()
    assert [each.result() for each in working] == [None] * len(working)
    assert sorted(entered) == list(range(1 + MOST_WAITING))
    with turns.take():
        entered.append(-1)


def test_who_waits_too_long_is_refused() -> None:
    turns = Turns(patience=0.05)
    with turns.take(), pytest.raises(Problem, match="busy"), turns.take():
        pass
    with turns.take():
        pass
