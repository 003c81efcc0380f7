"""Models are fetched and written by a process that strangers' files must not fill or occupy."""

import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from consort.codec.manifest import Manifest, TensorSpec
from consort.codec.manifest_json import encode_manifest
from consort.dashboard import workshop
from consort.dashboard.problems import describe_error
from consort.dashboard.workshop import File, Model, Workshop
from consort.errors import ModelWorkFailed
from consort.storage.directory import DirectoryStore
from tests.roles.federation import to_content

STUCK = """
import sys, time
from pathlib import Path

sys.stdin.readline()
Path(sys.argv[2], ".a.part").write_bytes(bytes(1 << 20))
Path(sys.argv[2], "..", ".b.part").write_bytes(bytes(1 << 20))
time.sleep(600)
"""
NOWHERE = File(bytes(32), [])
HUGE = TensorSpec("w", "float32", ((1 << 27) + 1,), "parameter", 0)
SMALL = replace(HUGE, shape=(1 << 20,))
TIES = tuple((f"alias-{number}", "w") for number in range(1 << 7))


def test_what_was_half_fetched_goes_with_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "stuck.py"
    script.write_text(STUCK)
    monkeypatch.setattr(workshop, "_START", [sys.executable, str(script)])
    shop = Workshop("directory:unused", tmp_path / "work" / "served")
    with pytest.raises(ModelWorkFailed, match="it took too long"):
        shop.write(Model(NOWHERE, NOWHERE), tmp_path / "model.safetensors", patience=1.0)
    assert [path for path in (tmp_path / "work").rglob("*") if path.is_file()] == []


def test_a_model_that_is_too_large_is_not_fetched(tmp_path: Path) -> None:
    """Ties count: safetensors holds each as a copy, which costs the task's owner a line."""
    kept = tmp_path / "store"
    store, shop = DirectoryStore(kept), Workshop(f"directory:{kept}", tmp_path / "work")
    for manifest in (Manifest(8, 8, 16, (HUGE,)), Manifest(8, 8, 16, (SMALL,), TIES)):
        data = encode_manifest(manifest)
        file = File(sha256(data).digest(), [to_content(store.put(data))])
        with pytest.raises(ModelWorkFailed, match="ModelTooLarge") as refused:
            shop.write(Model(file, NOWHERE), tmp_path / "model.safetensors", patience=60.0)
        assert "consort model pull" in describe_error(refused.value).detail
    shop.close()
