"""Where the index of a deployment lies, unless somebody says otherwise."""

from pathlib import Path

from consort.chain.client import Chain
from consort.chain.sender import get_state_directory
from consort.index.heads import read_birth


def find_default_path(chain: Chain) -> Path:
    """Return a place of its own for a deployment on this very chain.

    It is $XDG_STATE_HOME/consort/index/CHAIN-BIRTH-COORDINATOR.db. Raises ChainUnreachable.
    """
    birth = read_birth(chain).hex()[:8]
    coordinator = chain.deployment.get_address("Coordinator")
    name = f"{chain.chain_id}-{birth}-{coordinator}.db"
    return get_state_directory() / "index" / name
