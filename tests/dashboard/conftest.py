"""A chain with rounds, and a dashboard that shows it."""

from collections.abc import Iterator
from shutil import rmtree

import pytest

from tests.chain.devnet_fixture import LocalChain, local_chain, own_chain, program, session_chain
from tests.dashboard.stage import Stage, enter, show

__all__ = ["local_chain", "own_chain", "program", "session_chain"]


@pytest.fixture(scope="module")
def stage(session_chain: LocalChain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Play a round, serve it, and take everything back in the end."""
    snapshot = session_chain.devnet.snapshot()
    directory = tmp_path_factory.mktemp("stage")
    federation = enter(session_chain, directory)
    with show(federation, directory / "index.db") as client:
        yield Stage(federation, client, directory / "index.db")
    session_chain.devnet.revert(snapshot)
    rmtree(session_chain.directory / "journals", ignore_errors=True)
