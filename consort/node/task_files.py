"""A task's public files, fetched from wherever they are announced and checked against the chain.

Anybody may announce anything, so announcements are tried until one gives the root or hash that
counts: a few at a time, those that have failed least first, what was something else never again.
What was verified is kept under its root, and never fetched again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import MAX_MANIFEST_BYTES, parse_manifest
from consort.codec.model_state import ModelState, compute_state_root, read_state, write_state
from consort.codec.sources import FileSource
from consort.errors import (
    CidMismatch,
    CodecError,
    ContentUnavailable,
    FileNotObtainable,
    SizeMismatch,
    WrongRoot,
)
from consort.spec.types import ContentId
from consort.storage.cid import StoredFile
from consort.storage.disk import name_failures
from consort.storage.store import Store

Value = TypeVar("Value")
Try = tuple[bytes, ContentId]
"""A root or hash, and where its file is said to lie."""

FETCH_TIMEOUT = 20.0
"""Seconds that one announced file may take to arrive."""
TRIES = 8
"""Announcements that are tried before the caller may see to other things, and come again."""


@dataclass(frozen=True, slots=True)
class TaskFiles:
    """Get a task's files from a store, and keep them in a directory.

    `tries` bounds the announcements that one call tries; None tries them all.
    """

    store: Store
    directory: Path
    tries: int | None = TRIES
    _failures: Counter[Try] = field(default_factory=Counter)
    _useless: set[Try] = field(default_factory=set)

    def fetch_manifest(self, manifest_hash: bytes, places: Iterable[ContentId]) -> Manifest:
        """Return the manifest with this SHA-256; raises FileNotObtainable."""

        def load(path: Path) -> Manifest:
            data = path.read_bytes()
            _require_root(path, manifest_hash, sha256(data).digest())
            return parse_manifest(data)

        small = (place for place in places if place.size <= MAX_MANIFEST_BYTES)
        return self._fetch("manifest", manifest_hash, small, load)

    def fetch_state(
        self, manifest: Manifest, root: bytes, places: Iterable[ContentId]
    ) -> ModelState:
        """Return the model state with this root; raises FileNotObtainable."""
        layout = compute_layout(manifest)

        def load(path: Path) -> ModelState:
            state = read_state(FileSource(path), layout)
            _require_root(path, root, compute_state_root(state))
            return state

        fitting = (place for place in places if place.size == layout.state_bytes)
        return self._fetch("model state", root, fitting, load)

    def keep_state(self, state: ModelState, root: bytes) -> Path:
        """Write a model state that was computed here, and return where it lies."""
        path = self.locate(root)
        if not path.exists():
            unfinished = path.with_suffix(".part")
            with name_failures(path):
                with unfinished.open("wb") as file:
                    write_state(file, state)
                unfinished.replace(path)
        return path

    def prune(self, roots: Collection[bytes]) -> None:
        """Drop every kept file but those of these roots and hashes."""
        names = {root.hex() for root in roots}
        for path in self.directory.iterdir():
            if path.name not in names:
                path.unlink(missing_ok=True)

    def locate(self, root: bytes) -> Path:
        """Return where the file of a root or hash is kept."""
        return self.directory / root.hex()

    def _fetch(
        self,
        what: str,
        root: bytes,
        places: Iterable[ContentId],
        load: Callable[[Path], Value],
    ) -> Value:
        path = self.locate(root)
        if path.exists():
            with suppress(CodecError):
                return load(path)
        last = "Nobody announced one of the right size."
        for place in self._choose(root, places):
            try:
                self._download(place, path)
                return load(path)
            except CodecError as error:
                path.unlink()
                self._useless.add((root, place))
                last = str(error)
            except (CidMismatch, ContentUnavailable, SizeMismatch) as error:
                self._failures[root, place] += 1
                last = str(error)
        raise FileNotObtainable(what, root, last)

    def _choose(self, root: bytes, places: Iterable[ContentId]) -> list[ContentId]:
        """Return what to try now; whatever is announced, the true one's turn comes."""
        hopeful = [place for place in places if (root, place) not in self._useless]
        return sorted(hopeful, key=lambda place: self._failures[root, place])[: self.tries]

    def _download(self, place: ContentId, path: Path) -> None:
        file = StoredFile.from_chain(place.digest, place.size)
        self.store.fetch(file, path, limit=place.size, timeout=FETCH_TIMEOUT)


def _require_root(path: Path, expected: bytes, actual: bytes) -> None:
    if actual != expected:
        raise WrongRoot(str(path), expected.hex(), actual.hex())
