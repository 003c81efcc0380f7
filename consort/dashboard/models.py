"""Versions of models as files that a client can load: written once, the newest few kept."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from consort.dashboard.turns import Turns
from consort.dashboard.workshop import File, Model, Workshop
from consort.index.reader import Index
from consort.spec.types import TaskId

MOST_FILES: Final = 4
PATIENCE: Final = 60.0
"""Seconds that a client waits for a model to be fetched and written."""


@dataclass(slots=True)
class Models:
    """Write models by the workshop into a directory, a few at most."""

    workshop: Workshop
    directory: Path
    _turns: Turns = field(default_factory=lambda: Turns(PATIENCE))

    def get_file(self, root: bytes, model: Model) -> Path:
        """Return a file of safetensors; raises Problem, ModelWorkFailed, ModelWorkBusy."""
        path = self.directory / f"{root.hex()}.safetensors"
        if path.exists():
            return path
        with self._turns.take():
            if not path.exists():  # whoever was before may have wanted the same
                self.directory.mkdir(parents=True, exist_ok=True)
                self.workshop.write(model, path, PATIENCE)
                self._drop_oldest(path)
        return path

    def _drop_oldest(self, newest: Path) -> None:
        others = [path for path in self.directory.glob("*.safetensors") if path != newest]
        others.sort(key=lambda path: path.stat().st_mtime)
        for path in others[: 1 - MOST_FILES]:
            path.unlink(missing_ok=True)


def find_model(index: Index, task: TaskId, root: bytes) -> Model:
    """Return where the chain says that a model lies; raises UnknownTask."""
    manifest = index.get_task(task).manifest_hash
    return Model(
        File(manifest, index.list_places(task, manifest)), File(root, index.list_places(task, root))
    )
