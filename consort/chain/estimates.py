"""What a call will use, or what it is refused with, asked of the node before anything is sent."""

from typing import Final

from consort.chain.fees import check_funds
from consort.chain.outbox import Call
from consort.chain.reverts import explain, find_data
from consort.chain.rpc import NodeError, Rpc
from consort.errors import RpcRefused
from consort.spec.types import Address

MAX_GAS: Final = 1 << 24  # EIP-7825


def estimate(rpc: Rpc, sender: Address, call: Call) -> int:
    """Return the gas of a call; raise what the contract refuses with.

    On the pending block: its time is now, while the latest block's may be long ago.
    """
    try:
        return _ask(rpc, sender, call, "pending")
    except RpcRefused:  # some nodes have no pending block
        return _ask(rpc, sender, call, "latest")


def compute_limit(gas: int) -> int:
    """Return the gas limit of a call that needs this much by now.

    What happens first may make it dearer, as the last commit of a round is.
    """
    return min(gas * 5 // 4 + 60_000, MAX_GAS)


def _ask(rpc: Rpc, sender: Address, call: Call, tag: str) -> int:
    request = call.to_request(sender)
    try:
        return int(rpc.ask("eth_estimateGas", request, tag), 16)
    except NodeError as error:
        check_funds(rpc, sender, 1)
        raise explain(_find_clearer(rpc, error, request, tag), call.function) from None


def _find_clearer(rpc: Rpc, error: NodeError, request: dict[str, str], tag: str) -> NodeError:
    """Return what a call is refused with, where a refused estimate does not tell why.

    A call alone would not do: Ganache's is in the latest block, where seeds lie ahead that an
    estimate, in the next one, knows.
    """
    if find_data(error.data) is None and "to" in request:
        try:
            rpc.ask("eth_call", request, tag)
        except NodeError as clearer:
            return clearer
    return error
