"""The file itself: what is refused, what readers see while it is written, what is deleted."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from shutil import copytree, rmtree
from threading import Event, Thread

import pytest

from consort.errors import (
    DiskFull,
    IndexBusy,
    IndexMissing,
    IndexUnusable,
    NotAnIndex,
    OtherDeploymentIndexed,
    UnknownTask,
)
from consort.index import indexer, schema, store
from consort.index.indexer import Indexer, remove_index, taking_turns
from consort.index.reader import Index, open_index
from consort.index.schema import APPLICATION_ID
from consort.index.store import Identity, Store
from consort.spec.types import TaskId
from tests.index.made_chain import MadeChain
from tests.index.story import PEOPLE, Story


@pytest.fixture
def node() -> MadeChain:
    """Return a chain on which something has happened."""
    node, story = MadeChain(), Story(Random(5))
    for _ in range(60):
        node.mine(*(event for _ in range(3) for event in story.tell()))
    return node


@pytest.fixture
def path(node: MadeChain, tmp_path: Path) -> Path:
    """Return its index."""
    path = tmp_path / "index.db"
    Indexer(node.chain, path).catch_up()
    return path


def change(path: Path, *statements: str) -> None:
    """Let another program write to the file."""
    database = sqlite3.connect(path)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


ALTERATIONS: dict[str, Callable[[Path], object]] = {
    "nonsense": lambda path: path.write_bytes(b"nonsense" * 1_000),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:5_000]),
    "holes": lambda path: overwrite(path, 100, bytes(4_000)),
    "another program's": lambda path: change(path, "PRAGMA application_id = 7"),
    "older": lambda path: change(path, "PRAGMA user_version = 1"),
    "a trigger": lambda path: change(
        path, "CREATE TRIGGER t AFTER INSERT ON blocks BEGIN DELETE FROM rewards; END"
    ),
    "a view": lambda path: change(
        path, "DROP TABLE rewards", "CREATE VIEW rewards AS SELECT * FROM results"
    ),
    "a column": lambda path: change(path, "ALTER TABLE rewards ADD COLUMN more"),
}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_altered_files_are_refused(node: MadeChain, path: Path, name: str) -> None:
    ALTERATIONS[name](path)
    for use in (lambda: Index(path).get_tip(), lambda: Indexer(node.chain, path).catch_up()):
        with pytest.raises(IndexUnusable) as refused:
            use()
        is_ours = not isinstance(refused.value, NotAnIndex)
        assert (f"--rebuild --index-file {path}" in refused.value.advice) == is_ours
    if is_ours:
        remove_index(path)
    else:
        with pytest.raises(NotAnIndex):
            remove_index(path)


def test_another_deployment_is_refused(path: Path) -> None:
    other = MadeChain(forks=1)
    with pytest.raises(OtherDeploymentIndexed):
        Indexer(other.chain, path).catch_up()


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        Index(tmp_path / "none.db")
    assert not list(tmp_path.iterdir())


def test_rebuilding(node: MadeChain, path: Path) -> None:
    overwrite(path, 5_000, bytes(5_000))
    remove_index(path)
    assert not path.exists()
    remove_index(path)
    assert Indexer(node.chain, path).catch_up().events == len(node.events)


def test_other_files_are_not_deleted(tmp_path: Path) -> None:
    for content in (b"a diary", b"SQLite format 3\x00" + bytes(200)):
        path = tmp_path / "mine"
        path.write_bytes(content)
        with pytest.raises(NotAnIndex):
            remove_index(path)
        assert path.read_bytes() == content


class Killed(BaseException):
    """The end of a process, as far as its files go."""


@pytest.mark.parametrize("enough", range(6))
def test_what_was_killed_early_can_be_rebuilt(
    node: MadeChain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enough: int
) -> None:
    """A copy of the files after each of the first transactions is what a kill leaves behind."""
    path, left = tmp_path / "index.db", tmp_path / "left"
    change, ended = Store._changing, list[int]()

    @contextmanager
    def stop(self: Store) -> Iterator[None]:
        with change(self):
            yield
        ended.append(1)
        if len(ended) > enough:
            copytree(tmp_path, left)
            raise Killed

    monkeypatch.setattr(Store, "_changing", stop)
    with pytest.raises(Killed):
        Indexer(node.chain, path).catch_up()
    monkeypatch.undo()
    assert Indexer(node.chain, left / path.name).catch_up().events == len(node.events)
    remove_index(path)
    rmtree(left)
    monkeypatch.setattr(Store, "_changing", stop)
    ended.clear()
    with pytest.raises(Killed):
        Indexer(node.chain, path).catch_up()
    remove_index(left / path.name)
    assert [each.name for each in left.iterdir()] == [f"{path.name}.lock"]


def test_rebuilt_while_another_process_reads_the_chain(node: MadeChain, path: Path) -> None:
    """It would go on in a file that is gone; whoever then opens the new one is told a part."""
    story = Story(Random(6))
    story.go_back(node.events)
    for _ in range(300):
        node.mine(*story.tell())
    rebuilt: list[int] = []

    def rebuild(*_: int) -> None:
        if not rebuilt:
            remove_index(path)
            with pytest.raises(Killed):
                Indexer(node.chain, path).catch_up(kill)
        rebuilt.append(1)

    def kill(*_: int) -> None:
        raise Killed

    done = Indexer(node.chain, path).catch_up(rebuild)
    assert len(rebuilt) > 1
    with open_index(path) as index:
        tip = index.get_tip()
    assert tip
    assert (tip.block, tip.events) == (done.block, len(node.events))


def test_the_version_goes_with_what_is_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    before = schema.compute_version()
    monkeypatch.setattr(schema, "DERIVING", schema.DERIVING + 1)
    schema.compute_version.cache_clear()
    assert schema.compute_version() != before
    schema.compute_version.cache_clear()


def test_blocks_without_events_are_found_without_reading_the_others(path: Path) -> None:
    """They are looked for after every block, among all that there ever were."""
    with sqlite3.connect(path) as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN {store.DROP_EMPTY}", (1,)).fetchall()
    database.close()
    assert "blocks_empty" in str(plan[0])
    assert "SCAN" not in str(plan)


def test_who_reads_an_index_that_is_rebuilt_goes_on(node: MadeChain, path: Path) -> None:
    with open_index(path) as index:
        before = index.get_tip()
        remove_index(path)
        Indexer(node.chain, path).catch_up()
        assert index.get_tip() == before


def test_readers_cannot_write(path: Path) -> None:
    with open_index(path) as index, index.reading() as database:
        for statement in ("DELETE FROM blocks", "PRAGMA user_version = 3", "DROP TABLE rewards"):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                database.execute(statement)


def test_the_file_says_what_it_is(path: Path) -> None:
    assert path.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big")
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_full_disk(node: MadeChain, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a block that does not fit stays, and the index goes on once there is room."""
    events = Indexer(node.chain, path).catch_up().events
    prepare = Store._prepare

    def fill_up(self: Store, identity: Identity) -> None:
        prepare(self, identity)
        (pages,) = self._database.execute("PRAGMA page_count").fetchone()
        self._database.execute(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr(Store, "_prepare", fill_up)
    story = Story(Random(8))
    story.go_back(node.events)
    for _ in range(100):
        node.mine(*(event for _ in range(4) for event in story.tell()))
    with pytest.raises(DiskFull):
        Indexer(node.chain, path).catch_up()
    monkeypatch.undo()
    with open_index(path) as index:
        tip = index.get_tip()
        assert tip
        assert events <= tip.events < len(node.events)
    assert Indexer(node.chain, path).catch_up().events == len(node.events)


def test_another_program_holds_the_file(
    node: MadeChain, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_WAIT_SECONDS", 0.1)
    node.mine(*Story(Random(9)).tell())
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(IndexBusy):
        Indexer(node.chain, path).catch_up()
    with open_index(path) as index:
        assert index.get_tip()
    other.close()
    assert Indexer(node.chain, path).catch_up().block == len(node.blocks) - 1


def test_an_index_that_another_process_writes_to(
    node: MadeChain, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "LOCK_SECONDS", 0.1)
    with taking_turns(path), pytest.raises(IndexBusy, match=str(os.getpid())):
        Indexer(node.chain, path).catch_up()


def look(index: Index) -> object:
    """Ask several questions; return what does not fit together, None if all does."""
    with index.reading() as database:
        (claimed,) = database.execute("SELECT max(total) FROM blocks").fetchone()
        (counted,) = database.execute("SELECT total(events) FROM blocks").fetchone()
        finals = database.execute("SELECT count(*) FROM round_finalised").fetchone()
        results = database.execute("SELECT count(*) FROM results").fetchone()
    for task in index.list_tasks().items:
        with suppress(UnknownTask):  # it may be gone by the next question
            index.list_rounds(TaskId(task.task))
    index.get_account(PEOPLE[1])
    fits = (claimed or 0, finals) == (counted, results)
    return None if fits else (claimed, counted, finals, results)


def test_readers_see_whole_states_while_it_is_written(tmp_path: Path) -> None:
    """Blocks come and are replaced; what two questions in one reading say fits together."""
    node, story, path = MadeChain(), Story(Random(7)), tmp_path / "index.db"
    Indexer(node.chain, path).catch_up()
    is_over, seen = Event(), list[object]()

    def read() -> None:
        try:
            with open_index(path) as index:
                while not is_over.is_set():
                    seen.append(look(index))
        except Exception as error:  # noqa: BLE001 - told by the test
            seen.append(error)

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(25):
        if turn % 5 == 4:
            node.drop(20)
            story.go_back(node.events)
        for _ in range(6):
            node.mine(*(event for _ in range(4) for event in story.tell()))
        Indexer(node.chain, path).catch_up()
    is_over.set()
    for reader in readers:
        reader.join()
    assert [each for each in seen if each is not None] == []
    assert len(seen) > 5


def test_questions_of_one_holding_see_one_state(node: MadeChain, path: Path) -> None:
    with open_index(path) as index:
        with index.holding():
            before = index.get_tip()
            node.mine(*Story(Random(9)).tell())
            assert Indexer(node.chain, path).catch_up().block == len(node.blocks) - 1
            assert index.get_tip() == before
        tip = index.get_tip()
        assert tip is not None
        assert tip.block == len(node.blocks) - 1
