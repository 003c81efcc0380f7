"""What each command does on a chain, and what it prints as JSON."""

import json
from pathlib import Path

import pytest

from consort.amounts import format_tokens
from consort.spec.params import MINIMAL
from tests.chain import task_terms as terms
from tests.chain.devnet_fixture import LocalChain
from tests.chain.round_steps import complete, let_pass
from tests.cli.conftest import APP, CommandLine, create_task

TOKEN = 10**18


def test_deploy_finds_what_is_there(on_chain: CommandLine, local_chain: LocalChain) -> None:
    document = on_chain.json("deploy --preset minimal", by="owner")
    assert document["chain_id"] == 31337
    assert document["addresses"] == local_chain.deployment.addresses


def test_task_from_create_to_close(on_chain: CommandLine) -> None:
    task = create_task(on_chain, "--term", "challenge=7", "--rule", "median")
    [listed] = on_chain.json("task list")["tasks"]
    shown = on_chain.json(f"task show {task}")
    assert listed.items() <= shown.items()
    assert shown["unspent"] == str(1000 * TOKEN)
    assert shown["params"]["results"]["challenge"] == 7
    assert shown["params"]["arithmetic"]["rule"] == "MEDIAN"
    assert on_chain.json(f"task fund {task} 0.5", by="owner")["unspent"] == "1000500000000000000000"
    assert on_chain.json(f"task close {task}", by="owner")["credit"] == "1000500000000000000000"
    assert on_chain.json(f"claim --task {task}", by="owner")["credit"] == "1000500000000000000000"


def test_stake_goes_in_and_out(on_chain: CommandLine, local_chain: LocalChain) -> None:
    task, name = create_task(on_chain), "contributor-0"
    address = local_chain.accounts[name].address
    place = f"--task {task} --role contributor"
    on_chain.json("stake deposit 30", by=name)
    assert on_chain.json(f"stake deposit 100 {place}", by=name)["free_stake"] == "0"
    shown = on_chain.json(f"stake show {address} --task {task}")
    assert shown["contributor"] == {"stake": str(100 * TOKEN), "release_at": None}
    until = on_chain.json(f"stake exit {place}", by=name)["release_at"]
    early = on_chain.refuse(1, "ExitPending", f"stake withdraw {place}", by=name)
    assert str(until) in early
    local_chain.devnet.advance_time(2_000)
    assert "block" in on_chain.refuse(1, "ExitBlocksPending", f"stake withdraw {place}", by=name)
    local_chain.devnet.mine(MINIMAL.exit_blocks)
    assert on_chain.json(f"stake withdraw {place}", by=name)["withdrawn"] == str(100 * TOKEN)
    assert on_chain.json(f"account show {address}")["tokens"] == str(10_000 * TOKEN)


def test_accounts(on_chain: CommandLine, tmp_path: Path) -> None:
    made = on_chain.json("account new keys/new.json")
    listed = on_chain.json("account list keys")["accounts"]
    assert listed == [{"keystore": "keys/new.json", "address": made["address"]}]
    on_chain.json(f"account send {made['address']} 2.5", by="owner")
    assert on_chain.json(f"account show {made['address']}")["tokens"] == str(25 * TOKEN // 10)


def test_round_opens_and_shows(on_chain: CommandLine) -> None:
    task = create_task(on_chain)
    on_chain.json(f"stake deposit 100 --task {task} --role contributor", by="contributor-0")
    on_chain.json(f"stake deposit 400 --task {task} --role validator", by="validator-0")
    assert on_chain.json(f"round open --task {task}", by="owner")["round"] == 0
    shown = on_chain.json(f"round show --task {task}")
    assert shown["state"] == "COMMIT"
    assert shown["seconds"].keys() == {"commit", "seal", "publish", "propose", "challenge"}
    [listed] = on_chain.json(f"ledger rounds --task {task}")["rounds"]
    assert (listed["round"], listed["state"], listed["committed"]) == (0, "RUNNING", 0)


def test_older_version_is_revived(on_chain: CommandLine, local_chain: LocalChain) -> None:
    task = terms.create_task(local_chain.connect())
    complete(local_chain, task, *terms.enrol(local_chain, task))
    let_pass(local_chain, task)
    revive = f"round revive 0 --task {task}"
    refused = on_chain.refuse(1, "HeadNotStuck", revive, by="owner")
    assert "fewer than two void rounds" in refused
    assert "`consort round open`" in refused
    let_pass(local_chain, task)
    on_chain.refuse(1, "UnknownVersion", f"round revive 2 --task {task}", by="owner")
    assert on_chain.json(revive, by="owner") == {
        "task": task,
        "round": 3,
        "version": 0,
        "model_root": f"0x{terms.PARAMS.genesis_model_root.hex()}",
    }
    on_chain.refuse(1, "RoundStillRunning", revive, by="owner")


def test_ledger_of_a_new_task(on_chain: CommandLine, local_chain: LocalChain) -> None:
    task = create_task(on_chain)
    on_chain.json(f"stake deposit 100 --task {task} --role contributor", by="contributor-0")
    assert on_chain.json("ledger balance")["conservation"] == {
        "ok": True,
        "left": str(1100 * TOKEN),
        "right": str(1100 * TOKEN),
        "faults": [],
    }
    [account] = on_chain.json(f"ledger rewards --task {task}")["accounts"]
    assert account == {
        "address": local_chain.accounts["contributor-0"].address,
        "role": "contributor",
        "stake": str(100 * TOKEN),
        "earned": "0",
        "slashed": "0",
        "claimed": "0",
    }
    assert on_chain.json("ledger slashes") == {"slashes": [], "next": None}


def test_people_get_tables(on_chain: CommandLine) -> None:
    create_task(on_chain)
    text = on_chain("task list").out
    assert text.splitlines()[0].split()[:2] == ["task", "version"]
    assert "Every amount adds up." in on_chain("ledger balance").out


def test_simulate_prints_json_lines(cli: CommandLine) -> None:
    result = cli(f"simulate --app {APP} --contributors 2 --rounds 2 --json")
    assert [line["round"] for line in result.lines] == [0, 1]
    assert len(result.lines[0]["update_roots"]) == 2
    assert result.lines == cli(f"simulate --app {APP} --contributors 2 --rounds 2 --json").lines


def test_new_project_simulates(cli: CommandLine, tmp_path: Path) -> None:
    assert cli.json("new flowers_of_mine")["app"] == "flowers_of_mine.py:app"
    app = tmp_path / "flowers_of_mine" / "flowers_of_mine.py"
    result = cli(f"simulate --app {app}:app --rounds 3 --json")
    assert 0 < result.lines[-1]["accuracy"] <= 1


def test_devnet_keeps_and_refuses_to_start_over(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "chain.json").write_text("{}")
    cli.refuse(3, "AlreadyKept", "devnet --keep kept")
    cli.refuse(3, "AlreadyKept", "demo --keep kept")
    cli.refuse(3, "NothingKept", "devnet --resume elsewhere")


def test_kept_chain_is_resumed_by_its_own_program(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "kept" / "ganache").mkdir(parents=True)
    told = cli.refuse(3, "OtherChainKept", "devnet --chain anvil --resume kept")
    assert "holds a chain of Ganache" in told
    cli.refuse(3, "AlreadyKept", "devnet --chain anvil --keep kept")


@pytest.mark.parametrize("command", ["devnet", "demo"])
def test_chain_program_missing(
    cli: CommandLine, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSORT_GANACHE", "nowhere")
    told = cli.refuse(3, "ChainProgramMissing", f"{command} --chain ganache")
    assert "npm install ganache@7.9.2" in told


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0"), (TOKEN, "1"), (TOKEN // 2, "0.5"), (-1, "-0.000000000000000001")]
)
def test_amounts_lose_nothing(amount: int, text: str) -> None:
    assert format_tokens(amount) == text


def test_bug_leaves_a_traceback_in_a_file(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of Consort itself cannot be had otherwise."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nobody")

    monkeypatch.setattr("consort.cli.actions.projects.write_project", fail)
    result = cli("new anything --json")
    assert result.code == 70
    assert "Traceback" not in result.err
    assert json.loads(result.out)["values"] == {"reason": "ZeroDivisionError: by nobody"}
    path = Path(result.err.split("traceback is in ")[1].strip().rstrip("."))
    assert "ZeroDivisionError" in path.read_text()
    path.unlink()
    assert "Traceback" in cli("new anything --debug").err
