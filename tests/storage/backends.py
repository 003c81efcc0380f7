"""A store under test, where its bytes lie on disk, and Kubo's own command line."""

import base64
import subprocess
from dataclasses import dataclass
from pathlib import Path

from consort.storage.cid import Cid
from consort.storage.kubo_daemon import KuboDaemon
from consort.storage.store import Store


@dataclass(frozen=True, slots=True)
class Backend:
    """A store, its address, and where its block files lie."""

    store: Store
    url: str
    blocks: Path

    def find_block(self, cid: Cid) -> Path:
        """Return the file that holds a block, in a directory store or in Kubo's flatfs."""
        multihash = bytes(cid)[2:]
        flatfs = base64.b32encode(multihash).decode().rstrip("=") + ".data"
        [path] = [p for p in self.blocks.rglob("*") if p.name in (str(cid), flatfs)]
        return path


def run_ipfs(ipfs: Path, daemon: KuboDaemon, *arguments: str, stdin: bytes = b"") -> str:
    """Run a command of `ipfs` against a daemon and return what it prints."""
    command = [str(ipfs), f"--api={daemon.address}", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()
