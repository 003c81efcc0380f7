"""Between each node and its chain: a proxy that fails as RPC providers do, and keeps the evidence.

Every node has a line of its own, named by the path of its URL.
"""

import json
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, ClassVar, Final, Self
from urllib.parse import urlsplit

from eth_hash.auto import keccak

from tests.chaos.plan import RpcTrouble

SLOWNESS: Final = 0.2
"""Seconds that a slow answer takes."""
_ACTS: Final = {"eth_estimateGas", "eth_sendRawTransaction", "eth_getTransactionReceipt"}
_TAG_PLACES: Final = {
    "eth_call": 1,
    "eth_estimateGas": 1,
    "eth_getBalance": 1,
    "eth_getCode": 1,
    "eth_getTransactionCount": 1,
}
_NEWEST: Final = {"latest", "pending"}
Json = dict[str, Any]


class Unanswered(Exception):
    """The connection ends without an answer."""


class Busy(Exception):
    """The server has no time for the request."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A node showed somebody a signed transaction."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """A node was told that its transaction is not taken."""

    hash: str


@dataclass(frozen=True, slots=True)
class Mined:
    """A node was shown a receipt."""

    hash: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A node was told how many of its transactions are in the newest block."""

    nonce: int


Evidence = Sent | Refused | Mined | Counted


class Gate:
    """What every request passes on its way to the chain, and what holds them all back."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._is_closed = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait until it is open, and be on the way for the block."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_closed)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Wait until nothing is on the way, and let nothing through in the block."""
        with self._changed:
            self._is_closed = True
            self._changed.wait_for(lambda: not self._inside)
        try:
            yield
        finally:
            with self._changed:
                self._is_closed = False
                self._changed.notify_all()


class Upstream(threading.local):
    """The chain itself, by a connection of each thread."""

    def __init__(self, url: str, gate: Gate) -> None:
        parts = urlsplit(url)
        self._gate = gate
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)

    def ask(self, request: Json) -> Json:
        """Return the chain's answer."""
        body = json.dumps(request).encode()
        with self._gate.passing():
            try:
                return self._exchange(body)
            except OSError:
                self._connection.close()
                return self._exchange(body)

    def _exchange(self, body: bytes) -> Json:
        self._connection.request("POST", "/", body, {"Content-Type": "application/json"})
        answer: Json = json.loads(self._connection.getresponse().read())
        return answer

    def get_number(self) -> int:
        """Return the number of the newest block."""
        return int(self.ask(_make_request("eth_blockNumber"))["result"], 16)


@dataclass(slots=True)
class Line:
    """One node's way to the chain; `evidence` is what went over it."""

    upstream: Upstream
    trouble: RpcTrouble | None = None
    until: float = 0.0
    behind: int = 0
    evidence: list[Evidence] = field(default_factory=list)
    looks: int = 0
    since: float = field(default_factory=time.monotonic)
    _newest: str = ""
    _count: "count[int]" = field(default_factory=count)

    def disturb(self, trouble: RpcTrouble, seconds: float, behind: int) -> None:
        """Let something be wrong from now on for so long."""
        self.trouble, self.behind = trouble, behind
        self.until = time.monotonic() + seconds

    def heal(self) -> None:
        """Let nothing be wrong any more."""
        self.until = 0.0

    @property
    def is_disturbed(self) -> bool:
        """Tell whether something is wrong now."""
        return time.monotonic() < self.until

    def answer(self, request: Json) -> Json:
        """Answer a request as the chain does, or as trouble has it; raises Unanswered, Busy."""
        self._note_request(request)
        answer = self._answer(request)
        self._note_answer(request, answer)
        return answer

    def _answer(self, request: Json) -> Json:
        match self.trouble if self.is_disturbed else None:
            case RpcTrouble.DOWN:
                raise Unanswered
            case RpcTrouble.HANGING:
                time.sleep(max(self.until - time.monotonic(), 0.0))
                raise Unanswered
            case RpcTrouble.BUSY:
                raise Busy
            case RpcTrouble.SLOW:
                time.sleep(SLOWNESS)
            case RpcTrouble.FAILING if next(self._count) % 2:
                return _refuse(request, "internal error")
            case RpcTrouble.LAGGING:
                return self._answer_late(request)
            case RpcTrouble.DEAF if _is_sending(request):
                self._note_sent(request)
                self.upstream.ask(request)
                raise Unanswered
            case RpcTrouble.LOSSY if _is_sending(request):
                self._note_sent(request)
                return _reply(request, _hash(_get_raw(request)))
        if _is_sending(request):
            self._note_sent(request)
        return self.upstream.ask(request)

    def _answer_late(self, request: Json) -> Json:
        """Answer as a node does that is some blocks behind."""
        newest = max(self.upstream.get_number() - self.behind, 0)
        method, params = request["method"], list(request["params"])
        if _is_sending(request):
            self._note_sent(request)
        if method == "eth_blockNumber":
            return _reply(request, hex(newest))
        if method in _TAG_PLACES:
            place = _TAG_PLACES[method]
            params[place] = _hold_back(params[place], newest)
        if method == "eth_getBlockByNumber":
            if params[0] not in _NEWEST and int(params[0], 16) > newest:
                return _reply(request, None)
            params[0] = _hold_back(params[0], newest)
        if method == "eth_getLogs":
            if int(params[0]["fromBlock"], 16) > newest:
                return _reply(request, [])
            params[0] |= {"toBlock": hex(min(int(params[0]["toBlock"], 16), newest))}
        answer = self.upstream.ask(request | {"params": params})
        receipt = answer.get("result") if method == "eth_getTransactionReceipt" else None
        if receipt and int(receipt["blockNumber"], 16) > newest:
            return _reply(request, None)
        return answer

    # ------------------------------------------------------------------ what is noted

    def _note_request(self, request: Json) -> None:
        if request["method"] in _ACTS:
            self.begin_anew()

    def begin_anew(self) -> None:
        """Count looks from here."""
        self.looks, self.since = 0, time.monotonic()

    def _note_sent(self, request: Json) -> None:
        self.evidence.append(Sent(_get_raw(request)))

    def _note_answer(self, request: Json, answer: Json) -> None:
        result, params = answer.get("result"), request["params"]
        match request["method"]:
            case "eth_sendRawTransaction" if "error" in answer and not _is_known(answer):
                self.evidence.append(Refused(_hash(_get_raw(request))))
            case "eth_getTransactionReceipt" if result:
                self.evidence.append(Mined(str(result["transactionHash"])))
            case "eth_getTransactionCount" if result and params[1] == "latest":
                self.evidence.append(Counted(int(result, 16)))
            case "eth_getBlockByNumber" if result and params[0] == "latest":
                self._note_look(str(result["hash"]))

    def _note_look(self, newest: str) -> None:
        """Count how often the node has seen the same newest block without doing anything."""
        if newest != self._newest:
            self._newest = newest
            self.begin_anew()
        self.looks += 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, address: object) -> None:
        """Say nothing: nodes that are killed break off."""


class RpcProxy:
    """All lines of a run; leave its `with` block to end it."""

    def __init__(self, url: str, names: Iterable[str]) -> None:
        self.gate = Gate()
        upstream = Upstream(url, self.gate)
        self.lines = {name: Line(upstream) for name in names}
        self._server = _Server(("127.0.0.1", 0), _make_handler(self.lines))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def get_url(self, name: str) -> str:
        """Return the address of a node's line."""
        return f"http://127.0.0.1:{self._server.server_port}/{name}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _make_handler(own_lines: dict[str, Line]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Hand each request to its line."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        lines: ClassVar = own_lines

        def do_POST(self) -> None:
            """Answer one request."""
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                self._send(200, self.lines[self.path.strip("/")].answer(request))
            except Busy:
                self._send(503, {})
            except (Unanswered, OSError):
                self.close_connection = True

        def _send(self, status: int, answer: Json) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _make_request(method: str, *params: object) -> Json:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}


def _reply(request: Json, result: object) -> Json:
    return {"jsonrpc": "2.0", "id": request["id"], "result": result}


def _refuse(request: Json, message: str) -> Json:
    error = {"code": -32603, "message": message}
    return {"jsonrpc": "2.0", "id": request["id"], "error": error}


def _is_sending(request: Json) -> bool:
    return bool(request["method"] == "eth_sendRawTransaction")


def _is_known(answer: Json) -> bool:
    return "already" in answer["error"]["message"]


def _get_raw(request: Json) -> bytes:
    return bytes.fromhex(request["params"][0][2:])


def _hash(raw: bytes) -> str:
    return f"0x{keccak(raw).hex()}"


def _hold_back(tag: str, newest: int) -> str:
    return hex(newest) if tag in _NEWEST else tag
