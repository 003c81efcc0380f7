"""Rewards explained on a real chain: every step holds, and whoever lies is named."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from consort.audit.explain import explain
from consort.audit.explanation import Explanation
from consort.audit.steps import FaultKind, Step
from consort.chain.events import (
    Claimed,
    Committed,
    ContributorEnrolled,
    Event,
    Proposed,
    RoundFinalised,
    Voted,
)
from consort.cli.explanation_text import format_explanation
from consort.errors import NeverEnrolled, NoSuchRound, UnknownTask
from consort.index.indexer import Indexer
from consort.index.reader import Index, open_index
from consort.ledger.rounds import RoundHistory
from consort.spec.params import RING
from consort.spec.types import TaskId
from tests.audit.conftest import Audited
from tests.audit.lying_node import make_liar
from tests.audit.world import collude, commit_bytes, force, get_last, vote_alone
from tests.roles.federation import TERMS, Federation, Node

NAMES = (
    *("enrolled", "round", "committed", "update", "included", "weight", "base", "scores"),
    *("multiplier", "amount", "before", "leaf", "path", "proposal", "lineage", "claim", "index"),
)


def explain_with(audited: Audited, index: Index | None, round_: int = 1) -> Explanation:
    account = audited.get_address("contributor-0")
    return explain(audited.chain, audited.task, account, round_, index, audited.store)


def find(explanation: Explanation, name: str) -> Step:
    return next(step for step in explanation.steps if step.name == name)


def test_every_step_holds_and_the_sum_is_the_chains(audited: Audited, index: Index) -> None:
    explanation = explain_with(audited, index)
    assert tuple(step.name for step in explanation.steps) == NAMES
    assert all(step.ok for step in explanation.steps), explanation.steps
    document = explanation.to_json()
    assert (document["ok"], document["faults"]) == (True, [])
    claimed = audited.chain.get_claimed(audited.task, 0)
    assert int(str(document["claimed"])) == claimed > 0
    assert explanation.reward > 0
    assert explanation.sum is not None
    assert explanation.sum.ok
    assert sum(term.amount for term in explanation.sum.terms) == explanation.claim.cumulative
    assert explanation.claim.unclaimed == explanation.claim.cumulative - claimed > 0


def test_the_call_that_it_gives_pays_whoever_sends_it(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    # A round that is due would be finalised by the claim itself, which is then not at the head.
    nodes: list[Node] = [federation.contribute(0, once=True), federation.validate(0, rounds=1)]
    federation.drive(nodes, until=lambda: federation.version > 0)
    account = federation.local.accounts["contributor-0"].address
    explanation = explain(federation.owner, federation.task, account, 0)
    call, before = explanation.claim.call, federation.owner.get_balance(account)
    assert call is not None
    rpc = federation.owner.rpc
    anybody = rpc.request("eth_accounts")[0]
    request = {"from": anybody, "to": call.contract, "data": f"0x{call.calldata.hex()}"}
    rpc.request("eth_sendTransaction", request | {"gas": hex(500_000)})
    federation.local.devnet.mine()
    assert federation.owner.get_balance(account) == before + explanation.claim.unclaimed
    paid = explain(federation.owner, federation.task, account, 0).claim
    assert (paid.unclaimed, paid.call, len(paid.transactions)) == (0, None, 1)


def test_without_an_index_the_chain_alone_says_the_same(audited: Audited, index: Index) -> None:
    alone, helped = (explain_with(audited, each) for each in (None, index))
    assert alone.steps == helped.steps[:-1]
    assert alone.sum is None


def test_what_nobody_could_fetch_earns_nothing(audited: Audited, index: Index) -> None:
    account = audited.get_address("contributor-2")
    explanation = explain(audited.chain, audited.task, account, 0, index, audited.store)
    assert explanation.ok
    assert (explanation.reward, find(explanation, "weight").values["effective"]) == (0, 0)
    assert find(explanation, "included").text.startswith("Not included: 0 of 2000 tokens")
    assert find(explanation, "update").ok is None
    assert "left the update out" in explanation.summary
    assert explanation.to_json()["claim"] is None


def list_final(audited: Audited) -> list[int]:
    return list(audited.federation.read_history().finals)


def test_who_never_earned_is_accused_of_nothing(audited: Audited, index: Index) -> None:
    """A place without a leaf is proved as an empty one: a newcomer's, and one enrolled again."""
    last = list_final(audited)[-1]
    for name, enrolment in (("contributor-3", 3), ("contributor-2", 4)):
        account = audited.get_address(name)
        for each in (None, index):
            explanation = explain(audited.chain, audited.task, account, last, each)
            assert explanation.ok, explanation.faults
            assert "nothing was committed" in explanation.summary
            assert find(explanation, "enrolled").values["enrolment"] == enrolment
            assert "from an empty place" in find(explanation, "path").text
            assert explanation.to_json()["proof"] is None


def test_round_that_is_not_decided(audited: Audited, index: Index) -> None:
    account = audited.get_address("contributor-0")
    opened = index.get_task(audited.task).rounds
    running = [n for n in range(opened) if index.get_round(audited.task, n).summary.version is None]
    explanation = explain(audited.chain, audited.task, account, running[-1], index)
    assert explanation.ok is None
    assert explanation.to_json()["version"] is None
    assert "not decided" in explanation.summary


def test_index_that_hides_the_end_of_a_void_round_is_named(
    federation: Federation, tmp_path: Path
) -> None:
    federation.enrol(contributors=1, validators=1)
    owner, task = federation.owner, federation.task
    owner.open_round(task)
    federation.tick(TERMS.inputs.commit)
    owner.open_round(task)
    path = tmp_path / "index.db"
    Indexer(owner, path).catch_up()
    account = federation.local.accounts["contributor-0"].address
    with open_index(path) as index:
        assert "it is void" in explain(owner, task, account, 0, index).summary
    with sqlite3.connect(path) as database:
        assert database.execute("DELETE FROM round_voided WHERE task = ?", (task,)).rowcount == 1
    database.close()
    with open_index(path) as index:
        explanation = explain(owner, task, account, 0, index)
    assert [fault.kind for fault in explanation.faults] == [FaultKind.TAMPERED_INDEX]
    assert find(explanation, "round").text == "Round 0 is void: it pays nobody a reward."


def test_who_and_what_there_is_not(audited: Audited, index: Index) -> None:
    known = audited.get_address("contributor-0")
    stranger = audited.get_address("contributor-5")
    for each in (None, index):
        with pytest.raises(NeverEnrolled):
            explain(audited.chain, audited.task, stranger, 0, each)
        with pytest.raises(NoSuchRound):
            explain(audited.chain, audited.task, known, 99, each)
        with pytest.raises(UnknownTask):
            explain(audited.chain, TaskId(99), known, 0, each)


TAMPERINGS = {
    "amount": "UPDATE rewards SET amount = x'00000000000000000000000000000001'",
    "weight": "UPDATE rewards SET weight = weight + 1",
    "cumulative": "UPDATE rewards SET cumulative = x'00000000000000000000000000000001'",
    "nonsense": "UPDATE rewards SET amount = 'all of it'",
    "forgotten": "DELETE FROM rewards",
    "enrolment": 'UPDATE contributor_enrolled SET "index" = 5 - "index"',
    "limit": "UPDATE contributor_enrolled SET weight_limit = 1",
    "undecided": "DELETE FROM round_finalised",
    "proposal": "UPDATE proposed SET proposal_reward_root = zeroblob(32)",
    "round": "UPDATE round_finalised SET block = block - 1",
    "typeless": "UPDATE round_opened SET log_index = 'x' || block",
    "numberless": "UPDATE rewards SET position = 'first'",
    "hidden": "DELETE FROM round_opened",
    "other": 'DELETE FROM contributor_enrolled WHERE "index" = 2',
    "shortened": "UPDATE rewards SET cumulative = amount WHERE enrolment = 1; UPDATE round_opened"
    " SET block = (SELECT max(block) FROM committed WHERE round = 0) WHERE round = 0",
    "displaced": "INSERT INTO blocks SELECT -5, zeroblob(32), time, events, total, final"
    " FROM blocks LIMIT 1; UPDATE round_opened SET block = -5 WHERE round = 1",
    "task": "DELETE FROM task_created",
    "claimed": "DELETE FROM claimed",
    "paid more": "UPDATE claimed SET amount = zeroblob(11)",
}


def tamper(audited: Audited, directory: Path, statements: str) -> Path:
    path = audited.copy_index(directory)
    with sqlite3.connect(path) as database:
        database.executescript(statements)
    database.close()
    return path


@pytest.mark.parametrize("change", TAMPERINGS)
def test_tampered_index_is_named(audited: Audited, tmp_path: Path, change: str) -> None:
    path = tamper(audited, tmp_path, TAMPERINGS[change])
    right = explain_with(audited, None)
    with open_index(path) as index:
        explanation = explain_with(audited, index)
    assert [fault.kind for fault in explanation.faults] == [FaultKind.TAMPERED_INDEX]
    assert explanation.steps[:-1] == right.steps, "the index led the derivation astray"
    assert explanation.to_json()["ok"] is False


@pytest.mark.parametrize("change", TAMPERINGS)
def test_tampered_index_leads_nobodys_derivation_astray(
    audited: Audited, tmp_path: Path, rights: dict[tuple[str, int], Explanation], change: str
) -> None:
    with open_index(tamper(audited, tmp_path, TAMPERINGS[change])) as index:
        for (name, round_), right in rights.items():
            account = audited.get_address(name)
            explanation = explain(audited.chain, audited.task, account, round_, index)
            assert explanation.steps[:-1] == right.steps
            assert {fault.kind for fault in explanation.faults} <= {FaultKind.TAMPERED_INDEX}


@pytest.fixture(scope="module")
def rights(audited: Audited) -> dict[tuple[str, int], Explanation]:
    """Return what the chain alone says of others' rewards."""
    last = list_final(audited)[-1]
    asked = [("contributor-1", last), ("contributor-2", 0), ("contributor-2", last)]
    return {
        (name, round_): explain(audited.chain, audited.task, audited.get_address(name), round_)
        for name, round_ in (*asked, ("contributor-3", last))
    }


@pytest.mark.parametrize(
    "change",
    [
        'DELETE FROM contributor_enrolled WHERE "index" = 4',
        "UPDATE contributor_enrolled SET account = (SELECT account FROM contributor_enrolled"
        ' WHERE "index" = 3) WHERE "index" = 4',
    ],
)
def test_hidden_enrolment_is_noticed(audited: Audited, tmp_path: Path, change: str) -> None:
    """An account that came again is not told of the enrolment before, in which it committed."""
    account, last = audited.get_address("contributor-2"), list_final(audited)[-1]
    with open_index(tamper(audited, tmp_path, change)) as index:
        explanation = explain(audited.chain, audited.task, account, last, index)
    assert [fault.kind for fault in explanation.faults] == [FaultKind.TAMPERED_INDEX]
    assert explanation.case.index == 4


def test_later_enrolment_is_not_that_of_an_earlier_round(audited: Audited, index: Index) -> None:
    """Before it enrolled again, and after all it committed to, it was contributor 2."""
    account = audited.get_address("contributor-2")
    explanation = explain(audited.chain, audited.task, account, 1, index)
    assert explanation.ok
    assert (explanation.case.index, explanation.case.leaf) == (2, None)


def test_words_of_a_tampered_index_steer_no_terminal(audited: Audited, tmp_path: Path) -> None:
    """A value that is a text could clear the screen, and forge the line that it is named in."""
    statement = (
        "UPDATE rewards SET multiplier ="
        " char(27) || '[2J' || char(10) || 'ok  Index           The index tells the same.'"
    )
    with open_index(tamper(audited, tmp_path, statement)) as index:
        explanation = explain_with(audited, index)
    text = format_explanation(explanation)
    assert not any(line.startswith("ok  Index") for line in text.splitlines())
    assert "\\x1b[2J\\nok  Index" in text
    assert text.replace("\n", "").isprintable()


def test_tampered_blob_is_named(audited: Audited, index: Index, tmp_path: Path) -> None:
    store = audited.copy_store(tmp_path)
    step = find(explain_with(audited, index), "update")
    alter(tmp_path / "s", str(find(explain_with(audited, index), "committed").values["cid"]))
    account = audited.get_address("contributor-0")
    explanation = explain(audited.chain, audited.task, account, 1, index, store)
    assert step.ok
    assert [fault.kind for fault in explanation.faults] == [FaultKind.TAMPERED_BLOB]


def alter(store: Path, cid: str) -> None:
    """Turn one bit of a stored file."""
    path = max(store.rglob(f"*{cid}*"), key=lambda path: path.stat().st_size)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(data))


def test_colluding_validators_are_named(federation: Federation) -> None:
    collude(federation, overpay=5)
    account = federation.local.accounts["contributor-0"].address
    explanation = explain(federation.owner, federation.task, account, 0)
    assert list_faults(explanation) == {("WRONG_PROPOSAL", "path"), ("WRONG_PROPOSAL", "claim")}
    assert explanation.claim.call is None
    assert [find(explanation, name).ok for name in ("base", "amount", "leaf")] == [True, None, None]


def test_false_rewards_are_named_in_later_rounds_too(federation: Federation) -> None:
    lie = collude(federation, overpay=5)
    commit_bytes(federation, bytes(256))
    vote_alone(federation, 0)
    force(federation, reward_root=lie.reward_root, reward_total=lie.reward_total)
    account = federation.local.accounts["contributor-0"].address
    explanation = explain(federation.owner, federation.task, account, 1)
    assert list_faults(explanation) == {
        ("WRONG_PROPOSAL", step) for step in ("before", "path", "claim")
    }


def test_false_weights_are_named(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=1)
    commit_bytes(federation, bytes(256))
    vote_alone(federation, 0)
    force(federation, total_weight=3)
    account = federation.local.accounts["contributor-0"].address
    explanation = explain(federation.owner, federation.task, account, 0)
    assert list_faults(explanation) == {("WRONG_PROPOSAL", "weight")}
    assert "and the total 3, right is 0x" in find(explanation, "weight").text
    assert find(explanation, "base").ok is None


def test_index_that_tells_what_colluding_validators_pay_hides_nothing(
    federation: Federation, tmp_path: Path
) -> None:
    """Rows that lead to a false reward root do not make it right."""
    collude(federation, overpay=5)
    path = tmp_path / "index.db"
    Indexer(federation.owner, path).catch_up()
    lie = "UPDATE rewards SET amount = ?1, cumulative = ?1 WHERE task = ?2 AND enrolment = ?3"
    with sqlite3.connect(path) as database:
        right = database.execute(
            "SELECT amount, enrolment FROM rewards WHERE task = ?", (federation.task,)
        )
        for raw, enrolment in right.fetchall():
            paid = int.from_bytes(raw, "big") + (-5 if enrolment else 5)
            values = paid.to_bytes(len(raw), "big"), federation.task, enrolment
            assert database.execute(lie, values).rowcount == 1
    database.close()
    account = federation.local.accounts["contributor-0"].address
    with open_index(path) as index:
        explanation = explain(federation.owner, federation.task, account, 0, index)
    assert list_faults(explanation) == {
        *(("WRONG_PROPOSAL", "path"), ("WRONG_PROPOSAL", "claim"), ("TAMPERED_INDEX", "index"))
    }


def test_what_is_not_decided_is_not_called_checked(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    account = federation.local.accounts["contributor-0"].address
    nodes: list[Node] = [federation.contribute(0, once=True), federation.validate(0, rounds=1)]

    def explain_once(what: str, nodes: list[Node] = nodes) -> Explanation:
        federation.drive(nodes, until=lambda: bool(getattr(get_round(federation), what, None)))
        return explain(federation.owner, federation.task, account, 0)

    federation.owner.open_round(federation.task)
    committed = explain_once("leaves", nodes[:1])
    assert find(committed, "included").text == "Not voted on yet."
    waiting = {step.name for step in committed.steps if step.ok is None}
    assert waiting == {"committed", "update", "included", "weight", "base"}
    assert {"multiplier", "amount"}.isdisjoint(step.name for step in committed.steps)
    voted = explain_once("votes")
    assert "1000 of 1000 tokens let it in so far" in find(voted, "included").text
    assert find(voted, "included").ok is None
    proposed = explain_once("proposals")
    assert find(proposed, "included").text.startswith("Included: 1000 of 1000 tokens")
    verdicts = [find(proposed, name).ok for name in ("included", "weight", "base", "amount")]
    assert verdicts == [True, None, None, None]
    assert "tokens if this became final" in find(proposed, "amount").text


def get_round(federation: Federation) -> RoundHistory | None:
    return federation.read_history().rounds.get(0)


def list_faults(explanation: Explanation) -> set[tuple[str, str]]:
    return {(fault.kind.value, fault.step) for fault in explanation.faults}


LIES: dict[str, tuple[str, int, type[Event], dict[str, Any] | None]] = {
    "enrolled": ("contributor-2", -1, ContributorEnrolled, None),
    "committed": ("contributor-0", -1, Committed, {"update_root": bytes(32)}),
    "included": ("contributor-0", -1, Voted, {"stake": 1}),
    "lineage": ("contributor-0", 0, RoundFinalised, None),
    "claim": ("contributor-0", 0, Claimed, None),
    "proposal": ("contributor-0", -1, Proposed, {"proposal": None}),
}
"""By the step where it shows: who asks, about which final round, and what of the last event of a
kind is told falsely; None: the event is hidden."""


@pytest.mark.parametrize("step", LIES)
def test_node_that_lies_is_named(audited: Audited, step: str) -> None:
    name, round_, kind, change = LIES[step]
    finals, liar = audited.federation.read_history().finals, make_liar(audited.chain)
    told = [each for each in liar.told if isinstance(each.event, kind)]
    told = [each for each in told if getattr(each.event, "round", finals[-1]) == finals[-1]]
    liar.told.remove(told[-1])
    if change is not None:
        if "proposal" in change:
            change = {"proposal": replace(told[-1].event.proposal, model_root=bytes(32))}
        lie = replace(told[-1], event=replace(told[-1].event, **change))
        liar.told = sorted([*liar.told, lie], key=lambda each: (each.block, each.index))
    explanation = explain(liar, audited.task, audited.get_address(name), finals[round_])
    assert ("CHAIN_DIFFERS", step) in list_faults(explanation)


def test_round_that_the_contract_no_longer_stores_is_bound_by_the_lineage(
    federation: Federation,
) -> None:
    federation.enrol(contributors=1, validators=1)
    nodes: list[Node] = [federation.contribute(0), federation.validate(0)]
    federation.drive(nodes, until=lambda: federation.version > 1)
    account = federation.local.accounts["contributor-0"].address
    stored = explain(federation.owner, federation.task, account, 0)
    while get_last(federation) < 2 * RING:
        federation.tick(TERMS.inputs.commit)
        federation.owner.open_round(federation.task)
    gone = explain(federation.owner, federation.task, account, 0)
    assert [find(each, "proposal").ok for each in (stored, gone)] == [True, True]
    assert "Coordinator.getRound" in find(stored, "proposal").checked
    assert "bound by the lineage" in find(gone, "proposal").checked
    assert gone.ok
