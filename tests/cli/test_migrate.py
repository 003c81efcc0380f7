"""A task moves to a new deployment with its model; what it says of its origin is checked."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from shutil import rmtree

import pytest

from consort.apps.digits import app as digits
from consort.chain.client import Chain
from consort.chain.deployer import DeployParams, deploy
from consort.chain.deployment import get_record_path
from consort.chain.devnet import start_devnet
from consort.cli.actions.opening import FirstFiles, open_task
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import compute_manifest_hash, encode_manifest
from consort.codec.model_state import ModelState, write_state
from consort.codec.origin import Origin
from consort.codec.tensors import build_manifest, encode_genesis
from consort.evaluation import AppEvaluator
from consort.node.origins import name_origin, read_lineage
from consort.node.progress import RoundEnded
from consort.spec.params import MINIMAL
from consort.spec.proposals import hash_proposal
from consort.spec.types import TaskId
from consort.storage.directory import DirectoryStore
from consort.training import build_model, copy_state
from tests.app.apps import app as points
from tests.chain.devnet_fixture import NAMES, TOKENS_EACH, LocalChain, prepare_chain
from tests.chain.task_terms import PARAMS
from tests.cli.conftest import CommandLine, create_task
from tests.roles.federation import Federation, Node, check_conservation, to_content

TEN_YEARS = 10 * 365 * 24 * 3600
EVALUATE = AppEvaluator("consort.apps.digits:app")


@pytest.fixture
def old(on_chain: CommandLine, local_chain: LocalChain) -> Federation:
    """Give a task on digits with two contributors and two validators."""
    federation = Federation.start(local_chain, on_chain.directory, digits)
    federation.enrol(contributors=2, validators=2)
    return federation


@pytest.fixture
def new(local_chain: LocalChain, tmp_path: Path) -> LocalChain:
    """Deploy again on the same chain, with tokens of its own for everybody."""
    local = replace(local_chain, directory=tmp_path / "new")
    deployment = deploy(
        local.rpc_url,
        local.accounts["owner"],
        DeployParams.of(MINIMAL),
        directory=local.directory / "deployments",
        options=local.options,
    )
    local = replace(local, deployment=deployment)
    for name in NAMES[1:]:
        local.connect().transfer(local.accounts[name].address, TOKENS_EACH)
    return local


def train(federation: Federation) -> list[float]:
    """Play two rounds; return the accuracy of each new version."""
    first = federation.validate(0, rounds=2, evaluate=EVALUATE)
    second = federation.validate(1, rounds=2)
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1), first, second]
    federation.drive(nodes, until=lambda: federation.version == 2 and first.step())
    ended = federation.find("validator-0", RoundEnded)
    return [end.metrics["accuracy"] for end in ended if end.metrics is not None]


def test_model_goes_on_and_rewards_stay(
    on_chain: CommandLine, old: Federation, new: LocalChain
) -> None:
    before = train(old)
    lineage = old.read_history().lineage

    moved = on_chain.json(f"task migrate {old.task} --to {new.record} --budget 1000", by="owner")

    assert moved["genesis_model_root"] == f"0x{lineage[-1].model_root.hex()}"
    assert moved["origin"]["proposal_hash"] == f"0x{hash_proposal(lineage[-1]).hex()}"
    store = DirectoryStore(on_chain.directory / "store")
    young = Federation(new, new.directory, store, digits, TaskId(moved["task"]), old.manifest)
    young.enrol(contributors=2, validators=2)
    after = train(young)
    assert before[0] < before[1] < after[0] < after[1]
    check_history(on_chain, old, young)
    check_files(on_chain, old, young)

    rmtree(on_chain.directory / "store")
    old.tick(TEN_YEARS)
    check_claims(on_chain, old, "")
    check_claims(on_chain, young, f"--deployment {new.record}")


def check_dry_run(cli: CommandLine, migrate: str) -> None:
    """Check that a rehearsal shows the new task, and puts nothing into the store."""
    files = sorted((cli.directory / "store").rglob("*"))
    document = cli.json(f"{migrate} --dry-run", by="owner")
    assert "createTask" in [call["function"] for call in document["transactions"]]
    assert sorted((cli.directory / "store").rglob("*")) == files


def check_history(cli: CommandLine, old: Federation, young: Federation) -> None:
    """Check that all versions are told as the two chains of proposals have them."""
    command = f"model history --task {young.task} --deployment {young.local.record}"
    record = old.local.record
    told = cli.json(f"{command} --origin-deployment {record}")
    expected = [*old.read_history().lineage, *young.read_history().lineage[1:]]
    assert [row["version"] for row in told["versions"]] == [0, 1, 2, 3, 4]
    assert [row["round"] for row in told["versions"]] == [None, 0, 1, 0, 1]
    roots = [f"0x{proposal.model_root.hex()}" for proposal in expected]
    assert [row["model_root"] for row in told["versions"]] == roots
    [origin] = told["origins"]
    assert (origin["verified"], origin["later_versions"]) == (True, 0)
    alone = cli.json(command)
    assert [row["version"] for row in alone["versions"]] == [2, 3, 4]
    assert not alone["origins"][0]["verified"]
    assert "not checked" in cli(command).out


def check_files(cli: CommandLine, old: Federation, young: Federation) -> None:
    """Check that a version from before is proved to belong to the lineage."""
    cli.json(f"model pull --task {old.task} --version 1 --output one.safetensors")
    command = f"model verify one.safetensors --task {young.task} --deployment {young.local.record}"
    cli.refuse(1, "NotInLineage", command)
    proved = cli.json(f"{command} --origin-deployment {old.local.record}")
    coordinator = old.local.deployment.get_address("Coordinator")
    assert (proved["version"], proved["coordinator"]) == (1, coordinator)


def check_claims(cli: CommandLine, federation: Federation, where: str) -> None:
    """Claim everything with nothing but the chain, and check that it adds up."""
    for name in ("contributor-0", "contributor-1"):
        claimed = cli.json(f"claim --task {federation.task} {where}", by=name)
        assert int(claimed["rewards"]) > 0
        assert cli.json(f"claim --task {federation.task} {where}", by=name)["rewards"] == "0"
    check_conservation(federation)


def test_terms_stay_but_for_what_changes(on_chain: CommandLine, new: LocalChain) -> None:
    task = create_task(on_chain, "--term", "challenge=7", "--rule", "median")
    before = on_chain.json(f"task show {task}")
    changes = "--term commit=30 --rule trimmed-mean --target-weight 9"
    moved = on_chain.json(f"task migrate {task} --to {new.record} {changes}", by="owner")
    after = on_chain.json(f"task show {moved['task']} --deployment {new.record}")
    expected = before["params"] | {"manifest_hash": moved["manifest_hash"]}
    expected["inputs"] |= {"commit": 30}
    expected["arithmetic"] |= {"rule": "TRIMMED_MEAN", "target_weight": 9}
    assert after["params"] == expected
    assert (after["unspent"], moved["old_unspent"]) == ("0", before["unspent"])
    closed = on_chain.json(f"task close {task}", by="owner")
    assert closed["credit"] == before["unspent"]


def test_task_whose_round_runs_is_not_moved(on_chain: CommandLine, new: LocalChain) -> None:
    task = create_task(on_chain)
    on_chain.json(f"stake deposit 100 --task {task} --role contributor", by="contributor-0")
    on_chain.json(f"stake deposit 400 --task {task} --role validator", by="validator-0")
    on_chain.json(f"round open --task {task}", by="owner")
    migrate = f"task migrate {task} --to {new.record}"
    on_chain.refuse(1, "TaskNotSettled", migrate, by="owner")
    check_dry_run(on_chain, f"{migrate} --version 0")
    assert on_chain.json(f"task list --deployment {new.record}") == {"tasks": []}
    assert on_chain.json(f"{migrate} --version 0", by="owner")["origin"]["version"] == 0


def test_lineage_of_three_deployments(on_chain: CommandLine, new: LocalChain) -> None:
    """The third is the first again: a task may also go on beside itself, on other terms."""
    first = create_task(on_chain)
    second = on_chain.json(f"task migrate {first} --to {new.record}", by="owner")["task"]
    old = get_record_path(new.deployment.chain_id, Path("deployments"))
    migrate = f"task migrate {second} --deployment {new.record} --to {old}"
    third = on_chain.json(migrate, by="owner")["task"]
    records = f"--origin-deployment {old} --origin-deployment {new.record}"
    told = on_chain.json(f"model history --task {third} {records}")
    assert [origin["verified"] for origin in told["origins"]] == [True, True]
    assert [row["version"] for row in told["versions"]] == [0]


def test_other_chain(on_chain: CommandLine, local_chain: LocalChain, tmp_path: Path) -> None:
    task = create_task(on_chain)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "keystores").symlink_to(local_chain.directory / "keystores")
    with start_devnet(log=tmp_path / "other.log") as devnet:
        other = prepare_chain(devnet, tmp_path / "other")
        place = f"--to {other.record} --to-rpc {other.rpc_url}"
        moved = on_chain.json(f"task migrate {task} {place} --budget 7", by="owner")
        there = f"--task {moved['task']} --rpc-url {other.rpc_url} --deployment {other.record}"
        origin = f"--origin-deployment {local_chain.record} --origin-rpc {local_chain.rpc_url}"
        told = on_chain.json(f"model history {there} {origin}")
        assert [place["verified"] for place in told["origins"]] == [True]
        assert other.connect().get_unspent(moved["task"]) == 7 * 10**18


Lie = Callable[[Manifest, Origin], Manifest]


LIES: dict[str, Lie] = {
    "newest final version": lambda told, real: told.continue_from(replace(real, version=1)),
    "no such task": lambda told, real: told.continue_from(replace(real, task=9)),
    "its proposal is": lambda told, real: told.continue_from(
        replace(real, proposal_hash=bytes(32))
    ),
    "its manifest is": lambda told, real: replace(told, app="another").continue_from(real),
    "its model is": lambda told, real: told.continue_from(real),
}


@pytest.mark.parametrize("said", LIES)
def test_lies_about_the_origin_are_found(
    on_chain: CommandLine, local_chain: LocalChain, new: LocalChain, said: str
) -> None:
    task = create_task(on_chain, "--seed", 1)
    real = name_origin(read_lineage(local_chain.connect(), TaskId(task)), 0)
    network = build_model(points, seed=2 if said == "its model is" else 1)
    manifest = build_manifest(network, app=points.name)
    false, state = LIES[said](manifest, real), encode_genesis(copy_state(network), manifest)
    opened = open_false_task(new.connect(), on_chain.directory / "store", false, state)
    command = f"model history --task {opened} --deployment {new.record}"
    sentence = on_chain.refuse(
        1, "OriginIsFalse", f"{command} --origin-deployment {local_chain.record}"
    )
    assert said in sentence


def open_false_task(chain: Chain, store: Path, manifest: Manifest, state: ModelState) -> TaskId:
    """Open a task with any manifest at all."""
    file = BytesIO()
    root = write_state(file, state)
    opened = DirectoryStore(store)
    files = FirstFiles(
        to_content(opened.put(encode_manifest(manifest))), to_content(opened.put(file.getvalue()))
    )
    params = replace(PARAMS, manifest_hash=compute_manifest_hash(manifest), genesis_model_root=root)
    return open_task(chain, params, files, 0)
