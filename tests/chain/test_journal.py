"""The journal: whole on disk, one holder at a time, damage named."""

from multiprocessing import get_context
from pathlib import Path

import pytest

from consort.chain.journal import Journal, Pending
from consort.chain.signing import Transaction
from consort.errors import JournalUnreadable
from consort.spec.types import NOBODY

COUNT = 50


def make_pending(nonce: int) -> Pending:
    transaction = Transaction(31337, nonce, NOBODY, b"\1\2", 21_000, 9, 1)
    return Pending(transaction, (b"signed", b"signed again"), "vote")


def append(path: Path) -> None:
    journal = Journal(path)
    for _ in range(COUNT):
        with journal.lock():
            held = journal.read()
            journal.write([*held, make_pending(len(held))])


def test_keeps_everything_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new" / "journal.json")
    with journal.lock():
        assert journal.read() == ()
        journal.write([make_pending(8), make_pending(7)])
        assert journal.read() == (make_pending(7), make_pending(8))
    assert make_pending(7).hashes[0] != make_pending(7).hashes[1]


def test_processes_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    context = get_context("fork")
    processes = [context.Process(target=append, args=(path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [item.nonce for item in Journal(path).read()] == list(range(3 * COUNT))


@pytest.mark.parametrize(
    "content", ["", "{}}", '[{"function": "vote"}]', "[1]", '[{"transaction": 1}]']
)
def test_damage_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "journal.json"
    path.write_text(content)
    with pytest.raises(JournalUnreadable, match=r"journal\.json"):
        Journal(path).read()
