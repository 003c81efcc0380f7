"""Where the index of a deployment lies unless it is told."""

import os
from pathlib import Path
from typing import Final

from consort.chain.client import Chain

_MARK_BYTES: Final = 4


def get_index_path(chain: Chain) -> Path:
    """Return the default place: one file for each deployment on each chain.

    Local chains share an id, and often addresses: the hash of block 0 tells them apart. Raises
    ChainUnreachable.
    """
    coordinator = chain.deployment.get_address("Coordinator")
    name = f"{chain.chain_id}-{get_chain_mark(chain)}-{coordinator}.db"
    home = os.environ.get("XDG_STATE_HOME")
    base = Path(home) if home else Path.home() / ".local" / "state"
    return base / "consort" / "index" / name


def get_chain_mark(chain: Chain) -> str:
    """Return what tells a chain from others of the same id: the beginning of block 0's hash."""
    return chain.get_block_hash(0)[:_MARK_BYTES].hex()
