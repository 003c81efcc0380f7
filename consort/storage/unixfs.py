"""UnixFS files as Kubo's profile `unixfs-v1-2025` builds them, streaming and in pure Python.

A file is cut into chunks of 1 MiB, kept as raw blocks. More than one chunk is tied together by
dag-pb nodes of up to 1,024 links, level by level, all chunks at the same depth (balanced layout).
Specifications: https://specs.ipfs.tech/unixfs/ and https://ipld.io/specs/codecs/dag-pb/spec/.
Memory stays at a few chunks and 1,024 links per level. Nothing here reads or writes a file.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from consort.errors import CidMismatch
from consort.storage.cid import CHUNK_SIZE, Cid, Codec, StoredFile

MAX_LINKS: Final = 1024

_FILE_TYPE = 2
_LINK_HEAD = 4  # tag and length of the link, tag and length of the CID in it
_CID_SIZE = 36


class Block(NamedTuple):
    """A block and its name."""

    cid: Cid
    data: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A subtree: its root, the bytes of the file below it, and the bytes of its blocks."""

    cid: Cid
    size: int
    total: int


class DagBuilder:
    """Builds a file's tree from its leaves, in order, and names every block on the way."""

    __slots__ = ("_levels", "_size")

    def __init__(self) -> None:
        self._levels: list[list[Link]] = [[]]
        self._size = 0

    def add(self, leaf: bytes) -> list[Block]:
        """Take the next leaf (1 MiB, only the last may be shorter); return the blocks it completes.

        Blocks come children first, the leaf's own before the nodes above it.
        """
        cid = Cid.of_block(leaf, Codec.RAW)
        self._size += len(leaf)
        self._levels[0].append(Link(cid, len(leaf), len(leaf)))
        full = (level for level, links in enumerate(self._levels) if len(links) == MAX_LINKS)
        return [Block(cid, leaf), *map(self._tie, full)]

    def finish(self) -> list[Block]:
        """Return the blocks that were still open, children first, the file's root last."""
        blocks = [] if any(self._levels) else self.add(b"")
        level = 0
        while level < len(self._levels) - 1 or len(self._levels[level]) > 1:
            if self._levels[level]:
                blocks.append(self._tie(level))
            level += 1
        return blocks

    @property
    def file(self) -> StoredFile:
        """Return the finished file."""
        return StoredFile(self._levels[-1][0].cid, self._size)

    def _tie(self, level: int) -> Block:
        links = self._levels[level]
        block = encode_node(links)
        cid = Cid.of_block(block, Codec.DAG_PB)
        size = sum(link.size for link in links)
        if level + 1 == len(self._levels):
            self._levels.append([])
        self._levels[level + 1].append(Link(cid, size, len(block) + sum(k.total for k in links)))
        links.clear()
        return Block(cid, block)


def cut_leaves(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a stream of pieces of any size into leaves of 1 MiB; the last may be shorter."""
    buffer = bytearray()
    for piece in pieces:
        if not buffer and len(piece) == CHUNK_SIZE:
            yield piece
            continue
        buffer += piece
        while len(buffer) >= CHUNK_SIZE:
            yield bytes(buffer[:CHUNK_SIZE])
            del buffer[:CHUNK_SIZE]
    if buffer:
        yield bytes(buffer)


def compute_file(pieces: Iterable[bytes]) -> StoredFile:
    """Compute the CID and size of a stream."""
    dag = DagBuilder()
    for leaf in cut_leaves(pieces):
        dag.add(leaf)
    dag.finish()
    return dag.file


def walk_leaves(file: StoredFile, get_block: Callable[[Cid], bytes]) -> Iterator[bytes]:
    """Yield a file's leaves in order, reading each block with `get_block`.

    The size alone fixes the shape of the tree, so no block can make the walk longer or deeper
    than it says. Blocks are taken as read: the caller checks them.
    """
    for cid, is_leaf in _walk(file.cid, file.size, _compute_level(file.size), get_block):
        if is_leaf:
            yield get_block(cid)


def walk_cids(file: StoredFile, get_block: Callable[[Cid], bytes]) -> Iterator[Cid]:
    """Yield the names of all blocks of a file, reading only the nodes above its leaves."""
    for cid, _ in _walk(file.cid, file.size, _compute_level(file.size), get_block):
        yield cid


def _compute_level(size: int) -> int:
    level = 0
    while CHUNK_SIZE * MAX_LINKS**level < size:
        level += 1
    return level


def _walk(
    cid: Cid, size: int, level: int, get_block: Callable[[Cid], bytes]
) -> Iterator[tuple[Cid, bool]]:
    """Yield every block's name, and whether it is a leaf, those above first."""
    yield cid, level == 0
    if level == 0:
        return
    span = CHUNK_SIZE * MAX_LINKS ** (level - 1)
    codec = Codec.RAW if level == 1 else Codec.DAG_PB
    children = read_links(Block(cid, get_block(cid)), -(-size // span), codec)
    for position, child in enumerate(children):
        yield from _walk(child, min(span, size - position * span), level - 1, get_block)


def encode_node(links: list[Link]) -> bytes:
    """Encode the dag-pb node over some subtrees of one file."""
    sizes = b"".join(_number(4, link.size) for link in links)
    content = _number(1, _FILE_TYPE) + _number(3, sum(link.size for link in links)) + sizes
    return b"".join(map(_encode_link, links)) + _bytes(1, content)


def read_links(node: Block, count: int, codec: Codec) -> list[Cid]:
    """Return the CIDs that a node links to; raise CidMismatch unless it holds `count` of a codec.

    Only what names the children is read: sizes follow from the file's size.
    """
    cids, at = [], 0
    for _ in range(count):
        start = at + _LINK_HEAD
        link = node.data[at : start + _CID_SIZE]
        if len(link) != _LINK_HEAD + _CID_SIZE or link[2:8] != _LINK_PREFIX[codec]:
            raise CidMismatch(str(node.cid), "a node of another layout")
        cids.append(Cid(link[8:], codec))
        at += 2 + link[1]
    return cids


def _encode_link(link: Link) -> bytes:
    return _bytes(2, _bytes(1, bytes(link.cid)) + _bytes(2, b"") + _number(3, link.total))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


_LINK_PREFIX = {codec: _bytes(1, bytes(Cid(bytes(32), codec)))[:6] for codec in Codec}
