"""An audit reads one state of index and chain: what moves meanwhile is not called tampered."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from consort.audit.explain import TRIES, explain
from consort.audit.steps import Fault
from consort.audit.verify import verify_task
from consort.chain.client import Chain
from consort.chain.events import RoundFinalised
from consort.errors import ChainMoved
from consort.index.reader import Index, open_index
from consort.index.store import Store, read_identity
from tests.audit.conftest import Audited
from tests.roles.federation import Federation

Audit = Callable[[Audited, Index], Sequence[Fault]]


def explain_one(audited: Audited, index: Index) -> Sequence[Fault]:
    account = audited.get_address("contributor-0")
    return explain(audited.chain, audited.task, account, 0, index).faults


def verify_all(audited: Audited, index: Index) -> Sequence[Fault]:
    return verify_task(audited.chain, audited.task, index).faults


@pytest.mark.parametrize("audit", [explain_one, verify_all])
def test_index_that_moves_meanwhile_is_not_called_tampered(
    audited: Audited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, audit: Audit
) -> None:
    final = audited.chain.get_events(0, audited.chain.clock().block, RoundFinalised)
    path, last, get_tip = audited.copy_index(tmp_path), final[-1].block, Index.get_tip
    with closing(sqlite3.connect(path)) as database:
        identity = read_identity(database)

    def move(self: Index) -> object:
        tip = get_tip(self)
        with Store(path, identity) as store:
            store.forget_after(last - 1)
        return tip

    monkeypatch.setattr(Index, "get_tip", move)
    with open_index(path) as index:
        assert not audit(audited, index)
        moved = get_tip(index)
        assert moved is not None
        assert moved.block < last


@pytest.mark.parametrize("audit", [explain_one, verify_all])
def test_index_that_follows_a_fork_is_not_called_tampered(
    audited: Audited, tmp_path: Path, audit: Audit
) -> None:
    path = audited.copy_index(tmp_path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE blocks SET hash = zeroblob(32)")
    database.close()
    with open_index(path) as index, pytest.raises(ChainMoved):
        audit(audited, index)


@pytest.mark.parametrize(("times", "is_shorter"), [(1, False), (1, True), (TRIES, False)])
def test_chain_that_is_reorganised_meanwhile_is_read_again(
    federation: Federation, monkeypatch: pytest.MonkeyPatch, times: int, is_shorter: bool
) -> None:
    federation.enrol(contributors=1, validators=1)
    federation.owner.open_round(federation.task)
    before = federation.local.devnet.snapshot()
    federation.local.devnet.mine()
    account = federation.local.accounts["contributor-0"].address
    get_head, asked, seconds = Chain.get_head, [0], count(1)

    def reorganise(self: Chain, task: Any) -> object:
        nonlocal before
        found = get_head(self, task)
        asked[0] += 1
        if asked[0] <= times:  # the newest block goes, and another one may take its place
            federation.local.devnet.revert(before)
            before = federation.local.devnet.snapshot()
            if not is_shorter:
                federation.local.devnet.advance_time(next(seconds))
        return found

    monkeypatch.setattr(Chain, "get_head", reorganise)
    if times < TRIES:
        assert not explain(federation.owner, federation.task, account, 0).faults
        assert asked[0] > times
        return
    with pytest.raises(ChainMoved):
        explain(federation.owner, federation.task, account, 0)
    asked[0] = TRIES - 1
    with pytest.raises(ChainMoved):
        verify_task(federation.owner, federation.task)
