"""A private daemon never outlives who started it, even by SIGKILL."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chain.test_devnet import wait_for_ends

PROGRAM = """
import os, sys
from pathlib import Path
from consort.storage.kubo_daemon import start_daemon
print(start_daemon(Path(sys.argv[1]), Path(sys.argv[2])).pid, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.kubo
def test_killed_process_leaves_no_daemon(ipfs: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), str(ipfs)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    assert done.returncode == -signal.SIGKILL
    wait_for_ends([done.stdout.decode().strip()])
