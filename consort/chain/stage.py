"""A chain as it would be after calls that were not sent: the node itself works out what follows.

`eth_simulateV1` gives each rehearsed call a block of its own on top of the newest one. Nothing is
signed, journalled or sent.
"""

from typing import Any, Final

from consort.chain.rpc import NodeError, Rpc

Request = dict[str, str]
"""A call as JSON-RPC has it: from, to and data in hex."""

_METHOD: Final = "eth_simulateV1"
_READER: Final = f"0x{0xC0DE:040x}"
"""An address whose code is replaced, in a simulation, by what returns another account's code."""


class Stage(Rpc):
    """A node that answers calls and code as if `performed` had been mined already."""

    __slots__ = ("_rpc", "performed")

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self.place = rpc.place
        self.performed: list[Request] = []

    def ask(self, method: str, *params: Any) -> Any:
        """Answer as the node does, and on top of what was performed where that matters."""
        if self.performed and params and params[-1] == "latest":
            if method == "eth_call":
                return self._call(params[0])
            if method == "eth_getCode":
                return self._read_code(params[0])
        return self._rpc.ask(method, *params)

    def simulate(self, request: Request) -> dict[str, Any]:
        """Return status, gasUsed, logs and returnData of a call on top of what was performed.

        Raises NodeError where the node cannot simulate.
        """
        return self._simulate([{"calls": [each]} for each in (*self.performed, request)])

    def _call(self, request: Request) -> str:
        outcome = self.simulate(request)
        if int(outcome["status"], 16) != 1:
            raise read_refusal(outcome)
        return str(outcome["returnData"])

    def _read_code(self, address: str) -> str:
        blocks: list[dict[str, Any]] = [{"calls": [each]} for each in self.performed]
        override = {_READER: {"code": _make_reader(address)}}
        blocks.append({"stateOverrides": override, "calls": [{"to": _READER}]})
        return str(self._simulate(blocks)["returnData"])

    def _simulate(self, blocks: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the outcome of the last block's call; the first block's time is now."""
        first = {"blockOverrides": {"time": hex(self._find_time())}}
        request = {"blockStateCalls": [first | blocks[0], *blocks[1:]], "validation": False}
        outcome: dict[str, Any] = self._rpc.ask(_METHOD, request, "latest")[-1]["calls"][-1]
        return outcome

    def _find_time(self) -> int:
        """Return the next block's time: the newest block's may be long ago."""
        newest = int(self._rpc.request("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
        try:
            pending = self._rpc.ask("eth_getBlockByNumber", "pending", False)
        except NodeError:  # some nodes have no pending block
            pending = None
        return max(newest + 1, int(pending["timestamp"], 16) if pending else 0)


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
