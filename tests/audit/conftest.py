"""A task to audit, played once for all tests that only look at it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from consort.chain.client import Chain
from consort.index.indexer import Indexer
from consort.index.reader import Index, open_index
from consort.spec.types import Address, TaskId
from consort.storage.directory import DirectoryStore
from tests.audit.world import get_address, play
from tests.chain.devnet_fixture import LocalChain, local_chain, own_chain, program, session_chain
from tests.roles.federation import Federation

__all__ = ["federation", "local_chain", "own_chain", "program", "session_chain"]


@dataclass(frozen=True)
class Audited:
    """A task with two final rounds, its index and its files; copies may be tampered with."""

    federation: Federation
    path: Path

    @property
    def chain(self) -> Chain:
        """Return the chain."""
        return self.federation.owner

    @property
    def task(self) -> TaskId:
        """Return the task."""
        return self.federation.task

    @property
    def store(self) -> DirectoryStore:
        """Return the store with the task's files."""
        return DirectoryStore(self.federation.directory / "store")

    def get_address(self, name: str) -> Address:
        """Return an account's address."""
        return get_address(self.federation, name)

    def copy_index(self, directory: Path) -> Path:
        """Return a copy of the index that a test may write to."""
        return Path(shutil.copy(self.path, directory / "copy.db"))

    def copy_store(self, directory: Path) -> DirectoryStore:
        """Return a copy of the store that a test may write to."""
        return DirectoryStore(shutil.copytree(self.federation.directory / "store", directory / "s"))


@pytest.fixture(scope="package")
def audited(
    session_chain: LocalChain, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Audited]:
    """Play the task, and index it."""
    snapshot = session_chain.devnet.snapshot()
    directory = tmp_path_factory.mktemp("audited")
    federation = Federation.start(session_chain, directory)
    play(federation)
    path = directory / "index.db"
    Indexer(federation.owner, path).catch_up()
    yield Audited(federation, path)
    session_chain.devnet.revert(snapshot)
    shutil.rmtree(session_chain.directory / "journals", ignore_errors=True)


@pytest.fixture
def index(audited: Audited) -> Iterator[Index]:
    """Give the index as it was built."""
    with open_index(audited.path) as opened:
        yield opened


@pytest.fixture
def federation(local_chain: LocalChain, tmp_path: Path) -> Federation:
    """Give a task with nobody enrolled; a test adds contributors and validators."""
    return Federation.start(local_chain, tmp_path)
