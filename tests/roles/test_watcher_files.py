"""What liars publish and announce is not a watcher's work: little at a time, nothing oversized."""

from pathlib import Path

from consort.ledger.announcements import Rank
from consort.ledger.trees_file import compute_most_bytes
from consort.spec.types import Address, ContentId, Proposal, Tree
from consort.storage.cid import StoredFile
from consort_nodes.watching.library import PATIENCE, TRIES, PublishedFiles
from consort_nodes.watching.node import Watch, WatcherNode
from tests.roles.federation import Federation, to_content
from tests.roles.test_files import CountingStore
from tests.roles.watching import WATCHER

NOWHERE = ContentId(bytes([3]) * 32, 100)


def open_library(federation: Federation, store: CountingStore, trees: ContentId) -> PublishedFiles:
    node = WatcherNode(federation.surround(WATCHER, store), Watch())
    return PublishedFiles(node.session, federation.read_history(), "0-0", trees)


def test_true_file_among_many_false_ones(federation: Federation, tmp_path: Path) -> None:
    """Each look tries a few; those that failed come again only after all others."""
    params = federation.owner.get_task(federation.task).params
    root = params.genesis_model_root
    store = CountingStore(tmp_path / "other")
    library = open_library(federation, store, NOWHERE)
    [true] = library.history.files.get(root)
    file = StoredFile.from_chain(true.digest, true.size)
    store.put(federation.store.read(file, limit=true.size, timeout=1))
    library.history.files.note(root, library.history.owner, NOWHERE, Rank.OWNER)
    for number in range(20):
        content = ContentId(bytes([9, number]) + bytes(30), true.size)
        library.history.files.note(root, Address(f"0x{number:040x}"), content, Rank.PROPOSER)
    library.history.files.note(root, Address("0x" + "f" * 40), true, Rank.ENROLLED)

    looks = 1
    while library.find_file(Tree.MODEL, root) is None:
        assert len(store.asked) == looks * TRIES
        looks += 1
        federation.now += PATIENCE / 2
    assert looks == -(-21 // TRIES)


def test_oversized_trees_are_not_fetched(federation: Federation, tmp_path: Path) -> None:
    """A file for a million contributors is nothing that a task of two can have."""
    federation.enrol(contributors=2, validators=0)
    store = CountingStore(tmp_path / "other")
    most = compute_most_bytes(2)
    largest, larger = (to_content(store.put(bytes(size))) for size in (most, most + 1))
    none = bytes(32)
    proposal = Proposal(none, none, 0, none, none, none, none, 0)
    assert open_library(federation, store, larger).find_trees(proposal) is None
    assert store.asked == []
    assert open_library(federation, store, largest).find_trees(proposal) is None
    assert [file.size for file in store.asked] == [most]
