"""What models score on an app's test data, measured here, and kept beside the index.

The chain knows nothing of it: a score is the word of who measured it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

from consort.app import Metrics
from consort.storage.disk import write_whole

SCHEMA: Final = 1


@dataclass(slots=True)
class Scores:
    """Keep metrics by the root of a model, those of one app; any thread may ask.

    A file of another app, or one that cannot be read, is begun anew.
    """

    path: Path
    app: str | None
    _known: dict[str, dict[str, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        """Read what is kept; without an app, that of whatever app it is."""
        kept = _read(self.path)
        if kept is not None and self.app in {None, kept["app"]}:
            self._known = kept["metrics"]

    @property
    def count(self) -> int:
        """Return how many models were measured: it grows with each."""
        return len(self._known)

    def get(self, model_root: bytes) -> Metrics | None:
        """Return a model's metrics, None if nobody measured it."""
        return self._known.get(model_root.hex())

    def put_all(self, measured: Mapping[bytes, Metrics]) -> None:
        """Keep metrics by the models' roots; raises DiskFull, PathUnusable."""
        with self._lock:
            self._known |= {root.hex(): _choose(metrics) for root, metrics in measured.items()}
            document = {"schema": SCHEMA, "app": self.app, "metrics": self._known}
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, [json.dumps(document).encode()])


def _choose(metrics: Metrics) -> Metrics:
    """Return what JSON has numbers for: a model that diverged may score NaN."""
    return {name: value for name, value in metrics.items() if math.isfinite(value)}


def get_scores_path(index: Path) -> Path:
    """Return where the scores of an index's models lie."""
    return index.with_suffix(".scores.json")


def _read(path: Path) -> dict[str, Any] | None:
    """Return a kept file, None where there is none that makes sense."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["schema"] != SCHEMA:
            return None
        metrics = {
            bytes.fromhex(root).hex(): {str(name): float(value) for name, value in found.items()}
            for root, found in kept["metrics"].items()
        }
        return {"app": kept["app"], "metrics": metrics}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
