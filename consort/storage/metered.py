"""A store whose traffic is counted."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from consort.storage.cid import StoredFile
from consort.storage.store import Store


@dataclass(slots=True)
class Traffic:
    """Count bytes of whole files: `fetched` were verified, `stored` were taken by the store.

    Safe for several threads.
    """

    fetched: int = 0
    stored: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def note(self, *, fetched: int = 0, stored: int = 0) -> None:
        """Count a file."""
        with self._lock:
            self.fetched += fetched
            self.stored += stored


@dataclass(slots=True)
class MeteredStore:
    """A `Store` that does what another one does, and counts."""

    store: Store
    traffic: Traffic = field(default_factory=Traffic)

    def put(self, source: Path | bytes) -> StoredFile:
        """Store a file."""
        file = self.store.put(source)
        self.traffic.note(stored=file.size)
        return file

    def read(self, file: StoredFile, *, limit: int, timeout: float) -> bytes:
        """Return a file as `Store.read` says."""
        content = self.store.read(file, limit=limit, timeout=timeout)
        self.traffic.note(fetched=file.size)
        return content

    def fetch(self, file: StoredFile, destination: Path, *, limit: int, timeout: float) -> None:
        """Write a file as `Store.fetch` says."""
        self.store.fetch(file, destination, limit=limit, timeout=timeout)
        self.traffic.note(fetched=file.size)

    def has(self, file: StoredFile) -> bool:
        """Tell whether a file is here."""
        return self.store.has(file)

    def pin(self, file: StoredFile) -> None:
        """Keep a file."""
        self.store.pin(file)

    def unpin(self, file: StoredFile) -> None:
        """Let the store drop a file."""
        self.store.unpin(file)

    def prune(self) -> int:
        """Delete what nobody keeps."""
        return self.store.prune()

    def describe(self) -> str:
        """Return what the store says of itself."""
        return self.store.describe()
