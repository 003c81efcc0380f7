"""Fetching committed updates and checking that each is what was committed.

A peer's file is never touched before its size is known: the chain's must be the manifest's. What
fails for good is told apart from what a later try may mend: an update may come late.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from consort.codec.layout import Layout
from consort.codec.sources import FileSource
from consort.codec.update import verify_root, verify_update
from consort.errors import CodecError, SizeMismatch, StorageError, StoreUnreachable
from consort.node.progress import NodeEvent, UpdateRejected, UpdateVerified, Waiting
from consort.node.update_header import HeaderFacts
from consort.spec.chunk_tree import Digest
from consort.spec.types import ListLeaf
from consort.storage.cid import StoredFile
from consort.storage.store import Store

FETCH_TIMEOUT = 5.0
"""Seconds that one try may take; tries go on until the vote ends."""
FETCH_THREADS = 8


@dataclass(frozen=True, slots=True)
class UpdateRules:
    """What every update of a round must be.

    Not `is_strict`, it need only have the committed root: once the votes have let it in, its bytes
    count whatever they say.
    """

    header: HeaderFacts
    layout: Layout
    is_strict: bool = True


def verify_committed_update(path: Path, leaf: ListLeaf, rules: UpdateRules) -> None:
    """Check a fetched file against its commitment: header, padding, root, size, and so shape.

    Raises WrongFileSize, WrongHeader, WrongPadding, WrongRoot. Codes are in range by their width.
    """
    if not rules.is_strict:
        return verify_root(FileSource(path), rules.layout, Digest(leaf.update_root))
    header = rules.header.make_header(leaf.contributor, leaf.weight)
    return verify_update(FileSource(path), rules.layout, header, Digest(leaf.update_root))


def fetch_update(store: Store, path: Path, leaf: ListLeaf, rules: UpdateRules) -> None:
    """Fetch a committed update, or find it here, and verify it.

    Raises as `Store.fetch` and `verify_committed_update`; SizeMismatch before fetching anything.
    """
    file = StoredFile.from_chain(leaf.content_digest, leaf.content_size)
    size = rules.layout.update_bytes
    if file.size != size:
        raise SizeMismatch(str(file.cid), file.size, size)
    if path.exists():
        with suppress(CodecError):
            return verify_committed_update(path, leaf, rules)
    store.fetch(file, path, limit=size, timeout=FETCH_TIMEOUT)
    return verify_committed_update(path, leaf, rules)


@dataclass(slots=True)
class UpdateCollector:
    """Collect the updates of one round in parallel; call `collect` again and again.

    `verified` are files by commitment, `rejected` reasons that no later try mends, `missing`
    reasons of the last try.
    """

    store: Store
    directory: Path
    rules: UpdateRules
    pool: ThreadPoolExecutor
    verified: dict[ListLeaf, Path] = field(default_factory=dict)
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
        return leaf in self.verified or leaf in self.rejected

    def is_tried(self, leaf: ListLeaf) -> bool:
        """Tell whether it was looked for at least once."""
        return self.is_settled(leaf) or leaf in self.missing

    def locate(self, leaf: ListLeaf) -> Path:
        """Return where the file of a commitment belongs: one contributor commits once."""
        return self.directory / f"{self.rules.header.round:010d}-{leaf.contributor}.update"

    def _finish(self, leaf: ListLeaf) -> NodeEvent | None:
        if not self._running[leaf].done():
            return None
        number = self.rules.header.round
        try:
            self._running.pop(leaf).result()
        except (CodecError, SizeMismatch) as error:
            self.rejected[leaf] = str(error)
            self.locate(leaf).unlink(missing_ok=True)
            return UpdateRejected(number, leaf.contributor, str(error))
        except StoreUnreachable as error:  # says nothing of the update: it is our own store
            return Waiting(number, str(error))
        except StorageError as error:
            self.missing[leaf] = str(error)
            return None
        self.verified[leaf] = self.locate(leaf)
        return UpdateVerified(number, leaf.contributor)
