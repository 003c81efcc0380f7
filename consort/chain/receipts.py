"""What became of a transaction."""

from dataclasses import dataclass
from typing import Any, Literal

from consort.chain.journal import Pending
from consort.chain.reverts import explain
from consort.chain.rpc import NodeError, Rpc
from consort.errors import TransactionReverted
from consort.spec.types import Address


@dataclass(frozen=True, slots=True)
class Mined:
    """A mined transaction; `contract` is what it created, `logs` are as the node gives them."""

    hash: str
    block: int
    succeeded: bool
    gas_used: int
    contract: str | None
    logs: list[dict[str, Any]]


def find_mined(rpc: Rpc, pending: Pending) -> Mined | None:
    """Return the form of a transaction that was mined, if one was."""
    for transaction in reversed(pending.hashes):
        try:
            receipt = rpc.ask("eth_getTransactionReceipt", transaction)
        except NodeError:  # some nodes call an unknown transaction an error
            continue
        if receipt and receipt.get("blockNumber"):
            return _parse(receipt)
    return None


def is_mined_anywhere(rpc: Rpc, pending: Pending) -> bool:
    """Tell whether any node in use has a receipt for a form of a transaction."""
    return any(
        receipt
        for transaction in pending.hashes
        for receipt in rpc.ask_all("eth_getTransactionReceipt", transaction)
    )


Depth = int | Literal["safe", "finalized"]
"""How deep a transaction must lie: so many blocks, its own included, or in a block so called."""


def is_confirmed(rpc: Rpc, mined: Mined, depth: Depth) -> bool:
    """Tell whether a transaction lies deep enough."""
    if depth == 1:
        return True
    if isinstance(depth, str):
        return int(rpc.request("eth_getBlockByNumber", depth, False)["number"], 16) >= mined.block
    newest = int(rpc.request("eth_blockNumber"), 16)
    return newest - mined.block + 1 >= depth


def find_reason(rpc: Rpc, sender: Address, pending: Pending, mined: Mined) -> Exception:
    """Return why a mined transaction failed, by calling it again on top of its block."""
    data = f"0x{pending.transaction.data.hex()}"
    request = {"from": sender, "to": pending.transaction.to, "data": data}
    try:
        rpc.ask("eth_call", request, hex(mined.block))
    except NodeError as error:
        return explain(error, pending.function)
    return TransactionReverted(pending.function, mined.hash)


def _parse(receipt: dict[str, Any]) -> Mined:
    return Mined(
        str(receipt["transactionHash"]),
        int(receipt["blockNumber"], 16),
        int(receipt["status"], 16) == 1,
        int(receipt["gasUsed"], 16),
        receipt.get("contractAddress"),
        receipt["logs"],
    )
