"""The versions of a task's model: what the chain says of each, and where it may lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from consort.errors import UnknownVersion
from consort.ledger.task_history import TaskHistory
from consort.spec.types import ContentId


@dataclass(frozen=True, slots=True)
class Published:
    """A file by its root or hash, and where it is said to lie."""

    root: bytes
    places: Sequence[ContentId]


@dataclass(frozen=True, slots=True)
class Versions:
    """The manifest, and the model states of some versions, the oldest first."""

    manifest: Published
    models: Sequence[Published]

    def select(self, number: int) -> "Versions":
        """Return one of them alone."""
        return Versions(self.manifest, self.models[number : number + 1])


def list_versions(history: TaskHistory) -> Versions:
    """Return all versions, from the first model on."""
    models = [_find(history, proposal.model_root) for proposal in history.lineage]
    return Versions(_find(history, history.params.manifest_hash), models)


def choose_version(history: TaskHistory, version: int | None) -> int:
    """Return a version's number, the newest's if None; raises UnknownVersion."""
    number = history.version if version is None else version
    if not 0 <= number <= history.version:
        raise UnknownVersion(history.task, number, history.version)
    return number


def _find(history: TaskHistory, root: bytes) -> Published:
    return Published(root, tuple(history.files.get(root)))
