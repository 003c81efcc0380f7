"""A node's own directory: one lock, and files that appear whole or not at all.

lock        held while the node runs
files/      verified files of the task, by root or hash: a cache, may be deleted any time
updates/    a contributor's own updates and notes about them; those that a validator fetched
results/    aggregates that a validator computed, until their rounds are decided
feedback/   what a contributor's codes left out
claims/     a contributor's latest claim
pins/       which files the node keeps in the store, for which round
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from consort.errors import NodeAlreadyRuns
from consort.spec.types import Address, Role, TaskId
from consort.storage.disk import name_failures

_MAX_PID_BYTES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Say where a node works: which task of which deployment on which chain."""

    chain_id: int
    coordinator: Address
    task: TaskId


@dataclass(frozen=True, slots=True)
class NodeDirectory:
    """Place what one account keeps for one role in one task, or as its watcher."""

    path: Path

    @classmethod
    def of(cls, root: Path, place: Place, role: Role | None, account: Address) -> "NodeDirectory":
        """Return, and make, the directory below `root`; raises PathUnusable.

        A watcher has no role.
        """
        deployment = f"{place.chain_id}-{place.coordinator.lower()}"
        kind = "watcher" if role is None else role.name.lower()
        name = f"{kind}-{place.task}-{account.lower()}"
        directory = cls(root.absolute() / deployment / name)
        for path in (directory.files, directory.updates, directory.results, directory.claims):
            with name_failures(path):
                path.mkdir(parents=True, exist_ok=True)
        return directory

    @property
    def files(self) -> Path:
        """Return where verified files are kept."""
        return self.path / "files"

    @property
    def feedback(self) -> Path:
        """Return where error feedback is kept."""
        return self.path / "feedback"

    @property
    def updates(self) -> Path:
        """Return where updates are kept until their round is over."""
        return self.path / "updates"

    @property
    def results(self) -> Path:
        """Return where aggregates and cohorts' outputs are kept until their round is over."""
        return self.path / "results"

    @property
    def claims(self) -> Path:
        """Return where claims are kept."""
        return self.path / "claims"

    @property
    def pins(self) -> Path:
        """Return where it is noted what the store keeps for this node."""
        return self.path / "pins"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the directory; raises NodeAlreadyRuns. The system frees it with the process."""
        path = self.path / "lock"
        with name_failures(path):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor, self.path)
            yield
        finally:
            os.close(descriptor)


def _lock(descriptor: int, directory: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, _MAX_PID_BYTES).decode(errors="replace")
        raise NodeAlreadyRuns(str(directory), holder or "unknown") from None
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
