"""Connections that cannot be held: whoever is too slow, or has too many, is let go."""

import asyncio
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

HEAD_SECONDS: Final = 10.0
"""From the first moment of a connection, or the first byte of its next request, to its head."""
STALL_SECONDS: Final = 20.0
"""How long a client may leave what was sent to it unread."""
MOST: Final = 512
MOST_OF_ONE: Final = 64
LARGEST_HEAD: Final = 8_192
_Network = IPv4Network | IPv6Network


class BoundedConnection(H11Protocol):
    """HTTP/1.1 by uvicorn, with deadlines."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, unless there are too many connections."""
        super().connection_made(transport)
        if self._is_one_too_many():
            transport.abort()
        else:
            self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take bytes; a request's head must be whole in time."""
        super().data_received(data)
        if self._is_answering():
            self._stop_waiting()
        elif self._head_timer is None:
            self._await_head()

    def pause_writing(self) -> None:
        """Wait for the client to read, but not for ever."""
        super().pause_writing()
        self._stall_timer = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client reads."""
        super().resume_writing()
        if self._stall_timer is not None:
            self._stall_timer.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        super().connection_lost(exc)
        if self._stall_timer is not None:
            self._stall_timer.cancel()

    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _is_one_too_many(self) -> bool:
        host = self.client[0] if self.client else ""  # who has left already has no address
        own = sum(1 for each in self.connections if each.client and each.client[0] == host)
        return len(self.connections) > MOST or own > self._get_share(host)

    def _get_share(self, host: str) -> int:
        """Return how many connections an address may have: a proxy has those of all its clients."""
        proxies = _parse_networks(tuple(self.config.forwarded_allow_ips))
        is_proxy = host and any(ip_address(host) in network for network in proxies)
        return MOST if is_proxy else MOST_OF_ONE

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


@cache
def _parse_networks(proxies: tuple[str, ...]) -> tuple[_Network, ...]:
    return tuple(map(ip_network, proxies))
