"""A local chain never outlives the command that runs it, even by SIGKILL; what it kept is there."""

import signal
from pathlib import Path

import psutil
import pytest

from tests.chain.test_devnet import wait_for_ends
from tests.cli.commands_running import start


@pytest.mark.parametrize("chain", ["anvil", pytest.param("ganache", marks=pytest.mark.ganache)])
def test_killed_command_leaves_no_chain(
    chain: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if chain == "ganache":
        request.getfixturevalue("ganache")
    command = ["devnet", "--chain", chain, "--port", 0, "--keep", "kept", "--json"]
    running = start(command, tmp_path, {"TMPDIR": str(tmp_path)})
    running.wait_for("Ready")
    children = psutil.Process(running.process.pid).children(recursive=True)
    assert any(process.net_connections() for process in children)
    running.kill()
    wait_for_ends(str(process.pid) for process in children)
    again = start(["devnet", "--resume", "kept", "--port", 0, "--json"], tmp_path, {})
    again.wait_for("Ready")
    assert again.end(signal.SIGTERM) == 0
