"""What a block explorer asks for to verify the contracts: source, settings, constructor arguments.

The sources come with the package, the arguments from the chain: nothing is compiled here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from consort.chain.deployment import DeployedContract, Deployment
from consort.chain.interface import LIBRARIES, load_contract
from consort.chain.rpc import Rpc
from consort.errors import CreationMissing
from consort.spec.types import Address

Json = dict[str, Any]

_TIMES: Final = ("exitDelay", "exitBlocks")
_CHILDREN: Final = {
    "StakeVault": ("ConsortToken", "Coordinator", "Disputes", "Demands", *_TIMES),
    "RewardLedger": ("ConsortToken", "Coordinator"),
    "ModelRegistry": ("Coordinator",),
}
"""What the coordinator's constructor creates, and from what: contracts, or views of the vault."""
_OUTPUTS: Final = ["abi", "evm.bytecode", "evm.deployedBytecode", "metadata"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What an explorer wants of one contract; `arguments` are ABI-encoded.

    `unit` is the path of its source in `standard_input`, the compiler's standard JSON.
    """

    name: str
    address: Address
    unit: str
    compiler: str
    arguments: bytes
    libraries: Mapping[str, Address]
    standard_input: Json

    @property
    def qualified_name(self) -> str:
        """Return the name that explorers call the contract by."""
        return f"{self.unit}:{self.name}"


def describe_contracts(rpc: Rpc, deployment: Deployment) -> Iterator[Verification]:
    """Yield what verifies each contract of a deployment; raises CreationMissing."""
    arguments = _find_arguments(rpc, deployment)
    for name, contract in deployment.contracts.items():
        artifact = _load(name)
        links = sorted({link.library for link in load_contract(name).links})
        libraries = {library: deployment.get_address(library) for library in links}
        yield Verification(
            name,
            contract.address,
            _load("sources")["units"][name],
            f"v{artifact['solcVersion']}",
            arguments[name],
            libraries,
            _make_input(artifact["settings"], libraries),
        )


def _make_input(settings: Json, libraries: Mapping[str, Address]) -> Json:
    held = _load("sources")
    linked: Json = {}
    for library, address in libraries.items():
        linked.setdefault(held["units"][library], {})[library] = address
    outputs = {"outputSelection": {"*": {"*": _OUTPUTS}}, "libraries": linked}
    sources = {unit: {"content": text} for unit, text in held["sources"].items()}
    return {"language": "Solidity", "sources": sources, "settings": settings | outputs}


def _find_arguments(rpc: Rpc, deployment: Deployment) -> dict[str, bytes]:
    """Return every contract's encoded constructor arguments."""
    held = deployment.contracts
    found = {name: _derive(rpc, deployment, names) for name, names in _CHILDREN.items()}
    for name, contract in held.items():
        if name in LIBRARIES:
            found[name] = b""
        elif name not in found:
            found[name] = _read(rpc, name, contract)
    return found


def _read(rpc: Rpc, name: str, contract: DeployedContract) -> bytes:
    """Return what follows the code in the transaction that created a contract."""
    block = rpc.request("eth_getBlockByNumber", hex(contract.block), True)
    for sent in block["transactions"] if block else ():
        receipt = None if sent["to"] else rpc.request("eth_getTransactionReceipt", sent["hash"])
        if receipt and str(receipt["contractAddress"]).lower() == contract.address.lower():
            return bytes.fromhex(sent["input"][2:])[len(load_contract(name).creation_code) :]
    raise CreationMissing(name, contract.address, contract.block)


def _derive(rpc: Rpc, deployment: Deployment, names: Sequence[str]) -> bytes:
    """Return the arguments that the coordinator gave to a contract: addresses, and its own times.

    All are single words.
    """
    words = [
        _call(rpc, deployment, name)
        if name in _TIMES
        else bytes(12) + bytes.fromhex(deployment.get_address(name)[2:])
        for name in names
    ]
    return b"".join(words)


def _call(rpc: Rpc, deployment: Deployment, function: str) -> bytes:
    data = load_contract("StakeVault").get(function).encode_call(())
    request = {"to": deployment.get_address("StakeVault"), "data": f"0x{data.hex()}"}
    return bytes.fromhex(rpc.request("eth_call", request, "latest")[2:])


@cache
def _load(name: str) -> Json:
    loaded: Json = json.loads((files("consort.chain") / "artifacts" / f"{name}.json").read_text())
    return loaded
