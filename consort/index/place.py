"""Where the index of a deployment lies, unless somebody says otherwise."""

from pathlib import Path

from consort.chain.client import Chain
from consort.chain.sender import get_state_directory
from consort.index.heads import read_genesis


def find_default_path(chain: Chain) -> Path:
    """Return a place of its own for a deployment on a chain with this block 0.

    It is $XDG_STATE_HOME/consort/index/CHAIN-GENESIS-COORDINATOR.db. Raises ChainUnreachable.
    """
    genesis = read_genesis(chain.rpc).hex()[:8]
    coordinator = chain.deployment.get_address("Coordinator")
    name = f"{chain.chain_id}-{genesis}-{coordinator}.db"
    return get_state_directory() / "index" / name
