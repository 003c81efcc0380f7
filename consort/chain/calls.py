"""What was called and what it cost, read from blocks; `eth_getLogs` does not tell either."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_utils.address import to_checksum_address

from consort.chain.interface import decode, list_entries, load_contract
from consort.chain.views import Views
from consort.spec.types import Address


@dataclass(frozen=True, slots=True)
class MinedCall:
    """A transaction to one of the contracts, by the Solidity name of the function called."""

    contract: str
    function: str
    sender: Address
    block: int
    gas_used: int
    succeeded: bool


@dataclass(frozen=True, slots=True)
class ReadCall:
    """A mined call with its arguments, as values of `consort.spec.types`."""

    contract: str
    function: str
    arguments: tuple[Any, ...]
    gas_used: int


def read_call(chain: Views, transaction: str) -> ReadCall:
    """Return what a mined transaction called; raises KeyError for a call of another contract."""
    sent = chain.rpc.request("eth_getTransactionByHash", transaction)
    receipt = chain.rpc.request("eth_getTransactionReceipt", transaction)
    contract = chain.deployment.names[sent["to"].lower()]
    data = bytes.fromhex(sent["input"][2:])
    entry = load_contract(contract).get(_get_functions()[contract, data[:4]])
    arguments = tuple(decode(entry.inputs, data[4:]))
    return ReadCall(contract, entry.name, arguments, int(receipt["gasUsed"], 16))


def get_calls(chain: Views, first: int, last: int) -> list[MinedCall]:
    """Return all calls of the deployment's contracts in blocks `first` to `last`, in order.

    One request a block and one a call: meant for a demo's chain, not for a public one's history.
    """
    blocks = (
        chain.rpc.request("eth_getBlockByNumber", hex(number), True)
        for number in range(first, last + 1)
    )
    return [call for block in blocks for call in _list_calls(chain, block["transactions"])]


def _list_calls(chain: Views, transactions: list[dict[str, Any]]) -> Iterator[MinedCall]:
    for transaction in transactions:
        contract = chain.deployment.names.get((transaction["to"] or "").lower())
        if contract is None:
            continue
        receipt = chain.rpc.request("eth_getTransactionReceipt", transaction["hash"])
        selector = bytes.fromhex(transaction["input"][2:10])
        yield MinedCall(
            contract,
            _get_functions().get((contract, selector), "unknown"),
            Address(str(to_checksum_address(transaction["from"]))),
            int(receipt["blockNumber"], 16),
            int(receipt["gasUsed"], 16),
            receipt["status"] == "0x1",
        )


@cache
def _get_functions() -> dict[tuple[str, bytes], str]:
    entries = list_entries("function")
    return {(contract, entry.selector[:4]): entry.name for contract, entry in entries}
