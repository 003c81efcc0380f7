"""The supervisor's policy, on real processes: what starts when, and again, and what is ended."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from secrets import token_hex

import pytest

from consort.cli.net.logs import cap, read_last
from consort.cli.net.marks import end_all, find_marked, make_mark
from consort.cli.net.running import (
    FEW_FAILURES,
    FIRST_DELAY,
    LONGEST_DELAY,
    MOST_FAILURES,
    STEADY,
    Running,
    make_environment,
)
from consort.cli.net.service import Service, State
from consort.cli.net.supervision import end_services

DEADLINE = 20.0
SHELL = ("/bin/sh", "-c")


@pytest.fixture
def token() -> Iterator[str]:
    """Give a token, and end whatever carries it afterwards."""
    token = token_hex(8)
    yield token
    end_all(find_marked(token), 1.0)


def make_running(token: str, directory: Path, script: str, probe: str | None = None) -> Running:
    service = Service("part", (script,), directory, probe=probe)
    return Running(service, token, directory / "part.log", SHELL)


def answer(is_well: bool) -> Callable[[str], Future[bool]]:
    future: Future[bool] = Future()
    future.set_result(is_well)
    return lambda _: future


def step(running: Running, now: float = 0.0, *, is_well: bool = True) -> State:
    running.step(now, may_start=True, ask=answer(is_well))
    return running.state


def step_until(running: Running, *states: State, now: float = 0.0) -> State:
    """Step at one moment of the supervisor's clock until the real process is so far."""
    deadline = time.monotonic() + DEADLINE
    while step(running, now) not in states:
        assert time.monotonic() < deadline, running.state
        time.sleep(0.01)
    return running.state


def kill(running: Running) -> None:
    pid = running.standing.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_waits_for_what_it_needs(token: str, tmp_path: Path) -> None:
    running = make_running(token, tmp_path, "exit 0")
    running.step(0.0, may_start=False, ask=answer(is_well=True))
    assert running.state is State.WAITING
    assert step_until(running, State.DONE) is State.DONE


def test_success_is_the_end(token: str, tmp_path: Path) -> None:
    running = make_running(token, tmp_path, "exit 0")
    step_until(running, State.DONE)
    assert step(running, now=1e6) is State.DONE
    assert running.standing.restarts == 0


def test_a_failure_starts_again_later_each_time_and_is_given_up(token: str, tmp_path: Path) -> None:
    running = make_running(token, tmp_path, "echo again; exit 4")
    now, delay = 0.0, FIRST_DELAY
    for _ in range(MOST_FAILURES - 1):
        step_until(running, State.RESTARTING, now=now)
        assert step(running, now + delay - 0.01) is State.RESTARTING
        now, delay = now + delay, min(2 * delay, LONGEST_DELAY)
    assert step_until(running, State.FAILED, now=now) is State.FAILED
    assert step(running, now=1e6) is State.FAILED
    assert read_last(running.log, 99) == ["again"] * MOST_FAILURES
    assert running.standing.exit == 4


def test_failures_before_a_long_healthy_run_are_forgotten(token: str, tmp_path: Path) -> None:
    running = make_running(token, tmp_path, "exec sleep 60", probe="asked")
    now = 0.0
    for restarts in range(2 * MOST_FAILURES):
        assert step(running, now) is State.STARTING
        step(running, now)
        assert step(running, now + 1) is State.HEALTHY
        now += STEADY + 2
        kill(running)
        assert step_until(running, State.RESTARTING, now=now) is State.RESTARTING
        now += LONGEST_DELAY
        assert running.standing.restarts == restarts + 1
    assert running.standing.exit == -signal.SIGKILL


def test_a_long_run_that_was_never_healthy_counts(token: str, tmp_path: Path) -> None:
    running = make_running(token, tmp_path, "sleep 0.05; exit 4")
    for now in range(0, MOST_FAILURES * 1000, 1000):
        assert step(running, now) is State.STARTING
        step_until(running, State.RESTARTING, State.FAILED, now=now + 500)
    assert running.state is State.FAILED


def test_what_cannot_be_started_is_tried_again(token: str, tmp_path: Path) -> None:
    running = make_running(token, tmp_path / "missing", "exit 0")
    assert step(running) is State.RESTARTING
    (tmp_path / "missing").mkdir()
    step(running, now=FIRST_DELAY)
    assert step_until(running, State.DONE, now=FIRST_DELAY) is State.DONE


@pytest.mark.parametrize("code", [2, 3])
def test_what_only_a_user_can_mend_is_given_up_soon(code: int, token: str, tmp_path: Path) -> None:
    running = make_running(token, tmp_path, f"exit {code}")
    now = 0.0
    while step_until(running, State.RESTARTING, State.FAILED, now=now) is State.RESTARTING:
        now += LONGEST_DELAY
        assert step(running, now) is State.STARTING
    assert running.standing.restarts == FEW_FAILURES - 1


def test_health_follows_the_answers(token: str, tmp_path: Path) -> None:
    running = make_running(token, tmp_path, "exec sleep 60", probe="asked")
    step(running)

    def learn(now: float, *, is_well: bool) -> State:
        step(running, now, is_well=is_well)
        return step(running, now + 0.01)

    assert learn(10, is_well=False) is State.STARTING
    assert learn(20, is_well=True) is State.HEALTHY
    assert learn(30, is_well=False) is State.UNHEALTHY
    assert learn(40, is_well=True) is State.HEALTHY
    end_services([running])


def test_files_in_its_directory_are_not_run(token: str, tmp_path: Path) -> None:
    (tmp_path / "consort.py").write_text("raise SystemExit(9)")
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    service = Service("part", ("--version",), tmp_path)
    running = Running(service, token, tmp_path / "part.log")
    assert step_until(running, State.DONE, State.RESTARTING) is State.DONE


def test_what_a_killed_process_left_ends_before_it_starts_again(token: str, tmp_path: Path) -> None:
    running = make_running(token, tmp_path, "setsid sleep 60 & exec sleep 61")
    step(running)
    wait_for(lambda: len(find_marked(token)) == 2)
    left = {process.pid for process in find_marked(token)}
    first = running.standing.pid
    assert first in left
    kill(running)
    step_until(running, State.RESTARTING)
    step(running, now=FIRST_DELAY)
    assert running.standing.pid != first
    assert not left & {process.pid for process in find_marked(token)}
    end_services([running])


def test_ending_is_whole_and_hits_nobody_else(token: str, tmp_path: Path) -> None:
    stubborn = make_running(token, tmp_path, "trap '' TERM; sleep 60 & while :; do wait; done")
    other = token_hex(8)
    stranger = subprocess.Popen(
        ["/bin/sleep", "60"], env={**os.environ, **make_mark(other, "part")}
    )
    step(stubborn)
    wait_for(lambda: len(find_marked(token)) == 2)
    stubborn.ask_to_end()
    stubborn.end(patience=0.2)
    assert stubborn.state is State.STOPPED
    assert find_marked(token) == []
    assert [process.pid for process in find_marked(other)] == [stranger.pid]
    stranger.kill()
    stranger.wait()


def test_those_in_need_end_first(token: str, tmp_path: Path) -> None:
    ended = tmp_path / "ended"

    def make(name: str, after: tuple[str, ...] = ()) -> Running:
        script = f"trap 'echo {name} >>{ended}; exit 0' TERM; while :; do sleep 0.05; done"
        service = Service(name, (script,), tmp_path, after)
        return Running(service, token, tmp_path / f"{name}.log", SHELL)

    services = [make("chain"), make("node", ("chain",))]
    for running in services:
        step(running)
    wait_for(lambda: len(find_marked(token, "node")) > 1 and len(find_marked(token, "chain")) > 1)
    end_services(services)
    assert ended.read_text().split() == ["node", "chain"]


def test_nothing_of_the_callers_goes_before_the_configuration(tmp_path: Path) -> None:
    inherited = {
        "ETH_RPC_URL": "https://mainnet.example",
        "ETH_KEYSTORE": "real",
        "CONSORT_KEYSTORE": "real",
        "CONSORT_IPFS": "/opt/ipfs",
        "PATH": "/bin",
    }
    service = Service("part", (), tmp_path)
    assert make_environment(service, "token", inherited) == {
        "CONSORT_IPFS": "/opt/ipfs",
        "CONSORT_NET": "token/part",
        "PATH": "/bin",
        "XDG_STATE_HOME": str(tmp_path),
    }


def test_a_log_is_kept_below_its_size_while_it_is_written(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"old\n" * 30)
        cap(log, most=100)
        writer.write(b"new\n")
    assert log.read_bytes() == b"new\n"
    assert (tmp_path / "part.log.1").read_bytes() == b"old\n" * 30


def test_a_log_says_nothing_that_a_terminal_obeys(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    log.write_bytes(b"first\nerror: \x1b]0;owned\x07 said a peer\n")
    assert read_last(log, 1) == ["error: ?]0;owned? said a peer"]
