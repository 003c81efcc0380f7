"""Whole tasks replayed: what holds is said to hold, and every lie is named, once."""

import sqlite3
from pathlib import Path

import pytest

from consort.audit import index_rows
from consort.audit.steps import Fault, FaultKind
from consort.audit.verification import Progress, Unchecked, Verification
from consort.audit.verify import verify_task
from consort.errors import UnknownTask
from consort.index.indexer import Indexer
from consort.index.reader import Index, open_index
from consort.spec.types import Proof, TaskId
from consort.storage.directory import DirectoryStore
from tests.audit.conftest import Audited
from tests.audit.test_explain import alter
from tests.audit.world import collude
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import TERMS, Federation, Node
from tests.roles.lying import keep_silent_about_a_lie
from tests.roles.watching import TERMS as WATCHED
from tests.roles.watching import lie_as, shift_model, watch


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


MOVE_CLAIM = """
CREATE TEMP TABLE moved AS SELECT * FROM claimed; UPDATE moved SET block = -5;
INSERT INTO claimed SELECT * FROM moved; {}
"""
ADD_BLOCK = """
INSERT INTO blocks SELECT -5, hash, time, events, total, final FROM blocks LIMIT 1;
"""
ADD_REWARD = """
INSERT INTO rewards SELECT task, 77, round, position, weight, included, multiplier, amount,
 cumulative FROM rewards LIMIT 1;
"""
ADD_RESULT = """
INSERT INTO results SELECT task, 77, members, included, weight, amount, cumulative
 FROM results LIMIT 1;
"""
TAMPERINGS = {
    "amount": ("UPDATE rewards SET amount = zeroblob(16)", "amount is 0 there"),
    "cumulative": ("UPDATE rewards SET cumulative = zeroblob(16)", "cumulative is 0 there"),
    "reward weight": ("UPDATE rewards SET weight = weight + 1", "contributor 0: weight is"),
    "reward text": ("UPDATE rewards SET included = char(27) || 'x'", "included is '\\x1bx' there"),
    "reward hidden": ("DELETE FROM rewards WHERE enrolment = 1", "contributor 1 is not there"),
    "result more": (ADD_RESULT, "results are there"),
    "reward more": (ADD_REWARD, "rewards are there"),
    "weight": ("UPDATE committed SET weight = weight + 1", "Committed: weight is"),
    "missing": ("DELETE FROM voted", "Voted is not there"),
    "invented": ("UPDATE voted SET log_index = log_index + 1000", "Voted is not on the chain"),
    "typeless": (
        "UPDATE voted SET log_index = 'x' || validator_index || block",
        "make no sense",
    ),
    "slipped": ('UPDATE round_opened SET "transaction" = zeroblob(32)', "another transaction"),
    "nonsense": ("UPDATE committed SET update_root = 'all'", "make no sense"),
    "block hash": ("UPDATE voted SET block_hash = zeroblob(32)", "rows of voted are in no block"),
    "early block": (ADD_BLOCK, "1 rows of blocks are in no block"),
    "early event": (MOVE_CLAIM.format(ADD_BLOCK), "1 rows of claimed are in no block"),
    "homeless": (MOVE_CLAIM.format(""), "1 rows of claimed are in no block"),
    "time": ("UPDATE blocks SET time = time + 1", "time is"),
    "events": ("UPDATE blocks SET events = events + 1", "events is"),
    "total": ("UPDATE blocks SET total = total + 1", "total is"),
    "final": ("UPDATE blocks SET final = 7", "final is 7 there, 0 by the chain"),
    "members": ("UPDATE results SET members = 7", "members is 7 there"),
    "included": ("UPDATE results SET included = included + 1", ": included is"),
    "result": ("UPDATE results SET amount = zeroblob(16)", "amount is 0 there, 1"),
    "no result": ("DELETE FROM results", "the result of round 1 is not there"),
    "earned": ("UPDATE standings SET earned = zeroblob(16)", "in role 1: earned is 0 there"),
    "acted": ("UPDATE standings SET acted = acted + 1", "acted is"),
    "counted": ("UPDATE standings SET counted = counted + 1", "counted is"),
    "no standings": ("DELETE FROM standings", "in role 0 is not there"),
}


@pytest.mark.parametrize("change", TAMPERINGS)
def test_tampered_index_is_named(audited: Audited, tmp_path: Path, change: str) -> None:
    statements, words = TAMPERINGS[change]
    path = audited.copy_index(tmp_path)
    with sqlite3.connect(path) as database:
        database.executescript(statements)
        assert database.total_changes > 0
    database.close()
    with open_index(path) as index:
        found = verify_task(audited.chain, audited.task, index)
    assert get_kinds(found) == {FaultKind.TAMPERED_INDEX}
    assert any(words in fault.text for fault in found.faults), found.faults


def test_block_that_is_not_final_is_not_to_be_called_so(
    audited: Audited, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    tip = index.get_tip()
    final = tip.final_block if tip else None
    assert final is not None
    monkeypatch.setattr(index_rows, "read_final_number", lambda *_: final - 1)
    found = verify_task(audited.chain, audited.task, index)
    assert [fault.text for fault in found.faults] == [
        f"block {final}: final is 1 there, 0 by the chain"
    ]


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


def test_lie_that_was_refuted_while_alone_hides_nothing(
    local_chain: LocalChain, tmp_path: Path
) -> None:
    federation = Federation.start(local_chain, tmp_path, terms=WATCHED)
    federation.enrol(contributors=2, validators=3)
    contributors = [federation.contribute(0), federation.contribute(1)]
    validators = [lie_as(federation, index, shift_model) for index in range(3)]
    nodes: list[Node] = [*contributors, *validators, watch(federation)]
    federation.drive(nodes, until=lambda: federation.version > 0)
    round_ = federation.read_history().rounds[0]
    assert [made.convicted for made in round_.proposals.values()] == [Proof.BAD_STEP, None]
    found = verify_task(federation.owner, federation.task, store=federation.store)
    assert found.ok, found.faults
    assert found.recomputed == found.rounds > 0
