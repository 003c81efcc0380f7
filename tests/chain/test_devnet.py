"""The local chain, whatever program runs it: start, ports, time, state, end."""

import socket
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from consort.chain.anvil import ANVIL
from consort.chain.chain_program import ChainProgram
from consort.chain.devnet import Devnet, start_devnet
from consort.chain.ganache import GANACHE
from consort.chain.rpc import Rpc
from consort.errors import (
    CONFIGURATION,
    ChainProgramFailed,
    ChainProgramMissing,
    ChainUnreachable,
    PortInUse,
)
from consort.spec.types import Address
from tests.chain.devnet_fixture import prepare_chain

SOMEBODY = Address("0x1111111111111111111111111111111111111111")
DAY = 86_400


@pytest.fixture(params=["anvil", pytest.param("ganache", marks=pytest.mark.ganache)])
def each(request: pytest.FixtureRequest) -> ChainProgram:
    """Return each program in turn."""
    return ANVIL if request.param == "anvil" else request.getfixturevalue("ganache")


def test_stops_and_leaves_nothing(
    each: ChainProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with start_devnet(program=each, log=tmp_path / "log") as devnet:
        assert int(Rpc(devnet.rpc_url).request("eth_chainId"), 16) == 31337
    assert not Path(f"/proc/{devnet.pid}").exists()
    assert list(tmp_path.iterdir()) == [tmp_path / "log"]
    with pytest.raises(ChainUnreachable):
        Rpc(devnet.rpc_url).request("eth_chainId")
    devnet.stop()


def test_resumes_from_its_state(each: ChainProgram, tmp_path: Path) -> None:
    state = tmp_path / "state" / each.state_name
    with start_devnet(program=each, state=state, log=tmp_path / "log") as devnet:
        local = prepare_chain(devnet, tmp_path)
        chain = local.connect()
        before, first = (
            chain.get_all_events(),
            chain.rpc.request("eth_getBlockByNumber", "0x0", False),
        )
        balance = chain.get_balance(chain.address)
        devnet.advance_time(DAY)
        moved = chain.clock().time
    with start_devnet(program=each, state=state, log=tmp_path / "log") as devnet:
        again = prepare_chain(devnet, tmp_path)
        chain = again.connect()
        assert again.deployment == local.deployment
        assert chain.get_all_events()[: len(before)] == before
        assert chain.rpc.request("eth_getBlockByNumber", "0x0", False)["hash"] == first["hash"]
        assert chain.get_balance(chain.address) < balance
        assert chain.at(before[0].block).get_supply() == chain.get_supply()
        assert chain.clock().time >= moved


def test_port_in_use(each: ChainProgram, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortInUse, match=f"Port {port} is in use") as used:
            start_devnet(port, program=each, log=tmp_path / "log")
    assert used.value.exit_code == CONFIGURATION


@pytest.mark.ganache
def test_port_taken_meanwhile(
    ganache: ChainProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other, socket.socket() as free:
        other.bind(("127.0.0.1", 0))
        other.listen()
        free.bind(("127.0.0.1", 0))
        ports = [other.getsockname()[1], free.getsockname()[1]]
    # The first is taken again before Ganache listens, as another program might do.
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", ports[0]))
        other.listen()
        next_port = iter(ports)
        monkeypatch.setattr("consort.chain.devnet._find_free", lambda _host: next(next_port))
        with start_devnet(program=ganache, log=tmp_path / "log") as devnet:
            assert devnet.rpc_url.endswith(f":{ports[1]}")


def test_time_blocks_and_coins(each: ChainProgram, tmp_path: Path) -> None:
    with start_devnet(program=each, log=tmp_path / "log") as devnet:
        rpc = Rpc(devnet.rpc_url)
        before = rpc.request("eth_getBlockByNumber", "latest", False)
        devnet.advance_time(5_000)
        devnet.mine(3)
        after = rpc.request("eth_getBlockByNumber", "latest", False)
        assert int(after["timestamp"], 16) >= int(before["timestamp"], 16) + 5_000
        assert int(after["number"], 16) >= int(before["number"], 16) + 4
        snapshot = devnet.snapshot()
        devnet.give_coins(SOMEBODY, 7)
        assert rpc.request("eth_getBalance", SOMEBODY, "latest") == "0x7"
        devnet.revert(snapshot)
        assert rpc.request("eth_getBalance", SOMEBODY, "latest") == "0x0"


def test_blocks_come_without_transactions(each: ChainProgram, tmp_path: Path) -> None:
    with start_devnet(program=each, log=tmp_path / "log") as devnet:
        deadline = time.monotonic() + 20
        while get_height(devnet) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert get_height(devnet) >= 2


@pytest.mark.parametrize("program", [ANVIL, GANACHE], ids=lambda program: program.name)
def test_program_missing_or_broken(
    program: ChainProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(program.variable, str(tmp_path / "none"))
    with pytest.raises(ChainProgramMissing, match=f"No {program.name} .*npm install"):
        program.find()
    broken = tmp_path / program.executable
    broken.write_text("#!/bin/sh\necho cannot allocate; exit 3\n")
    broken.chmod(0o700)
    monkeypatch.setenv(program.variable, str(broken))
    with pytest.raises(ChainProgramFailed, match="status 3, saying: cannot allocate"):
        start_devnet(program=program, log=tmp_path / "log")


@pytest.mark.ganache
def test_state_is_one_chains(ganache: ChainProgram, tmp_path: Path) -> None:
    state = tmp_path / "ganache"
    with (
        start_devnet(program=ganache, state=state, log=tmp_path / "log"),
        pytest.raises(ChainProgramFailed, match=r"lock .*/ganache/LOCK"),
    ):
        start_devnet(program=ganache, state=state, log=tmp_path / "other")


def test_launcher_ends_with_what_it_started(
    each: ChainProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = tmp_path / "launcher"
    launcher.write_text(f'#!/bin/sh\n"{each.find()}" "$@"\nexit 0\n')
    launcher.chmod(0o700)
    monkeypatch.setenv(each.variable, str(launcher))
    with start_devnet(program=each, log=tmp_path / "log") as devnet:
        children = Path(f"/proc/{devnet.pid}/task/{devnet.pid}/children").read_text().split()
        assert children
    wait_for_ends(children)


def wait_for_ends(processes: Iterable[str]) -> None:
    """Wait until processes have ended; some end only a moment after who started them."""
    left = list(processes)
    deadline = time.monotonic() + 20
    while left := [pid for pid in left if is_running(pid)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def is_running(pid: str) -> bool:
    """Tell whether a process is there, other than as one that its parent has not noticed yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def get_height(devnet: Devnet) -> int:
    """Return the number of the newest block."""
    return int(Rpc(devnet.rpc_url).request("eth_blockNumber"), 16)
