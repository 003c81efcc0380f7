"""The local chain: start, ports, state, end."""

import socket
from pathlib import Path

import pytest

from consort.chain.devnet import find_anvil, start_devnet
from consort.chain.rpc import Rpc
from consort.errors import CONFIGURATION, AnvilFailed, AnvilMissing, ChainUnreachable, PortInUse
from tests.chain.devnet_fixture import prepare_chain


def test_stops_and_leaves_nothing(tmp_path: Path) -> None:
    with start_devnet(log=tmp_path / "log") as devnet:
        assert int(Rpc(devnet.rpc_url).request("eth_chainId"), 16) == 31337
    assert not Path(f"/proc/{devnet.pid}").exists()
    with pytest.raises(ChainUnreachable):
        Rpc(devnet.rpc_url).request("eth_chainId")
    devnet.stop()


def test_resumes_from_its_state(tmp_path: Path) -> None:
    state = tmp_path / "state" / "chain.json"
    with start_devnet(state=state, log=tmp_path / "log") as devnet:
        local = prepare_chain(devnet, tmp_path)
        chain = local.connect()
        before, first = (
            chain.get_all_events(),
            chain.rpc.request("eth_getBlockByNumber", "0x0", False),
        )
        balance = chain.get_balance(chain.address)
    with start_devnet(state=state, log=tmp_path / "log") as devnet:
        again = prepare_chain(devnet, tmp_path)
        chain = again.connect()
        assert again.deployment == local.deployment
        assert chain.get_all_events()[: len(before)] == before
        assert chain.rpc.request("eth_getBlockByNumber", "0x0", False)["hash"] == first["hash"]
        assert chain.get_balance(chain.address) < balance
        assert chain.at(before[0].block).get_supply() == chain.get_supply()


def test_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortInUse, match=f"Port {port} is in use") as used:
            start_devnet(port, log=tmp_path / "log")
    assert used.value.exit_code == CONFIGURATION


def test_time_and_blocks(tmp_path: Path) -> None:
    with start_devnet(log=tmp_path / "log") as devnet:
        rpc = Rpc(devnet.rpc_url)
        before = rpc.request("eth_getBlockByNumber", "latest", False)
        devnet.advance_time(5_000)
        devnet.mine(3)
        after = rpc.request("eth_getBlockByNumber", "latest", False)
        assert int(after["timestamp"], 16) >= int(before["timestamp"], 16) + 5_000
        assert int(after["number"], 16) >= int(before["number"], 16) + 4


def test_anvil_missing_or_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSORT_ANVIL", str(tmp_path / "none"))
    with pytest.raises(AnvilMissing, match="npm install @foundry-rs/anvil"):
        find_anvil()
    broken = tmp_path / "anvil"
    broken.write_text("#!/bin/sh\necho cannot allocate; exit 3\n")
    broken.chmod(0o700)
    monkeypatch.setenv("CONSORT_ANVIL", str(broken))
    with pytest.raises(AnvilFailed, match="status 3, saying: cannot allocate"):
        start_devnet(log=tmp_path / "log")
