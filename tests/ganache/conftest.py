"""The local chain of these tests is Ganache's."""

import pytest

from consort.chain.chain_program import ChainProgram
from tests.chain.devnet_fixture import ganache, local_chain, session_chain
from tests.storage.conftest import ipfs

__all__ = ["ganache", "ipfs", "local_chain", "session_chain"]


@pytest.fixture(scope="session")
def program(ganache: ChainProgram) -> ChainProgram:
    """Return what runs the chain."""
    return ganache
