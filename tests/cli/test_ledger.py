"""The ledger's commands on a task that was played: every one as JSON and as text."""

import csv
import io
import json
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet
import pytest

from tests.audit.world import get_address, play
from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import ROOT, make_path, start
from tests.cli.conftest import CommandLine, make_environment
from tests.roles.federation import Federation

TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"


@pytest.fixture(scope="module")
def federation(
    session_chain: LocalChain, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Federation]:
    """Play two final rounds once, and take them back in the end."""
    snapshot = session_chain.devnet.snapshot()
    played = Federation.start(session_chain, tmp_path_factory.mktemp("played"))
    play(played)
    yield played
    session_chain.devnet.revert(snapshot)
    shutil.rmtree(session_chain.directory / "journals", ignore_errors=True)


@pytest.fixture
def asking(
    cli: CommandLine, federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """Run commands where the deployment's record and the files are."""
    local = federation.local
    for name, value in make_environment(local, cli.directory).items():
        monkeypatch.setenv(name, value)
    (cli.directory / "deployments").symlink_to(local.record.parent)
    (cli.directory / "store").symlink_to(federation.directory / "store")
    return CommandLine(cli.capture, cli.directory, local.directory / "keystores")


def test_lists_as_json_and_as_text(asking: CommandLine, federation: Federation) -> None:
    account = get_address(federation, "contributor-0")
    rounds = asking.json("ledger rounds --task 0")["rounds"]
    final = [each for each in rounds if each["state"] == "FINAL"]
    assert [each["round"] for each in rounds] == sorted(
        (each["round"] for each in rounds), reverse=True
    )
    shown = asking.json(f"ledger round {final[-1]['round']} --task 0")
    included = [each["included"] for each in shown["commitments"]]
    assert set(included) == {False, True}
    assert len(shown["votes"]) == 2
    assert [made["state"] for made in shown["proposals"]].count("FINAL") == 1
    [role] = asking.json(f"ledger account {account}")["roles"]
    rewards = asking.json(f"ledger rewards --task 0 --account {account}")["rewards"]
    assert sum(int(each["amount"]) for each in rewards) == int(role["earned"]) > 0
    ranked = asking.json("ledger top --task 0")["accounts"]
    assert len(ranked) == 4 + 2  # contributors and validators
    models = asking.json("ledger models --task 0")["versions"]
    assert [each["version"] for each in models] == list(range(len(final), -1, -1))
    events = asking.json("ledger events --task 0 --kind Committed")["events"]
    assert {each["event"] for each in events} == {"Committed"}
    for command, word in {
        "rounds --task 0": "FINAL",
        f"round {final[-1]['round']} --task 0": "leaves out",
        f"account {account}": "contributor",
        "rewards --task 0": "validator",
        f"rewards --task 0 --account {account}": "cumulative",
        "top --task 0": account,
        "models --task 0": "model root",
        "events --limit 3": "There is more: --after ",
        "slashes": "Nobody was convicted.",
    }.items():
        result = asking(f"ledger {command}")
        assert (result.code, word in result.out) == (0, True), result


def test_pages_join(asking: CommandLine) -> None:
    whole = asking.json("ledger events --limit 1000")
    assert whole["next"] is None
    found, after = [], ""
    while after is not None:
        page = asking.json("ledger events --limit 40", *(["--after", after] if after else []))
        found += page["events"]
        after = page["next"]
    assert found == whole["events"]


def test_reward_is_explained(asking: CommandLine) -> None:
    command = "ledger explain --task 0 --round 0"
    document = asking.json(command, by="contributor-0")
    assert (document["ok"], document["faults"]) == (True, [])
    text = asking(command, by="contributor-0").out
    marks = {line[:2] for line in text.splitlines()[3:] if line[:2].strip()}
    assert marks <= {"ok", "To"}, text
    assert document["claim"]["command"] in text
    assert document["claim"]["cast"] in text
    asking.refuse(1, "NeverEnrolled", command, by="owner")
    asking.refuse(1, "NoSuchRound", "ledger explain --task 0 --round 77", by="contributor-0")
    asking.refuse(2, "NobodyMeant", command)
    asking.refuse(2, "BadAddress", command, "0x12")


def test_whole_task_is_verified(asking: CommandLine) -> None:
    result = asking("ledger verify --task 0")
    assert result.code == 0, result
    assert "Everything holds." in result.out
    assert "final rounds" in result.err
    elsewhere = asking("ledger verify --task 0 --store empty")
    assert (elsewhere.code, "Everything holds" in elsewhere.out) == (0, False)
    assert "Nothing that could be checked is wrong." in elsewhere.out


def test_tampered_index_is_named_and_refused(asking: CommandLine, federation: Federation) -> None:
    asking.json("ledger index --index-file mine.db")
    with sqlite3.connect("mine.db") as database:
        database.execute("UPDATE rewards SET amount = x'00000000000000000000000000000001'")
    database.close()
    command = "ledger explain --task 0 --round 0 --index-file mine.db"
    result = asking(command, "--json", by="contributor-0")
    assert result.code == 1
    assert [fault["kind"] for fault in result.document["faults"]] == ["TAMPERED_INDEX"]
    told = asking(command, by="contributor-0")
    assert told.code == 1
    assert "TAMPERED INDEX (index): It tells the amount 1, which is " in told.out
    verified = asking("ledger verify --task 0 --index-file mine.db", "--json")
    assert verified.code == 1
    assert {fault["kind"] for fault in verified.document["faults"]} == {"TAMPERED_INDEX"}
    asking.json("ledger index --index-file mine.db --rebuild")
    assert asking(command, by="contributor-0").code == 0


def test_other_files_are_no_index(asking: CommandLine) -> None:
    Path("notes.txt").write_text("my notes")
    error = asking("ledger rounds --task 0 --index-file notes.txt", "--json")
    assert error.code == 3
    asking.refuse(3, "NotAnIndex", "ledger index --rebuild --index-file notes.txt")
    assert Path("notes.txt").read_text() == "my notes"
    asking.refuse(2, "BadPage", "ledger rounds --task 0 --after nonsense")
    asking.refuse(2, "UnknownEvent", "ledger events --kind \x1b[31mRed")


def test_tables_are_exported(asking: CommandLine) -> None:
    rows = asking.json("ledger export rewards --output rewards.csv")["rows"]
    with Path("rewards.csv").open() as file:
        from_csv = list(csv.DictReader(file))
    asking.json("ledger export rewards --format json --output rewards.json")
    from_json = [json.loads(line) for line in Path("rewards.json").read_text().splitlines()]
    asking.json("ledger export rewards --format parquet --output rewards.parquet")
    from_parquet = pyarrow.parquet.read_table("rewards.parquet").to_pylist()
    amounts = [[row["amount"] for row in each] for each in (from_csv, from_json, from_parquet)]
    assert amounts[0] == amounts[1] == amounts[2]
    assert len(amounts[0]) == rows > 0
    printed = asking("ledger export rewards").out
    assert list(csv.DictReader(io.StringIO(printed))) == from_csv
    refused = asking("ledger export rewards --output no/such/place.csv", "--json")
    assert (refused.code, refused.document["error"]) == (3, "PathUnusable")


def test_index_follows_until_stopped(asking: CommandLine, request: pytest.FixtureRequest) -> None:
    words = ["ledger", "index", "--follow", "--json"]
    running = start(words, asking.directory, {"PYTHONPATH": make_path()})
    request.addfinalizer(running.process.kill)
    assert running.wait_for("Indexed")["events"] > 0
    assert running.end(signal.SIGINT) == 130


def test_contributor_is_told_where_it_stands(asking: CommandLine, federation: Federation) -> None:
    document = asking.json("status", by="contributor-0")
    [role] = document["roles"]
    assert (role["role"], role["task"], role["frozen"]) == ("CONTRIBUTOR", 0, 0)
    assert any(each["included"] for each in role["recent"])
    [advice] = [each for each in document["advice"] if "claimed" in each["text"]]
    account = get_address(federation, "contributor-0")
    assert advice["command"] == f"consort claim --task 0 --account {account}"
    assert advice["command"] in asking("status", by="contributor-0").out
    hidden = asking.json("status", get_address(federation, "contributor-2"))
    assert not any(each["included"] for each in hidden["roles"][0]["recent"])


def test_validator_and_stranger_are_told_where_they_stand(
    asking: CommandLine, federation: Federation
) -> None:
    [role] = asking.json("status", by="validator-0")["roles"]
    assert (role["role"], role["slashed"]) == ("VALIDATOR", "0")
    text = asking("status", by="validator-0").out
    assert "validator 0 of task 0, staked with 1000 tokens" in text
    assert "of pay wait to be withdrawn" in text
    stranger = asking.json("status --task 0", get_address(federation, "contributor-5"))
    assert stranger["roles"] == []
    assert "stake deposit" in stranger["advice"][0]["command"]
    asking.refuse(2, "NobodyMeant", "status")
    asking.refuse(1, "UnknownTask", "status --task 9", by="validator-0")


def test_leaving_has_its_delay_and_its_command(asking: CommandLine, federation: Federation) -> None:
    devnet = federation.local.devnet
    snapshot = devnet.snapshot()
    try:
        asking.json("stake exit --task 0 --role validator", by="validator-1")
        [role] = asking.json("status", by="validator-1")["roles"]
        assert role["release_at"] > 0
        assert role["until_round"] is not None
        assert "are free in" in asking("status", by="validator-1").out
        devnet.advance_time(100_000)
        devnet.mine(role["release_block"])
        advice = asking.json("status", by="validator-1")["advice"]
        [command] = [each["command"] for each in advice if "withdrawn." in each["text"][-10:]][:1]
        assert command == "consort stake withdraw --task 0 --role validator"
        asking.json(command.removeprefix("consort "), by="validator-1")
    finally:
        devnet.revert(snapshot)
        shutil.rmtree(federation.local.directory / "journals", ignore_errors=True)


def test_types_fit_the_documents(asking: CommandLine) -> None:
    abi = json.loads(asking("contracts abi Coordinator").out)
    assert {"commit", "propose"} <= {entry.get("name") for entry in abi}
    assert asking.json("contracts abi").keys() > {"Coordinator", "NodeAccount"}
    asking.refuse(2, "NoSuchContract", "contracts abi Coordinate")
    asking.json("contracts types --output consort.ts")
    documents = {
        "Explanation": asking.json("ledger explain --task 0 --round 0", by="contributor-0"),
        "Verification": asking.json("ledger verify --task 0"),
        "Standing": asking.json("status", by="contributor-0"),
        "AccountDetail": asking.json("ledger account", by="validator-0"),
        "Deployment": json.loads(next(Path("deployments").glob("*.json")).read_text()),
        "RoundDetail & { commitments: readonly CommitmentEntry[] }": asking.json(
            "ledger round 0 --task 0"
        ),
        "{ events: readonly EventEntry[]; next: string | null }": asking.json(
            "ledger events --limit 20"
        ),
    }
    lines = [
        f"export const document{at}: {kind} = {json.dumps(document)};"
        for at, (kind, document) in enumerate(documents.items())
    ]
    names = "AccountDetail, CommitmentEntry, Deployment, EventEntry, Explanation, RoundDetail"
    head = f'import {{ abis, {names}, Standing, Verification }} from "./consort";'
    check = 'export const claim: "claim" | undefined = abis.RewardLedger.find((entry) => '
    check += 'entry.type === "function" && entry.name === "claim")?.name as "claim" | undefined;'
    Path("check.ts").write_text("\n".join((head, *lines, check)))
    settings = {"strict": True, "noEmit": True, "target": "es2022", "types": []}
    settings |= {"moduleResolution": "bundler", "module": "es2022", "lib": ["es2022"]}
    Path("tsconfig.json").write_text(
        json.dumps({"compilerOptions": settings, "files": ["check.ts"]})
    )
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run([node, TSC], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
