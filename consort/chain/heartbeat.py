"""Time for a local chain that mines only transactions: a block every second."""

from contextlib import suppress
from threading import Event, Thread
from typing import Final

from consort.chain.rpc import Rpc
from consort.errors import ChainUnreachable, RpcRefused

_SECONDS: Final = 1.0


class Heartbeat:
    """A thread that mines a block every second until `stop`, whatever the chain answers."""

    __slots__ = ("_rpc", "_stopping", "_thread")

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._stopping = Event()
        self._thread = Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; no error if it has ended."""
        self._stopping.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stopping.wait(_SECONDS):
            with suppress(ChainUnreachable, RpcRefused):
                self._rpc.request("evm_mine")
