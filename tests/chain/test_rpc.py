"""What a node's address hides: its path, query and password never get into a message."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from consort.chain.rpc import Rpc
from consort.errors import ChainUnreachable


class Forbidding(BaseHTTPRequestHandler):
    """Let nobody in."""

    def do_POST(self) -> None:
        """Answer as a provider does whose key is wrong."""
        self.send_error(401)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Serve refusals."""
    server = HTTPServer(("127.0.0.1", 0), Forbidding)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_secret_in_the_address_is_not_shown(port: int) -> None:
    rpc = Rpc(f"http://user:hunter2@127.0.0.1:{port}/v3/hunter2?key=hunter2")
    with pytest.raises(ChainUnreachable, match="401") as refused:
        rpc.request("eth_chainId")
    assert f"127.0.0.1:{port}" in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None
