"""A federation with final rounds, to be audited."""

from pathlib import Path

import pytest

from tests.chain.devnet_fixture import LocalChain, local_chain, own_chain, program, session_chain
from tests.roles.federation import Federation

__all__ = ["federation", "local_chain", "own_chain", "program", "session_chain"]


@pytest.fixture
def federation(local_chain: LocalChain, tmp_path: Path) -> Federation:
    """Give a task with nobody enrolled; a test adds contributors and validators."""
    return Federation.start(local_chain, tmp_path)
