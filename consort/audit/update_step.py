"""Whether the bytes of a committed update are still to be had, and are what was committed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from consort.audit.case import Case
from consort.audit.steps import FaultKind, Step
from consort.codec.leaf_tree import compute_root, hash_source
from consort.codec.sources import FileSource
from consort.errors import CidMismatch, ContentUnavailable, SizeMismatch, StorageError
from consort.spec.chunk_tree import compute_depth
from consort.spec.encoding import LEAF_BYTES
from consort.spec.types import ListLeaf
from consort.storage.cid import StoredFile
from consort.storage.store import Fetcher

TIMEOUT = 5.0
"""Seconds that the store may take: nothing else waits for it."""


def judge_update(case: Case, leaf: ListLeaf, store: Fetcher | None) -> Step:
    """Return the step about the update's file; one that nobody keeps any more is no fault."""
    if store is None:
        return _make(None, "Not looked for: no store was given.")
    try:
        with TemporaryDirectory() as directory:
            return _look(case, leaf, store, Path(directory) / "update")
    except (CidMismatch, SizeMismatch) as error:
        return _make(False, str(error), FaultKind.TAMPERED_BLOB)
    except ContentUnavailable as error:
        return _make(None, f"Nobody gives it any more, as nobody has to after a round: {error}")
    except StorageError as error:
        return _make(None, f"The store cannot be asked: {error}")


def _look(case: Case, leaf: ListLeaf, store: Fetcher, path: Path) -> Step:
    size = case.outline.params.arithmetic.update_leaves * LEAF_BYTES
    file = StoredFile.from_chain(leaf.content_digest, leaf.content_size)
    if leaf.content_size != size:
        return _make(None, f"It was announced with {leaf.content_size} bytes; all have {size}.")
    store.fetch(file, path, limit=size, timeout=TIMEOUT)
    root = compute_update_root(path)
    if root == leaf.update_root:
        return _make(True, f"{file.cid} is there, {size} bytes with the committed root.")
    why = f"{file.cid} has the root 0x{root.hex()}, not the committed one: the contributor's fault"
    return _make(None, f"{why}; no honest vote lets it in.")


def compute_update_root(path: Path) -> bytes:
    """Return the root of an update's file."""
    leaves = hash_source(FileSource(path), LEAF_BYTES)
    return compute_root(leaves, compute_depth(len(leaves)))


def _make(ok: bool | None, text: str, fault: FaultKind | None = None) -> Step:
    checked = "content id and root, both computed here from the bytes"
    return Step("update", "Update's bytes", text, ok, checked, fault=fault)
