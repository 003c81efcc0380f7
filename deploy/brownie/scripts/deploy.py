"""Deploy everything with Brownie: the same contracts, order and record as `consort deploy`.

`run deploy main me.json --network consort` deploys from a keystore, whose password Brownie asks
for unless ETH_PASSWORD names a file with it; without a keystore, on Brownie's own chain, the first
account deploys. The record in `deployments/` is what every `consort` command reads. Run again after
a crash it goes on where it stopped, as `consort deploy` does, whichever of the two was stopped.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import astuple, is_dataclass
from pathlib import Path
from typing import Any

from brownie import accounts, project, web3
from web3.exceptions import TimeExhausted, TransactionNotFound

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
from consort.chain.partial import Partial
from consort.chain.rpc import Rpc
from consort.spec.params import PROTOCOL_VERSION
from consort.spec.types import Address

WAIT_SECONDS = 120


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
    partial = Partial(rpc, path)
    contracts = create_all(rpc, account, params, partial)
    deployment = Deployment(web3.eth.chain_id, PROTOCOL_VERSION, contracts)
    save_deployment(deployment, path)
    partial.forget()
    return deployment


def create_all(
    rpc: Rpc, account: Any, params: DeployParams, partial: Partial
) -> Mapping[str, DeployedContract]:
    """Create one contract after another, but for those that a stopped run has created."""
    wait_for(partial)
    contracts: dict[str, DeployedContract] = {}
    made: dict[str, Address] = {}
    plan = plan_creations(params, Address(account.address), partial_or_chain(rpc, partial), made)
    for name, arguments in plan:
        made[name], block = create(account, name, arguments, partial)
        contracts[name] = describe(rpc, name, made[name], block, arguments)
    return contracts | describe_children(rpc, contracts["Coordinator"])


def partial_or_chain(rpc: Rpc, partial: Partial) -> Callable[[], bool]:
    """Return what finds out whether seeds come from the beacon: it is chosen once."""

    def find() -> bool:
        chosen = partial.find_uses_beacon()
        return has_beacon(rpc) if chosen is None else chosen

    return find


def wait_for(partial: Partial) -> None:
    """Let what a stopped run has sent be mined; what nobody knows any more is left alone."""
    for transaction in partial.read():
        with suppress(TransactionNotFound, TimeExhausted):
            web3.eth.get_transaction(transaction)
            web3.eth.wait_for_transaction_receipt(transaction, WAIT_SECONDS)


def create(
    account: Any, name: str, arguments: tuple[object, ...], partial: Partial
) -> tuple[Address, int]:
    """Create a contract, linked by Brownie to the libraries before it; return address and block.

    Brownie's own `deploy` also notes live contracts in a database, and stumbles over these. A hash
    is told only once its transaction is sent: a crash in that moment costs one creation again.
    """
    (consort,) = project.get_loaded_projects()
    data = consort[name].deploy.encode_input(*map(to_plain, arguments))
    address, block = partial.find_created(bytes.fromhex(data.removeprefix("0x"))) or send(
        account, data, partial
    )
    consort[name].at(address, persist=False)
    return address, block


def send(account: Any, data: str, partial: Partial) -> tuple[Address, int]:
    """Send what creates a contract, note it, and wait until it is there."""
    receipt = account.transfer(data=data, required_confs=0)
    partial.note(receipt.txid)
    receipt.wait(1)
    return Address(receipt.contract_address), receipt.block_number


def to_plain(value: object) -> object:
    """Return a structure of the specification as the tuple that Brownie takes for it."""
    return astuple(value) if is_dataclass(value) and not isinstance(value, type) else value
