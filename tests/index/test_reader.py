"""Lists in pages, filters, hostile values, and documents."""

import json
import re
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from consort.chain.events import (
    Answered,
    Demanded,
    Event,
    RoundFinalised,
    ValidatorEnrolled,
    Voted,
)
from consort.chain.interface import load_contract
from consort.errors import BadPage, NoSuchRound, RoundNotFinal, UnknownEvent, UnknownTask
from consort.index.indexer import Indexer
from consort.index.queries.slashes import _CALLS
from consort.index.reader import Index
from consort.index.records import Page
from consort.ledger.replay import replay
from consort.spec.types import Address, Proof, SlashId, TaskId
from tests.index.made_chain import CHAIN_ID, MadeChain
from tests.index.story import COORDINATOR, HOSTILE, PEOPLE, Story

if TYPE_CHECKING:
    from pathlib import Path

TASK = TaskId(0)


@pytest.fixture(scope="module")
def node() -> MadeChain:
    """Return a chain with a long history: two tasks, final rounds, slashes."""
    node, story = MadeChain(), Story(Random(11))
    for _ in range(250):
        node.mine(*(event for _ in range(3) for event in story.tell()))
    return node


@pytest.fixture(scope="module")
def index(node: MadeChain, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Return its index."""
    path: Path = tmp_path_factory.mktemp("index") / "index.db"
    Indexer(node.chain, path).catch_up()
    return Index(path)


def list_pages(read: Callable[..., Page[Any]], limit: int) -> list[Any]:
    """Return all records of a list."""
    page = read(limit=limit)
    found = [*page.items]
    while page.next:
        page = read(limit=limit, after=page.next)
        assert page.items
        found += page.items
    return found


def test_pages_hold_each_record_once(index: Index) -> None:
    round_ = max(index.list_rounds(TASK).items, key=lambda entry: entry.committed).round
    earner = index.list_accounts(TASK).items
    account = next(e.account for e in earner if e.role == "CONTRIBUTOR")
    lists: list[Callable[..., Page[Any]]] = [
        index.list_tasks,
        lambda **page: index.list_rounds(TASK, **page),
        lambda **page: index.list_commitments(TASK, round_, **page),
        lambda **page: index.list_versions(TASK, **page),
        lambda **page: index.list_accounts(TASK, **page),
        lambda **page: index.list_rewards(account, **page),
        lambda **page: index.list_slashes(**page),
        lambda **page: index.list_events(**page),
        lambda **page: index.list_events(TASK, account=PEOPLE[2], **page),
    ]
    for read in lists:
        whole = list_pages(read, 1_000)
        assert len(whole) > 1
        assert list_pages(read, 1) == list_pages(read, 3) == whole


@pytest.mark.parametrize("limit", [0, -1, 1_001, 10**30])
def test_limits(index: Index, limit: int) -> None:
    with pytest.raises(BadPage, match="limit"):
        index.list_tasks(limit=limit)


@pytest.mark.parametrize(
    "cursor",
    ["", ".", "1.2.3.4", "zz", "-1", "1" * 65, "f" * 64, "1\n", "ⅷ", "' OR 1=1", "1" * 10**6],
)
def test_cursors_that_somebody_made_up(index: Index, cursor: str) -> None:
    lists: list[Callable[..., Page[Any]]] = [
        index.list_tasks,
        lambda after: index.list_accounts(TASK, after=after),
        lambda after: index.list_commitments(TASK, 0, after=after),
        lambda after: index.list_events(after=after),
    ]
    for read in lists:
        with pytest.raises(BadPage, match="cursor") as refused:
            read(after=cursor)
        assert len(str(refused.value)) < 400


@pytest.mark.parametrize("number", [-1, 99, 2**62, 2**63, 2**200])
def test_numbers_that_are_none(index: Index, number: int) -> None:
    with pytest.raises(UnknownTask):
        index.get_task(TaskId(number))
    with pytest.raises(UnknownTask):
        index.list_events(task=TaskId(number))
    with pytest.raises(NoSuchRound):
        index.get_round(TASK, number if number != 99 else 10**6)
    assert index.list_events(TASK, -2 if number == -1 else number).items == ()
    assert not index.has_block(1, b"")


def test_a_round_needs_its_task(index: Index) -> None:
    with pytest.raises(BadPage, match="filter"):
        index.list_events(round_=1)


def test_unknown_kinds(index: Index) -> None:
    with pytest.raises(UnknownEvent, match="'rewards'.*RoundFinalised"):
        index.list_events(kind="rewards")


def test_filters(node: MadeChain, index: Index) -> None:
    """Each filter gives what going through all events gives."""
    held = {event.demand: event for event in node.events if isinstance(event, Demanded)}

    def get_place(event: Any) -> tuple[int | None, int | None]:
        slash = getattr(event, "slash", None)
        told = held.get(getattr(event, "demand", -1), event)
        if isinstance(slash, SlashId):
            return slash.task, slash.round
        return getattr(told, "task", None), getattr(told, "round", None)

    newest = node.events[::-1]
    for round_ in range(4):
        expected = [event for event in newest if get_place(event) == (0, round_)]
        got = list_pages(lambda **page: index.list_events(TASK, round_, **page), 50)  # noqa: B023
        assert [entry.event for entry in got] == expected
    slashes = index.list_slashes(TaskId(1)).items
    assert slashes
    for spilt in {(1 << 24) + slash.round for slash in slashes}:  # in the id of another task's
        assert index.list_events(TASK, spilt).items == ()
    told = list_pages(lambda **page: index.list_events(TASK, **page), 100)
    assert [entry.event for entry in told] == [e for e in newest if get_place(e)[0] == 0]
    votes = list_pages(lambda **page: index.list_events(kind="Voted", **page), 100)
    assert [entry.event for entry in votes] == [e for e in newest if isinstance(e, Voted)]


def test_an_accounts_events(node: MadeChain, index: Index) -> None:
    """Those that name it, and what it did by its index as a validator."""
    account = PEOPLE[3]
    enrolled = {
        (event.task, event.index)
        for event in node.events
        if isinstance(event, ValidatorEnrolled) and event.account == account
    }

    def is_about(event: Any) -> bool:
        named = account in {getattr(event, name) for name in event.__slots__}
        place = getattr(event, "task", None), getattr(event, "validator_index", None)
        return named or place in enrolled

    told = list_pages(lambda **page: index.list_events(account=account, **page), 100)
    assert enrolled
    assert [entry.event for entry in told] == [e for e in node.events[::-1] if is_about(e)]


def test_documents_are_plain_and_harmless(index: Index) -> None:
    """Nothing that somebody put on the chain comes out other than as hex or a number."""
    answers = [
        entry for entry in list_pages(index.list_events, 500) if isinstance(entry.event, Answered)
    ]
    assert {entry.event.data for entry in answers} & set(HOSTILE)
    pages: list[Any] = [
        *(index.list_tasks(), index.list_rounds(TASK), index.list_versions(TASK)),
        *(index.list_accounts(TASK), index.list_slashes(), index.list_events(limit=1_000)),
        *(index.get_account(account) for account in PEOPLE),
        *(index.get_round(TASK, entry.round) for entry in index.list_rounds(TASK).items),
    ]
    text = json.dumps([page.to_json() for page in pages])
    texts = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    assert all(re.fullmatch(r"[\w/.]*", each) for each in texts)


def test_amounts_are_decimal_texts(index: Index) -> None:
    task = index.get_task(TASK)
    document = task.to_json()
    assert document["budget"] == str(task.budget)
    assert document["manifest_hash"] == f"0x{task.manifest_hash.hex()}"
    assert document["rounds"] == task.rounds
    event = index.list_events(kind="Approval", limit=1).to_json()["items"][0]
    assert event["fields"]["value"] == str(2**256 - 1)


def test_leaves_of_every_final_round(node: MadeChain, index: Index) -> None:
    ledger = replay(CHAIN_ID, COORDINATOR, [])
    seen = 0
    for event in node.events:
        ledger.apply(event)
        if isinstance(event, RoundFinalised):
            expected = ledger.get_task(event.task).rewards
            assert index.compute_reward_leaves(event.task, event.round) == expected
            seen += 1
    assert seen > 3
    assert index.compute_reward_leaves(TASK, -1) == {}
    unfinished = next(e.round for e in index.list_rounds(TASK).items if e.state != "FINAL")
    with pytest.raises(RoundNotFinal):
        index.compute_reward_leaves(TASK, unfinished)


def test_strangers_have_nothing(index: Index) -> None:
    stranger = Address(f"0x{'77' * 20}")
    detail = index.get_account(stranger)
    assert (detail.free_stake, detail.roles, detail.exiting) == (0, (), ())
    assert index.list_rewards(stranger).items == ()
    assert index.list_events(account=stranger).items == ()


def test_calls_of_evidence_are_the_contracts() -> None:
    assert set(_CALLS) == set(Proof)
    for contract, function in _CALLS.values():
        assert load_contract(contract).get(function).is_mutating


def test_events_know_whether_they_are_final(index: Index) -> None:
    tip = index.get_tip()
    assert tip
    assert tip.final_block is not None
    for entry in index.list_events(limit=200).items:
        assert entry.final == (entry.block <= tip.final_block)


def test_an_events_record_is_its_event(node: MadeChain, index: Index) -> None:
    told: list[Event] = [entry.event for entry in list_pages(index.list_events, 1_000)]
    assert told == node.events[::-1]
