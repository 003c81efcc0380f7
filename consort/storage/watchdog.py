"""An end to every exchange with another process, whatever it sends and however slowly.

Time limits of sockets start anew with each byte, so a peer that drips holds a reader for ever. A
watchdog shuts the connection itself down once its time is over; whoever reads or writes then gets
an error at once.
"""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Watchdog:
    """Shut down the sockets given to it when `seconds` are over; a context, used once."""

    __slots__ = ("_lock", "_timer", "_twins", "is_over")

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._lock = threading.Lock()
        self._twins: list[socket.socket] = []
        self._timer = threading.Timer(max(seconds, 0), self._cut)
        self._timer.daemon = True

    def watch(self, connection: socket.socket) -> None:
        """Watch a connection; TLS may be put on it later."""
        with self._lock:
            self._twins.append(connection.dup())
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            for twin in self._twins:
                with suppress(OSError):
                    twin.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for twin in self._twins:
                twin.close()
            self._twins.clear()
