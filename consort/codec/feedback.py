"""Error feedback on disk: what earlier codes left out of a contributor's updates.

Each encoded update leaves one residual, filed under its round and parent (the root of the model
that was trained on). The next update starts from the residual of the newest round *on its own
lineage*. A round that dies is on nobody's lineage, so the residual before it is found again and
nothing is lost but that round's training. Older residuals go only when a newer one is final: a
round on an older model that was revived may find none, and begins without; so does a contributor
that was out for as many rounds as a node keeps of the history.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from consort.codec.arrays import Deltas
from consort.errors import FeedbackUnreadable
from consort.spec.chunk_tree import Digest
from consort.storage.disk import name_failures


@dataclass(frozen=True, slots=True, order=True)
class Attempt:
    """Name one trained update: its round, and the root of the model it was trained on."""

    round: int
    parent: Digest

    @property
    def file_name(self) -> str:
        """Return the name of the residual's file."""
        return f"{self.round:010d}-{self.parent.hex()}.npy"


@dataclass(frozen=True, slots=True)
class FeedbackStore:
    """Keep one contributor's residuals of one task in a directory.

    Every method may be repeated after a crash.
    """

    directory: Path

    def save(self, attempt: Attempt, residuals: Deltas) -> None:
        """Store what this attempt's codes left out, whole or not at all.

        Raises DiskFull, PathUnusable.
        """
        path = self.directory / attempt.file_name
        partial = path.with_suffix(".partial")
        with name_failures(path):
            self.directory.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                np.save(file, residuals, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)

    def load(self, lineage: Sequence[Attempt], shape: tuple[int, int]) -> Deltas:
        """Return the residuals of the first attempt of the lineage that has any, else zeros.

        `lineage` lists the rounds that led to the model now trained on, the newest first: final
        ones, and pending ones if the model is not final yet. Leave out rounds that did not count
        this contributor's update. Raises FeedbackUnreadable.
        """
        for attempt in lineage:
            path = self.directory / attempt.file_name
            if path.exists():
                return _read(path, shape)
        return np.zeros(shape, np.float32)

    def discard(self, attempt: Attempt) -> None:
        """Forget an attempt whose round is void, or whose update was not counted."""
        (self.directory / attempt.file_name).unlink(missing_ok=True)

    def settle(self, attempt: Attempt) -> None:
        """Forget what a final round makes useless: residuals of rounds up to it, but its own."""
        if not (self.directory / attempt.file_name).exists():
            return
        for path in self.directory.glob("*.npy"):
            if int(path.name.split("-")[0]) <= attempt.round and path.name != attempt.file_name:
                path.unlink(missing_ok=True)


def _read(path: Path, shape: tuple[int, int]) -> Deltas:
    try:
        residuals: Deltas = np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise FeedbackUnreadable(str(path), str(error)) from error
    if residuals.shape != shape or residuals.dtype != np.float32:
        found = f"it holds {residuals.dtype} of shape {residuals.shape}, not float32 of {shape}"
        raise FeedbackUnreadable(str(path), found)
    if not np.isfinite(residuals).all():
        raise FeedbackUnreadable(str(path), "it holds NaN or infinity")
    return residuals
