"""Models fetched, measured and written by a process of its own, which is there while it is needed.

What an app does there, and the memory that torch takes, is kept from the server.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from shutil import rmtree
from threading import Event, Lock
from typing import Any, Final

from consort.child_process import Guard, end_process
from consort.errors import ModelWorkBusy, ModelWorkFailed
from consort.spec.types import ContentId

_START: Final = [sys.executable, "-m", "consort.dashboard.workshop_process"]
_THREADS: Final = dict.fromkeys(("OMP_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
_STOP_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 5.0
IDLE_SECONDS: Final = 60.0
LONGEST: Final = 600.0
"""Seconds that one model may take to be fetched and measured."""


@dataclass(frozen=True, slots=True)
class File:
    """A file by its root or hash, and where it is said to lie."""

    root: bytes
    places: Sequence[ContentId]

    def to_json(self) -> dict[str, object]:
        """Return it as the process reads it."""
        places = [(place.digest.hex(), place.size) for place in self.places]
        return {"root": self.root.hex(), "places": places}


@dataclass(frozen=True, slots=True)
class Model:
    """A version of a model, and the manifest that says how to read it."""

    manifest: File
    state: File

    def to_json(self) -> dict[str, object]:
        """Return it as the process reads it."""
        return {"manifest": self.manifest.to_json(), "model": self.state.to_json()}


@dataclass(slots=True)
class _Worker:
    """The running process."""

    process: subprocess.Popen[bytes]
    guard: Guard

    def ask(self, request: Mapping[str, object], seconds: float) -> dict[str, Any]:
        """Return an answer; raises OSError, ValueError, TimeoutError where there is none."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None and stdout is not None  # noqa: S101, PT018 - both are pipes
        stdin.write(json.dumps(request).encode() + b"\n")
        stdin.flush()
        if not select([stdout], [], [], seconds)[0]:
            raise TimeoutError
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer

    def end(self) -> None:
        """End the process."""
        end_process(self.process, _STOP_SECONDS)
        self.guard.release()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@dataclass(slots=True)
class Workshop:
    """Work with models, one at a time; safe for several threads.

    `store` is an address, as for `open_store`; `directory` holds files on the way, and goes with
    the process: whatever that was in the middle of.
    """

    store: str
    directory: Path
    _worker: _Worker | None = None
    _lock: Lock = field(default_factory=Lock)
    _used: float = 0.0
    _is_over: bool = False

    def measure(self, model: Model, app: str) -> dict[str, float]:
        """Return an app's metrics of a model; raises ModelWorkFailed."""
        found: dict[str, float] = self._ask({**model.to_json(), "app": app}, LONGEST)
        return found

    def write(self, model: Model, path: Path, patience: float) -> None:
        """Write a model as safetensors; raises ModelWorkFailed, ModelWorkBusy."""
        output = self.directory / path.name
        self._ask({**model.to_json(), "output": str(output)}, patience)
        output.replace(path)

    def rest_until(self, stop: Event) -> None:
        """End the process whenever nobody has used it for a while, until `stop` is set."""
        while not stop.wait(_LOOK_SECONDS):
            self._rest()

    def _rest(self) -> None:
        is_idle = time.monotonic() - self._used > IDLE_SECONDS
        if is_idle and self._lock.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the process, whatever it does, and take no work any more."""
        self._is_over = True
        worker = self._worker
        if worker is not None:
            end_process(worker.process, _STOP_SECONDS)  # whoever waits for it is told at once
        with self._lock:
            self._end()

    def _ask(self, request: Mapping[str, object], patience: float) -> Any:
        if not self._lock.acquire(timeout=patience):
            raise ModelWorkBusy
        try:
            answer = self._get_worker().ask(request, patience)
        except (OSError, ValueError) as error:
            self._end()
            reason = "it took too long" if isinstance(error, TimeoutError) else "its process ended"
            raise ModelWorkFailed(type(error).__name__, reason) from None
        finally:
            self._used = time.monotonic()
            self._lock.release()
        if "error" in answer:
            raise ModelWorkFailed(answer["error"], answer["reason"])
        return answer["done"]

    def _get_worker(self) -> _Worker:
        if self._is_over:
            raise ModelWorkFailed("Stopped", "the server ends")
        if self._worker is None:
            files = self.directory / "files"
            files.mkdir(parents=True, exist_ok=True)
            self._worker = _start([*_START, self.store, str(files)])
        return self._worker

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None
            rmtree(self.directory, ignore_errors=True)


def _start(command: Sequence[str]) -> _Worker:
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **_THREADS},
        start_new_session=True,
    )
    return _Worker(process, Guard(process))
