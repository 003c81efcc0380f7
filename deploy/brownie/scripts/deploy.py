"""Deploy everything with Brownie: the same contracts, order and record as `consort deploy`.

`run deploy main me.json --network consort` deploys from a keystore, whose password Brownie asks
for unless ETH_PASSWORD names a file with it; without a keystore, on Brownie's own chain, the first
account deploys. The record in `deployments/` is what every `consort` command reads.
"""

import os
from collections.abc import Mapping
from dataclasses import astuple, is_dataclass
from pathlib import Path
from typing import Any

from brownie import accounts, project, web3

from consort.chain.deployer import (
    DeployParams,
    describe,
    describe_children,
    has_beacon,
    load_valid,
    plan_creations,
)
from consort.chain.deployment import (
    DIRECTORY,
    DeployedContract,
    Deployment,
    get_record_path,
    save_deployment,
)
from consort.chain.rpc import Rpc
from consort.spec.params import PROTOCOL_VERSION
from consort.spec.types import Address


def main(keystore: str = "", directory: str = str(DIRECTORY)) -> None:
    """Deploy with the default terms, unless the record's contracts are there already."""
    account = load_account(keystore) if keystore else accounts[0]
    deployment = deploy(account, DeployParams(), Path(directory))
    for name, contract in deployment.contracts.items():
        print(f"{name:18} {contract.address}")
    print(f"Recorded in {get_record_path(deployment.chain_id, Path(directory))}")


def load_account(keystore: str) -> Any:
    """Open a keystore as one of Brownie's accounts."""
    named = os.environ.get("ETH_PASSWORD")
    password = Path(named).expanduser().read_text().rstrip("\r\n") if named else None
    return accounts.load(keystore, password)


def deploy(account: Any, params: DeployParams, directory: Path) -> Deployment:
    """Deploy from one of Brownie's accounts and write `<directory>/<chain id>.json`.

    Where the record's contracts are there, it returns the record. Raises WrongCode where Brownie's
    compilation is not the one that the package ships.
    """
    rpc = Rpc(web3.provider.endpoint_uri)
    path = get_record_path(web3.eth.chain_id, directory)
    known = load_valid(rpc, path)
    if known is not None:
        return known
    contracts = create_all(rpc, account, params)
    deployment = Deployment(web3.eth.chain_id, PROTOCOL_VERSION, contracts)
    save_deployment(deployment, path)
    return deployment


def create_all(rpc: Rpc, account: Any, params: DeployParams) -> Mapping[str, DeployedContract]:
    """Create one contract after another."""
    contracts: dict[str, DeployedContract] = {}
    made: dict[str, Address] = {}
    plan = plan_creations(params, Address(account.address), lambda: has_beacon(rpc), made)
    for name, arguments in plan:
        made[name], block = create(account, name, arguments)
        contracts[name] = describe(rpc, name, made[name], block, arguments)
    return contracts | describe_children(rpc, contracts["Coordinator"])


def create(account: Any, name: str, arguments: tuple[object, ...]) -> tuple[Address, int]:
    """Create a contract, linked by Brownie to the libraries before it; return address and block.

    Brownie's own `deploy` also notes live contracts in a database, and stumbles over these.
    """
    (consort,) = project.get_loaded_projects()
    data = consort[name].deploy.encode_input(*map(to_plain, arguments))
    receipt = account.transfer(data=data)
    created = consort[name].at(receipt.contract_address, persist=False)
    return Address(created.address), receipt.block_number


def to_plain(value: object) -> object:
    """Return a structure of the specification as the tuple that Brownie takes for it."""
    return astuple(value) if is_dataclass(value) and not isinstance(value, type) else value
