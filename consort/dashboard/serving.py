"""One HTTP server in a thread of its own, at an address that is bound before anything starts."""

import socket
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Thread
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from consort.dashboard.connections import LARGEST_HEAD, BoundedConnection
from consort.errors import BadListenAddress, PortInUse, ServerNotStarted
from consort.node.listening import open_listener

_IDLE_SECONDS: Final = 5
_GRACE_SECONDS: Final = 2
_POLL_SECONDS: Final = 0.01


def bind(host: str, port: int) -> socket.socket:
    """Listen at a host's address, port 0 being any free one; raises PortInUse, BadListenAddress."""
    return open_listener(host, port, partial(BadListenAddress, host))


def bind_near(host: str, wanted: int) -> socket.socket:
    """Listen at a port if it is free, else at any free one; raises BadListenAddress."""
    try:
        return bind(host, wanted)
    except PortInUse:
        return bind(host, 0)


def get_url(listener: socket.socket) -> str:
    """Return where a browser on this machine finds what listens; loopback if it is everywhere."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def serving(
    listener: socket.socket,
    app: ASGIApp,
    proxies: Collection[str] = (),
    stop_streams: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """Serve an app until the block ends; `stop_streams` ends what would go on for ever.

    Raises ServerNotStarted.
    """
    server = uvicorn.Server(_configure(app, proxies))
    thread = Thread(target=server.run, args=([listener],), name="dashboard", daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(_POLL_SECONDS)
        if not server.started:
            raise ServerNotStarted
        yield
    finally:
        server.should_exit = True
        stop_streams()
        thread.join(_GRACE_SECONDS + 1)


def _configure(app: ASGIApp, proxies: Collection[str]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=BoundedConnection,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",  # strangers decide what it would say
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    )
