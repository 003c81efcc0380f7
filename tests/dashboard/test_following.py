"""A dashboard while its chain moves, is replaced, goes away, comes back, or is another one."""

import os
import signal
import threading
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from consort.chain.devnet import Devnet, start_devnet
from consort.dashboard import surroundings
from consort.dashboard.stream import MOST_OF_ONE, parse_place
from consort.dashboard.surroundings import Surroundings
from tests.chain.devnet_fixture import LocalChain, prepare_chain
from tests.dashboard.stage import Stream, catch_up, enter, play, show, wait_until
from tests.roles.federation import Federation


def test_a_round_is_told_as_it_happens_and_what_was_missed_afterwards(
    local_chain: LocalChain, tmp_path: Path
) -> None:
    federation, index = enter(local_chain, tmp_path), tmp_path / "index.db"
    with show(federation, index) as client:
        stream = Stream(client)
        assert stream.wait_for("chain") == {"ok": True, "fault": None}
        begin = stream.wait_for("tip")["block"]
        assert stream.find("event") == []
        play(federation, 3)
        for kind in ("Committed", "Voted", "Proposed", "RoundFinalised"):
            stream.wait_for("event", event=kind)
        stream.wait_for("phase", phase="COMMIT")
        catch_up(client, federation)
        last = stream.last
        others = Stream(client, "?task=99")
        others.wait_for("tip")
        assert others.find("phase") == []
        play(federation, 4)
        catch_up(client, federation)
        events = client.api("/events?limit=200")["items"]
        happened = {place(each) for each in events if each["block"] > begin}
        wait_until(lambda: places(stream) >= happened, "every event")
        assert others.find("event") == []
        before = places(stream)
    assert wait_until(lambda: stream.is_over)
    with show(federation, index) as client:
        again = Stream(client, last=last)
        again.wait_for("tip")
        told = again.find("event")
        assert [place(each) for each in told] == sorted(place(each) for each in told)
        since = parse_place(last)
        assert since is not None
        assert {each for each in before if each[0] > since.block} <= places(again)
        assert all(each["block"] > since.block for each in told)
        for odd in ("x", f"{10**14}:0:{since.mark}", f"1:9:{since.mark}", "1:0:00000000"):
            other = Stream(client, last=odd)
            other.wait_for("tip")
            assert bool(other.find("reset")) is (odd != "x")
            other.close()


def test_readers_are_answered_while_the_index_grows(
    local_chain: LocalChain, tmp_path: Path
) -> None:
    federation = enter(local_chain, tmp_path)
    with show(federation, tmp_path / "index.db") as client:
        done, seen = Event(), list[tuple[str, int, int]]()
        first = federation.version

        def read() -> None:
            while not done.is_set():
                for path in ("/tasks/0", "/tasks/0/rounds", "/tasks/0/versions", "/events"):
                    reply = client.get(f"/api/v1{path}")
                    seen.append((path, reply.status, reply.json.get("versions", 0)))

        threads = [Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            wait_until(lambda: versions_in(seen), "a first answer")
            play(federation, first + 2)
            newest = federation.version
            wait_until(lambda: newest in versions_in(seen), "the newest version in an answer")
        finally:
            done.set()
            for thread in threads:
                thread.join()
    assert {status for _, status, _ in seen} == {200}
    assert min(versions_in(seen)) == first


def versions_in(seen: list[tuple[str, int, int]]) -> list[int]:
    return [count for path, _, count in list(seen) if path == "/tasks/0"]


def place(event: dict[str, int]) -> tuple[int, int]:
    return event["block"], event["log_index"]


def places(stream: Stream) -> set[tuple[int, int]]:
    return {place(event) for event in stream.find("event")}


def test_one_client_has_a_share_of_streams(local_chain: LocalChain, tmp_path: Path) -> None:
    federation = Federation.start(local_chain, tmp_path)
    with show(federation, tmp_path / "index.db") as client:
        streams = [Stream(client) for _ in range(MOST_OF_ONE)]
        for stream in streams:
            stream.wait_for("tip")
        refused = client.get("/api/v1/stream")
        assert (refused.status, refused.problem) == (503, "too-many-streams")
        streams[0].close()
        wait_until(lambda: client.get("/api/v1/stream", "HEAD").status == 200)


def test_nothing_is_left_running(
    local_chain: LocalChain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is being looked at when it ends."""
    federation = Federation.start(local_chain, tmp_path)
    looking, look = Event(), Surroundings.look_at_rpc

    def look_slowly(around: Surroundings) -> None:
        look(around)
        looking.set()
        time.sleep(1)

    monkeypatch.setattr(Surroundings, "look_at_rpc", look_slowly)
    monkeypatch.setattr(surroundings, "PAUSE", 0)
    with show(federation, tmp_path / "index.db"):
        looking.clear()
        assert looking.wait(60)
    assert [each for each in threading.enumerate() if each.name == "dashboard"] == []


def test_replaced_blocks_are_told_and_shown(own_chain: LocalChain, tmp_path: Path) -> None:
    federation = Federation.start(own_chain, tmp_path)
    with show(federation, tmp_path / "index.db") as client:
        stream = Stream(client)
        stream.wait_for("tip")
        federation.owner.fund(federation.task, 1)
        stream.wait_for("event", event="TaskFunded", fields={"task": 0, "amount": "1"})
        catch_up(client, federation)
        budget = int(client.api("/tasks/0")["budget"])
        replace_newest(own_chain, "TaskFunded")
        stream.wait_for("reorg")
        catch_up(client, federation)
        wait_until(lambda: int(client.api("/tasks/0")["budget"]) == budget - 1)
        assert client.api("/status")["reorgs"] == 1
        missed = Stream(client, last=stream.last.replace(":1:", ":0:"))
        missed.wait_for("reorg")


def replace_newest(local: LocalChain, kind: str) -> None:
    """Replace the blocks from the newest event of a kind on by empty ones."""
    chain = local.connect()
    events = [each for each in chain.get_all_events() if type(each.event).__name__ == kind]
    depth = chain.clock().block - events[-1].block + 1
    chain.rpc.request("anvil_reorg", depth, [])
    local.devnet.mine(2)


@pytest.mark.slow
def test_chain_that_hangs_dies_and_comes_back(tmp_path: Path) -> None:
    kept = tmp_path / "chain.json"
    with start_devnet(state=kept, log=tmp_path / "log") as devnet:
        local = prepare_chain(devnet, tmp_path)
        federation = enter(local, tmp_path)
        with show(federation, tmp_path / "index.db") as client:
            stream = Stream(client)
            rounds = client.api("/tasks/0/rounds")
            os.killpg(devnet.pid, signal.SIGSTOP)
            stopped = wait_until(lambda: find_fault(client))
            assert "ChainUnreachable" in stopped
            assert client.api("/tasks/0/rounds") == rounds
            assert client.get("/ready").status == 503
            assert client.get("/healthz").status == 200
            os.killpg(devnet.pid, signal.SIGCONT)
            wait_until(lambda: not find_fault(client))
            port = int(devnet.rpc_url.rpartition(":")[2])
            devnet.stop()
            wait_until(lambda: find_fault(client))
            stream.wait_for("chain", ok=False)
            with start_devnet(port, state=kept, log=tmp_path / "log2") as resumed:
                wait_until(lambda: not find_fault(client))
                assert [each["ok"] for each in stream.find("chain")][-1] is True
                assert client.api("/tasks/0/rounds") == rounds
                play(move(federation, resumed), 2)
                catch_up(client, federation)
                version = federation.version
                assert client.api("/tasks/0")["versions"] == version >= 2
            with start_devnet(port, log=tmp_path / "log3") as other:
                prepare_chain(other, tmp_path / "other")
                wait_until(lambda: "ContractsMissing" in (find_fault(client) or ""))
                assert client.api("/tasks/0")["versions"] == version


def find_fault(client) -> str | None:  # type: ignore[no-untyped-def]
    fault: str | None = client.api("/status")["chain_fault"]
    return fault


def move(federation: Federation, devnet: Devnet) -> Federation:
    """Return the federation on a chain that was started again."""
    local = federation.local
    moved = LocalChain(devnet, local.deployment, local.accounts, local.directory)
    federation.local = moved
    return federation
