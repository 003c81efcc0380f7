"""A directory of blocks: the store for one machine, with the CIDs that Kubo would give.

blocks/XY/CID   one block, XY being the CID's last two characters but one (as in Kubo's flatfs)
pins/CID-SIZE   an empty file for each file that is to stay
lock            shared by writers, held alone by who prunes

A block is written whole and never changes, so writers in any number of processes are not in each
other's way; it is hashed on every read, so one that a crash or a hand damaged is never passed on.
Only `prune` deletes: every block that belongs to no pinned file. Pins are not counted: who unpins
does so for all that share the directory, as in a Kubo daemon.
"""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from consort.errors import CidMismatch, ContentUnavailable, PathUnusable
from consort.storage.cid import CHUNK_SIZE, Cid, StoredFile
from consort.storage.disk import make_mark, name_failures, read_pieces, write_whole
from consort.storage.store import verify
from consort.storage.unixfs import Block, DagBuilder, cut_leaves, walk_cids, walk_leaves


class DirectoryStore:
    """A `Store` in a directory, made if it does not exist."""

    __slots__ = ("_root",)

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        with name_failures(self._root):
            if not self._blocks.exists():
                self._pins.mkdir(parents=True, exist_ok=True)
            self._blocks.mkdir(parents=True, exist_ok=True)

    def put(self, source: Path | bytes) -> StoredFile:
        """Store and pin a file: its blocks are on the disk, children first, when this returns."""
        dag = DagBuilder()
        with self._locked(fcntl.LOCK_SH):
            for leaf in cut_leaves(read_pieces(source)):
                self._keep(dag.add(leaf))
            self._keep(dag.finish())
            self._mark(dag.file)
        return dag.file

    def read(self, file: StoredFile, *, limit: int, timeout: float) -> bytes:
        """Return a file as `Store.read` says."""
        return b"".join(self._verified(file, limit, timeout))

    def fetch(self, file: StoredFile, destination: Path, *, limit: int, timeout: float) -> None:
        """Write a file as `Store.fetch` says."""
        write_whole(destination, self._verified(file, limit, timeout))

    def has(self, file: StoredFile) -> bool:
        """Tell whether every block of a file is here and intact."""
        try:
            for _ in walk_leaves(file, self._get_block):
                pass
        except (ContentUnavailable, CidMismatch):
            return False
        return True

    def pin(self, file: StoredFile) -> None:
        """Keep a file whose blocks are here; they are checked when they are read."""
        with self._locked(fcntl.LOCK_SH):
            for cid in walk_cids(file, self._get_block):
                if not self._locate(cid).exists():
                    raise ContentUnavailable(str(file.cid), self._name, "it is not whole here")
            self._mark(file)

    def unpin(self, file: StoredFile) -> None:
        """Let `prune` delete a file."""
        path = self._pins / file.name
        with name_failures(path):
            path.unlink(missing_ok=True)

    def prune(self) -> int:
        """Delete every block that belongs to no pinned file; writers wait meanwhile.

        Raises PathUnusable for a store whose files were put there before pins were kept: nothing
        tells what is to stay.
        """
        with self._locked(fcntl.LOCK_EX), name_failures(self._pins):
            kept = {self._locate(cid) for cid in self._walk_pinned()}
            dropped = [path for path in self._blocks.glob("*/*") if path not in kept]
            for path in dropped:
                path.unlink()
        return len(dropped)

    def describe(self) -> str:
        """Return `directory PATH`; raise PathUnusable if it is there no more."""
        with name_failures(self._blocks):
            self._blocks.stat()
        return self._name

    @property
    def _name(self) -> str:
        return f"directory {self._root}"

    @property
    def _blocks(self) -> Path:
        return self._root / "blocks"

    @property
    def _pins(self) -> Path:
        return self._root / "pins"

    @contextmanager
    def _locked(self, kind: int) -> Iterator[None]:
        path = self._root / "lock"
        with name_failures(path), path.open("ab") as file:
            fcntl.flock(file, kind)
            yield

    def _mark(self, file: StoredFile) -> None:
        if self._pins.exists():
            make_mark(self._pins / file.name)

    def _walk_pinned(self) -> Iterator[Cid]:
        """Yield the names of the blocks of all pinned files, as far as their nodes are here."""
        for path in self._pins.iterdir():
            with suppress(ContentUnavailable, CidMismatch):
                yield from walk_cids(StoredFile.from_name(path.name), self._get_block)

    def _verified(self, file: StoredFile, limit: int, timeout: float) -> Iterator[bytes]:
        leaves = walk_leaves(file, self._get_block)
        return verify(leaves, file, store=self._name, limit=limit, timeout=timeout)

    def _keep(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            path = self._locate(block.cid)
            if self._find(path) != block.data:
                _write_block(path, block.data)

    def _get_block(self, cid: Cid) -> bytes:
        data = self._find(self._locate(cid))
        if data is None:
            raise ContentUnavailable(str(cid), self._name, "it is not there")
        actual = Cid.of_block(data, cid.codec)
        if actual != cid:
            raise CidMismatch(str(cid), str(actual))
        return data

    def _find(self, path: Path) -> bytes | None:
        with name_failures(path):
            try:
                with path.open("rb") as stream:
                    return stream.read(CHUNK_SIZE + 1)
            except FileNotFoundError:
                return None

    def _locate(self, cid: Cid) -> Path:
        name = str(cid)
        return self._blocks / name[-3:-1] / name


def _write_block(path: Path, data: bytes) -> None:
    """Write a block; once more where somebody took away what was being written."""
    for is_last in (False, True):
        try:
            with name_failures(path):
                path.parent.mkdir(exist_ok=True)
            return write_whole(path, [data])
        except PathUnusable:
            if is_last:
                raise
    return None
