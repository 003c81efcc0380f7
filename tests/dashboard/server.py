"""A served application, and a client that says exactly what a test wants said."""

import json
import socket
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from consort.dashboard.serving import bind, get_url, serving


@dataclass(frozen=True)
class Reply:
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the document."""
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """Return the name of the problem."""
        assert self.headers["content-type"] == "application/problem+json"
        assert self.json["status"] == self.status
        return str(self.json["type"]).removeprefix("urn:consort:problem:")


@dataclass(frozen=True)
class Client:
    """Ask a server, each time over a connection of its own."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, int]:
        """Return host and port."""
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 0)

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """Return an answer; `_` in a header's name stands for a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection(*self.place, timeout=60)
        try:
            connection.request(method, path, headers={**self.headers, **named})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())
        finally:
            connection.close()

    def api(self, path: str) -> Any:
        """Return the document of an endpoint that must answer well."""
        reply = self.get(f"/api/v1{path}")
        assert reply.status == 200, reply.body
        return reply.json

    def send(self, data: bytes) -> socket.socket:
        """Return a connection on which these bytes were sent."""
        connection = socket.create_connection(self.place, timeout=60)
        connection.sendall(data)
        return connection


def read_all(connection: socket.socket) -> bytes:
    """Return everything that comes until the other side closes or drops the connection."""
    received = bytearray()
    try:
        while piece := connection.recv(1 << 16):
            received += piece
    except ConnectionError:
        pass
    return bytes(received)


@contextmanager
def serve(app: ASGIApp, proxies: Collection[str] = ()) -> Iterator[Client]:
    """Serve an app on loopback."""
    with bind("127.0.0.1", 0) as listener, serving(listener, app, proxies):
        yield Client(get_url(listener))
