"""Stores that break: a directory that loses its content, a Kubo daemon behind a proxy."""

import shutil
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from consort.errors import StorageError
from consort.spec.types import ContentId
from consort.storage.cid import StoredFile
from consort.storage.directory import DirectoryStore
from consort.storage.kubo_daemon import KuboDaemon, start_daemon
from consort.storage.store import Store
from tests.chaos.plan import StoreKind, StoreTrouble

SLOWNESS: Final = 0.3
"""Seconds before a slow daemon hears what it is sent."""
_TIMEOUT: Final = 5.0
_PIECE: Final = 1 << 16


class BreakableStore(Protocol):
    """A store that all nodes use at `address`."""

    address: str

    def open(self) -> Store:
        """Return the store without anything that breaks before it."""
        ...

    def disturb(self, trouble: StoreTrouble, seconds: float) -> None:
        """Let something happen to it, lasting so long."""
        ...

    def heal(self) -> None:
        """Let nothing be wrong any more."""
        ...


class LosingDirectory:
    """A directory that can lose everything."""

    def __init__(self, path: Path) -> None:
        self.address = f"directory:{path}"
        self._path = path

    def open(self) -> Store:
        """Return the store."""
        return DirectoryStore(self._path)

    def disturb(self, trouble: StoreTrouble, seconds: float) -> None:
        """Lose everything: nothing else can happen to it."""
        assert (trouble, seconds) == (StoreTrouble.LOST, 0.0)
        for block in (self._path / "blocks").glob("*/*"):
            block.unlink(missing_ok=True)

    def heal(self) -> None:
        """Do nothing: what is lost stays lost."""


class BreakableKubo:
    """A Kubo daemon of this run, behind a proxy before its RPC port."""

    def __init__(self, repository: Path) -> None:
        self._repository = repository
        self._daemon = start_daemon(repository)
        self._proxy = TcpProxy(_get_port(self._daemon))
        self.address = f"kubo:http://127.0.0.1:{self._proxy.port}"

    def open(self) -> Store:
        """Return the store in the daemon itself."""
        return self._daemon.open()

    def disturb(self, trouble: StoreTrouble, seconds: float) -> None:
        """Break the way to it, restart it, or restart it empty."""
        match trouble:
            case StoreTrouble.RESTARTED:
                self._restart()
            case StoreTrouble.LOST:
                self._restart(lose=True)
            case _:
                self._proxy.disturb(trouble, seconds)

    def heal(self) -> None:
        """Let the way to it be free."""
        self._proxy.heal()

    def stop(self) -> None:
        """End daemon and proxy."""
        self._proxy.stop()
        self._daemon.stop()

    def _restart(self, *, lose: bool = False) -> None:
        self._daemon.stop()
        if lose:
            shutil.rmtree(self._repository)
        self._daemon = start_daemon(self._repository)
        self._proxy.target = _get_port(self._daemon)


class TcpProxy:
    """Passes connections on to a port of this machine, or does not."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._trouble: StoreTrouble | None = None
        self._until = 0.0
        threading.Thread(target=self._listen, daemon=True).start()

    def disturb(self, trouble: StoreTrouble, seconds: float) -> None:
        """Let something be wrong from now on for so long."""
        self._trouble, self._until = trouble, time.monotonic() + seconds

    def heal(self) -> None:
        """Let nothing be wrong any more."""
        self._until = 0.0

    def stop(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        trouble = self._trouble if time.monotonic() < self._until else None
        with client, suppress(OSError):
            if trouble is StoreTrouble.DOWN:
                return
            if trouble is StoreTrouble.HANGING:
                time.sleep(max(self._until - time.monotonic(), 0.0))
                return
            if trouble is StoreTrouble.SLOW:
                time.sleep(SLOWNESS)
            with socket.create_connection(("127.0.0.1", self.target)) as server:
                threading.Thread(target=_pump, args=(server, client), daemon=True).start()
                _pump(client, server)


@dataclass(slots=True)
class Archive:
    """Copies of the files that the chain names, so that an audit can read what a store has lost."""

    path: Path
    source: BreakableStore
    _kept: DirectoryStore = field(init=False)
    _known: set[ContentId] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._kept = DirectoryStore(self.path)

    def keep(self, contents: Iterable[ContentId]) -> None:
        """Copy what is not here yet and can be had."""
        store = self.source.open()
        for content in set(contents) - self._known:
            file = StoredFile.from_chain(content.digest, content.size)
            with suppress(StorageError):
                self._kept.put(store.read(file, limit=content.size, timeout=_TIMEOUT))
                self._known.add(content)

    @property
    def store(self) -> Store:
        """Return where the copies are."""
        return self._kept

    def fetch(self, digest: bytes, size: int, path: Path) -> None:
        """Write a file that the chain names; raises ContentUnavailable."""
        file = StoredFile.from_chain(digest, size)
        self._kept.fetch(file, path, limit=size, timeout=_TIMEOUT)


@contextmanager
def open_breakable(kind: StoreKind, directory: Path) -> Iterator[BreakableStore]:
    """Give the store of a run."""
    if kind is StoreKind.DIRECTORY:
        yield LosingDirectory(directory / "store")
        return
    kubo = BreakableKubo(directory / "kubo")
    try:
        yield kubo
    finally:
        kubo.stop()


def _get_port(daemon: KuboDaemon) -> int:
    return int(daemon.address.split("/")[4])


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
