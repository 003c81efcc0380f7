"""Whatever is wrong with what a user gives: one sentence, one exit code, and nothing lost."""

import json
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from consort.chain.deployment import load_deployment, save_deployment
from consort.spec.params import TOKEN
from tests.chain.devnet_fixture import LocalChain
from tests.cli.conftest import APP, CommandLine, create_task

BROKEN = "tests.cli.broken_apps"
ENROLLED = "--role contributor"


@contextmanager
def listen() -> Iterator[int]:
    """Hold a port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def alter_record(chain: LocalChain, path: Path, **changes: Any) -> Path:
    save_deployment(replace(chain.deployment, **changes), path)
    return path


def enrol(cli: CommandLine) -> int:
    task = create_task(cli)
    cli.json(f"stake deposit 100 --task {task} {ENROLLED}", by="contributor-0")
    cli.json(f"stake deposit 400 --task {task} --role validator", by="validator-0")
    return task


def test_rpc_url_that_is_none(cli: CommandLine) -> None:
    assert "'chain'" in cli.refuse(2, "BadRpcUrl", "task list --rpc-url chain")


def test_rpc_url_where_nobody_listens(cli: CommandLine) -> None:
    with listen() as port:
        pass
    sentence = cli.refuse(4, "ChainUnreachable", f"task list --rpc-url http://127.0.0.1:{port}")
    assert str(port) in sentence


@pytest.mark.parametrize("where", ["{key}:x@{place}", "{place}/v3/{key}", "{place}/?key={key}"])
def test_key_in_an_rpc_url_is_printed_nowhere(where: str, cli: CommandLine) -> None:
    key = "c0ffee-secret-api-key"
    with listen() as port:
        pass
    urls = "http://" + where.format(key=key, place=f"127.0.0.1:{port}")
    for url in (urls, f"{urls},{urls}2", f"ftp{urls}"):
        result = cli(f"task list --json --debug --rpc-url {url}")
        assert result.code in {2, 4}
        assert key not in result.out + result.err


def test_rpc_url_of_something_else(cli: CommandLine) -> None:
    def answer(server: socket.socket) -> None:
        for _ in range(2):
            connection, _address = server.accept()
            with connection:
                connection.recv(1 << 16)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=answer, args=(server,), daemon=True).start()
        port = server.getsockname()[1]
        cli.refuse(4, "ChainUnreachable", f"task list --rpc-url http://127.0.0.1:{port}")


def test_no_deployment_record(on_chain: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "deployments").unlink()
    assert "31337.json" in on_chain.refuse(3, "DeploymentMissing", "task list")


def test_chain_without_the_contracts(
    on_chain: CommandLine, local_chain: LocalChain, tmp_path: Path
) -> None:
    contracts = {
        name: replace(contract, address=local_chain.accounts["owner"].address)
        for name, contract in local_chain.deployment.contracts.items()
    }
    record = tmp_path / "elsewhere.json"
    save_deployment(replace(local_chain.deployment, contracts=contracts), record)
    on_chain.refuse(3, "ContractsMissing", "task list --deployment", record)


def test_wrong_chain_id(on_chain: CommandLine, local_chain: LocalChain, tmp_path: Path) -> None:
    record = alter_record(local_chain, tmp_path / "1.json", chain_id=1)
    sentence = on_chain.refuse(3, "WrongChainId", "task list --deployment", record)
    assert "31337" in sentence


def test_wrong_protocol_version(
    on_chain: CommandLine, local_chain: LocalChain, tmp_path: Path
) -> None:
    record = alter_record(local_chain, tmp_path / "3.json", protocol_version=3)
    on_chain.refuse(3, "WrongProtocolVersion", "task list --deployment", record)
    assert load_deployment(record).protocol_version == 3


def test_no_keystore_named(on_chain: CommandLine) -> None:
    on_chain.refuse(3, "AccountMissing", "stake deposit 1")


def test_missing_keystore(on_chain: CommandLine) -> None:
    assert "no-such" in on_chain.refuse(3, "KeystoreMissing", "stake deposit 1 --keystore no-such")


def test_locked_keystore(on_chain: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong")
    on_chain.refuse(3, "KeystoreLocked", "stake deposit 1 --password-file wrong", by="owner")


def test_no_password(on_chain: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ETH_PASSWORD")
    on_chain.refuse(3, "PasswordMissing", "stake deposit 1", by="owner")


def test_other_account_than_eth_from(
    on_chain: CommandLine, local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ETH_FROM", local_chain.accounts["validator-0"].address)
    on_chain.refuse(3, "WrongAccount", "stake deposit 1", by="owner")


def test_keystore_is_never_overwritten(on_chain: CommandLine, tmp_path: Path) -> None:
    on_chain.json("account new mine.json")
    before = (tmp_path / "mine.json").read_bytes()
    on_chain.refuse(3, "KeystoreExists", "account new mine.json")
    assert (tmp_path / "mine.json").read_bytes() == before


def test_no_funds(on_chain: CommandLine, tmp_path: Path) -> None:
    poor = on_chain.json("account new poor.json")["address"]
    on_chain.json(f"account send {poor} 100", by="owner")
    assert poor in on_chain.refuse(3, "NoFunds", "stake deposit 100 --keystore poor.json")
    assert on_chain.json(f"account show {poor}")["tokens"] == str(100 * TOKEN)


def test_too_few_tokens(on_chain: CommandLine) -> None:
    on_chain.refuse(1, "ERC20InsufficientBalance", "stake deposit 10001", by="contributor-0")


def test_stake_too_low(on_chain: CommandLine, local_chain: LocalChain) -> None:
    task, name = create_task(on_chain), "contributor-0"
    command = f"stake deposit 49 --task {task} {ENROLLED}"
    assert str(50 * TOKEN) in on_chain.refuse(1, "StakeTooLow", command, by=name)
    account = local_chain.accounts[name].address
    assert on_chain.json(f"account show {account}")["tokens"] == str(10_000 * TOKEN)


@pytest.mark.parametrize(
    "command",
    [
        "task show 9",
        "round show --task 9",
        "ledger rewards --task 9",
        "ledger rounds --task 9",
        "ledger verify --task 9",
        "model pull --task 9",
        "claim --task 9",
        "task fund 9 1",
        "stake deposit 100 --task 9 --role validator",
        "validate --task 9",
    ],
)
def test_unknown_task(on_chain: CommandLine, command: str) -> None:
    needs_account = (
        command.split(maxsplit=1)[0] in {"claim", "stake", "validate"} or "fund" in command
    )
    by = "owner" if needs_account else ""
    assert "9" in on_chain.refuse(1, "UnknownTask", command, by=by)


def test_unknown_round_and_version(on_chain: CommandLine) -> None:
    task = create_task(on_chain)
    on_chain.refuse(1, "NoSuchRound", f"round show 3 --task {task}")
    on_chain.refuse(1, "NoSuchRound", f"round finalise --task {task}", by="owner")
    on_chain.refuse(1, "UnknownVersion", f"model pull --version 1 --task {task}")


def test_closed_phase(on_chain: CommandLine) -> None:
    task = enrol(on_chain)
    on_chain.json(f"round open --task {task}", by="owner")
    on_chain.refuse(1, "WrongPhase", f"round finalise --task {task}", by="owner")
    on_chain.refuse(1, "RoundStillRunning", f"round open --task {task}", by="owner")


def test_closed_task(on_chain: CommandLine) -> None:
    task = create_task(on_chain)
    on_chain.json(f"task close {task}", by="owner")
    on_chain.refuse(1, "TaskIsClosed", f"task fund {task} 1", by="owner")


def test_role_without_enrolment(on_chain: CommandLine) -> None:
    task = create_task(on_chain)
    on_chain.refuse(3, "NotEnrolledHere", f"validate --task {task}", by="validator-0")
    contribute = f"contribute --task {task} --app {APP}"
    on_chain.refuse(3, "NotEnrolledHere", contribute, by="contributor-0")


def test_app_that_raises(on_chain: CommandLine) -> None:
    task = enrol(on_chain)
    on_chain.json(f"round open --task {task}", by="owner")
    command = f"contribute --once --task {task} --app {BROKEN}:failing_app --json"
    result = on_chain(command, by="contributor-0")
    assert result.code == 3
    assert json.loads(result.out.splitlines()[-1])["error"] == "AppFailed"
    assert 'raise RuntimeError("the disk of examples is gone")' in result.err
    assert result.err.splitlines()[-1].startswith("Error: The train() of app failing raised")
    assert on_chain.json(f"round show --task {task}")["committed"] == []


def test_app_that_is_not_there(cli: CommandLine) -> None:
    cli.refuse(3, "AppModuleNotFound", "simulate --app nowhere:app")
    cli.refuse(3, "AppNotInModule", "simulate --app tests.app.apps:nobody")


def test_app_whose_model_is_not_the_manifests(on_chain: CommandLine) -> None:
    task = enrol(on_chain)
    on_chain.json(f"round open --task {task}", by="owner")
    command = f"contribute --once --task {task} --app {BROKEN}:wider_app --json"
    result = on_chain(command, by="contributor-0")
    assert result.code == 3
    assert json.loads(result.out.splitlines()[-1])["error"] in {"StateDoesNotFit", "ModelMismatch"}
    assert "Traceback" not in result.err
    command = f"simulate --like {task} --app {BROKEN}:wider_app"
    on_chain.refuse(3, "OtherModel", command)


def test_unsupported_tensor(on_chain: CommandLine) -> None:
    command = f"task create --app {BROKEN}:complex_app"
    assert "'phases'" in on_chain.refuse(3, "UnsupportedTensor", command, by="owner")
    assert on_chain.json("task list") == {"tasks": []}


def test_full_disk(on_chain: CommandLine, tmp_path: Path) -> None:
    """A limit on the size of files stands in for a disk without room."""
    task = create_task(on_chain)
    output = tmp_path / "model.safetensors"
    output.write_bytes(b"before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        on_chain.refuse(4, "DiskFull", f"model pull --task {task}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert output.read_bytes() == b"before"
    on_chain.json(f"model pull --task {task}")


def test_port_in_use(cli: CommandLine) -> None:
    with listen() as port:
        assert str(port) in cli.refuse(3, "PortInUse", f"devnet --port {port}")


def test_store_that_is_none(on_chain: CommandLine) -> None:
    command = f"task create --app {APP} --store ftp://somewhere"
    on_chain.refuse(2, "BadStoreUrl", command, by="owner")


def test_settings_that_are_wrong(on_chain: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "me.toml").write_text("[training]\nepochs = 3\n")
    command = f"contribute --task 0 --app {APP} --config me.toml"
    on_chain.refuse(3, "UnknownConfigKey", command, by="contributor-0")
    command = f"contribute --task 0 --app {APP} --index 3"
    on_chain.refuse(3, "BadContributorConfig", command, by="contributor-0")


@pytest.mark.parametrize(
    "command",
    [
        "task create --app x --term speed=1",
        "stake deposit much",
        "stake deposit 1 --task 0",
        "task show first",
        "devnet --host localhost",
        "fly",
    ],
)
def test_usage(on_chain: CommandLine, command: str) -> None:
    result = on_chain(command, "--json")
    assert (result.code, result.document["error"]) == (2, "Usage")


def test_ledger_with_a_wrong_file_for_a_model(on_chain: CommandLine, tmp_path: Path) -> None:
    task = create_task(on_chain)
    (tmp_path / "other.safetensors").write_bytes(b"\x00" * 100)
    command = f"model verify other.safetensors --task {task}"
    on_chain.refuse(1, "NotInLineage", command)
