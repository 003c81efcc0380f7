"""`consort doctor` finds each thing that is really wrong, and says the rest all the same."""

import resource
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from consort.chain.accounts import create_account
from consort.chain.deployment import save_deployment
from consort.chain.devnet import start_devnet
from consort.chain.journal import Journal, Pending
from consort.chain.outbox import get_journal_path
from consort.chain.sender import get_state_directory
from consort.chain.signing import Transaction
from consort.cli.doctor.examination import CHECKS
from consort.node.directory import NodeDirectory, Place
from consort.spec.types import NOBODY, Role, TaskId
from consort.storage.kubo_daemon import start_daemon
from tests.chain.devnet_fixture import LocalChain
from tests.cli.conftest import CommandLine, create_task
from tests.cli.odd_node import odd_node
from tests.cli.test_help import get_example
from tests.cli.test_slash import convict
from tests.roles.federation import TERMS

Found = dict[str, dict[str, str]]


def examine(cli: CommandLine, options: str = "", *, code: int = 0, by: str | None = None) -> Found:
    """Run the doctor; return each check's finding, a failure where it has several."""
    result = cli(f"doctor {options}", "--json", by=by)
    document: dict[str, Any] = result.document
    fails = [found for found in document["checks"] if found["status"] == "fail"]
    assert document["ok"] == (not fails)
    assert result.code == code, fails
    assert {found["check"] for found in document["checks"]} == {name for name, _ in CHECKS}
    assert all(
        found["advice"] for found in document["checks"] if found["status"] in {"warn", "fail"}
    )
    return {found["check"]: found for found in [*document["checks"], *fails]}


def get_status(found: Found) -> dict[str, str]:
    """Return the checks that are neither well nor left out, and the clock's least of all.

    Other tests move the time of the chain that they share with these.
    """
    shown = {name: finding["status"] for name, finding in found.items() if name != "clock"}
    return {name: status for name, status in shown.items() if status not in {"ok", "skip"}}


def test_everything_well(on_chain: CommandLine, local_chain: LocalChain) -> None:
    task = create_task(on_chain)
    on_chain.json(f"stake deposit 100 --task {task} --role contributor", by="contributor-0")
    local_chain.devnet.give_coins(local_chain.accounts["contributor-0"].address)
    options = f"--task {task} --rounds 2 --compare-rpc {local_chain.rpc_url}"
    result = on_chain(f"doctor {options}", by="contributor-0")
    lines = {line.split()[1]: line.split()[0] for line in result.out.splitlines()}
    del lines["clock"]
    assert set(lines.values()) == {"ok"}, result.out
    found = examine(on_chain, options, code=result.code, by="contributor-0")
    assert "opens, and is 0x" in found["keystore"]["found"]
    assert "torch 2." in found["versions"]["found"]
    assert found["stake"]["found"].startswith("100 tokens as contributor")


def test_example(on_chain: CommandLine, local_chain: LocalChain) -> None:
    task = create_task(on_chain)
    on_chain.json(f"stake deposit 100 --task {task} --role contributor", by="contributor-0")
    keystore = on_chain.directory / "me.json"
    keystore.write_bytes(local_chain.get_keystore("contributor-0").read_bytes())
    keystore.chmod(0o600)
    result = on_chain(get_example(("doctor",)).removeprefix("consort "))
    failed = [line for line in result.out.splitlines() if line.startswith("fail")]
    assert all("clock" in line for line in failed), result.out


def test_settings_that_are_wrong(on_chain: CommandLine, tmp_path: Path) -> None:
    """What is right in the file is used all the same."""
    assert "there is no file" in examine(on_chain)["config"]["found"]
    (tmp_path / "consort.toml").write_text('[node]\nspeed = 3\n[store]\nurl = "directory:here"\n')
    found = examine(on_chain, code=3)
    assert get_status(found) == {"config": "fail"}
    assert "speed" in found["config"]["found"]
    assert "here" in found["store"]["found"]
    (tmp_path / "consort.toml").write_text("[node\n")
    assert get_status(examine(on_chain, code=3)) == {"config": "fail"}
    (tmp_path / "consort.toml").write_text("[node]\ntask = 77\n")
    assert get_status(examine(on_chain, code=3)) == {"task": "fail"}


def test_nothing_there(cli: CommandLine) -> None:
    """With no chain at all the machine is looked at, and retrying is what the exit code says."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    found = examine(cli, f"--rpc-url http://127.0.0.1:{port}", code=4)
    assert str(port) in found["rpc"]["found"]
    assert get_status(found) == {"rpc": "fail"}
    assert found["contracts"]["status"] == found["stake"]["status"] == "skip"
    assert not list(cli.directory.iterdir())


def test_clock_and_record(cli: CommandLine, tmp_path: Path) -> None:
    with start_devnet(log=tmp_path / "chain.log") as devnet:
        options = f"--rpc-url {devnet.rpc_url}"
        before = examine(cli, options, code=3)
        assert (before["clock"]["status"], before["contracts"]["status"]) == ("ok", "fail")
        assert "deployments/31337.json" in before["contracts"]["found"]
        devnet.advance_time(3600)
        after = examine(cli, options, code=3)
        assert after["clock"]["status"] == "fail"
        assert "ahead of this machine's clock" in after["clock"]["found"]


def test_other_chain(on_chain: CommandLine, local_chain: LocalChain, tmp_path: Path) -> None:
    with start_devnet(log=tmp_path / "other.log") as other:
        found = examine(on_chain, f"--compare-rpc {other.rpc_url}", code=4)
        assert "other blocks" in found["other node"]["found"]
    found = examine(on_chain, f"--compare-rpc {other.rpc_url}", code=4)
    assert other.rpc_url in found["other node"]["found"]


def test_node_that_is_behind(on_chain: CommandLine, local_chain: LocalChain) -> None:
    with odd_node(local_chain.rpc_url, behind=20) as slow:
        local_chain.devnet.mine(30)
        found = examine(on_chain, f"--compare-rpc {slow}")
        assert get_status(found) == {"other node": "warn"}
        assert "behind" in found["other node"]["found"]


def test_node_that_still_syncs(on_chain: CommandLine, local_chain: LocalChain) -> None:
    syncing = {"eth_syncing": {"currentBlock": "0x10", "highestBlock": "0x20"}}
    with odd_node(local_chain.rpc_url, syncing) as node:
        found = examine(on_chain, f"--rpc-url {node}", code=3)
        assert "block 16 of 32" in found["sync"]["found"]


@pytest.mark.parametrize("answer", [None, [], {"number": "many"}, "0x"])
def test_node_that_answers_nonsense(
    on_chain: CommandLine, local_chain: LocalChain, answer: object
) -> None:
    odd = {"eth_getBlockByNumber": answer, "eth_syncing": answer, "net_peerCount": answer}
    with odd_node(local_chain.rpc_url, odd) as node:
        found = examine(on_chain, f"--rpc-url {node} --deployment {local_chain.record}", code=3)
        assert "makes no sense" in found["rpc"]["found"]
        assert found["contracts"]["status"] == "ok"


def test_node_without_peers(on_chain: CommandLine, local_chain: LocalChain) -> None:
    """On a chain that is not a local one a node needs some."""
    lonely = {"net_peerCount": "0x0", "eth_chainId": "0x5"}
    with odd_node(local_chain.rpc_url, lonely) as node:
        found = examine(on_chain, f"--rpc-url {node} --deployment {local_chain.record}", code=3)
        assert get_status(found) == {"sync": "warn", "contracts": "fail"}


@pytest.mark.parametrize(
    ("changes", "words"), [({"chain_id": 5}, "chain 5"), ({"protocol_version": 9}, "version 9")]
)
def test_wrong_record(
    on_chain: CommandLine, local_chain: LocalChain, changes: dict[str, Any], words: str
) -> None:
    record = on_chain.directory / "record.json"
    save_deployment(replace(local_chain.deployment, **changes), record)
    found = examine(on_chain, f"--deployment {record}", code=3)
    assert get_status(found) == {"contracts": "fail"}
    assert words in found["contracts"]["found"]


def test_wrong_code(on_chain: CommandLine, local_chain: LocalChain) -> None:
    contracts = dict(local_chain.deployment.contracts)
    contracts["StakeVault"] = replace(contracts["StakeVault"], code_hash=bytes(32))
    record = on_chain.directory / "record.json"
    save_deployment(replace(local_chain.deployment, contracts=contracts), record)
    found = examine(on_chain, f"--deployment {record}", code=3)
    assert "StakeVault" in found["contracts"]["found"]


def test_empty_account_whose_keystore_anybody_reads(on_chain: CommandLine, tmp_path: Path) -> None:
    keystore = tmp_path / "me.json"
    address = create_account(keystore, "", light=True).address
    keystore.chmod(0o644)
    found = examine(on_chain, f"--keystore {keystore}", code=3)
    assert get_status(found) == {"balance": "fail", "keystore": "fail"}
    assert address in found["balance"]["found"]
    text = on_chain(f"doctor --keystore {keystore}").out
    assert "mode 0644" in text
    assert f"chmod 600 {keystore}" in text


def test_few_coins(on_chain: CommandLine) -> None:
    found = examine(on_chain, "--rounds 1000000000", by="contributor-0")
    assert get_status(found) == {"balance": "warn"}


def test_wrong_password(on_chain: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("wrong")
    (tmp_path / "word").chmod(0o600)
    found = examine(on_chain, "--password-file word", code=3, by="contributor-0")
    assert get_status(found) == {"keystore": "fail"}


def test_keystore_that_is_not_there(on_chain: CommandLine) -> None:
    found = examine(on_chain, "--keystore nobody", code=3)
    assert get_status(found) == {"keystore": "fail"}
    assert found["balance"]["status"] == "skip"


@pytest.mark.kubo
def test_stopped_kubo(on_chain: CommandLine, ipfs: Path, tmp_path: Path) -> None:
    with start_daemon(tmp_path / "ipfs", ipfs) as daemon:
        found = examine(on_chain, f"--store kubo:{daemon.address}")
        assert found["store"]["found"].startswith("storage: ")
    found = examine(on_chain, f"--store kubo:{daemon.address}", code=4)
    assert get_status(found) == {"store": "fail"}


def test_full_disk(on_chain: CommandLine) -> None:
    """A limit on the size of files stands in for a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        found = examine(on_chain, code=4)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert get_status(found) == {"state": "fail"}
    assert "No space left" in found["state"]["found"]


@pytest.mark.parametrize("place", ["/sys/consort", "a-file/state"])
def test_state_that_cannot_be_written(on_chain: CommandLine, place: str) -> None:
    """Not even root writes into /sys, nor below a file."""
    (on_chain.directory / "a-file").touch()
    found = examine(on_chain, f"--state {place}", code=3)
    assert found["state"]["status"] == "fail"


def test_node_that_runs(on_chain: CommandLine, local_chain: LocalChain) -> None:
    account = local_chain.accounts["contributor-0"].address
    place = Place(31337, local_chain.deployment.get_address("Coordinator"), TaskId(0))
    directory = NodeDirectory.of(Path("state"), place, Role.CONTRIBUTOR, account)
    assert "no node runs" in examine(on_chain)["state"]["found"]
    with directory.locked():
        found = examine(on_chain)["state"]["found"]
    assert f"contributor-0-{account.lower()} (process " in found


def test_transaction_left_behind(on_chain: CommandLine, local_chain: LocalChain) -> None:
    chain = local_chain.connect("contributor-0")
    path = get_journal_path(chain.rpc, 31337, chain.address, get_state_directory())
    pending = Pending(Transaction(31337, 10**6, NOBODY, b"", 21_000, 9, 1), (b"signed",), "vote")
    with Journal(path).lock():
        Journal(path).write([pending])
    found = examine(on_chain, by="contributor-0")
    assert get_status(found) == {"journal": "warn"}
    assert "vote (nonce 1000000)" in found["journal"]["found"]
    path.write_text("{")
    assert get_status(examine(on_chain, code=3, by="contributor-0")) == {"journal": "fail"}


def test_task_and_stake(on_chain: CommandLine, local_chain: LocalChain) -> None:
    task = create_task(on_chain)
    options = f"--task {task} --rounds 1"
    found = examine(on_chain, options, by="contributor-0")
    assert get_status(found) == {"stake": "warn"}
    assert "has no role" in found["stake"]["found"]
    on_chain.json(f"stake deposit 100 --task {task} --role contributor", by="contributor-0")
    on_chain.json(f"stake exit --task {task} --role contributor", by="contributor-0")
    assert "leaving at" in examine(on_chain, options, by="contributor-0")["stake"]["found"]
    on_chain.json(f"task close {task}", by="owner")
    found = examine(on_chain, options, code=3, by="contributor-0")
    assert get_status(found) == {"task": "fail", "stake": "warn"}
    found = examine(on_chain, "--task 77", code=3, by="contributor-0")
    assert get_status(found) == {"task": "fail"}


def test_frozen_and_slashed_stake(on_chain: CommandLine, local_chain: LocalChain) -> None:
    task = convict(local_chain, on_chain.directory).task
    options = f"--task {task} --rounds 1"
    found = examine(on_chain, options, code=3, by="validator-0")
    assert "frozen" in found["stake"]["found"]
    local_chain.devnet.advance_time(TERMS.slash_delay)
    on_chain.json(f"slash execute {task}/0/0", by="owner")
    found = examine(on_chain, options, code=3, by="validator-0")
    assert found["stake"]["found"].startswith("0 tokens as validator")
