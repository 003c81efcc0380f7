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

ANVIL = Path(__file__).parents[2] / ".tools" / "anvil"
ACCOUNTS = 140
GAS_LIMIT = 1 << 24  # EIP-7825
TOKEN = 10**18
MAX_ROUND_TIME = 3_600
SLASH_DELAY = 60


@contextmanager
def run_anvil() -> Iterator[Web3]:
    """Run Anvil on a free port, mining on every transaction, under Prague's gas rules."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--accounts", str(ACCOUNTS), "--hardfork", "prague", "--silent"]
    with Popen([str(ANVIL), "--port", str(port), *options], stdout=DEVNULL) as process:
        node = Web3(HTTPProvider(f"http://127.0.0.1:{port}"))
        while not node.is_connected():
            sleep(0.05)
        try:
            yield node
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class LocalChain:
    """The deployed contracts; its accounts are unlocked in the node."""

    node: Web3
    token: Contract
    coordinator: Contract
    vault: Contract
    ledger: Contract

    def send(self, call: ContractFunction, sender: str) -> int:
        """Mine a call and return its receipt's gas; raises AssertionError if it reverts."""
        sent = call.transact({"from": Web3.to_checksum_address(sender), "gas": GAS_LIMIT})
        receipt = self.node.eth.wait_for_transaction_receipt(sent, poll_latency=0.005)
        assert receipt["status"] == 1, call
        return receipt["gasUsed"]

    def wait(self, seconds: int) -> None:
        """Let the chain's clock run on by at least this much."""
        self.node.provider.make_request(RPCEndpoint("evm_increaseTime"), [seconds])
        self.node.provider.make_request(RPCEndpoint("evm_mine"), [])


def deploy(node: Web3) -> LocalChain:
    """Deploy token and coordinator, which deploys the rest; the first account gets all tokens."""
    token = _deploy(node, "ConsortToken", node.eth.accounts[0], 10**9 * TOKEN)
    coordinator = _deploy(node, "Coordinator", token.address, MAX_ROUND_TIME, SLASH_DELAY)
    vault = coordinator.functions.vault().call()
    ledger = coordinator.functions.rewardLedger().call()
    return LocalChain(
        node, token, coordinator, _at(node, "StakeVault", vault), _at(node, "RewardLedger", ledger)
    )


def _deploy(node: Web3, name: str, *arguments: Any) -> Contract:
    code = _load(name)["bytecode"]
    contract = node.eth.contract(abi=_load(name)["abi"], bytecode=code)
    sent = contract.constructor(*arguments).transact(
        {"from": node.eth.accounts[0], "gas": GAS_LIMIT}
    )
    address = node.eth.wait_for_transaction_receipt(sent)["contractAddress"]
    assert address is not None
    return _at(node, name, address)


def _at(node: Web3, name: str, address: str) -> Contract:
    return node.eth.contract(Web3.to_checksum_address(address), abi=_load(name)["abi"])


def _load(name: str) -> dict[str, Any]:
    text = (files("consort.chain") / "artifacts" / f"{name}.json").read_text()
    artifact: dict[str, Any] = json.loads(text)
    return artifact
