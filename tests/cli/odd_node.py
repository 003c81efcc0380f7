"""A node that is behind, or says so: it passes requests on to a real one, but for some answers."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@contextmanager
def odd_node(
    rpc_url: str, results: Mapping[str, Any] | None = None, behind: int = 0
) -> Iterator[str]:
    """Give the address of a node with these results, whose newest block is so many blocks old."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = results or {}
            if asked["method"] in known:
                answer = {"jsonrpc": "2.0", "id": asked["id"], "result": known[asked["method"]]}
            else:
                answer = pass_on(asked)
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    def pass_on(asked: dict[str, Any]) -> Any:
        if behind and asked["params"][:1] == ["latest"]:
            newest = int(send({**asked, "method": "eth_blockNumber", "params": []})["result"], 16)
            asked["params"][0] = hex(newest - behind)
        return send(asked)

    def send(asked: dict[str, Any]) -> Any:
        request = urllib.request.Request(  # noqa: S310 - a chain on loopback
            rpc_url, json.dumps(asked).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.loads(answer.read())

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
