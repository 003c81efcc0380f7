"""Counting what goes through a store."""

from pathlib import Path

import pytest

from consort.errors import ContentUnavailable
from consort.storage.directory import DirectoryStore
from consort.storage.metered import MeteredStore, Traffic


def test_whole_files_count(tmp_path: Path) -> None:
    directory = DirectoryStore(tmp_path / "store")
    store = MeteredStore(directory)
    file = store.put(b"x" * 100)
    assert store.read(file, limit=200, timeout=1) == b"x" * 100
    store.fetch(file, tmp_path / "file", limit=200, timeout=1)
    assert (tmp_path / "file").read_bytes() == b"x" * 100
    store.pin(file)
    store.unpin(file)
    assert store.has(file)
    assert store.describe() == directory.describe()
    assert store.traffic == Traffic(fetched=200, stored=100)


def test_what_is_not_had_does_not_count(tmp_path: Path) -> None:
    file = DirectoryStore(tmp_path / "other").put(b"x")
    store = MeteredStore(DirectoryStore(tmp_path / "store"))
    with pytest.raises(ContentUnavailable):
        store.read(file, limit=200, timeout=1)
    assert store.traffic == Traffic()
