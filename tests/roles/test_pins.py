"""What a node keeps in the store: noted first, kept while its round matters, let go of after."""

import os
from pathlib import Path

import pytest

from consort.errors import ContentUnavailable, StoreUnreachable
from consort.ledger.rounds import RoundState
from consort.node.pins import Moment, PinBook
from consort.storage.cid import StoredFile
from consort.storage.directory import DirectoryStore
from consort.storage.unixfs import compute_file
from tests.roles.federation import Federation, Node

DELAY = Moment(100, 10)
FINAL = RoundState.FINAL


class PinnedStore(DirectoryStore):
    """A directory that tells what is pinned, fails or dies when it is told to."""

    __slots__ = ("failure",)

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.failure: BaseException | None = None

    @property
    def pinned(self) -> set[str]:
        return {path.name for path in self._pins.iterdir()}

    def put(self, source: Path | bytes) -> StoredFile:
        file = super().put(source)
        self._fail()
        return file

    def unpin(self, file: StoredFile) -> None:
        self._fail()
        super().unpin(file)

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def store(tmp_path: Path) -> PinnedStore:
    return PinnedStore(tmp_path / "store")


@pytest.fixture
def book(store: PinnedStore, tmp_path: Path) -> PinBook:
    return PinBook(store, tmp_path / "pins")


def list_notes(book: PinBook) -> set[str]:
    return {path.name for path in book.directory.rglob("*-*")}


def test_files_stay_while_their_round_is_needed(book: PinBook, store: PinnedStore) -> None:
    file = book.of(7).put(b"update")

    book.release({7}, Moment(10_000, 10_000), DELAY)

    assert store.pinned == {file.name}


def test_files_go_once_the_delay_is_over_in_time_and_blocks(
    book: PinBook, store: PinnedStore
) -> None:
    file = book.of(7).put(b"update")

    for moment in (Moment(50, 5), Moment(149, 99), Moment(999, 14)):
        book.release((), moment, DELAY)
        assert store.pinned == {file.name}
    book.release((), Moment(150, 15), DELAY)

    assert store.pinned == set()
    assert list(book.directory.iterdir()) == []


def test_a_restart_goes_on(book: PinBook, store: PinnedStore) -> None:
    file = book.of(7).put(b"update")
    book.release((), Moment(0, 0), DELAY)

    again = PinBook(store, book.directory)
    again.release((), Moment(99, 10), DELAY)
    assert store.pinned == {file.name}
    again.release((), Moment(100, 10), DELAY)

    assert store.pinned == set()


def test_a_death_after_the_pin_leaves_its_note(book: PinBook, store: PinnedStore) -> None:
    store.failure = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        book.of(7).put(b"update")
    store.failure = None

    assert store.pinned == list_notes(book) != set()
    again = PinBook(store, book.directory)
    again.release((), Moment(0, 0), DELAY)
    again.release((), Moment(100, 10), DELAY)
    assert store.pinned == set()


def test_a_store_that_is_away_loses_no_note(book: PinBook, store: PinnedStore) -> None:
    book.of(7).put(b"update")
    book.of(7).put(b"model")
    store.failure = StoreUnreachable("/ip4/127.0.0.1/tcp/5001", "connection refused")
    book.release((), Moment(0, 0), DELAY)
    with pytest.raises(StoreUnreachable):
        book.release((), Moment(100, 10), DELAY)

    assert store.pinned == list_notes(book)
    store.failure = None
    book.release((), Moment(100, 10), DELAY)
    assert store.pinned == list_notes(book) == set()


def test_a_note_that_was_being_written_is_none(book: PinBook, store: PinnedStore) -> None:
    book.of(7).put(b"update")
    (book.directory / "0000000007" / ".0123456789abcdef.part").touch()

    book.release((), Moment(0, 0), Moment(0, 0))

    assert list(book.directory.iterdir()) == []


def test_a_file_of_two_rounds_stays_for_the_later_one(book: PinBook, store: PinnedStore) -> None:
    file = book.of(7).put(b"manifest")
    book.of(8).put(b"manifest")

    book.release({8}, Moment(0, 0), Moment(0, 0))
    assert store.pinned == {file.name}
    book.release((), Moment(0, 0), Moment(0, 0))

    assert store.pinned == set()


def test_a_round_that_is_needed_again_begins_anew(book: PinBook, store: PinnedStore) -> None:
    book.of(7).put(b"update")
    book.release((), Moment(0, 0), DELAY)
    file = book.of(7).put(b"late")

    book.release((), Moment(100, 10), DELAY)

    assert file.name in store.pinned


def test_a_round_that_was_over_by_mistake_waits_anew(book: PinBook, store: PinnedStore) -> None:
    file = book.of(7).put(b"update")
    book.release((), Moment(0, 0), DELAY)
    book.release({7}, Moment(90, 9), DELAY)

    book.release((), Moment(100, 10), DELAY)
    assert store.pinned == {file.name}
    book.release((), Moment(200, 20), DELAY)

    assert store.pinned == set()


def test_what_was_fetched_is_kept(book: PinBook, store: PinnedStore, tmp_path: Path) -> None:
    file = store.put(b"update")
    store.unpin(file)

    book.of(7).fetch(file, tmp_path / "copy", limit=100, timeout=5)

    assert store.pinned == list_notes(book) == {file.name}


def test_what_cannot_be_had_is_not_noted(book: PinBook, tmp_path: Path) -> None:
    with pytest.raises(ContentUnavailable):
        book.of(7).fetch(compute_file([os.urandom(9)]), tmp_path / "x", limit=100, timeout=1)

    assert list_notes(book) == set()


def test_what_came_from_elsewhere_is_put_into_the_store(tmp_path: Path) -> None:
    class Elsewhere(PinnedStore):
        __slots__ = ()

        def pin(self, file: StoredFile) -> None:
            raise ContentUnavailable(str(file.cid), self.describe(), "it came from a gateway")

    store = Elsewhere(tmp_path / "store")
    file = store.put(b"update")
    store.unpin(file)

    PinBook(store, tmp_path / "pins").of(7).fetch(file, tmp_path / "x", limit=100, timeout=5)

    assert store.pinned == {file.name}


def test_the_store_keeps_the_head_and_what_builds_on_it(
    federation: Federation, tmp_path: Path
) -> None:
    store = PinnedStore(federation.directory / "store")
    owners = {path.name for path in (federation.directory / "store" / "pins").iterdir()}
    federation.keep = 0
    federation.enrol(contributors=2, validators=2)
    federation.drive(start(federation, store), until=lambda: federation.version >= 1)
    nodes = start(federation, store)
    federation.drive(nodes, until=lambda: federation.version >= 3)
    for node in nodes * 2:
        node.step()
    store.prune()

    history = federation.read_history()
    final = [number for number, round_ in history.rounds.items() if round_.state is FINAL]
    for node in nodes:
        kept = {int(path.name) for path in node.session.directory.pins.iterdir()}
        assert min(kept) >= final[-2]
    assert store.pinned == owners.union(*(list_notes(node.session.pins) for node in nodes))
    fetch_head(federation, store, tmp_path / "head")
    with pytest.raises(ContentUnavailable):
        fetch_model(federation, store, history.lineage[1].model_root, tmp_path / "old")


def test_the_exit_delay_is_what_files_are_kept_for(federation: Federation, tmp_path: Path) -> None:
    store = PinnedStore(federation.directory / "store")
    federation.enrol(contributors=2, validators=2)
    nodes = start(federation, store)
    federation.drive(nodes, until=lambda: federation.version >= 3)
    for node in nodes:
        node.step()
    store.prune()

    fetch_model(federation, store, federation.read_history().lineage[1].model_root, tmp_path / "x")
    federation.tick(federation.owner.get_exit_delay())
    federation.local.devnet.mine(federation.owner.get_exit_blocks())
    for node in start(federation, store):
        node.step()
    store.prune()

    with pytest.raises(ContentUnavailable):
        fetch_model(
            federation, store, federation.read_history().lineage[1].model_root, tmp_path / "y"
        )
    fetch_head(federation, store, tmp_path / "head")


def start(federation: Federation, store: PinnedStore) -> list[Node]:
    contributors = [federation.contribute(index, store=store) for index in range(2)]
    return [*contributors, *(federation.validate(index, store=store) for index in range(2))]


def fetch_head(federation: Federation, store: PinnedStore, path: Path) -> None:
    fetch_model(federation, store, federation.read_history().head.model_root, path)


def fetch_model(federation: Federation, store: PinnedStore, root: bytes, path: Path) -> None:
    place = federation.read_history().files.get(root)[0]
    file = StoredFile.from_chain(place.digest, place.size)
    store.fetch(file, path, limit=file.size, timeout=5)
