"""Probes tell a service that is well from one that is not, or that is another."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from consort.chain.devnet import start_devnet
from consort.cli.net.probes import is_well, main


class Answers(BaseHTTPRequestHandler):
    """A Kubo daemon with a secret, and a node that is not ready."""

    def do_POST(self) -> None:
        is_known = self.headers["Authorization"] == "Bearer open sesame"
        self._answer(200 if is_known else 403, b'{"Version": "0.43.0"}')

    def do_GET(self) -> None:
        self._answer(200 if self.path == "/ready" else 503, b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def url() -> Iterator[str]:
    """Serve the answers."""
    server = HTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")  # no proxy is asked
    assert is_well(f"{url}/ready")
    assert not is_well(f"{url}/else")


def test_a_kubo_daemon_by_its_secret(url: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    assert not is_well(f"kubo:{secret}:{url}")
    secret.write_text("open sesame\n")
    assert is_well(f"kubo:{secret}:{url}")
    secret.write_text("open barley")
    assert not is_well(f"kubo:{secret}:{url}")


def test_a_chain(url: str) -> None:
    with start_devnet() as devnet:
        assert is_well(f"chain:{devnet.rpc_url}")
        assert main([f"chain:{devnet.rpc_url}"]) == 0
    assert not is_well(f"chain:{devnet.rpc_url}")
    assert main([f"chain:{devnet.rpc_url}"]) == 1
    assert not is_well(f"chain:{url}")
