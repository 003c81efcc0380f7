"""The pages /healthz, /ready and /metrics over HTTP, for whoever watches over a node.

Nothing is read of a request but its head, at most 4 KiB, and two seconds is all that a client gets.
One thread serves all, so a slow client costs a file descriptor, and where there are too many the
one that has been here longest has to go.
"""

import asyncio
import ipaddress
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from threading import Thread
from typing import Final

from consort.errors import BadHealthAddress
from consort.node.health import Condition
from consort.node.listening import BACKLOG, open_listener

MOST_CLIENTS: Final = 32
_MOST_BYTES: Final = 4096
_SECONDS: Final = 2.0
_HIGHEST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class Page:
    """An answer."""

    status: HTTPStatus
    body: bytes
    type: str = "application/json"


Pages = Mapping[str, Callable[[], Page]]
"""What to answer, by path; must be quick, and safe in another thread."""


def show_condition(condition: Condition) -> Page:
    """Return a condition as a page: 200, or 503 with every reason."""
    status = HTTPStatus.OK if condition.is_good else HTTPStatus.SERVICE_UNAVAILABLE
    return Page(status, json.dumps({"ok": condition.is_good, "faults": condition.faults}).encode())


def listen(address: str) -> socket.socket:
    """Listen on HOST:PORT, or on loopback where only the port is given.

    Raises BadHealthAddress, PortInUse.
    """
    host, port = _split(address)
    return open_listener(host, port, partial(BadHealthAddress, address))


@contextmanager
def serving(listener: socket.socket, pages: Pages) -> Iterator[str]:
    """Serve pages until the block ends; gives their address."""
    host, port = listener.getsockname()[:2]
    server = _Server(listener, pages)
    thread = Thread(target=server.run, name="health", daemon=True)
    thread.start()
    try:
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        server.stop()
        thread.join(_SECONDS)


@dataclass(slots=True)
class _Server:
    listener: socket.socket
    pages: Pages
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _clients: dict[asyncio.Task[None], None] = field(default_factory=dict)
    _main: asyncio.Task[None] | None = None

    def run(self) -> None:
        with suppress(asyncio.CancelledError):
            self._main = self._loop.create_task(self._serve())
            self._loop.run_until_complete(self._main)
        self._loop.close()

    def stop(self) -> None:
        with suppress(RuntimeError):  # closed already
            self._loop.call_soon_threadsafe(lambda: self._main and self._main.cancel())

    async def _serve(self) -> None:
        server = await asyncio.start_server(
            self._meet, sock=self.listener, limit=_MOST_BYTES, backlog=BACKLOG
        )
        try:
            async with server:
                await server.serve_forever()
        finally:
            for client in self._clients:
                client.cancel()
            await asyncio.gather(*self._clients, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one client in time, or let it go."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio runs this as a task
        self._clients[task] = None
        if len(self._clients) > MOST_CLIENTS:
            oldest = next(iter(self._clients))
            del self._clients[oldest]
            oldest.cancel()
        try:
            async with asyncio.timeout(_SECONDS):
                await self._answer(reader, writer)
        except (TimeoutError, asyncio.CancelledError, asyncio.LimitOverrunError, OSError, EOFError):
            pass  # nobody is there any more, or nobody to wait for
        finally:
            self._clients.pop(task, None)
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        page = self._find_page(head.split(b"\r\n", 1)[0].decode("ascii", "replace"))
        writer.write(_write(page))
        await writer.drain()
        writer.write_eof()
        await reader.read(_MOST_BYTES)  # until the client has read it all and closes

    def _find_page(self, line: str) -> Page:
        match line.split(" "):
            case ["GET", target, "HTTP/1.0" | "HTTP/1.1"]:
                return self._make_page(target.partition("?")[0])
            case [_, _, "HTTP/1.0" | "HTTP/1.1"]:
                return _refuse(HTTPStatus.METHOD_NOT_ALLOWED)
        return _refuse(HTTPStatus.BAD_REQUEST)

    def _make_page(self, path: str) -> Page:
        make = self.pages.get(path)
        try:
            return make() if make else _refuse(HTTPStatus.NOT_FOUND)
        except Exception:  # noqa: BLE001 - a figure that cannot be had must not end the server
            return _refuse(HTTPStatus.INTERNAL_SERVER_ERROR)


def _refuse(status: HTTPStatus) -> Page:
    return Page(status, json.dumps({"error": status.phrase}).encode())


def _write(page: Page) -> bytes:
    lines = (
        f"HTTP/1.1 {page.status.value} {page.status.phrase}",
        f"Content-Type: {page.type}",
        f"Content-Length: {len(page.body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        *(["Allow: GET"] if page.status is HTTPStatus.METHOD_NOT_ALLOWED else []),
        "Connection: close",
        "",
        "",
    )
    return "\r\n".join(lines).encode() + page.body


def _split(address: str) -> tuple[str, int]:
    """Return host and port."""
    host, _, port = address.rpartition(":")
    if not port.isascii() or not port.isdecimal() or int(port) > _HIGHEST_PORT:
        raise BadHealthAddress(address, f"{port!r} is no port")
    return _find_address(address, host.removeprefix("[").removesuffix("]")), int(port)


def _find_address(address: str, host: str) -> str:
    if host in {"", "localhost"}:
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return str(socket.gethostbyname(host))
    except OSError:
        raise BadHealthAddress(address, f"there is no host {host!r}") from None
