"""A private Kubo daemon on this machine.

Over a repository that it makes itself it listens on loopback, at ports of the system's choice, and
takes no part in any network: enough for demos and tests. Over one that `prepare_repository` made it
is a node of a private network.
"""

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from consort.child_process import Guard, end_process
from consort.errors import KuboFailed, StoreUnreachable
from consort.storage.disk import name_failures
from consort.storage.kubo import KuboStore
from consort.storage.kubo_program import find_ipfs, get_environment, run_ipfs
from consort.storage.kubo_repository import KuboRepository
from consort.storage.secret import read_secret

_START_SECONDS = 30.0
_STOP_SECONDS = 20.0
_POLL_SECONDS = 0.02


class KuboDaemon:
    """A running daemon; leave its `with` block, or call `stop`, to end it."""

    __slots__ = ("_guard", "_process", "address", "repository")

    def __init__(self, process: subprocess.Popen[bytes], repository: Path, address: str) -> None:
        self._process = process
        self._guard = Guard(process)
        self.repository = repository
        self.address = address

    @property
    def pid(self) -> int:
        """Return the daemon's process id."""
        return self._process.pid

    @property
    def store_url(self) -> str:
        """Return the address of the store in this daemon, as `open_store` takes it."""
        return KuboRepository(self.repository).describe_store(self.address)

    def open(self) -> KuboStore:
        """Return the store in this daemon."""
        return _open_store(self.repository, self.address)

    def stop(self) -> None:
        """End the daemon cleanly, by force if it does not go; no error if it is gone."""
        end_process(self._process, _STOP_SECONDS)
        self._guard.release()

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
    """Start a daemon over a repository and wait until it answers; its log is in there.

    One that takes part in its network needs a repository as `prepare_repository` makes it; one that
    is `offline` makes its own if there is none. `ipfs` is found by `find_ipfs` if not given. Raises
    KuboMissing, KuboFailed, RepositoryUnusable, PathUnusable.
    """
    program = ipfs or find_ipfs()
    repository = repository.absolute()
    if offline:
        _make_if_absent(program, repository)
    else:
        KuboRepository(repository).check()
    before = _get_stamp(repository)
    process = _launch(program, repository, offline)
    try:
        return KuboDaemon(process, repository, _wait_for_address(process, repository, before))
    except BaseException:
        end_process(process, _STOP_SECONDS)
        raise


def become_daemon(repository: KuboRepository) -> NoReturn:
    """Turn this process into the daemon of a prepared repository, its log on standard error.

    Whoever started us so watches and ends the daemon itself. Raises KuboMissing,
    RepositoryUnusable, PathUnusable.
    """
    program = find_ipfs()
    repository.check()
    command, environment = make_command(program), get_environment(repository.path)
    os.dup2(2, 1)
    os.execve(program, command, environment)  # noqa: S606 - a list of arguments, no shell


def make_command(program: Path, *, offline: bool = False) -> list[str]:
    """Return the command that runs a daemon, which drops unpinned blocks when space runs out."""
    return [str(program), "daemon", "--enable-gc", *(["--offline"] if offline else [])]


def _make_if_absent(program: Path, repository: Path) -> None:
    with name_failures(repository):
        repository.mkdir(parents=True, exist_ok=True)
    if not (repository / "config").exists():
        run_ipfs(program, repository, "init", "--profile=test,unixfs-v1-2025")


def _launch(program: Path, repository: Path, offline: bool) -> subprocess.Popen[bytes]:
    with name_failures(repository), (repository / "daemon.log").open("ab") as log:
        return subprocess.Popen(
            make_command(program, offline=offline),
            env=get_environment(repository),
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
            if _is_ready(_open_store(repository, address)):
                return address
        time.sleep(_POLL_SECONDS)
    raise KuboFailed(str(repository), f"not ready after {_START_SECONDS:.0f} s")


def _get_stamp(repository: Path) -> int:
    """Return when the RPC address was written: a killed daemon leaves its own behind."""
    path = repository / "api"
    return path.stat().st_mtime_ns if path.exists() else 0


def _is_ready(store: KuboStore) -> bool:
    try:
        store.describe()
    except StoreUnreachable:
        return False
    return True


def _open_store(repository: Path, address: str) -> KuboStore:
    secret = KuboRepository(repository).secret
    return KuboStore(address, read_secret(secret) if secret.exists() else None)
