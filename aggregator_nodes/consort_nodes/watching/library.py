"""Files that a proposal's trees are said to lie in, fetched and checked against its roots."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from consort.codec.leaf_tree import compute_root, hash_source
from consort.codec.sources import FileSource
from consort.errors import BadTreesFile, StorageError, StoreUnreachable
from consort.ledger.task_history import TaskHistory
from consort.ledger.trees_file import Trees, compute_most_bytes, read_trees
from consort.node.session import Session
from consort.spec.proofs.nodes import compute_depth_of, compute_leaf_count
from consort.spec.types import ContentId, Proposal, Tree
from consort.storage.cid import StoredFile
from consort_nodes.watching.files import compute_leaf_bytes

TIMEOUT = 5.0
"""Seconds that one try may take."""
PATIENCE = 10.0
"""Seconds before a file is looked for again that was not to be had."""
TRIES = 4
"""Announcements of one file that are tried at a time: a watcher has other things to do."""


@dataclass(slots=True)
class PublishedFiles:
    """Fetch what was published of one proposal; keep it in files whose names begin with `prefix`.

    `history` is the newest one; `trees` says where the proposal's leaves lie.
    """

    session: Session
    history: TaskHistory
    prefix: str
    trees: ContentId
    failed: dict[object, float] = field(default_factory=dict)
    leaves: dict[Proposal, Trees] = field(default_factory=dict)

    def find_file(self, tree: Tree, root: bytes) -> FileSource | None:
        """Return a file of a SHA-256 tree that has this root; raises StoreUnreachable."""
        name = f"{self.prefix}-{tree.name.lower()}-{root.hex()}"
        path = self.session.directory.results / name
        if path.exists():
            return FileSource(path)
        arithmetic = self.session.params.arithmetic
        size = compute_leaf_count(tree, arithmetic) * compute_leaf_bytes(tree, arithmetic)
        places = [place for place in self.history.files.get(root) if place.size == size]
        found = any(self._fetch(place, path, tree, root) for place in self._choose(places))
        return FileSource(path) if found else None

    def find_trees(self, proposal: Proposal) -> Trees | None:
        """Return the leaves that were published with a proposal; raises StoreUnreachable."""
        if proposal not in self.leaves:
            data = self._read(self.trees)
            try:
                if data is not None:
                    self.leaves[proposal] = read_trees(data)
            except BadTreesFile:
                self.failed[self.trees] = float("inf")
        return self.leaves.get(proposal)

    def _choose(self, places: Sequence[ContentId]) -> list[ContentId]:
        """Return what to try now: those never tried, then those whose last try is longest ago."""
        due = [place for place in places if self._is_due(place)]
        return sorted(due, key=lambda place: self.failed.get(place, 0.0))[:TRIES]

    def _fetch(self, place: ContentId, path: Path, tree: Tree, root: bytes) -> bool:
        arriving = path.with_suffix(".part")
        try:
            file = StoredFile.from_chain(place.digest, place.size)
            self.session.store.fetch(file, arriving, limit=place.size, timeout=TIMEOUT)
        except StoreUnreachable:
            raise
        except StorageError:
            self._note_failure(place)
            return False
        arithmetic = self.session.params.arithmetic
        hashes = hash_source(FileSource(arriving), compute_leaf_bytes(tree, arithmetic))
        if compute_root(hashes, compute_depth_of(tree, arithmetic)) == root:
            arriving.replace(path)
            return True
        arriving.unlink()
        self.failed[place] = float("inf")
        return False

    def _read(self, place: ContentId) -> bytes | None:
        limit = compute_most_bytes(len(self.history.contributors))
        if place.size > limit or not self._is_due(place):
            return None
        try:
            file = StoredFile.from_chain(place.digest, place.size)
            return self.session.store.read(file, limit=place.size, timeout=TIMEOUT)
        except StoreUnreachable:
            raise
        except StorageError:
            self._note_failure(place)
            return None

    def _is_due(self, place: ContentId) -> bool:
        return self.session.given.clock() >= self.failed.get(place, 0.0)

    def _note_failure(self, place: ContentId) -> None:
        self.failed[place] = self.session.given.clock() + PATIENCE
