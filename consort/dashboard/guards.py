"""What every request passes before anything is read for it, and what every answer carries."""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from consort.dashboard.problems import Problem

LONGEST_TARGET: Final = 2_048
METHODS: Final = ("GET", "HEAD")
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing but this server's own files may be loaded, run or called, and nobody may frame them."""
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_HOST: Final = re.compile(r"\[(?P<six>[0-9a-f:.]+)\](?::\d{1,5})?|(?P<name>[^:]+)(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class SafeAnswers:
    """Put the headers on every answer."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_safely)


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """Refuse requests for another host: a page elsewhere whose name was bound to our address.

    An address of numbers cannot be rebound; of names, `localhost` and `names` are ours.
    """

    app: ASGIApp
    names: Collection[str] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) == 1 and self.is_known(hosts[0].decode("latin-1")):
            await self.app(scope, receive, send)
            return
        detail = "The Host header names another server; --allow-host NAME lets a name in."
        problem = Problem(HTTPStatus.MISDIRECTED_REQUEST, "unknown-host", detail)
        await problem.to_response()(scope, receive, send)

    def is_known(self, host: str) -> bool:
        """Tell whether a Host header is ours."""
        match = _HOST.fullmatch(host.lower())
        if match is None:
            return False
        name = match["six"] or match["name"].removesuffix(".")
        return name == "localhost" or name in self.names or _is_address(name)


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """Refuse every method but GET and HEAD, and targets that are too long."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        problem = _find_fault(scope)
        if problem is not None:
            await problem.to_response()(scope, receive, send)
        elif scope["method"] == "HEAD":
            scope["method"] = "GET"
            await self.app(scope, *_cut_body(receive, send))
        else:
            await self.app(scope, receive, send)


def _find_fault(scope: Scope) -> Problem | None:
    if scope["method"] not in METHODS:
        allowed, detail = ", ".join(METHODS), "This server is only read: use GET or HEAD."
        return Problem(
            HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed", detail, {"Allow": allowed}
        )
    if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_TARGET:
        detail = f"A request's target may have {LONGEST_TARGET} bytes."
        return Problem(HTTPStatus.BAD_REQUEST, "target-too-long", detail)
    return None


def _cut_body(receive: Receive, send: Send) -> tuple[Receive, Send]:
    """Return a channel on which an answer's body is dropped, and its sender told to stop."""
    is_over = False

    async def receive_less() -> Message:
        return {"type": "http.disconnect"} if is_over else await receive()

    async def send_less(message: Message) -> None:
        nonlocal is_over
        if is_over:
            return
        await send(message)
        if message["type"] == "http.response.start":
            is_over = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return receive_less, send_less


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
