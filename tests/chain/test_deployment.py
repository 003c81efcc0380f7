"""Deploying, resuming, the record, and every way in which chain and record disagree."""

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from consort.chain import deployer
from consort.chain.accounts import create_accounts
from consort.chain.client import Chain
from consort.chain.deployer import deploy, has_beacon
from consort.chain.deployment import Deployment, load_deployment, save_deployment
from consort.chain.devnet import start_devnet
from consort.chain.interface import CONTRACTS, load_contract
from consort.chain.rpc import Rpc
from consort.chain.sender import SendOptions
from consort.errors import (
    CONFIGURATION,
    UNREACHABLE,
    USAGE,
    BadRpcUrl,
    ChainUnreachable,
    ContractsMissing,
    DeploymentMissing,
    DeploymentUnreadable,
    WrongChainId,
    WrongCode,
    WrongProtocolVersion,
)
from consort.spec.params import MINIMAL
from consort.spec.types import TaskId
from tests.chain.devnet_fixture import LocalChain

JUDGES = "Disputes", "Demands", "InputProofs", "AggregationProofs", "RecordProofs"
SENT = len(CONTRACTS) - 3  # the coordinator creates vault, ledger and registry
CHILD = Path(__file__).with_name("deploy_and_wait.py")


def test_record_names_every_contract(local_chain: LocalChain) -> None:
    deployment = load_deployment(local_chain.record)
    assert deployment == local_chain.deployment
    assert list(deployment.contracts) == list(CONTRACTS)
    blocks = [deployment.contracts[name].block for name in CONTRACTS]
    assert blocks == sorted(blocks)
    assert deployment.first_block == deployment.contracts["ConsortToken"].block
    parts = "ConsortToken", *JUDGES, "SeedSource"
    addresses = tuple(deployment.get_address(name) for name in parts)
    times = MINIMAL.max_round_time, MINIMAL.max_extension, MINIMAL.exit_blocks
    arguments = deployment.contracts["Coordinator"].arguments
    assert arguments == (*addresses, *map(str, times))


def test_terms_are_what_was_asked_for(local_chain: LocalChain) -> None:
    chain = local_chain.connect()
    assert chain.get_governor() == chain.address
    assert chain.get_max_round_time() == MINIMAL.max_round_time
    assert chain.get_exit_delay() == MINIMAL.exit_delay
    assert chain.get_exit_blocks() == MINIMAL.exit_blocks
    assert chain.get_slash_delay() == MINIMAL.slash_delay
    assert chain.get_gas_price() == MINIMAL.gas_price
    answer = chain.get_answer_time(), chain.get_answer_blocks(), chain.get_reply_time()
    assert answer == (MINIMAL.answer_time, MINIMAL.answer_blocks, MINIMAL.reply_time)
    assert chain.get_demand_price(TaskId(0), 0, 0) == MINIMAL.demand_price
    assert chain.get_uses_beacon()


@pytest.mark.parametrize("name", ["StakeVault", "Rivals", "Coordinator"])
def test_code_is_compared_but_for_what_creation_fills_in(
    local_chain: LocalChain, name: str
) -> None:
    rpc, contract = Rpc(local_chain.rpc_url), load_contract(name)
    address = local_chain.deployment.get_address(name)
    code = bytes.fromhex(rpc.request("eth_getCode", address, "latest")[2:])
    assert code != contract.runtime_code
    assert contract.mask(code) == contract.runtime_code


def test_deploying_again_returns_the_record(local_chain: LocalChain) -> None:
    account = local_chain.accounts["owner"]
    block = local_chain.connect().clock().block
    again = deploy(
        local_chain.rpc_url,
        account,
        directory=local_chain.record.parent,
        options=local_chain.options,
    )
    assert again == local_chain.deployment
    assert all(contract.block <= block for contract in again.contracts.values())


@pytest.mark.parametrize("step", [1, 2, SENT], ids=["token", "seed", "coordinator"])
def test_killed_deployment_goes_on(tmp_path: Path, step: int) -> None:
    """Kill the deployer while its nth transaction waits; the next run sends none of them twice."""
    with start_devnet(log=tmp_path / "anvil.log") as devnet:
        rpc = Rpc(devnet.rpc_url)
        (account,) = create_accounts(tmp_path, ["deployer"])
        devnet.give_coins(account.address)
        rpc.request("evm_setAutomine", False)
        rpc.request("evm_setIntervalMining", 0)
        kill_at_step(devnet.rpc_url, tmp_path, step)
        rpc.request("evm_setAutomine", True)
        rpc.request("evm_mine")
        options = SendOptions(journals=tmp_path / "journals")
        deployment = deploy(devnet.rpc_url, account, directory=tmp_path, options=options)
        Chain.connect(devnet.rpc_url, deployment)
        assert int(rpc.request("eth_getTransactionCount", account.address, "latest"), 16) == SENT
    assert not list(tmp_path.glob("*.partial"))


MIX = bytes(range(1, 33)).hex()


@pytest.mark.parametrize(
    ("values", "is_found"),
    [
        ((MIX, MIX[::-1]), True),
        ((MIX, MIX), False),
        (("00" * 32, "00" * 32), False),
        ((MIX[:48] + "00" * 8, MIX[::-1]), False),
    ],
    ids=["random", "constant", "none", "numbers"],
)
def test_beacon_is_recognised(
    local_chain: LocalChain,
    monkeypatch: pytest.MonkeyPatch,
    values: tuple[str, str],
    is_found: bool,
) -> None:
    request = Rpc.request

    def change_mix(self: Rpc, method: str, *params: object) -> object:
        block = request(self, method, *params)
        return block | {"mixHash": f"0x{values[params[0] != 'latest']}"}

    monkeypatch.setattr(Rpc, "request", change_mix)
    monkeypatch.setattr(deployer, "encode_header", lambda _block: b"a header")
    assert has_beacon(Rpc(local_chain.rpc_url)) is is_found


def kill_at_step(rpc_url: str, directory: Path, step: int) -> None:
    """Run the deployer, mine all but its nth transaction, kill it once that is signed."""
    partial = directory / "31337.partial"
    with subprocess.Popen([sys.executable, str(CHILD), rpc_url, str(directory)]) as child:
        try:
            for signed in range(1, step):
                wait_for_signatures(partial, signed, child)
                Rpc(rpc_url).request("evm_mine")
            wait_for_signatures(partial, step, child)
        finally:
            child.send_signal(signal.SIGKILL)


def wait_for_signatures(partial: Path, count: int, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while not partial.exists() or len(partial.read_text().split()) < count:
        assert time.monotonic() < deadline
        assert child.poll() is None
        time.sleep(0.02)
    time.sleep(0.2)


def change(deployment: Deployment, contract: str, **changes: object) -> Deployment:
    """Return a record with one contract changed."""
    changed = replace(deployment.contracts[contract], **changes)  # type: ignore[arg-type]
    return replace(deployment, contracts={**deployment.contracts, contract: changed})


def test_record_of_something_else(local_chain: LocalChain) -> None:
    url, record = local_chain.rpc_url, local_chain.deployment
    with pytest.raises(WrongChainId, match="is chain 31337; the deployment is on chain 5") as wrong:
        Chain.connect(url, replace(record, chain_id=5))
    assert wrong.value.exit_code == CONFIGURATION
    nowhere = local_chain.accounts["owner"].address
    with pytest.raises(ContractsMissing, match=f"no Coordinator at {nowhere} on chain 31337"):
        Chain.connect(url, change(record, "Coordinator", address=nowhere))
    token = record.get_address("ConsortToken")
    with pytest.raises(WrongCode, match="StakeVault"):
        Chain.connect(url, change(record, "StakeVault", address=token))
    with pytest.raises(WrongProtocolVersion, match="speaks protocol version 3"):
        Chain.connect(url, replace(record, protocol_version=3))


def test_chain_that_is_not_there(local_chain: LocalChain) -> None:
    with pytest.raises(ChainUnreachable, match=r"http://127\.0\.0\.1:9: .*refused") as unreachable:
        Chain.connect("http://user:secret@127.0.0.1:9/key", local_chain.deployment)
    assert unreachable.value.exit_code == UNREACHABLE
    assert "secret" not in str(unreachable.value)
    assert "key" not in str(unreachable.value)
    for url in ("127.0.0.1:8545", "ftp://host", "http://", "http://host:port"):
        with pytest.raises(BadRpcUrl) as bad:
            Chain.connect(url, local_chain.deployment)
        assert bad.value.exit_code == USAGE


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b"{}", b""])
def test_something_else_answers(local_chain: LocalChain, body: bytes) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(ChainUnreachable):
            Chain.connect(f"http://127.0.0.1:{server.server_port}", local_chain.deployment)
        server.shutdown()


def test_records_that_cannot_be_read(local_chain: LocalChain, tmp_path: Path) -> None:
    with pytest.raises(DeploymentMissing, match=r"31337\.json"):
        load_deployment(31337, tmp_path)
    path = tmp_path / "1.json"
    save_deployment(local_chain.deployment, path)
    record = json.loads(path.read_text())
    no_address = {"contracts": {"Coordinator": {"address": "0x"}}}
    for damage in (
        "",
        "[]",
        "{}",
        json.dumps(record | {"contracts": 3}),
        json.dumps(record | no_address),
    ):
        path.write_text(damage)
        with pytest.raises(DeploymentUnreadable, match=r"1\.json"):
            load_deployment(1, tmp_path)
