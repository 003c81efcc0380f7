"""The record of a deployment: which contracts lie where, since when, with which code."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from eth_hash.auto import keccak

from consort.chain.accounts import parse_address
from consort.chain.rpc import Rpc
from consort.errors import (
    ConsortError,
    ContractsMissing,
    DeploymentMissing,
    DeploymentUnreadable,
    WrongChainId,
    WrongCode,
    WrongProtocolVersion,
)
from consort.spec.params import PROTOCOL_VERSION
from consort.spec.types import Address

DIRECTORY: Final = Path("deployments")


@dataclass(frozen=True, slots=True)
class DeployedContract:
    """A contract on chain: the block that created it, the hash of its code, its arguments."""

    address: Address
    block: int
    code_hash: bytes
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Deployment:
    """The contracts of one deployment by name."""

    chain_id: int
    protocol_version: int
    contracts: Mapping[str, DeployedContract]

    @property
    def first_block(self) -> int:
        """Return the block before which there are no events."""
        return min(contract.block for contract in self.contracts.values())

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the contracts' names by address in lower case."""
        return {contract.address.lower(): name for name, contract in self.contracts.items()}

    @property
    def addresses(self) -> dict[str, Address]:
        """Return the contracts' addresses by name."""
        return {name: contract.address for name, contract in self.contracts.items()}

    def get_address(self, contract: str) -> Address:
        """Return a contract's address."""
        return self.contracts[contract].address


def get_record_path(chain_id: int, directory: Path = DIRECTORY) -> Path:
    """Return where the record of a chain lies."""
    return directory / f"{chain_id}.json"


def describe_deployment(deployment: Deployment) -> dict[str, object]:
    """Return the record as its file has it."""
    contracts = {
        name: asdict(contract) | {"code_hash": f"0x{contract.code_hash.hex()}"}
        for name, contract in deployment.contracts.items()
    }
    return {
        "chain_id": deployment.chain_id,
        "protocol_version": deployment.protocol_version,
        "contracts": contracts,
    }


def save_deployment(deployment: Deployment, path: Path) -> None:
    """Write a record, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(describe_deployment(deployment), indent=1) + "\n")
    temporary.replace(path)


def load_deployment(place: Path | int, directory: Path = DIRECTORY) -> Deployment:
    """Read a record by path or chain id; raise DeploymentMissing, DeploymentUnreadable."""
    path = get_record_path(place, directory) if isinstance(place, int) else place
    try:
        return _parse(json.loads(path.read_text()))
    except FileNotFoundError:
        raise DeploymentMissing(str(path)) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeploymentUnreadable(str(path), f"{type(error).__name__}: {error}") from None
    except ConsortError as error:
        raise DeploymentUnreadable(str(path), str(error)) from None


def verify_chain(rpc: Rpc, deployment: Deployment) -> None:
    """Check chain id, code and protocol version against the record.

    Raises WrongChainId, ContractsMissing, WrongCode, WrongProtocolVersion, ChainUnreachable.
    """
    rpc.bind(deployment.chain_id)
    chain_id = int(rpc.request("eth_chainId"), 16)
    if chain_id != deployment.chain_id:
        raise WrongChainId(rpc.place, deployment.chain_id, chain_id)
    for name, contract in deployment.contracts.items():
        actual = keccak(get_code(rpc, name, contract.address, chain_id))
        if actual != contract.code_hash:
            raise WrongCode(name, contract.address, contract.code_hash, actual)
    if deployment.protocol_version != PROTOCOL_VERSION:
        raise WrongProtocolVersion(PROTOCOL_VERSION, deployment.protocol_version)


def get_code(rpc: Rpc, name: str, address: Address, chain_id: int) -> bytes:
    """Return a contract's code; raise ContractsMissing."""
    code = bytes.fromhex(rpc.request("eth_getCode", address, "latest")[2:])
    if not code:
        raise ContractsMissing(name, address, chain_id)
    return code


def _parse(record: Mapping[str, object]) -> Deployment:
    contracts = record["contracts"]
    if not isinstance(contracts, dict):
        raise TypeError("contracts are not a table")
    return Deployment(
        int(str(record["chain_id"])),
        int(str(record["protocol_version"])),
        {name: _parse_contract(contract) for name, contract in contracts.items()},
    )


def _parse_contract(contract: Mapping[str, object]) -> DeployedContract:
    arguments = contract["arguments"]
    if not isinstance(arguments, list):
        raise TypeError("arguments are not a list")
    return DeployedContract(
        parse_address(str(contract["address"])),
        int(str(contract["block"])),
        bytes.fromhex(str(contract["code_hash"])[2:]),
        tuple(map(str, arguments)),
    )
