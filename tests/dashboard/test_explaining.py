"""Explanations are kept as long as what they explain; deriving them has tests of its own."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from consort.chain.events import Deposited
from consort.dashboard import explaining
from consort.dashboard.explaining import Explainer
from consort.index.indexer import Indexer
from consort.spec.types import Address, TaskId
from tests.index.made_chain import MadeChain
from tests.index.story import PEOPLE

TASK = TaskId(0)


@dataclass(frozen=True)
class Document:
    """An explanation that differs from every other."""

    number: int

    def to_json(self) -> dict[str, object]:
        """Return it."""
        return {"number": self.number}


@pytest.fixture
def numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every derivation give another document."""
    numbers = count()
    monkeypatch.setattr(explaining, "explain", lambda *_: Document(next(numbers)))


@pytest.mark.usefixtures("numbers")
def test_it_is_kept_until_something_happens_or_is_replaced(tmp_path: Path) -> None:
    node, path = MadeChain(), tmp_path / "index.db"
    explainer = Explainer(node.chain, path, None)

    def explain() -> object:
        Indexer(node.chain, path).catch_up()
        return explainer.explain(TASK, PEOPLE[0], 1)["number"]

    node.mine(Deposited(PEOPLE[0], 1))
    assert explain() == 0
    node.mine()
    assert explain() == 0
    node.mine(Deposited(PEOPLE[0], 1))
    assert explain() == 1
    node.drop(1)
    node.mine(Deposited(PEOPLE[0], 2))  # as many events as before, but others
    assert explain() == 2


def test_what_is_kept_waits_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node, path = MadeChain(), tmp_path / "index.db"
    Indexer(node.chain, path).catch_up()
    explainer, begun, go_on = Explainer(node.chain, path, None), Event(), Event()

    def derive(_: Any, __: Any, account: Address, *___: Any) -> Document:
        if account == PEOPLE[1]:
            begun.set()
            go_on.wait(60)
        return Document(7)

    monkeypatch.setattr(explaining, "explain", derive)
    explainer.explain(TASK, PEOPLE[0], 1)
    slow = Thread(target=explainer.explain, args=(TASK, PEOPLE[1], 1), daemon=True)
    slow.start()
    assert begun.wait(60)
    assert explainer.explain(TASK, PEOPLE[0], 1) == {"number": 7}
    assert slow.is_alive()
    go_on.set()
    slow.join()
