"""Measures each version of each task's model in the background, the newest first."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Final

from consort.dashboard.follower import list_followed
from consort.dashboard.models import find_model
from consort.dashboard.scores import Scores
from consort.dashboard.stream import Hub, Message
from consort.dashboard.workshop import Model, Workshop
from consort.errors import ConsortError
from consort.index.reader import Index, open_index
from consort.index.records import VersionEntry
from consort.spec.types import TaskId

PAUSE: Final = 2.0
NEWEST: Final = 200
"""Versions of a task that are measured at most."""
FIRST_RETRY: Final = 30.0
LONGEST_RETRY: Final = 3_600.0
"""Seconds until a model that could not be measured is tried again, doubled each time."""
_LOG: Final = logging.getLogger("consort.dashboard")


@dataclass(frozen=True, slots=True)
class Job:
    """A version that is to be measured."""

    task: TaskId
    version: VersionEntry
    model: Model


@dataclass(slots=True)
class Measurer:
    """Measure with an app; models of tasks that are not the app's fail, and are left alone."""

    index: Path
    workshop: Workshop
    scores: Scores
    hub: Hub
    app: str
    clock: Callable[[], float] = time.monotonic
    _retries: dict[bytes, tuple[float, float]] = field(default_factory=dict)

    def run(self, stop: Event) -> None:
        """Measure until `stop` is set, whatever happens."""
        while not stop.is_set():
            stop.wait(self.step())

    def step(self) -> float:
        """Measure a version that is due; return the seconds until another may be."""
        try:
            job = self._find()
            if job is None:
                return PAUSE
            self._measure(job)
        except Exception:  # noqa: BLE001 - the next try may go well
            _LOG.exception("no model is measured now")
            return FIRST_RETRY
        return 0.0

    def _find(self) -> Job | None:
        try:
            with open_index(self.index) as index:
                return self._choose(index)
        except ConsortError:  # no index yet
            return None

    def _choose(self, index: Index) -> Job | None:
        for task in list_followed(index):
            for version in index.list_versions(task, NEWEST).items:
                if self._is_due(version.model_root):
                    return Job(task, version, find_model(index, task, version.model_root))
        return None

    def _is_due(self, root: bytes) -> bool:
        at, _ = self._retries.get(root, (0.0, 0.0))
        return self.scores.get(root) is None and at <= self.clock()

    def _measure(self, job: Job) -> None:
        root, version = job.version.model_root, job.version.version
        try:
            self.scores.put_all({root: self.workshop.measure(job.model, self.app)})
        except Exception as error:  # noqa: BLE001 - an app may return anything
            _LOG.warning("version %d of task %d is not measured: %s", version, job.task, error)
            self._put_off(root)
            return
        data = {"task": job.task, "version": version, "metrics": self.scores.get(root)}
        self.hub.publish(Message("metrics", data, task=job.task))

    def _put_off(self, root: bytes) -> None:
        _, pause = self._retries.get(root, (0.0, FIRST_RETRY / 2))
        pause = min(2 * pause, LONGEST_RETRY)
        self._retries[root] = self.clock() + pause, pause
