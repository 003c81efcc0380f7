"""Brownie's compilation and deployment are those of `consort deploy`."""

import re
from pathlib import Path
from typing import Any

import pytest
from brownie import accounts, project, web3

from consort.chain.accounts import create_account
from consort.chain.deployer import DeployParams, describe
from consort.chain.deployment import DeployedContract, get_record_path, load_deployment
from consort.chain.interface import CONTRACTS, OPTIONAL, load_contract
from consort.spec.params import DEFAULT
from deploy.brownie.scripts.deploy import deploy
from deploy.brownie.tests.conftest import Place, run_script

pytestmark = pytest.mark.usefixtures("module_isolation")

PLACEHOLDER = re.compile(r"_+[^_]+_+")


@pytest.mark.parametrize("name", [*CONTRACTS, *OPTIONAL])
def test_brownie_compiles_what_the_package_ships(name: str) -> None:
    (consort,) = project.get_loaded_projects()
    compiled = PLACEHOLDER.sub(lambda found: "0" * len(found[0]), consort[name].bytecode)
    assert compiled == load_contract(name).creation_code.hex()


def test_record_is_that_of_consort(place: Place) -> None:
    assert load_deployment(place.record) == place.deployment
    assert list(place.deployment.contracts) == list(CONTRACTS)
    coordinator = place.deployment.contracts["Coordinator"]
    times = DEFAULT.max_round_time, DEFAULT.max_extension, DEFAULT.exit_blocks
    assert coordinator.arguments[-3:] == tuple(map(str, times))
    assert coordinator.arguments[0] == place.contracts["ConsortToken"].address
    assert place.contracts["SeedSource"].usesBeacon()
    assert place.contracts["Disputes"].governor() == accounts[0]


def test_commands_accept_the_record(place: Place) -> None:
    assert place.ask_consort("task", "list") == {"tasks": []}


def test_script_deploys_from_a_keystore_on_a_running_chain(tmp_path: Path) -> None:
    account = create_account(tmp_path / "me.json", "secret", light=True)
    accounts[0].transfer(account.address, 10**19)
    password = tmp_path / "password"
    password.write_text("secret\n")
    script = "deploy", "main", str(tmp_path / "me.json"), str(tmp_path)
    told = run_script(*script, ETH_PASSWORD=str(password))
    record = get_record_path(web3.eth.chain_id, tmp_path)
    assert f"Recorded in {record}" in told
    assert "Traceback" not in told
    deployment = load_deployment(record)
    assert list(deployment.contracts) == list(CONTRACTS)
    assert deployment.contracts["Disputes"].arguments[0] == account.address


@pytest.mark.parametrize("left", [4, 11])
def test_crashed_deployment_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    """What was sent before the crash is found again; nothing is created twice."""
    before, calls = accounts[0].nonce, iter(range(left))

    def crash(*arguments: Any) -> DeployedContract:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return describe(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr("deploy.brownie.scripts.deploy.describe", crash)
        with pytest.raises(KeyboardInterrupt):
            deploy(accounts[0], DeployParams(), tmp_path)
    assert accounts[0].nonce == before + left + 1
    record = get_record_path(web3.eth.chain_id, tmp_path)
    assert not record.exists()
    deployment = deploy(accounts[0], DeployParams(), tmp_path)
    assert load_deployment(record) == deployment
    assert accounts[0].nonce == before + len(CONTRACTS) - 3
    assert not record.with_suffix(".partial").exists()


def test_deploying_again_returns_the_record(place: Place) -> None:
    nonce = accounts[0].nonce
    assert deploy(accounts[0], DeployParams(), place.record.parent) == place.deployment
    assert accounts[0].nonce == nonce
