"""The directory of blocks: what is particular to it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from consort.errors import CidMismatch, DiskFull, PathUnusable
from consort.storage.cid import CHUNK_SIZE, Cid, Codec, StoredFile
from consort.storage.directory import DirectoryStore
from consort.storage.unixfs import compute_file

ENDLESS_WRITER = """
import os, sys
from pathlib import Path
from consort.storage.directory import DirectoryStore
from consort.storage.unixfs import compute_file
store = DirectoryStore(Path(sys.argv[1]))
while True:
    store.put(os.urandom(3 << 20))
"""

CHURNING_WRITER = """
import sys
from pathlib import Path
from consort.storage.directory import DirectoryStore
from consort.storage.unixfs import compute_file
store, last = DirectoryStore(Path(sys.argv[1])), None
for turn in range(20):
    file = store.put(bytes(1 << 20) + bytes([int(sys.argv[2]), turn]))
    assert store.has(file), turn
    if last is not None:
        store.unpin(last)
    last = file
"""

FULL_DISK_WRITER = """
import resource, sys
from pathlib import Path
from consort.errors import DiskFull
from consort.storage.directory import DirectoryStore
from consort.storage.unixfs import compute_file
store = DirectoryStore(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
try:
    store.put(bytes(100) + bytes([1]) * 5000)
except DiskFull as error:
    sys.exit(error.exit_code)
"""


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "store")


def list_blocks(root: Path) -> list[Path]:
    return [path for path in (root / "blocks").rglob("*") if path.is_file()]


def read(store: DirectoryStore, file: StoredFile) -> bytes:
    return store.read(file, limit=file.size, timeout=20)


def test_a_block_lies_under_the_tail_of_its_cid(store: DirectoryStore, tmp_path: Path) -> None:
    file = store.put(b"hello\n")

    name = str(file.cid)
    assert list_blocks(tmp_path / "store") == [tmp_path / "store" / "blocks" / name[-3:-1] / name]


def test_another_store_over_the_directory_sees_the_same(
    store: DirectoryStore, tmp_path: Path
) -> None:
    content = os.urandom(CHUNK_SIZE + 1)

    file = store.put(content)

    assert read(DirectoryStore(tmp_path / "store"), file) == content


def test_putting_again_repairs_a_damaged_block(store: DirectoryStore, tmp_path: Path) -> None:
    file = store.put(b"model")
    [block] = list_blocks(tmp_path / "store")
    block.write_bytes(b"mod")

    assert not store.has(file)
    store.put(b"model")

    assert read(store, file) == b"model"


def test_a_killed_writer_leaves_only_whole_blocks(tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", ENDLESS_WRITER, str(tmp_path)])
    try:
        while len(list_blocks(tmp_path)) < 5:
            time.sleep(0.01)
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()

    for block in list_blocks(tmp_path):
        if block.suffix != ".part":
            cid = Cid.parse(block.name)
            assert Cid.of_block(block.read_bytes(), cid.codec) == cid


def test_a_full_disk_is_said_and_leaves_no_block(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL_DISK_WRITER, str(tmp_path)], check=False)

    assert done.returncode == DiskFull.exit_code
    assert list_blocks(tmp_path) == []


def test_a_block_of_another_layout_is_refused(store: DirectoryStore, tmp_path: Path) -> None:
    node = b"\x12\x80\x80\x80\x80\x08" + os.urandom(100)
    root = Cid.of_block(node, Codec.DAG_PB)
    path = tmp_path / "store" / "blocks" / str(root)[-3:-1] / str(root)
    path.parent.mkdir()
    path.write_bytes(node)

    with pytest.raises(CidMismatch):
        read(store, StoredFile(root, 2**40))


def test_a_swollen_block_file_is_refused(store: DirectoryStore, tmp_path: Path) -> None:
    file = store.put(bytes(CHUNK_SIZE))
    [block] = list_blocks(tmp_path / "store")
    os.truncate(block, 2**36)  # sparse: reading it whole would exhaust memory

    with pytest.raises(CidMismatch):
        read(store, file)


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("not a directory")

    with pytest.raises(PathUnusable) as refused:
        DirectoryStore(tmp_path / "taken")

    assert refused.value.path == str(tmp_path / "taken")
    assert refused.value.exit_code == 3


def test_a_block_of_two_files_stays_for_the_pinned_one(
    store: DirectoryStore, tmp_path: Path
) -> None:
    shared, own = os.urandom(CHUNK_SIZE), os.urandom(CHUNK_SIZE)
    kept, dropped = store.put(shared + b"kept"), store.put(shared + own)
    store.unpin(dropped)

    assert store.prune() == 2  # the leaf of its own, and the node above

    assert read(store, kept) == shared + b"kept"
    assert not store.has(dropped)
    assert store.prune() == 0


def test_what_a_killed_writer_left_is_pruned(store: DirectoryStore, tmp_path: Path) -> None:
    kept = store.put(b"kept")
    left = list_blocks(tmp_path / "store")[0].with_name(".0123456789abcdef.part")
    left.write_bytes(b"half")

    assert store.prune() == 1
    assert not left.exists()
    assert store.has(kept)


def test_a_store_that_knows_no_pins_loses_nothing(store: DirectoryStore, tmp_path: Path) -> None:
    file = store.put(b"content")
    shutil.rmtree(tmp_path / "store" / "pins")
    older = DirectoryStore(tmp_path / "store")
    older.put(b"more")

    with pytest.raises(PathUnusable):
        older.prune()

    assert older.has(file)


def test_pruning_beside_writers_takes_nothing_of_theirs(tmp_path: Path) -> None:
    """Every writer puts a block of all again and again, and unpins the file it was in before."""
    writers = [
        subprocess.Popen([sys.executable, "-c", CHURNING_WRITER, str(tmp_path), str(number)])
        for number in range(3)
    ]
    store = DirectoryStore(tmp_path)
    while any(writer.poll() is None for writer in writers):
        store.prune()

    assert [writer.wait() for writer in writers] == [0, 0, 0]
    for number in range(3):
        assert store.has(compute_file([make_churned(number, 19)]))


def make_churned(number: int, turn: int) -> bytes:
    return bytes(CHUNK_SIZE) + bytes([number, turn])


def test_what_is_taken_away_while_it_is_written_is_written_again(
    store: DirectoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def lose_everything(descriptor: int) -> None:
        monkeypatch.undo()
        fsync(descriptor)
        shutil.rmtree(tmp_path / "store" / "blocks")
        (tmp_path / "store" / "blocks").mkdir()

    monkeypatch.setattr(os, "fsync", lose_everything)
    file = store.put(b"here to stay")
    assert store.read(file, limit=100, timeout=1) == b"here to stay"
