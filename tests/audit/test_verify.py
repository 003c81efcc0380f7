"""Whole tasks replayed: what holds is said to hold, and every lie is named, once."""

import sqlite3
from pathlib import Path

import pytest

from consort.audit.steps import Fault, FaultKind
from consort.audit.verification import Progress, Unchecked, Verification
from consort.audit.verify import verify_task
from consort.errors import UnknownTask
from consort.index.indexer import Indexer
from consort.index.reader import Index, open_index
from consort.spec.types import TaskId
from consort.storage.directory import DirectoryStore
from tests.audit.conftest import Audited
from tests.audit.test_explain import alter
from tests.audit.world import collude
from tests.roles.federation import TERMS, Federation, Node
from tests.roles.lying import keep_silent_about_a_lie


def get_kinds(found: Verification) -> set[FaultKind]:
    return {fault.kind for fault in found.faults}


def test_honest_task_holds_and_is_recomputed(audited: Audited, index: Index) -> None:
    told: list[Progress | Fault | Unchecked] = []
    found = verify_task(audited.chain, audited.task, index, audited.store, told.append)
    assert found.ok, found.faults
    assert found.rounds == found.recomputed == index.get_task(audited.task).versions >= 2
    tip = index.get_tip()
    assert tip is not None
    assert (found.block, found.block_hash, found.events) == (tip.block, tip.hash, tip.events)
    assert found.rows > tip.events
    assert not found.unchecked
    assert isinstance(told[-1], Progress)
    assert told[-1].block == tip.block


def test_without_index_and_store_the_chain_alone_is_judged(audited: Audited) -> None:
    found = verify_task(audited.chain, audited.task)
    assert found.ok
    assert (found.rows, found.recomputed) == (0, 0)
    with pytest.raises(UnknownTask):
        verify_task(audited.chain, TaskId(99))


TAMPERINGS = {
    "amount": ("UPDATE rewards SET amount = x'00000000000000000000000000000001'", "reward is 1"),
    "weight": ("UPDATE committed SET weight = weight + 1", "Committed: weight is"),
    "missing": ("DELETE FROM voted", "Voted is not there"),
    "invented": ("UPDATE voted SET log_index = log_index + 1000", "Voted is not on the chain"),
    "typeless": (
        "UPDATE voted SET log_index = 'x' || validator_index || block",
        "make no sense",
    ),
    "slipped": ("UPDATE round_opened SET \"transaction\" = zeroblob(32)", "another transaction"),
    "nonsense": ("UPDATE committed SET update_root = 'all'", "make no sense"),
}  # fmt: skip


@pytest.mark.parametrize("change", TAMPERINGS)
def test_tampered_index_is_named(audited: Audited, tmp_path: Path, change: str) -> None:
    statement, words = TAMPERINGS[change]
    path = audited.copy_index(tmp_path)
    with sqlite3.connect(path) as database:
        assert database.execute(statement).rowcount > 0
    database.close()
    with open_index(path) as index:
        found = verify_task(audited.chain, audited.task, index)
    assert get_kinds(found) == {FaultKind.TAMPERED_INDEX}
    assert any(words in fault.text for fault in found.faults), found.faults


def test_tampered_blob_is_named_and_its_round_is_not_recomputed(
    audited: Audited, index: Index, tmp_path: Path
) -> None:
    store = audited.copy_store(tmp_path)
    account = audited.get_address("contributor-0")
    paid = index.list_rewards(account, audited.task).items
    entry = next(each for each in paid if each.included)
    update = index.list_commitments(audited.task, entry.round).items[entry.position]
    alter(tmp_path / "s", update.cid)
    found = verify_task(audited.chain, audited.task, index, store)
    [fault] = found.faults
    assert fault.kind is FaultKind.TAMPERED_BLOB
    assert f"{account} in round {entry.round}" in fault.step
    assert found.recomputed == found.rounds - 1


def test_files_that_are_gone_are_said_to_be_gone(audited: Audited, tmp_path: Path) -> None:
    found = verify_task(audited.chain, audited.task, store=DirectoryStore(tmp_path / "empty"))
    assert found.ok
    assert found.recomputed == 0
    assert found.unchecked
    assert "manifest" in found.unchecked[0].text


@pytest.mark.parametrize("overpay", [0, 5])
def test_colluding_validators_are_named(federation: Federation, overpay: int) -> None:
    lie = collude(federation, overpay=overpay)
    found = verify_task(federation.owner, federation.task, store=federation.store)
    assert get_kinds(found) == {FaultKind.WRONG_PROPOSAL}
    assert all(fault.step == "round 0" for fault in found.faults)
    texts = "\n".join(fault.text for fault in found.faults)
    assert f"model_root is 0x{lie.model_root.hex()}, right is 0x" in texts
    assert ("pays other rewards" in texts) == bool(overpay)
    assert found.recomputed == 1


def test_slashed_lie_that_never_became_final_is_no_fault(
    federation: Federation, tmp_path: Path
) -> None:
    federation.enrol(contributors=1, validators=1)
    nodes: list[Node] = [federation.contribute(0), federation.validate(0)]
    keep_silent_about_a_lie(federation, nodes)
    federation.local.devnet.advance_time(TERMS.slash_delay)
    [slash] = federation.read_ledger().slashes
    federation.owner.execute_slash(slash.id)
    path = tmp_path / "index.db"
    Indexer(federation.owner, path).catch_up()
    with open_index(path) as index:
        found = verify_task(federation.owner, federation.task, index, federation.store)
        [entry] = index.list_slashes(federation.task).items
    assert found.ok, found.faults
    assert (found.rounds, entry.state, entry.proof) == (0, "EXECUTED", "SILENCE")
