"""What a running federation uses: memory of each process, bytes on disk of each kind."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

Kinds = Mapping[str, str]
"""Patterns of files and directories below a root, by what lies there."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One look after a round: bytes by process (`memory`, `resident`) and by kind (`disk`).

    `memory` is the proportional set size: what is shared is counted once, in parts.
    """

    round: int
    seconds: float
    memory: Mapping[str, int]
    resident: Mapping[str, int]
    disk: Mapping[str, int]


def take_sample(
    round_: int, seconds: float, processes: Mapping[str, int], root: Path, kinds: Kinds
) -> Sample:
    """Look at processes, by their ids, and at what lies below `root`."""
    used = {name: psutil.Process(pid).memory_full_info() for name, pid in processes.items()}
    return Sample(
        round_,
        seconds,
        {name: info.pss for name, info in used.items()},
        {name: info.rss for name, info in used.items()},
        {kind: sum(_measure_files(root, pattern)) for kind, pattern in kinds.items()},
    )


def _measure_files(root: Path, pattern: str) -> Iterator[int]:
    """Yield the sizes of files below what fits a pattern; of those that go meanwhile, nothing."""
    for top in root.glob(pattern):
        names = [(directory, name) for directory, _, files in os.walk(top) for name in files]
        for path in (Path(*place) for place in names) if top.is_dir() else [top]:
            with suppress(FileNotFoundError):
                yield path.lstat().st_size
