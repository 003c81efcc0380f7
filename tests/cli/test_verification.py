"""What is written for block explorers compiles to what is on chain."""

import json
from pathlib import Path
from typing import Any

import pytest
import solcx

from consort.chain.interface import load_contract
from consort.chain.rpc import Rpc
from deploy.compile import find_solc
from tests.chain.devnet_fixture import LocalChain
from tests.cli.conftest import CommandLine

Json = dict[str, Any]


@pytest.fixture
def index(on_chain: CommandLine) -> dict[str, Json]:
    """What the command wrote, by contract."""
    document = on_chain.json("contracts verification explorer")
    assert document == json.loads((on_chain.directory / "explorer/verification.json").read_text())
    return {each["name"]: each for each in document["contracts"]}


def compile_one(directory: Path, told: Json) -> Json:
    """Do what an explorer does: compile the input, and take the contract of that name."""
    task = json.loads((directory / "explorer" / told["input"]).read_text())
    unit, name = told["contract"].split(":")
    # Everything is compiled to be linked, but only what is asked for is generated.
    task["settings"]["outputSelection"] = {unit: {name: ["evm.bytecode", "evm.deployedBytecode"]}}
    compiled: Json = solcx.compile_standard(task, solc_binary=find_solc())
    contract: Json = compiled["contracts"][unit][name]["evm"]
    return contract


def check(told: Json, compiled: Json, local_chain: LocalChain) -> None:
    rpc, contract = Rpc(local_chain.rpc_url), load_contract(told["name"])
    on_chain = bytes.fromhex(rpc.request("eth_getCode", told["address"], "latest")[2:])
    assert contract.mask(bytes.fromhex(compiled["deployedBytecode"]["object"])) == contract.mask(
        on_chain
    )
    created = compiled["bytecode"]["object"] + told["constructor_arguments"][2:]
    if told["name"] in {"StakeVault", "RewardLedger", "ModelRegistry"}:
        creator = local_chain.deployment.get_address("Coordinator")
        request = {"from": creator, "data": f"0x{created}"}
        assert bytes.fromhex(rpc.request("eth_call", request, "latest")[2:]) == on_chain
    else:
        assert f"0x{created}" == find_creation(rpc, told["address"], local_chain)


def find_creation(rpc: Rpc, address: str, local_chain: LocalChain) -> str:
    """Return the data that created a contract, found from the record's block."""
    held = local_chain.deployment.contracts.values()
    [block] = {each.block for each in held if each.address == address}
    sent = rpc.request("eth_getBlockByNumber", hex(block), True)["transactions"]
    [data] = [each["input"] for each in sent]
    return str(data)


def test_small_contract_compiles_to_what_is_on_chain(
    on_chain: CommandLine, index: dict[str, Json], local_chain: LocalChain
) -> None:
    for name in ("SeedSource", "RewardLedger"):
        check(index[name], compile_one(on_chain.directory, index[name]), local_chain)


def test_index_names_all_that_an_explorer_asks_for(
    index: dict[str, Json], local_chain: LocalChain
) -> None:
    addresses = local_chain.deployment.addresses
    assert {name: each["address"] for name, each in index.items()} == addresses
    assert index["Coordinator"]["contract"] == "contracts/Coordinator.sol:Coordinator"
    libraries = index["Coordinator"]["libraries"]
    assert libraries == {name: addresses[name] for name in libraries}
    assert libraries.keys() == {"Drawing", "Enrolling", "Rivals", "TaskSetup"}
    assert all(each["compiler"].startswith("v0.8.") for each in index.values())


@pytest.mark.slow
def test_every_contract_compiles_to_what_is_on_chain(
    on_chain: CommandLine, index: dict[str, Json], local_chain: LocalChain
) -> None:
    """With the addresses of its libraries, and followed by its constructor's arguments."""
    for told in index.values():
        check(told, compile_one(on_chain.directory, told), local_chain)
