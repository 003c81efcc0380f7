"""A local chain with the contracts on it, and how much gas each call to them took."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from socket import socket
from subprocess import DEVNULL, Popen
from time import sleep
from typing import Any

from web3 import HTTPProvider, Web3
from web3.contract import Contract
from web3.contract.contract import ContractFunction
from web3.types import RPCEndpoint

from consort.chain.headers import encode_header
from consort.chain.interface import LIBRARIES, decode, load_contract
from consort.spec.types import Address

ANVIL = Path(__file__).parents[2] / ".tools" / "anvil"
ACCOUNTS = 240
GAS_LIMIT = 1 << 24  # EIP-7825
POOL_LIMIT = 1 << 17  # bytes of a transaction that nodes pass on
BASE_GAS, ZERO_GAS, NONZERO_GAS = 21_000, 10, 40  # EIP-7623
TOKEN = 10**18
MAX_ROUND_TIME = 3_600
SLASH_DELAY = 60
GAS_PRICE = 10**9
ANSWER_TIME, ANSWER_BLOCKS, REPLY_TIME = 20, 2, 10
MAX_EXTENSION = 8 * (ANSWER_TIME + REPLY_TIME)
EXIT_BLOCKS = 10
ACCUSERS = ("AggregationProofs", "RecordProofs", "InputProofs")


@contextmanager
def run_anvil() -> Iterator[Web3]:
    """Run Anvil on a free port, mining on every transaction, under Osaka's gas rules.

    They are Prague's, and that no transaction may take more than GAS_LIMIT.
    """
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    rules = ["--hardfork", "osaka", "--enable-tx-gas-limit"]
    options = ["--port", str(port), "--accounts", str(ACCOUNTS), "--silent", *rules]
    options += ["--max-persisted-states", "0"]  # which Anvil keeps in the home directory
    with Popen([str(ANVIL), *options], stdout=DEVNULL) as process:
        node = Web3(HTTPProvider(f"http://127.0.0.1:{port}"))
        while not node.is_connected():
            sleep(0.05)
        try:
            yield node
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class Cost:
    """What a transaction takes.

    `floor` is the least gas that its call data costs (EIP-7623), `size` its bytes with envelope and
    signature.
    """

    gas: int
    floor: int
    size: int


@dataclass(frozen=True, slots=True)
class LocalChain:
    """The deployed contracts by name; its accounts are unlocked in the node."""

    node: Web3
    contracts: dict[str, Contract]

    @property
    def token(self) -> Contract:
        """Return the stake and reward token."""
        return self.contracts["ConsortToken"]

    @property
    def coordinator(self) -> Contract:
        """Return the coordinator."""
        return self.contracts["Coordinator"]

    @property
    def vault(self) -> Contract:
        """Return the stake vault."""
        return self.contracts["StakeVault"]

    @property
    def ledger(self) -> Contract:
        """Return the reward ledger."""
        return self.contracts["RewardLedger"]

    def send(self, call: ContractFunction, sender: str) -> int:
        """Mine a call and return its receipt's gas; raises AssertionError if it reverts."""
        return int(self._mine(sender, call.address, get_data(call))["gasUsed"], 16)

    def execute(self, sender: str, contract: str, function: str, *arguments: object) -> None:
        """Mine a call with values of the specification; raises AssertionError if it reverts."""
        data = encode_call(contract, function, *arguments)
        self._mine(sender, self.contracts[contract].address, data)

    def measure(self, sender: str, contract: str, data: bytes) -> Cost:
        """Mine a transaction with this call data.

        Raises AssertionError if it reverts, or is too large for nodes to pass on.
        """
        receipt = self._mine(sender, self.contracts[contract].address, data)
        raw = self.request("eth_getRawTransactionByHash", receipt["transactionHash"])
        size = len(raw) // 2 - 1
        assert size <= POOL_LIMIT, contract
        return Cost(int(receipt["gasUsed"], 16), compute_floor(data), size)

    def read(self, contract: str, function: str, *arguments: object) -> list[Any]:
        """Return what a view says, as values of the specification."""
        data = f"0x{encode_call(contract, function, *arguments).hex()}"
        fields = {"to": self.contracts[contract].address, "data": data}
        answer = self.request("eth_call", fields, "latest")
        return decode(load_contract(contract).get(function).outputs, bytes.fromhex(answer[2:]))

    def wait(self, seconds: int, blocks: int = 1) -> None:
        """Let the chain's clock run on by at least this much, and mine so many blocks."""
        self.request("evm_increaseTime", seconds)
        self.request("anvil_mine", hex(blocks))

    def get_header(self, number: int) -> bytes:
        """Return the RLP encoding of a block's header."""
        return encode_header(self.request("eth_getBlockByNumber", hex(number), False))

    def request(self, method: str, *params: Any) -> Any:
        """Return what the node answers; raises KeyError where it refuses."""
        return self.node.provider.make_request(RPCEndpoint(method), params)["result"]

    def _mine(self, sender: str, to: str, data: bytes) -> Any:
        fields = {"from": sender, "to": to, "data": f"0x{data.hex()}", "gas": hex(GAS_LIMIT)}
        receipt = self.request("eth_sendTransactionSync", fields)
        assert receipt["status"] == "0x1", (to, data)
        return receipt


def compute_floor(data: bytes) -> int:
    """Return what a transaction with this call data costs at least."""
    zeros = data.count(0)
    return BASE_GAS + ZERO_GAS * zeros + NONZERO_GAS * (len(data) - zeros)


def get_data(call: ContractFunction) -> bytes:
    """Return the data of a call."""
    return bytes.fromhex(call._encode_transaction_data()[2:])


def encode_call(contract: str, function: str, *arguments: object) -> bytes:
    """Return the data of a call with values of the specification."""
    return load_contract(contract).get(function).encode_call(arguments)


def deploy(node: Web3) -> LocalChain:
    """Deploy everything; the first account governs and gets all tokens."""
    chain, first = LocalChain(node, {}), node.eth.accounts[0]
    _create(chain, "ConsortToken", first, 10**9 * TOKEN)
    _create(chain, "SeedSource", True)
    _create(chain, "Disputes", first, SLASH_DELAY, GAS_PRICE)
    disputes = chain.contracts["Disputes"].address
    _create(chain, "Demands", disputes, ANSWER_TIME, ANSWER_BLOCKS, REPLY_TIME, TOKEN)
    for name in ACCUSERS:
        _create(chain, name, disputes)
    for name in LIBRARIES:
        _create(chain, name)
    _create_coordinator(chain)
    return chain


def create_node_account(chain: LocalChain, key: str) -> str:
    """Create a node account that one key owns and operates; return its address."""
    address = {name: contract.address for name, contract in chain.contracts.items()}
    bound = address["Coordinator"], address["RewardLedger"], [address[name] for name in ACCUSERS]
    _create(chain, "NodeAccount", key, key, 0, *bound)
    return str(chain.contracts["NodeAccount"].address)


def _create_coordinator(chain: LocalChain) -> None:
    address = {name: contract.address for name, contract in chain.contracts.items()}
    others = [address["AggregationProofs"], address["RecordProofs"]]
    judges = (address["Disputes"], address["Demands"], address["InputProofs"], others)
    times = (MAX_ROUND_TIME, MAX_EXTENSION, EXIT_BLOCKS)
    _create(chain, "Coordinator", address["ConsortToken"], judges, address["SeedSource"], times)
    views = chain.coordinator.functions
    for name, child in (
        ("StakeVault", views.vault()),
        ("RewardLedger", views.rewardLedger()),
        ("ModelRegistry", views.modelRegistry()),
    ):
        chain.contracts[name] = _at(chain.node, name, child.call())


def _create(chain: LocalChain, name: str, *arguments: Any) -> None:
    libraries = {name: Address(held.address) for name, held in chain.contracts.items()}
    code = load_contract(name).link(libraries)
    contract = chain.node.eth.contract(abi=_load_abi(name), bytecode=code)
    sent = contract.constructor(*arguments).transact(
        {"from": chain.node.eth.accounts[0], "gas": GAS_LIMIT}
    )
    receipt = chain.node.eth.wait_for_transaction_receipt(sent)
    assert receipt["status"] == 1, name
    assert receipt["contractAddress"] is not None
    chain.contracts[name] = _at(chain.node, name, receipt["contractAddress"])


def _at(node: Web3, name: str, address: str) -> Contract:
    return node.eth.contract(Web3.to_checksum_address(address), abi=_load_abi(name))


def _load_abi(name: str) -> Any:
    text = (files("consort.chain") / "artifacts" / f"{name}.json").read_text()
    return json.loads(text)["abi"]
