"""Deploying Consort: what judges and the libraries, then the coordinator, which binds them all."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final, Self

from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

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
from consort.chain.headers import encode_header
from consort.chain.interface import LIBRARIES, Contract, decode, load_contract
from consort.chain.outbox import Call
from consort.chain.partial import Partial
from consort.chain.rpc import Rpc
from consort.chain.sender import SendOptions
from consort.chain.sending import prepare_sending
from consort.chain.signing import Account
from consort.errors import ContractsMissing, DeploymentMissing, WrongCode
from consort.spec.params import DEFAULT, MAX_LINE, PROTOCOL_VERSION, TOKEN, Preset
from consort.spec.types import Address, Judges, Times

_CHILDREN: Final = {
    "StakeVault": "vault",
    "RewardLedger": "rewardLedger",
    "ModelRegistry": "modelRegistry",
}
"""What the coordinator's constructor deploys, by the function that tells its address."""


@dataclass(frozen=True, slots=True)
class DeployParams:
    """What a deployment fixes for good.

    `holder` of the supply and `governor` are the deployer if not named. Supply, `demand_price` and
    `gas_price`, what a unit of gas is worth, are base units, times are seconds. `uses_beacon` says
    whether block headers carry a beacon's randomness; None finds out.
    """

    holder: Address | None = None
    governor: Address | None = None
    supply: int = 1_000_000_000 * TOKEN
    max_round_time: int = DEFAULT.max_round_time
    slash_delay: int = DEFAULT.slash_delay
    exit_blocks: int = DEFAULT.exit_blocks
    gas_price: int = DEFAULT.gas_price
    answer_time: int = DEFAULT.answer_time
    answer_blocks: int = DEFAULT.answer_blocks
    reply_time: int = DEFAULT.reply_time
    demand_price: int = DEFAULT.demand_price
    uses_beacon: bool | None = None

    @classmethod
    def of(cls, terms: Preset) -> Self:
        """Return the parameters that belong to a preset."""
        return cls(
            max_round_time=terms.max_round_time,
            slash_delay=terms.slash_delay,
            exit_blocks=terms.exit_blocks,
            gas_price=terms.gas_price,
            answer_time=terms.answer_time,
            answer_blocks=terms.answer_blocks,
            reply_time=terms.reply_time,
            demand_price=terms.demand_price,
        )

    @property
    def max_extension(self) -> int:
        """Return the longest time by which demands can prolong a challenge window."""
        return MAX_LINE * (self.answer_time + self.reply_time)


Creation = tuple[str, tuple[object, ...]]
"""A contract's name and the arguments of its constructor."""


def plan_creations(
    params: DeployParams,
    deployer: Address,
    find_uses_beacon: Callable[[], bool],
    made: Mapping[str, Address],
) -> Iterator[Creation]:
    """Yield what a deployment creates, in order, but for what the coordinator creates itself.

    `made` are the contracts created so far: the caller adds each before it takes the next.
    `find_uses_beacon` is asked once there is a block to look at.
    """
    governor = params.governor or deployer
    yield "ConsortToken", (params.holder or deployer, params.supply)
    yield "SeedSource", (find_uses_beacon(),)
    yield "Disputes", (governor, params.slash_delay, params.gas_price)
    answers = params.answer_time, params.answer_blocks, params.reply_time
    yield "Demands", (made["Disputes"], *answers, params.demand_price)
    for name in ("AggregationProofs", "RecordProofs", "InputProofs"):
        yield name, (made["Disputes"],)
    for library in LIBRARIES:
        yield library, ()
    others = made["AggregationProofs"], made["RecordProofs"]
    judges = Judges(made["Disputes"], made["Demands"], made["InputProofs"], others)
    times = Times(params.max_round_time, params.max_extension, params.exit_blocks)
    yield "Coordinator", (made["ConsortToken"], judges, made["SeedSource"], times)


def deploy(
    rpc: Rpc | str,
    account: Account,
    params: DeployParams | None = None,
    *,
    directory: Path = DIRECTORY,
    options: SendOptions | None = None,
) -> Deployment:
    """Deploy one contract after another and write `<directory>/<chain id>.json`.

    Run again after a crash it goes on where it stopped; where the record's contracts are there, it
    returns the record. Raises WrongCode where the record's contracts are others, and what sending
    raises.
    """
    rpc = Rpc(rpc) if isinstance(rpc, str) else rpc
    chain_id = int(rpc.request("eth_chainId"), 16)
    rpc.bind(chain_id)
    path = get_record_path(chain_id, directory)
    known = load_valid(rpc, path)
    if known is not None:
        return known
    deployer = _Deployer(rpc, chain_id, account, options or SendOptions(), path)
    return deployer.run(params or DeployParams())


class _Deployer:
    """One deployment in progress."""

    __slots__ = (
        "_account",
        "_chain_id",
        "_contracts",
        "_is_rehearsal",
        "_partial",
        "_path",
        "_rpc",
        "_sender",
    )

    def __init__(
        self, rpc: Rpc, chain_id: int, account: Account, options: SendOptions, path: Path
    ) -> None:
        self._chain_id = chain_id
        self._account = account
        self._is_rehearsal = options.rehearsal is not None
        self._path = path
        self._contracts: dict[str, DeployedContract] = {}
        self._rpc, self._sender = prepare_sending(rpc, chain_id, account, options, self._note)
        self._partial = Partial(self._rpc, path)

    def run(self, params: DeployParams) -> Deployment:
        """Deploy what is not there yet and write the record; a rehearsal writes none."""
        self._sender.recover()
        made: dict[str, Address] = {}
        plan = plan_creations(
            params, self._account.address, lambda: self._find_uses_beacon(params), made
        )
        for name, arguments in plan:
            self._create(name, *arguments)
            made[name] = self._contracts[name].address
        self._contracts |= describe_children(self._rpc, self._contracts["Coordinator"])
        deployment = Deployment(self._chain_id, PROTOCOL_VERSION, self._contracts)
        if not self._is_rehearsal:
            save_deployment(deployment, self._path)
            self._partial.forget()
        return deployment

    def _find_uses_beacon(self, params: DeployParams) -> bool:
        """Choose once: a killed run has chosen by creating the contract."""
        if params.uses_beacon is not None:
            return params.uses_beacon
        chosen = self._partial.find_uses_beacon()
        return has_beacon(self._rpc) if chosen is None else chosen

    def _create(self, name: str, *arguments: object) -> None:
        """Create a contract, or find the one that a killed run has created with these arguments."""
        data = self._encode(name, *arguments)
        created = self._partial.find_created(data) or self._send(name, data)
        self._contracts[name] = describe(self._rpc, name, *created, arguments)

    def _encode(self, name: str, *arguments: object) -> bytes:
        """Return the data that creates a contract, linked to the libraries created before."""
        contract = load_contract(name)
        code = contract.link({name: held.address for name, held in self._contracts.items()})
        return code + (contract.get("constructor").encode(arguments) if arguments else b"")

    def _send(self, name: str, data: bytes) -> tuple[Address, int]:
        mined = self._sender.send(Call(f"the creation of {name}", None, data, name))
        return Address(str(to_checksum_address(str(mined.contract)))), mined.block

    def _note(self, _function: str, transaction: str) -> None:
        """Remember a hash before its transaction is sent."""
        self._partial.note(transaction)


def describe(
    rpc: Rpc, name: str, address: Address, block: int, arguments: tuple[object, ...] = ()
) -> DeployedContract:
    """Return a created contract's entry in the record; raise ContractsMissing, WrongCode."""
    code = get_code(rpc, name, address, int(rpc.request("eth_chainId"), 16))
    _check_code(load_contract(name), address, code)
    return DeployedContract(address, block, keccak(code), tuple(_flatten(arguments)))


def describe_children(rpc: Rpc, coordinator: DeployedContract) -> dict[str, DeployedContract]:
    """Return the entries of what the coordinator has created; raise WrongCode."""
    return {
        name: describe(rpc, name, _read_address(rpc, coordinator, function), coordinator.block)
        for name, function in _CHILDREN.items()
    }


def _read_address(rpc: Rpc, coordinator: DeployedContract, function: str) -> Address:
    entry = load_contract("Coordinator").get(function)
    request = {"to": coordinator.address, "data": f"0x{entry.encode_call(()).hex()}"}
    answer = bytes.fromhex(rpc.request("eth_call", request, "latest")[2:])
    return Address(decode(entry.outputs, answer)[0])


def has_beacon(rpc: Rpc) -> bool:
    """Tell whether blocks carry a random value in headers that can be shown to a contract.

    Chains without a beacon put 0 there, or numbers that leave some of the bytes 0.
    """
    newest = rpc.request("eth_getBlockByNumber", "latest", False)
    before = rpc.request("eth_getBlockByNumber", hex(max(int(newest["number"], 16) - 1, 0)), False)
    value = newest.get("mixHash") or "0x"
    words = [value[start : start + 16] for start in range(2, len(value), 16)]
    is_random = value != before.get("mixHash") and all(int(word, 16) for word in words)
    return is_random and encode_header(newest) != b""


def _flatten(argument: object) -> Iterator[str]:
    """Yield an argument's values as text, those of structures and lists one after another."""
    if isinstance(argument, Judges | Times):
        argument = astuple(argument)
    if isinstance(argument, tuple):
        for item in argument:
            yield from _flatten(item)
    else:
        yield str(argument)


def _check_code(contract: Contract, address: Address, code: bytes) -> None:
    """Require the compiled code, whatever its immutable values are."""
    expected, actual = keccak(contract.runtime_code), keccak(contract.mask(code))
    if actual != expected:
        raise WrongCode(contract.name, address, expected, actual)


def load_valid(rpc: Rpc, path: Path) -> Deployment | None:
    """Return the record if the chain still has its contracts; a chain begun anew has not."""
    try:
        known = load_deployment(path)
        verify_chain(rpc, known)
    except (DeploymentMissing, ContractsMissing):
        return None
    return known
