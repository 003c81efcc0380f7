"""A proxy before a node, for faults and habits that the node itself does not have."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import requests

Json = dict[str, Any]
Forward = Callable[[str, list[Any]], Json]
"""Asks the node; returns its whole answer."""
Habit = Callable[[str, list[Any], Forward], Json | None]
"""Answers a request in the node's place, or None to let the node answer."""


def answer(result: object) -> Json:
    """Return an answer with a result."""
    return {"jsonrpc": "2.0", "id": 1, "result": result}


def refuse(code: int, message: str) -> Json:
    """Return an answer with an error."""
    return {"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": message}}


class Proxy:
    """Stands before a node at `url`; everything about it may be changed while it runs."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.habit: Habit = lambda *_: None
        self.asked: list[str] = []
        self.delay = 0.0
        self.body: bytes | None = None
        self.is_dripping = False
        self.takes_batches = True
        self.batches: list[int] = []
        self._gone = Event()
        self._server = self._listen(0)
        self._port = self._server.server_port

    @property
    def url(self) -> str:
        """Return the proxy's address."""
        return f"http://127.0.0.1:{self._port}"

    def kill(self) -> None:
        """Listen no more."""
        self._gone.set()
        self._server.shutdown()
        self._server.server_close()

    def revive(self) -> None:
        """Listen again, on the same port."""
        self._gone.clear()
        self._server = self._listen(self._port)

    def _listen(self, port: int) -> ThreadingHTTPServer:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if proxy._gone.is_set():  # a connection kept alive dies with its server
                    self.close_connection = True
                    return
                body = proxy.respond(request)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for byte in body if proxy.is_dripping else b"":
                    time.sleep(0.1)
                    self.wfile.write(bytes([byte]))
                self.wfile.write(b"" if proxy.is_dripping else body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return server

    def respond(self, request: Json | list[Json]) -> bytes:
        """Return the bytes that answer a request, or several sent as one."""
        time.sleep(self.delay)
        many = request if isinstance(request, list) else [request]
        if self.body is not None:
            self.asked += [one["method"] for one in many]
            return self.body
        if not isinstance(request, list):
            return json.dumps(self._respond_to(request)).encode()
        self.batches.append(len(request))
        if not self.takes_batches:
            return json.dumps(refuse(-32600, "one request at a time")).encode()
        answers = [self._respond_to(one) for one in request]
        return json.dumps(answers[::-1]).encode()  # any order is allowed

    def _respond_to(self, request: Json) -> Json:
        method, params = request["method"], request["params"]
        self.asked.append(method)
        answered = self.habit(method, params, self.forward) or self.forward(method, params)
        return answered | {"id": request["id"]}

    def forward(self, method: str, params: list[Any]) -> Json:
        """Ask the node."""
        request: Json = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        headers = {"Content-Type": "application/json"}
        answered: Json = requests.post(
            self.target, data=json.dumps(request), headers=headers, timeout=60
        ).json()
        return answered


@contextmanager
def standing_before(target: str) -> Iterator[Proxy]:
    """Run a proxy while the block runs."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        if not proxy._gone.is_set():
            proxy.kill()
