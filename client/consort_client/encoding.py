"""An update's file: written once, its root and content id computed from its bytes alone."""

from dataclasses import dataclass
from pathlib import Path

from consort.codec.arrays import Codes
from consort.codec.update import write_update
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import UpdateHeader
from consort.spec.types import ContentId
from consort.storage.disk import name_failures, read_pieces
from consort.storage.unixfs import compute_file


@dataclass(frozen=True, slots=True)
class EncodedUpdate:
    """What a commitment says of an update file."""

    root: Digest
    content: ContentId


def encode_update_file(path: Path, header: UpdateHeader, codes: Codes) -> EncodedUpdate:
    """Write an update's file; raises DiskFull, PathUnusable."""
    with name_failures(path), path.open("wb") as out:
        root = write_update(out, header, codes)
    file = compute_file(read_pieces(path))
    return EncodedUpdate(root, ContentId(file.cid.digest, file.size))
