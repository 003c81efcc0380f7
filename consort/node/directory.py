"""A node's own directory: one lock, and files that appear whole or not at all.

lock        held while the node runs
files/      verified files of the task, by root or hash: a cache, may be deleted any time
updates/    a contributor's own updates and notes about them; those that a validator fetched
results/    aggregates that a validator computed, until their rounds are decided
feedback/   what a contributor's codes left out
claims/     a contributor's latest claim
pins/       which files the node keeps in the store, for which round
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from consort.errors import NodeAlreadyRuns
from consort.file_lock import hold_alone
from consort.spec.types import Address, Role, TaskId
from consort.storage.disk import name_failures


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

    def locked(self) -> AbstractContextManager[None]:
        """Hold the directory; raises NodeAlreadyRuns. The system frees it with the process."""
        return hold_alone(self.path / "lock", partial(NodeAlreadyRuns, str(self.path)))
