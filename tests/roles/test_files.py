"""A node finds the true file among false announcements, and keeps what it has verified."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest, TensorSpec
from consort.codec.manifest_json import compute_manifest_hash, encode_manifest
from consort.codec.model_state import ModelState, compute_state_root
from consort.codec.origin import Origin
from consort.codec.tensors import build_manifest, encode_genesis
from consort.errors import FileNotObtainable, WrongPadding
from consort.node.task_files import TRIES, TaskFiles
from consort.spec.types import Artifact, ContentId
from consort.storage.cid import StoredFile
from consort.storage.directory import DirectoryStore
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import Federation, to_content

TOO_LARGE = ContentId(bytes(32), 1 << 40)


def get_places(federation: Federation, subject: bytes) -> list[ContentId]:
    return federation.read_history().files.get(subject)


def announce_falsely(federation: Federation, subject: bytes, artifact: Artifact, size: int) -> None:
    """Announce what is not there, what is something else, and what is too large."""
    other = to_content(federation.store.put(bytes(size)))
    for index, content in enumerate((ContentId(bytes(32), size), other, TOO_LARGE)):
        stranger = federation.local.connect(f"contributor-{index + 1}")
        stranger.announce(federation.task, subject, artifact, content)


def test_true_file_among_false_ones(federation: Federation, tmp_path: Path) -> None:
    params = federation.owner.get_task(federation.task).params
    size = compute_layout(federation.manifest).state_bytes
    announce_falsely(federation, params.manifest_hash, Artifact.MANIFEST, 100)
    announce_falsely(federation, params.genesis_model_root, Artifact.MODEL_STATE, size)
    (tmp_path / "files").mkdir()
    files = TaskFiles(federation.store, tmp_path / "files")

    places = list(reversed(get_places(federation, params.manifest_hash)))
    assert files.fetch_manifest(params.manifest_hash, places) == federation.manifest
    root = params.genesis_model_root
    places = list(reversed(get_places(federation, root)))
    state = files.fetch_state(federation.manifest, root, places)
    assert compute_state_root(state) == root
    assert compute_state_root(files.fetch_state(federation.manifest, root, [])) == root


def test_owner_is_asked_first(federation: Federation) -> None:
    subject, true = bytes([1]) * 32, ContentId(bytes([2]) * 32, 7)
    announce_falsely(federation, subject, Artifact.MODEL_STATE, 10)
    federation.owner.announce(federation.task, subject, Artifact.MODEL_STATE, true)
    assert get_places(federation, subject)[0] == true
    assert get_places(federation, subject)[:2] == [true, TOO_LARGE]
    assert len(get_places(federation, subject)) == 4


def test_few_of_many_announcements_are_tried_at_once(tmp_path: Path) -> None:
    """Whoever has a root sees to other things in between; the true file's turn comes all the same.

    What turned out to be another file is never fetched again.
    """
    store = CountingStore(tmp_path / "store")
    data = encode_manifest(Manifest(8, 8, 16, (TensorSpec("w", "float32", (3,), "parameter", 0),)))
    root = sha256(data).digest()
    others = [to_content(store.put(bytes([number]))) for number in range(20)]
    nowhere = [ContentId(bytes([1, number]) + bytes(30), 9) for number in range(20)]
    places = [*others, *nowhere, to_content(store.put(data))]
    (tmp_path / "files").mkdir()
    files = TaskFiles(store, tmp_path / "files")
    calls = 0
    while True:
        calls += 1
        before = len(store.asked)
        try:
            files.fetch_manifest(root, places)
            break
        except FileNotObtainable:
            assert len(store.asked) == before + TRIES
    assert calls == -(-len(places) // TRIES)
    assert len(store.asked) == len(set(store.asked))
    files.locate(root).unlink()
    whoever_asks_once = TaskFiles(store, tmp_path / "files", tries=None)
    assert compute_manifest_hash(whoever_asks_once.fetch_manifest(root, places)) == root


class CountingStore(DirectoryStore):
    """Note every file that is asked for."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.asked: list[StoredFile] = []

    def fetch(self, file: StoredFile, destination: Path, *, limit: int, timeout: float) -> None:
        """Note it, and write it."""
        self.asked.append(file)
        super().fetch(file, destination, limit=limit, timeout=timeout)

    def read(self, file: StoredFile, *, limit: int, timeout: float) -> bytes:
        """Note it, and return it."""
        self.asked.append(file)
        return super().read(file, limit=limit, timeout=timeout)


def test_nothing_true_is_announced(federation: Federation, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    files = TaskFiles(federation.store, tmp_path / "files")
    other = to_content(federation.store.put(b"{}"))
    with pytest.raises(FileNotObtainable, match="has the root"):
        files.fetch_manifest(bytes(32), [other])
    assert not files.locate(bytes(32)).exists()


def test_damaged_copy_is_fetched_again(federation: Federation, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    files = TaskFiles(federation.store, tmp_path / "files")
    root = federation.owner.get_task(federation.task).params.genesis_model_root
    places = get_places(federation, root)
    files.fetch_state(federation.manifest, root, places)
    files.locate(root).write_bytes(b"damaged")
    assert compute_state_root(files.fetch_state(federation.manifest, root, places)) == root


def test_first_model_with_a_false_filling_is_refused(
    local_chain: LocalChain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.roles.federation.encode_genesis", encode_falsely)
    federation = Federation.start(local_chain, tmp_path)
    federation.enrol(contributors=0, validators=1)
    session, history = federation.validate(0).session, federation.read_history()
    with pytest.raises(WrongPadding, match="first model"):
        session.fetch_state(history, session.params.genesis_model_root)


def test_first_model_that_was_trained_before_has_any_filling(
    local_chain: LocalChain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Votes may let in an update with a false filling; its model can move all the same."""
    origin = Origin(1, "0x" + "ab" * 20, 0, 3, bytes(32))

    def build_moved(*arguments: Any) -> Manifest:
        return build_manifest(*arguments).continue_from(origin)

    monkeypatch.setattr("tests.roles.federation.encode_genesis", encode_falsely)
    monkeypatch.setattr("tests.roles.federation.build_manifest", build_moved)
    federation = Federation.start(local_chain, tmp_path)
    federation.enrol(contributors=0, validators=1)
    session, history = federation.validate(0).session, federation.read_history()
    root = session.params.genesis_model_root
    assert compute_state_root(session.fetch_state(history, root)) == root


def encode_falsely(state: dict[str, object], manifest: Manifest) -> ModelState:
    """Return a first model in which a master has a value that no tensor has."""
    genesis = encode_genesis(state, manifest)
    leaf, used = compute_layout(manifest).partial_leaves[0]
    genesis.masters[leaf, used] = 1
    return genesis
