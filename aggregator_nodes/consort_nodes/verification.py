"""Fetching committed updates and checking that each is what was committed.

A peer's file is never touched before its size is known: the chain's must be the manifest's. What
fails for good is told apart from what a later try may mend: an update may come late. A file with a
false header or padding deserves no vote, but is kept: others may let it in, and then its bytes
count as they are.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from consort.codec.layout import Layout
from consort.codec.sources import FileSource
from consort.codec.update import verify_update
from consort.errors import (
    CodecError,
    ConsortError,
    SizeMismatch,
    StorageError,
    StoreUnreachable,
    WrongFileSize,
    WrongHeader,
    WrongPadding,
    WrongRoot,
)
from consort.node.progress import NodeEvent, UpdateRejected, UpdateVerified, Waiting
from consort.node.update_header import HeaderFacts
from consort.spec.chunk_tree import Digest
from consort.spec.types import ListLeaf
from consort.storage.cid import StoredFile
from consort.storage.store import Fetcher

FETCH_TIMEOUT = 5.0
"""Seconds that one try may take; tries go on until the vote ends."""
FETCH_THREADS = 8


@dataclass(frozen=True, slots=True)
class UpdateRules:
    """What every update of a round must be."""

    header: HeaderFacts
    layout: Layout


def verify_committed_update(path: Path, leaf: ListLeaf, rules: UpdateRules) -> None:
    """Check a fetched file against its commitment: size, and so shape, root, header, padding.

    Raises as `verify_update`.
    """
    header = rules.header.make_header(leaf.contributor, leaf.weight)
    verify_update(FileSource(path), rules.layout, header, Digest(leaf.update_root))


def fetch_update(store: Fetcher, path: Path, leaf: ListLeaf, rules: UpdateRules) -> None:
    """Fetch a committed update, or find it here, and verify it.

    Raises as `Store.fetch` and `verify_committed_update`; SizeMismatch before fetching anything.
    """
    file = StoredFile.from_chain(leaf.content_digest, leaf.content_size)
    size = rules.layout.update_bytes
    if file.size != size:
        raise SizeMismatch(str(file.cid), file.size, size)
    if path.exists():
        with suppress(WrongFileSize, WrongRoot):
            return verify_committed_update(path, leaf, rules)
    store.fetch(file, path, limit=size, timeout=FETCH_TIMEOUT)
    return verify_committed_update(path, leaf, rules)


@dataclass(slots=True)
class UpdateCollector:
    """Collect the updates of one round in parallel; call `collect` again and again.

    `files` are those that have the committed root, by commitment; `rejected` are reasons not to let
    one in that no later try mends, be its file here or not; `missing` are reasons of the last try.
    """

    store: Fetcher
    directory: Path
    rules: UpdateRules
    pool: ThreadPoolExecutor
    files: dict[ListLeaf, Path] = field(default_factory=dict)
    rejected: dict[ListLeaf, str] = field(default_factory=dict)
    missing: dict[ListLeaf, str] = field(default_factory=dict)
    _running: dict[ListLeaf, Future[None]] = field(default_factory=dict)

    def collect(self, leaves: Sequence[ListLeaf]) -> list[NodeEvent]:
        """Start and finish what can be, without waiting; return what became known."""
        news = [self._finish(leaf) for leaf in list(self._running)]
        for leaf in leaves:
            if not self.is_settled(leaf) and leaf not in self._running:
                arguments = self.store, self.locate(leaf), leaf, self.rules
                self._running[leaf] = self.pool.submit(fetch_update, *arguments)
        return [event for event in news if event is not None]

    def is_settled(self, leaf: ListLeaf) -> bool:
        """Tell whether trying again would change nothing."""
        return leaf in self.files or leaf in self.rejected

    def is_tried(self, leaf: ListLeaf) -> bool:
        """Tell whether it was looked for at least once."""
        return self.is_settled(leaf) or leaf in self.missing

    def is_acceptable(self, leaf: ListLeaf) -> bool:
        """Tell whether an honest vote lets it in."""
        return leaf in self.files and leaf not in self.rejected

    def locate(self, leaf: ListLeaf) -> Path:
        """Return where the file of a commitment belongs: one contributor commits once."""
        return self.directory / f"{self.rules.header.round:010d}-{leaf.contributor}.update"

    def _finish(self, leaf: ListLeaf) -> NodeEvent | None:
        if not self._running[leaf].done():
            return None
        number, path = self.rules.header.round, self.locate(leaf)
        try:
            self._running.pop(leaf).result()
        except (WrongHeader, WrongPadding) as error:
            self.files[leaf] = path
            return self._reject(leaf, error)
        except (CodecError, SizeMismatch) as error:
            path.unlink(missing_ok=True)
            return self._reject(leaf, error)
        except StoreUnreachable as error:  # says nothing of the update: it is our own store
            return Waiting.of(number, error)
        except StorageError as error:
            self.missing[leaf] = str(error)
            return None
        self.files[leaf] = path
        return UpdateVerified(number, leaf.contributor)

    def _reject(self, leaf: ListLeaf, error: ConsortError) -> UpdateRejected:
        self.rejected[leaf] = str(error)
        return UpdateRejected(self.rules.header.round, leaf.contributor, str(error))
