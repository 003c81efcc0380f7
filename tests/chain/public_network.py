"""A public network's habits, as measured on one, put before a local node."""

from typing import Any, Final

from tests.chain.proxy import Forward, Json, answer, refuse

LOG_PAGE = 2_000
_ABSENT: Final = ("evm_", "anvil_", "eth_maxPriorityFeePerGas", "eth_simulateV1")


def behave(method: str, params: list[Any], forward: Forward) -> Json | None:
    """Answer as such a network does.

    It has no method for the tip and no history of fees, says a missing block or transaction is an
    error, cuts logs at 2,000 blocks without a word, gives empty blocks no gas limit and all blocks
    their time as a random value, and calls every block final at once. It cannot simulate.
    """
    if method.startswith(_ABSENT):
        return refuse(-32601, f"the method {method} does not exist")
    if method == "eth_feeHistory":
        return answer({"oldestBlock": "0x0", "baseFeePerGas": [], "gasUsedRatio": []})
    if method == "eth_getLogs":
        return forward(method, [_cut(params[0])])
    if method == "eth_getBlockByNumber":
        return _show_block(forward(method, [_resolve(params[0]), *params[1:]]))
    return _reword(forward(method, params))


def _cut(asked: Json) -> Json:
    last = int(asked["fromBlock"], 16) + LOG_PAGE - 1
    return asked | {"toBlock": hex(min(int(asked["toBlock"], 16), last))}


def _resolve(tag: str) -> str:
    return "latest" if tag in {"safe", "finalized", "pending"} else tag


def _show_block(found: Json) -> Json:
    block = found.get("result")
    if not block:
        return refuse(-32000, "unknown block")
    shown = block | {"mixHash": f"0x{int(block['timestamp'], 16):064x}"}
    return answer(shown if block["transactions"] else shown | {"gasLimit": "0x0"})


def _reword(given: Json) -> Json:
    """Say in other words what is wrong; what is missing is an error."""
    if "result" in given and given["result"] is None:
        return refuse(-32000, "unknown transaction")
    message = str(given.get("error", {}).get("message", ""))
    if "nonce" in message.lower():
        return refuse(-32010, "Transaction nonce is too low. Try incrementing the nonce.")
    return given
