"""Time as nodes see it, with clocks that the tests move; and the lock and stop of a node."""

from pathlib import Path
from threading import Event

import pytest

from consort.errors import NodeAlreadyRuns
from consort.node.directory import NodeDirectory, Place
from consort.node.patience import Patience
from consort.node.round_view import ChainClock
from consort.node.waiting import Stopped, wait
from consort.spec.types import Address, Role, TaskId

COORDINATOR = Address("0x" + "1" * 40)
ACCOUNT = Address("0x" + "2" * 40)


class MovedClock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_chain_time_goes_on_between_blocks() -> None:
    local = MovedClock()
    clock = ChainClock(local)
    assert clock.compute_time(5, 1_000) == 1_000
    local.now += 2.9
    assert clock.compute_time(5, 1_000) == 1_002
    assert clock.compute_time(6, 1_001) == 1_001


def test_each_rank_waits_its_turn() -> None:
    local = MovedClock()
    patience = Patience(local, 2.0)
    assert patience.is_over(0, 7, "open")
    assert not patience.is_over(2, 7, "open")
    local.now += 4
    assert patience.is_over(2, 7, "open")
    assert not patience.is_over(1, 8, "open")


def test_stop_ends_a_wait() -> None:
    stop = Event()
    wait(stop, 0)
    stop.set()
    with pytest.raises(Stopped):
        wait(stop, 3600)


def test_lock_tells_who_holds_it(tmp_path: Path) -> None:
    place = Place(1, COORDINATOR, TaskId(0))
    directory = NodeDirectory.of(tmp_path, place, Role.VALIDATOR, ACCOUNT)
    again = NodeDirectory.of(tmp_path, place, Role.VALIDATOR, ACCOUNT)
    other = NodeDirectory.of(tmp_path, place, Role.CONTRIBUTOR, ACCOUNT)
    with directory.locked(), other.locked():
        with pytest.raises(NodeAlreadyRuns) as refused, again.locked():
            raise AssertionError("two nodes hold one lock")
        assert refused.value.holder.isdecimal()
    with again.locked():
        pass
