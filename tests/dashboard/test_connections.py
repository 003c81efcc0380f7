"""Clients that are slow, silent or many, against a real server."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from consort.dashboard import connections
from consort.dashboard.serving import bind, bind_near, get_url, serving
from consort.errors import BadListenAddress, PortInUse, ServerNotStarted
from tests.dashboard.server import Client, read_all, serve

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
sent = 0


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("hello")(scope, receive, send)


async def flood(scope: Scope, receive: Receive, send: Send) -> None:
    async def iterate() -> Iterator[bytes]:  # type: ignore[misc]
        global sent  # noqa: PLW0603
        while True:
            sent += 1
            await asyncio.sleep(0)
            yield bytes(1 << 20)

    await StreamingResponse(iterate())(scope, receive, send)


def read_word(connection: socket.socket) -> None:
    received = b""
    while not received.endswith(b"hello"):
        piece = connection.recv(1 << 16)
        assert piece, received
        received += piece


def drip(connection: socket.socket, data: bytes) -> None:
    for _ in range(200):
        connection.sendall(data)
        time.sleep(0.02)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Serve one word to clients that must be quick."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    with serve(answer) as client:
        yield client


def test_silent_client_is_let_go(client: Client) -> None:
    with client.send(b"") as connection:
        assert read_all(connection) == b""


def test_dripping_client_is_let_go(client: Client) -> None:
    with client.send(b"GET / HTTP/1.1\r\n") as connection, pytest.raises(ConnectionError):
        drip(connection, b"X: y\r\n")


def test_dripping_a_second_request_does_not_help(client: Client) -> None:
    with client.send(REQUEST) as connection:
        read_word(connection)
        with pytest.raises(ConnectionError):
            drip(connection, b"G")


def test_quick_client_keeps_its_connection(client: Client) -> None:
    with client.send(REQUEST) as connection:
        for _ in range(3):
            read_word(connection)
            time.sleep(0.2)
            connection.sendall(REQUEST)


def test_client_that_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "STALL_SECONDS", 0.3)
    with serve(flood) as client, client.send(REQUEST) as connection:
        time.sleep(1)
        before = sent
        time.sleep(0.3)
        assert sent == before
        read_all(connection)  # it ends: the server has dropped the connection


def test_one_address_has_a_share_of_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_OF_ONE", 3)
    with serve(answer) as client, ExitStack() as stack:
        held = [stack.enter_context(client.send(b"GET")) for _ in range(3)]
        time.sleep(0.1)
        with client.send(REQUEST) as refused:
            assert read_all(refused) == b""
        held[0].close()
        time.sleep(0.1)
        assert client.get("/").body == b"hello"


def test_a_proxy_has_the_connections_of_all_its_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that was named by its network; whoever is outside has the share of one."""
    monkeypatch.setattr(connections, "MOST_OF_ONE", 3)
    for network, is_served in (("127.0.0.0/8", True), ("10.0.0.0/8", False)):
        with serve(answer, [network]) as client, ExitStack() as stack:
            for _ in range(3):
                stack.enter_context(client.send(b"GET"))
            time.sleep(0.1)
            with client.send(
                REQUEST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
            ) as other:
                assert read_all(other).endswith(b"hello") is is_served


def test_a_port_is_taken_once() -> None:
    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortInUse):
            bind("127.0.0.1", port)
        with bind_near("127.0.0.1", port) as other:
            assert other.getsockname()[1] != port
    with bind_near("127.0.0.1", port) as listener:
        assert listener.getsockname()[1] == port


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_server_that_does_not_start_says_so() -> None:
    with bind("127.0.0.1", 0) as listener:
        pass  # it is closed
    with pytest.raises(ServerNotStarted), serving(listener, answer):
        pass


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "999.1.1.1"])
def test_only_own_addresses_can_be_listened_at(host: str) -> None:
    with pytest.raises(BadListenAddress, match=host):
        bind(host, 0)


def test_url_is_one_that_a_browser_here_reaches() -> None:
    with bind("::1", 0) as listener:
        assert get_url(listener) == f"http://[::1]:{listener.getsockname()[1]}"
    with socket.socket() as everywhere:
        everywhere.bind(("0.0.0.0", 0))  # noqa: S104 - never listened at
        assert get_url(everywhere).startswith("http://127.0.0.1:")
