"""A chain as it would be after calls that were not sent: the node itself works out what follows.

`eth_simulateV1` gives each rehearsed call a block of its own on top of the newest one. Nothing is
signed, journalled or sent.
"""

from typing import Any, Final

from consort.chain.rpc import NodeError, Rpc

Block = dict[str, Any]
"""A block to simulate: its one call, and what of the state to replace first."""

_METHOD: Final = "eth_simulateV1"
_READER: Final = f"0x{0xC0DE:040x}"
"""An address whose code is replaced, in a simulation, by what returns another account's code."""
_CREATOR: Final = "0x365f5f37365f5ff0806013573d5f5f3e3d5ffd5b5f5260205ff3"
"""Code that creates a contract from its calldata: CREATE, and what a constructor reverts with."""


class Stage(Rpc):
    """A node that answers calls and code as if `performed` had been mined already."""

    __slots__ = ("_rpc", "performed")

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self.place = rpc.place
        self.performed: list[Block] = []

    def ask(self, method: str, *params: Any) -> Any:
        """Answer as the node does, and on top of what was performed where that matters."""
        if self.performed and params and params[-1] == "latest":
            if method == "eth_call":
                return self._call(params[0])
            if method == "eth_getCode":
                return self._read_code(params[0])
        return self._rpc.ask(method, *params)

    def simulate(self, block: Block) -> dict[str, Any]:
        """Return status, gasUsed, logs and returnData of a call on top of what was performed.

        Raises NodeError where the node cannot simulate.
        """
        blocks = [*self.performed, block]
        first = {"blockOverrides": {"time": hex(self._find_time())}}
        request = {"blockStateCalls": [first | blocks[0], *blocks[1:]], "validation": False}
        outcome: dict[str, Any] = self._rpc.ask(_METHOD, request, "latest")[-1]["calls"][-1]
        return outcome

    def _call(self, request: dict[str, str]) -> str:
        outcome = self.simulate({"calls": [request]})
        if int(outcome["status"], 16) != 1:
            raise read_refusal(outcome)
        return str(outcome["returnData"])

    def _read_code(self, address: str) -> str:
        override = {_READER: {"code": _make_reader(address)}}
        block = {"stateOverrides": override, "calls": [{"to": _READER}]}
        return str(self.simulate(block)["returnData"])

    def _find_time(self) -> int:
        """Return the next block's time: the newest block's may be long ago."""
        newest = int(self._rpc.request("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
        try:
            pending = self._rpc.ask("eth_getBlockByNumber", "pending", False)
        except NodeError:  # some nodes have no pending block
            pending = None
        return max(newest + 1, int(pending["timestamp"], 16) if pending else 0)


def make_block(request: dict[str, str], nonce: int) -> Block:
    """Return the block of a call, or of a creation, by a transaction with a nonce above 0.

    Not every node simulates a creation, so the account itself is lent the code that creates. It
    acts after its own transaction, one nonce later: so that one has the nonce before.
    """
    if "to" in request:
        return {"calls": [request]}
    sender = request["from"]
    override = {sender: {"code": _CREATOR, "nonce": hex(nonce - 1)}}
    return {"stateOverrides": override, "calls": [request | {"to": sender}]}


def read_refusal(outcome: dict[str, Any]) -> NodeError:
    """Return a simulated failure as the error that sending the call would meet."""
    told = outcome.get("error") or {}
    data = outcome.get("returnData")
    details = {"code": 3, "message": told.get("message", "execution reverted")}
    return NodeError(_METHOD, details | ({"data": data} if data and data != "0x" else {}))


def _make_reader(address: str) -> str:
    """Return code that returns the code of an account: EXTCODESIZE, EXTCODECOPY, RETURN."""
    push = f"73{address[2:].lower()}"
    return f"0x{push}3b805f5f{push}3c5ff3"
