"""Deploying Consort: the token, then the coordinator, which deploys what trusts it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

from consort.chain.accounts import Account
from consort.chain.deployment import (
    DIRECTORY,
    DeployedContract,
    Deployment,
    get_code,
    get_record_path,
    load_deployment,
    save_deployment,
    verify_chain,
)
from consort.chain.interface import Contract, decode, load_contract
from consort.chain.outbox import Call
from consort.chain.rpc import NodeError, Rpc
from consort.chain.sender import Sender, SendOptions
from consort.errors import ContractsMissing, DeploymentMissing, WrongCode
from consort.spec.params import DEFAULT, PROTOCOL_VERSION, TOKEN
from consort.spec.types import Address

_CHILDREN: Final = {
    "TaskLimits": "taskLimits",
    "StakeVault": "vault",
    "RewardLedger": "rewardLedger",
    "ModelRegistry": "modelRegistry",
}
"""What the coordinator's constructor deploys, by the function that tells its address."""


@dataclass(frozen=True, slots=True)
class DeployParams:
    """What a deployment fixes for good; `holder` of the supply is the deployer if not named.

    Supply in base units, times in seconds.
    """

    holder: Address | None = None
    supply: int = 1_000_000_000 * TOKEN
    max_round_time: int = DEFAULT.max_round_time
    slash_delay: int = DEFAULT.slash_delay


def deploy(
    rpc_url: str,
    account: Account,
    params: DeployParams | None = None,
    *,
    directory: Path = DIRECTORY,
    options: SendOptions | None = None,
) -> Deployment:
    """Deploy in two transactions and write `<directory>/<chain id>.json`.

    Run again after a crash it goes on where it stopped; where the record's contracts are there, it
    returns the record. Raises WrongCode where the record's contracts are others, and what sending
    raises.
    """
    rpc = Rpc(rpc_url)
    chain_id = int(rpc.request("eth_chainId"), 16)
    path = get_record_path(chain_id, directory)
    known = _load_valid(rpc, path)
    if known is not None:
        return known
    deployer = _Deployer(rpc, chain_id, account, options or SendOptions(), path)
    return deployer.run(params or DeployParams())


class _Deployer:
    """One deployment in progress; `<chain id>.partial` remembers what it has signed."""

    __slots__ = ("_account", "_chain_id", "_partial", "_path", "_rpc", "_sender")

    def __init__(
        self, rpc: Rpc, chain_id: int, account: Account, options: SendOptions, path: Path
    ) -> None:
        self._rpc = rpc
        self._chain_id = chain_id
        self._account = account
        self._path = path
        self._partial = path.with_suffix(".partial")
        self._sender = Sender(rpc, chain_id, account, options, self._note)

    def run(self, params: DeployParams) -> Deployment:
        """Deploy what is not there yet and write the record."""
        self._sender.recover()
        holder = params.holder or self._account.address
        token = self._create("ConsortToken", holder, params.supply)
        times = params.max_round_time, params.slash_delay
        coordinator = self._create("Coordinator", token.address, *times)
        contracts = {"ConsortToken": token, "Coordinator": coordinator}
        contracts |= self._find_children(coordinator)
        deployment = Deployment(self._chain_id, PROTOCOL_VERSION, contracts)
        save_deployment(deployment, self._path)
        self._partial.unlink(missing_ok=True)
        return deployment

    def _create(self, name: str, *arguments: object) -> DeployedContract:
        """Create a contract, or find the one that a killed run has created with these arguments."""
        contract = load_contract(name)
        data = contract.creation_code + contract.get("constructor").encode(arguments)
        created = self._find_created(data) or self._send(name, data)
        return self._describe(name, *created, tuple(map(str, arguments)))

    def _send(self, name: str, data: bytes) -> tuple[Address, int]:
        mined = self._sender.send(Call(f"the creation of {name}", None, data))
        return Address(str(to_checksum_address(str(mined.contract)))), mined.block

    def _note(self, _function: str, transaction: str) -> None:
        """Remember a hash before its transaction is sent."""
        self._partial.parent.mkdir(parents=True, exist_ok=True)
        with self._partial.open("a") as file:
            file.write(f"{transaction}\n")

    def _find_created(self, data: bytes) -> tuple[Address, int] | None:
        """Return address and block of the contract that this very code and arguments made."""
        for transaction in self._read_partial():
            sent = self._find("eth_getTransactionByHash", transaction)
            receipt = self._find("eth_getTransactionReceipt", transaction)
            if (
                sent
                and receipt
                and sent["input"] == f"0x{data.hex()}"
                and receipt["status"] == "0x1"
            ):
                address = Address(str(to_checksum_address(receipt["contractAddress"])))
                return address, int(receipt["blockNumber"], 16)
        return None

    def _read_partial(self) -> list[str]:
        return self._partial.read_text().split() if self._partial.exists() else []

    def _find(self, method: str, transaction: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] | None = self._rpc.ask(method, transaction)
        except NodeError:  # some nodes call an unknown transaction an error
            return None
        return found

    def _find_children(self, coordinator: DeployedContract) -> dict[str, DeployedContract]:
        addresses = {
            name: self._read_address(coordinator.address, function)
            for name, function in _CHILDREN.items()
        }
        return {
            name: self._describe(name, address, coordinator.block, ())
            for name, address in addresses.items()
        }

    def _read_address(self, coordinator: Address, function: str) -> Address:
        entry = load_contract("Coordinator").get(function)
        request = {"to": coordinator, "data": f"0x{entry.encode_call(()).hex()}"}
        answer = bytes.fromhex(self._rpc.request("eth_call", request, "latest")[2:])
        return Address(decode(entry.outputs, answer)[0])

    def _describe(
        self, name: str, address: Address, block: int, arguments: tuple[str, ...]
    ) -> DeployedContract:
        code = get_code(self._rpc, name, address, self._chain_id)
        _check_code(load_contract(name), address, code)
        return DeployedContract(address, block, keccak(code), arguments)


def _check_code(contract: Contract, address: Address, code: bytes) -> None:
    """Require the compiled code, whatever its immutable values are."""
    expected, actual = keccak(contract.runtime_code), keccak(contract.mask(code))
    if actual != expected:
        raise WrongCode(contract.name, address, expected, actual)


def _load_valid(rpc: Rpc, path: Path) -> Deployment | None:
    """Return the record if the chain still has its contracts; a chain begun anew has not."""
    try:
        known = load_deployment(path)
        verify_chain(rpc, known)
    except (DeploymentMissing, ContractsMissing):
        return None
    return known
