"""A local chain of its own for the differential tests."""

from collections.abc import Iterator
from pathlib import Path
from socket import socket
from subprocess import DEVNULL, Popen
from time import sleep

import pytest
from web3 import HTTPProvider, Web3

ANVIL = Path(__file__).parents[2] / ".tools" / "anvil"


@pytest.fixture(scope="module")
def rpc_url() -> Iterator[str]:
    """Run Anvil, mining on every transaction, and give its address."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [str(ANVIL), "--port", str(port), "--silent", "--accounts", "12"]
    with Popen(command, stdout=DEVNULL) as process:
        while not Web3(HTTPProvider(url)).is_connected():
            sleep(0.05)
        yield url
        process.terminate()
