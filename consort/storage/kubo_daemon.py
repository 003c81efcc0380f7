"""A private Kubo daemon on this machine, for demos and tests.

It listens on loopback at ports of the system's choice. It takes no part in any network unless
asked to, and then knows only the nodes that its configuration names.
"""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from consort.child_process import end_process
from consort.errors import KuboFailed, KuboMissing, StoreUnreachable
from consort.storage.disk import name_failures
from consort.storage.kubo import KuboStore

MINIMUM_VERSION: Final = (0, 43)

_BUILT = Path(__file__).parents[2] / ".tools" / "ipfs"
_START_SECONDS = 30.0
_STOP_SECONDS = 20.0
_POLL_SECONDS = 0.02


class KuboDaemon:
    """A running daemon; leave its `with` block, or call `stop`, to end it."""

    __slots__ = ("_process", "address", "repository")

    def __init__(self, process: subprocess.Popen[bytes], repository: Path, address: str) -> None:
        self._process = process
        self.repository = repository
        self.address = address

    @property
    def pid(self) -> int:
        """Return the daemon's process id."""
        return self._process.pid

    def open(self) -> KuboStore:
        """Return the store in this daemon."""
        return KuboStore(self.address)

    def stop(self) -> None:
        """End the daemon cleanly, by force if it does not go; no error if it is gone."""
        end_process(self._process, _STOP_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_daemon(repository: Path, ipfs: Path | None = None, *, offline: bool = True) -> KuboDaemon:
    """Start a daemon over a repository, made if it is not there, and wait until it answers.

    `ipfs` is found by `find_ipfs` if not given. Raises KuboMissing, KuboFailed, PathUnusable.
    """
    program = ipfs or find_ipfs()
    repository = repository.absolute()
    with name_failures(repository):
        repository.mkdir(parents=True, exist_ok=True)
    if not (repository / "config").exists():
        _initialise(program, repository)
    before = _get_stamp(repository)
    process = _launch(program, repository, offline)
    try:
        return KuboDaemon(process, repository, _wait_for_address(process, repository, before))
    except BaseException:
        end_process(process, _STOP_SECONDS)
        raise


def find_ipfs() -> Path:
    """Return the `ipfs` program: CONSORT_IPFS, else what `make kubo` built, else PATH.

    Raises KuboMissing if there is none, or none new enough.
    """
    named = os.environ.get("CONSORT_IPFS")
    places = [named] if named else [str(_BUILT), shutil.which("ipfs")]
    for place in filter(None, places):
        if _get_version(Path(place)) >= MINIMUM_VERSION:
            return Path(place)
    searched = f"CONSORT_IPFS ({named})" if named else ".tools/ipfs of the source tree and PATH"
    raise KuboMissing(searched, ".".join(map(str, MINIMUM_VERSION)))


def _get_version(program: Path) -> tuple[int, ...]:
    command = [str(program), "version", "--number"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, ValueError, subprocess.SubprocessError):
        return ()
    return tuple(map(int, re.findall(r"\d+", done.stdout)[:2]))


def _initialise(program: Path, repository: Path) -> None:
    command = [str(program), "init", "--profile=test,unixfs-v1-2025"]
    environment = _get_environment(repository)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise KuboFailed(str(repository), done.stderr.strip()[-500:])


def _launch(program: Path, repository: Path, offline: bool) -> subprocess.Popen[bytes]:
    with name_failures(repository), (repository / "daemon.log").open("ab") as log:
        return subprocess.Popen(
            [str(program), "daemon", *(["--offline"] if offline else [])],
            env=_get_environment(repository),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C ends the roles first, then us, then the daemon
        )


def _wait_for_address(process: subprocess.Popen[bytes], repository: Path, before: int) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise KuboFailed(str(repository), f"it ended at once with status {process.returncode}")
        if _get_stamp(repository) != before:
            address = (repository / "api").read_text().strip()
            if _is_ready(address):
                return address
        time.sleep(_POLL_SECONDS)
    raise KuboFailed(str(repository), f"not ready after {_START_SECONDS:.0f} s")


def _get_stamp(repository: Path) -> int:
    """Return when the RPC address was written: a killed daemon leaves its own behind."""
    path = repository / "api"
    return path.stat().st_mtime_ns if path.exists() else 0


def _is_ready(address: str) -> bool:
    try:
        KuboStore(address).describe()
    except StoreUnreachable:
        return False
    return True


def _get_environment(repository: Path) -> dict[str, str]:
    return {**os.environ, "IPFS_PATH": str(repository), "IPFS_TELEMETRY": "off"}
