"""How often one client may ask: a token bucket for each address."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from consort.dashboard.problems import Problem

MOST_CLIENTS: Final = 4_096
"""Buckets that are remembered; the one unused for longest goes first."""
_PREFIX: Final = 64
"""Bits of an IPv6 address that tell clients apart: who has one has all that share them."""


@dataclass(slots=True)
class Bucket:
    """Requests that a client may make at once, as of a time in seconds."""

    level: float
    at: float


@dataclass(slots=True)
class Rates:
    """Let each client ask `rate` times a second, `burst` times at once."""

    rate: float
    burst: int
    clock: Callable[[], float] = time.monotonic
    buckets: OrderedDict[str, Bucket] = field(default_factory=OrderedDict)

    def take(self, client: str) -> float:
        """Count a request; return the seconds to wait where it is one too many, else 0."""
        now = self.clock()
        bucket = self.buckets.pop(client, None) or Bucket(self.burst, now)
        self.buckets[client] = bucket
        if len(self.buckets) > MOST_CLIENTS:
            self.buckets.popitem(last=False)
        bucket.level = min(self.burst, bucket.level + (now - bucket.at) * self.rate)
        bucket.at = now
        if bucket.level < 1:
            return (1 - bucket.level) / self.rate
        bucket.level -= 1
        return 0.0


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Refuse requests of a client that asks too often."""

    app: ASGIApp
    rates: Rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        seconds = self.rates.take(name_client(scope))
        if not seconds:
            await self.app(scope, receive, send)
            return
        detail = f"At most {self.rates.rate:g} requests a second are answered; wait a moment."
        retry = {"Retry-After": str(math.ceil(seconds))}
        problem = Problem(HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests", detail, retry)
        await problem.to_response()(scope, receive, send)


def name_client(scope: Scope) -> str:
    """Return who asks: an IPv4 address, or the network of an IPv6 one."""
    host = (scope.get("client") or ("unknown", 0))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network(f"{address}/{_PREFIX}", strict=False))
