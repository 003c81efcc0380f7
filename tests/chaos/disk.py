"""A disk that a test can fill: a small tmpfs for root, else a limit on what a process writes."""

import os
import resource
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from consort.storage.disk import name_failures

_BYTES: Final = 1 << 20
_PIECE: Final = 1 << 12


class SmallDisk:
    """A directory on a disk of 1 MiB; leave its `with` block to take it away."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"
        self._is_mounted = os.geteuid() == 0

    def fill(self, process: int | None) -> None:
        """Leave no room; without a mount, let one process write nothing more."""
        if not self._is_mounted:
            _limit(process, 0)
            return
        with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(_PIECE))

    def free(self, process: int | None) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)
        if not self._is_mounted:
            _limit(process, resource.RLIM_INFINITY)

    def __enter__(self) -> Self:
        with name_failures(self.path):
            self.path.mkdir(parents=True)
        if self._is_mounted:
            _run("mount", "-t", "tmpfs", "-o", f"size={_BYTES}", "tmpfs", str(self.path))
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_mounted:
            _run("umount", "--lazy", str(self.path))


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    assert found is not None, program
    subprocess.run([found, *arguments], check=True)


def _limit(process: int | None, size: int) -> None:
    if process is not None:
        hard = resource.prlimit(process, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))
