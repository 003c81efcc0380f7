"""Rounds made final by validators that lie: each lie is named once, and ends no verification."""

from pathlib import Path
from typing import Any

import pytest

from consort.audit import blobs
from consort.audit.inputs import read_inputs
from consort.audit.outline import read_outline
from consort.audit.steps import FaultKind
from consort.audit.verify import verify_task
from consort.chain.client import Chain
from consort.chain.transactions import Receipt
from consort.errors import BadManifest, StoreUnreachable
from consort.index.reader import open_index
from consort.spec.rewards import compute_reward_proof, compute_reward_tree
from consort.spec.types import Artifact
from consort.storage.cid import StoredFile
from consort.storage.store import Fetcher
from tests.audit.conftest import Audited
from tests.audit.test_explain import alter
from tests.audit.world import (
    collude,
    commit_bytes,
    compute_leaves,
    force,
    vote_alone,
)
from tests.roles.federation import Federation, Node


def make_update(federation: Federation, size: int = 256) -> bytes:
    leaves = federation.owner.get_task(federation.task).params.arithmetic.update_leaves
    return bytes([7]) * (leaves * size)


def test_result_of_nothing_is_named_and_later_rounds_are_judged(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    for exceptions in (1, 0):
        commit_bytes(federation, make_update(federation))
        vote_alone(federation, exceptions)
        force(federation, **({"total_weight": 4} if exceptions else {}))
    found = verify_task(federation.owner, federation.task, store=federation.store)
    [nothing, vote] = found.faults
    assert (nothing.kind, nothing.step) == (FaultKind.WRONG_PROPOSAL, "round 0")
    assert "counts other weights" in nothing.text
    assert (vote.kind, vote.step[-7:]) == (FaultKind.WRONG_VOTE, "round 1")
    assert (found.rounds, found.recomputed) == (2, 0)


@pytest.mark.parametrize(
    ("size", "words"), [(256, "the file has the header"), (255, "bytes, where all have")]
)
def test_vote_for_a_false_update_is_named(federation: Federation, size: int, words: str) -> None:
    federation.enrol(contributors=1, validators=1)
    commit_bytes(federation, make_update(federation, size))
    vote_alone(federation, 0)
    force(federation)
    found = verify_task(federation.owner, federation.task, store=federation.store)
    texts = [fault.text for fault in found.faults if fault.kind is FaultKind.WRONG_VOTE]
    assert len(texts) == 1
    assert words in texts[0]
    assert str(federation.directory.parents[-2]) not in texts[0]


def test_false_rewards_are_told_once_and_so_is_what_was_claimed_of_them(
    federation: Federation,
) -> None:
    lie = collude(federation, overpay=5)
    owner, task = federation.owner, federation.task
    inputs = read_inputs(owner, read_outline(owner, task), 0)
    leaves = compute_leaves({}, inputs, owner.get_task(task).params, overpay=5)
    owner.claim(task, lie, compute_reward_proof(compute_reward_tree(leaves), leaves, 0))
    commit_bytes(federation, make_update(federation))
    vote_alone(federation, 0)
    force(federation, reward_root=lie.reward_root, reward_total=lie.reward_total)
    found = verify_task(owner, task, store=federation.store)
    told = [fault for fault in found.faults if "rewards" in fault.text or "reward_" in fault.text]
    assert [fault.step for fault in told] == ["round 0"]
    assert "each one after it" in told[0].text
    assert {fault.kind for fault in found.faults} == {
        FaultKind.WRONG_PROPOSAL,
        FaultKind.WRONG_VOTE,
    }


@pytest.mark.parametrize("is_announced", [False, True])
def test_false_content_id_of_a_right_model_is_no_fault(
    federation: Federation, monkeypatch: pytest.MonkeyPatch, is_announced: bool
) -> None:
    federation.enrol(contributors=1, validators=1)
    owner, task = federation.owner, federation.task
    propose: Any = Chain.propose
    history = federation.read_history()
    [genesis] = history.files.get(history.params.genesis_model_root)

    def propose_elsewhere(self: Chain, *arguments: Any) -> Receipt:
        *right, model, trees = arguments
        if is_announced:
            owner.announce(task, right[3].model_root, Artifact.MODEL_STATE, model)
        receipt: Receipt = propose(self, *right, genesis, trees)
        return receipt

    monkeypatch.setattr(Chain, "propose", propose_elsewhere)
    nodes: list[Node] = [federation.contribute(0, once=True), federation.validate(0, rounds=1)]
    federation.drive(nodes, until=lambda: federation.version > 0)
    found = verify_task(owner, task, store=federation.store)
    assert found.ok, found.faults
    told = [] if is_announced else ["the model of version 1"]
    assert [each.text.split(":")[0] for each in found.unchecked] == told
    assert (found.rounds, found.recomputed) == (1, 1)


class Failing(Fetcher):
    """A store that fails from the nth file on, as one whose daemon was stopped."""

    def __init__(self, store: Fetcher, first: int) -> None:
        self.store, self.left = store, first

    def fetch(self, file: StoredFile, path: Path, *, limit: int, timeout: float) -> None:
        self.left -= 1
        if self.left < 0:
            raise StoreUnreachable("http://127.0.0.1:5001", "it was stopped")
        self.store.fetch(file, path, limit=limit, timeout=timeout)


def test_store_that_stops_meanwhile_leaves_the_rest_unchecked(audited: Audited) -> None:
    steady = Failing(audited.store, 1_000)
    whole = verify_task(audited.chain, audited.task, store=steady)
    last = 1_000 - steady.left - 1
    found = verify_task(audited.chain, audited.task, store=Failing(audited.store, last))
    assert found.ok
    assert 0 < found.recomputed < whole.recomputed
    assert all("it was stopped" in each.text for each in found.unchecked)
    assert found.rounds == whole.rounds


def test_manifest_that_is_none_leaves_all_rounds_unchecked(
    audited: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(data: bytes) -> None:
        raise BadManifest(f"{len(data)} bytes make none")

    # An owner can publish such a task, but no node of ours would play a round of it.
    monkeypatch.setattr(blobs, "parse_manifest", refuse)
    found = verify_task(audited.chain, audited.task, store=audited.store)
    assert (found.ok, found.recomputed) == (True, 0)
    assert "has the task's hash, but is none" in found.unchecked[0].text


def test_altered_update_is_named_after_a_missing_one(audited: Audited, tmp_path: Path) -> None:
    store, index = audited.copy_store(tmp_path), audited.path
    with open_index(index) as opened:
        final = [n for n in opened.list_rounds(audited.task).items if n.version == 1]
        updates = opened.list_commitments(audited.task, final[0].round).items
    gone, altered = [update.cid for update in updates if update.included]
    for path in (tmp_path / "s").rglob(f"*{gone}*"):
        path.unlink()
    alter(tmp_path / "s", altered)
    found = verify_task(audited.chain, audited.task, store=store)
    assert [fault.kind for fault in found.faults] == [FaultKind.TAMPERED_BLOB]
    assert gone in found.unchecked[0].text
