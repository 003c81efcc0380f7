"""The multiaddrs of a private network: an IP address or a host name, TCP, and perhaps a node's id.

A swarm with a key speaks TCP only, so nothing else is taken: what Kubo would drop in silence is
refused here.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final, Self

from consort.errors import BadMultiaddr

_FORM: Final = re.compile(
    r"/(?P<kind>ip4|ip6|dns|dns4|dns6)/(?P<host>[^/\s]+)/tcp/(?P<port>\d{1,5})(?P<rest>/.+)?"
)
_PEER_ID: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{46,64}")
_PEER: Final = re.compile(r"(?P<address>.+)/p2p/(?P<id>[^/]+)")


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """Where something listens or is reached: `/ip4/192.0.2.7/tcp/4001`."""

    kind: str
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a multiaddr; raises BadMultiaddr."""
        match = _FORM.fullmatch(text)
        if match is None or match["rest"]:
            raise BadMultiaddr(text, "it is not like /ip4/192.0.2.7/tcp/4001")
        address = cls(match["kind"], match["host"], int(match["port"]))
        if address.port > 0xFFFF:
            raise BadMultiaddr(text, f"there is no port {address.port}")
        if address._ip is None and address.kind in {"ip4", "ip6"}:
            raise BadMultiaddr(text, f"{address.host} is no {address.kind} address")
        return address

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine can get there; a name may be anybody's."""
        return self._ip is not None and self._ip.is_loopback

    @property
    def is_reachable(self) -> bool:
        """Tell whether others can dial it: it is no wildcard, and its port is fixed."""
        is_wildcard = self._ip is not None and self._ip.is_unspecified
        return bool(self.port) and not is_wildcard

    @property
    def _ip(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        try:
            ip = ipaddress.ip_address(self.host)
        except ValueError:
            return None
        return ip if self.kind == f"ip{ip.version}" else None

    def __str__(self) -> str:
        return f"/{self.kind}/{self.host}/tcp/{self.port}"


@dataclass(frozen=True, slots=True)
class PeerAddress:
    """A node and where it is reached: `/ip4/192.0.2.7/tcp/4001/p2p/12D3Koo...`."""

    id: str
    address: TcpAddress

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a multiaddr that ends in a node's id; raises BadMultiaddr."""
        match = _PEER.fullmatch(text)
        if match is None or not _PEER_ID.fullmatch(match["id"]):
            raise BadMultiaddr(text, "it does not end in /p2p/ and a node's id")
        address = TcpAddress.parse(match["address"])
        if not address.is_reachable:
            raise BadMultiaddr(text, "nobody can be reached at a wildcard address or port 0")
        return cls(match["id"], address)

    def __str__(self) -> str:
        return f"{self.address}/p2p/{self.id}"
