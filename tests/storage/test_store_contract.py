"""What every store promises, whatever is behind it."""

import os
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

import pytest

from consort.errors import (
    CidMismatch,
    ContentTooLarge,
    ContentUnavailable,
    DiskFull,
    PathUnusable,
    SizeMismatch,
)
from consort.storage.address import open_store
from consort.storage.cid import CHUNK_SIZE, Cid, Codec, StoredFile
from consort.storage.unixfs import compute_file
from tests.storage.backends import Backend

SIZES = [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 3 * CHUNK_SIZE]
LIMIT = 8 * CHUNK_SIZE
SECONDS = 20.0


def make_content(size: int) -> bytes:
    """Return bytes that no earlier test put into the same daemon."""
    return os.urandom(size)


def read(backend: Backend, file: StoredFile) -> bytes:
    return backend.store.read(file, limit=LIMIT, timeout=SECONDS)


@pytest.mark.parametrize("size", SIZES)
def test_content_comes_back_under_the_locally_computed_cid(backend: Backend, size: int) -> None:
    content = make_content(size)

    file = backend.store.put(content)

    assert file == compute_file([content])
    assert file.size == size
    assert read(backend, file) == content


@pytest.mark.parametrize("size", SIZES)
def test_a_file_goes_in_and_out_by_path(backend: Backend, tmp_path: Path, size: int) -> None:
    source, copy = tmp_path / 'na"me\né', tmp_path / "out" / "copy"
    copy.parent.mkdir()
    source.write_bytes(make_content(size))

    file = backend.store.put(source)
    backend.store.fetch(file, copy, limit=LIMIT, timeout=SECONDS)

    assert copy.read_bytes() == source.read_bytes()
    assert list(copy.parent.iterdir()) == [copy]


def test_putting_twice_changes_nothing(backend: Backend) -> None:
    content = make_content(CHUNK_SIZE + 5)

    assert backend.store.put(content) == backend.store.put(content)
    assert read(backend, compute_file([content])) == content


def test_an_unreadable_source_is_named(backend: Backend, tmp_path: Path) -> None:
    with pytest.raises(PathUnusable) as refused:
        backend.store.put(tmp_path / "absent")

    assert refused.value.path == str(tmp_path / "absent")


def test_absent_content_is_unavailable(backend: Backend, tmp_path: Path) -> None:
    file = compute_file([make_content(2 * CHUNK_SIZE)])
    destination = tmp_path / "model"
    destination.write_text("the last one")

    with pytest.raises(ContentUnavailable) as failed:
        backend.store.fetch(file, destination, limit=LIMIT, timeout=SECONDS)

    assert failed.value.cid == str(file.cid)
    assert failed.value.exit_code == 4
    assert destination.read_text() == "the last one"
    assert not backend.store.has(file)


def test_a_tampered_block_is_refused_and_never_seen(backend: Backend, tmp_path: Path) -> None:
    content = make_content(3 * CHUNK_SIZE)
    file = backend.store.put(content)
    block = backend.find_block(Cid.of_block(content[CHUNK_SIZE : 2 * CHUNK_SIZE], Codec.RAW))
    damage(block, lambda data: data[:7] + bytes([data[7] ^ 1]) + data[8:])

    with pytest.raises(CidMismatch):
        backend.store.fetch(file, tmp_path / "copy", limit=LIMIT, timeout=SECONDS)

    assert list(tmp_path.glob("*.part")) == []
    assert not (tmp_path / "copy").exists()
    assert not backend.store.has(file)


def test_a_truncated_block_is_refused(backend: Backend) -> None:
    content = make_content(CHUNK_SIZE + 100)
    file = backend.store.put(content)
    damage(backend.find_block(Cid.of_block(content[CHUNK_SIZE:], Codec.RAW)), lambda d: d[:-1])

    with pytest.raises((CidMismatch, ContentUnavailable)):
        read(backend, file)
    assert not backend.store.has(file)


def test_a_missing_leaf_makes_a_file_unavailable(backend: Backend) -> None:
    content = make_content(2 * CHUNK_SIZE)
    file = backend.store.put(content)
    backend.find_block(Cid.of_block(content[CHUNK_SIZE:], Codec.RAW)).unlink()

    with pytest.raises(ContentUnavailable):
        read(backend, file)
    assert not backend.store.has(file)


def test_content_over_the_limit_is_refused_before_the_store_is_asked(backend: Backend) -> None:
    absent = compute_file([make_content(1001)])

    with pytest.raises(ContentTooLarge) as refused:
        backend.store.read(absent, limit=1000, timeout=SECONDS)

    assert refused.value.values == {"cid": str(absent.cid), "size": 1001, "limit": 1000}


@pytest.mark.parametrize("lie", [-1, 1])
@pytest.mark.parametrize("size", [1000, 2 * CHUNK_SIZE + 1000, 3 * CHUNK_SIZE])
def test_a_lying_size_is_refused(backend: Backend, size: int, lie: int) -> None:
    file = backend.store.put(make_content(size))
    announced = StoredFile.from_chain(file.cid.digest, size + lie)

    with pytest.raises((SizeMismatch, CidMismatch)):
        read(backend, announced)


def test_a_file_announced_as_one_small_block_is_refused(backend: Backend) -> None:
    file = backend.store.put(make_content(3 * CHUNK_SIZE))

    with pytest.raises((SizeMismatch, ContentUnavailable)):
        read(backend, StoredFile.from_chain(file.cid.digest, 10))


def test_pins_hold_only_what_is_here(backend: Backend) -> None:
    file = backend.store.put(make_content(2 * CHUNK_SIZE))
    absent = compute_file([make_content(10)])

    backend.store.unpin(file)
    backend.store.unpin(file)
    backend.store.pin(file)
    backend.store.pin(file)

    assert backend.store.has(file)
    with pytest.raises(ContentUnavailable):
        backend.store.pin(absent)


def test_what_is_not_pinned_is_pruned(backend: Backend) -> None:
    store = backend.store
    kept, dropped = store.put(make_content(2 * CHUNK_SIZE)), store.put(make_content(10))
    again = store.put(make_content(20))
    for file in (dropped, again):
        store.unpin(file)
    store.pin(again)

    assert store.prune() >= 1

    assert store.has(kept)
    assert store.has(again)
    assert not store.has(dropped)


def test_processes_may_put_the_same_files_at_once(backend: Backend) -> None:
    seed = int.from_bytes(os.urandom(4))
    with ProcessPoolExecutor(4, get_context("spawn")) as pool:
        puts = [pool.submit(put_some, backend.url, seed) for _ in range(4)]
        results = [put.result() for put in puts]

    assert all(result == results[0] for result in results)
    assert all(backend.store.has(file) for file in results[0])


def test_a_full_disk_leaves_nothing_half_written(backend: Backend, tmp_path: Path) -> None:
    file = backend.store.put(make_content(3 * CHUNK_SIZE))
    place = tmp_path / "small"
    place.mkdir()
    (place / "model").write_text("the last one")

    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        failure = pool.submit(fetch_on_full_disk, backend.url, file, place / "model").result()

    assert isinstance(failure, DiskFull)
    assert failure.path == str(place / "model")
    assert [path.name for path in place.iterdir()] == ["model"]
    assert (place / "model").read_text() == "the last one"


def test_it_describes_itself(backend: Backend) -> None:
    kind = backend.url.partition(":")[0]

    assert backend.store.describe().lower().startswith(kind)


def damage(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.chmod(0o600)
    path.write_bytes(change(path.read_bytes()))


def put_some(url: str, seed: int) -> list[StoredFile]:
    random = Random(seed)
    contents = [random.randbytes(size) for size in (0, 10, CHUNK_SIZE, 2 * CHUNK_SIZE + 3)]
    return [open_store(url).put(content) for content in contents]


def fetch_on_full_disk(url: str, file: StoredFile, destination: Path) -> DiskFull | None:
    store = open_store(url)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHUNK_SIZE, hard))
    try:
        store.fetch(file, destination, limit=LIMIT, timeout=SECONDS)
    except DiskFull as error:
        return error
    return None
