"""Files of a task, read from a store: whole and right, gone, or something else than was said."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from consort.audit.steps import Fault, FaultKind
from consort.audit.verification import Unchecked
from consort.codec.layout import Layout
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import MAX_MANIFEST_BYTES, parse_manifest
from consort.codec.model_state import ModelState, compute_state_root, read_state
from consort.codec.sources import FileSource
from consort.errors import (
    CidMismatch,
    CodecError,
    ContentTooLarge,
    ContentUnavailable,
    FileNotObtainable,
    SizeMismatch,
    StoreUnreachable,
)
from consort.spec.types import ContentId
from consort.storage.cid import StoredFile
from consort.storage.store import Fetcher

TIMEOUT = 20.0
"""Seconds that one file may take to arrive."""
TAMPERED = (CidMismatch, SizeMismatch)
"""What a store raises that gives other bytes than those of the content id."""
GONE = (ContentUnavailable, ContentTooLarge, FileNotObtainable, StoreUnreachable)
"""What says that nobody gives a file, or nobody now."""


def fetch_blob(store: Fetcher, content: ContentId, path: Path, limit: int) -> Path:
    """Write a file to `path`; raises as TAMPERED and GONE say."""
    file = StoredFile.from_chain(content.digest, content.size)
    store.fetch(file, path, limit=limit, timeout=TIMEOUT)
    return path


def read_model(
    store: Fetcher, content: ContentId, root: bytes, layout: Layout, path: Path
) -> ModelState | None:
    """Return the model state at a content id, None if it is another one than the root says.

    Raises as `fetch_blob`.
    """
    if content.size != layout.state_bytes:
        return None
    source = FileSource(fetch_blob(store, content, path, layout.state_bytes))
    try:
        state = read_state(source, layout)
    except CodecError:
        return None
    return state if compute_state_root(state) == root else None


def find_model(
    store: Fetcher, places: Iterable[ContentId], root: bytes, layout: Layout, path: Path
) -> ModelState:
    """Return the model state with this root from the first place that has it.

    Raises as `fetch_blob` by the last place, FileNotObtainable if there is none.
    """
    last: Exception = FileNotObtainable("model state", root, "Nobody announced the right one.")
    for place in places:
        try:
            state = read_model(store, place, root, layout, path)
        except (*TAMPERED, *GONE) as error:
            last = error
            continue
        if state is not None:
            return state
    raise last


def find_manifest(
    store: Fetcher, places: Iterable[ContentId], hash_: bytes, path: Path
) -> Manifest:
    """Return the manifest with this SHA-256; raises as `find_model`, BadManifest if it is none."""
    last: Exception = FileNotObtainable("manifest", hash_, "Nobody announced the right one.")
    for place in places:
        try:
            data = fetch_blob(store, place, path, MAX_MANIFEST_BYTES).read_bytes()
        except (*TAMPERED, *GONE) as error:
            last = error
            continue
        if sha256(data).digest() == hash_:
            return parse_manifest(data)
    raise last


def judge_failure(where: str, round_: int | None, error: Exception) -> Fault | Unchecked:
    """Tell a file that was altered from one that is gone; `where` names it."""
    if isinstance(error, TAMPERED):
        return Fault(FaultKind.TAMPERED_BLOB, where, f"{where}: {error}")
    return Unchecked(round_, f"{where}: {error}")
