"""A node finds the true file among false announcements, and keeps what it has verified."""

from pathlib import Path

import pytest

from consort.codec.layout import compute_layout
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState, compute_state_root
from consort.codec.tensors import encode_genesis
from consort.errors import FileNotObtainable, WrongPadding
from consort.node.task_files import TaskFiles
from consort.spec.types import Artifact, ContentId
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import Federation, to_content


def get_places(federation: Federation, subject: bytes) -> list[ContentId]:
    return federation.read_history().files[subject]


def announce_falsely(federation: Federation, subject: bytes, artifact: Artifact, size: int) -> None:
    """Announce what is not there, what is something else, and what is too large."""
    stranger = federation.local.connect("contributor-3")
    other = to_content(federation.store.put(bytes(size)))
    for content in (ContentId(bytes(32), size), other, ContentId(bytes(32), 1 << 40)):
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
    assert len(get_places(federation, subject)) == 4


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


def encode_falsely(state: dict[str, object], manifest: Manifest) -> ModelState:
    """Return a first model in which a master has a value that no tensor has."""
    genesis = encode_genesis(state, manifest)
    leaf, used = compute_layout(manifest).partial_leaves[0]
    genesis.masters[leaf, used] = 1
    return genesis
