"""A directory of blocks: the store for one machine, with the CIDs that Kubo would give.

`blocks/XY/CID` holds one block, XY being the CID's last two characters but one (as in Kubo's
flatfs). A block is written whole and never changes, so writers in any number of processes need no
lock; it is hashed on every read, so one that a crash or a hand damaged is never passed on.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from consort.errors import CidMismatch, ContentUnavailable
from consort.storage.cid import CHUNK_SIZE, Cid, StoredFile
from consort.storage.disk import name_failures, read_pieces, write_whole
from consort.storage.store import verify
from consort.storage.unixfs import Block, DagBuilder, cut_leaves, walk_leaves


class DirectoryStore:
    """A `Store` in a directory, made if it does not exist. It keeps every file until deleted."""

    __slots__ = ("_root",)

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        with name_failures(self._root):
            self._blocks.mkdir(parents=True, exist_ok=True)

    def put(self, source: Path | bytes) -> StoredFile:
        """Store a file: its blocks are on the disk, children first, when this returns."""
        dag = DagBuilder()
        for leaf in cut_leaves(read_pieces(source)):
            self._keep(dag.add(leaf))
        self._keep(dag.finish())
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
        """Check that a file is here; nothing is ever dropped."""
        if not self.has(file):
            raise ContentUnavailable(str(file.cid), self._name, "it is not whole here")

    def unpin(self, file: StoredFile) -> None:
        """Do nothing: a file stays until somebody deletes the directory."""

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

    def _verified(self, file: StoredFile, limit: int, timeout: float) -> Iterator[bytes]:
        leaves = walk_leaves(file, self._get_block)
        return verify(leaves, file, store=self._name, limit=limit, timeout=timeout)

    def _keep(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            path = self._locate(block.cid)
            if self._find(path) != block.data:
                with name_failures(path):
                    path.parent.mkdir(exist_ok=True)
                write_whole(path, [block.data])

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
