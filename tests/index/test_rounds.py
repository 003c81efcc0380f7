"""A round that is written out: how long its phases took, and who was in which cohort."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from consort.chain.events import (
    Committed,
    ContributorEnrolled,
    Event,
    ListSealed,
    PhaseClosed,
    Proposed,
    RoundFinalised,
    RoundOpened,
    SeedDrawn,
    TaskCreated,
    ValidatorEnrolled,
    Voted,
)
from consort.index.indexer import Indexer
from consort.index.queries.paging import iterate_pages
from consort.index.reader import Index
from consort.index.records import PhaseSeconds
from consort.spec.cohorts import compute_slot
from consort.spec.params import BEFORE_ALL, COHORT_SIZE, RING
from consort.spec.types import Address, ContentId, Phase, Proposal, TaskId
from tests.index.made_chain import BLOCK_TIME, GENESIS_TIME, MadeChain
from tests.index.story import OWNER, PARAMS, PEOPLE, STAKE, UNITS

TASK = TaskId(0)
ROUND = (TASK, 0)
TERMS = PARAMS.inputs
BEGIN = (
    TaskCreated(TASK, OWNER, bytes(32), PARAMS),
    ValidatorEnrolled(TASK, PEOPLE[0], 0, STAKE, 0),
    RoundOpened(*ROUND, BEFORE_ALL % RING, 1, 1, UNITS),
)
Read = Callable[[MadeChain], Index]


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Read]:
    """Return what reads a chain, and then closes its index."""
    path, opened = tmp_path / "index.db", list[Index]()

    def read(node: MadeChain) -> Index:
        Indexer(node.chain, path).catch_up()
        opened.append(Index(path))
        return opened[-1]

    yield read
    for index in opened:
        index.close()


def make_commitments(count: int) -> list[Event]:
    """Return enrolments and commitments of so many accounts."""
    events: list[Event] = []
    for at in range(count):
        account = Address(f"0x{1_000 + at:040x}")
        events += [
            ContributorEnrolled(TASK, account, at, STAKE, 1_000, 0),
            Committed(TASK, account, 0, 1, bytes(32), bytes(32), 100),
        ]
    return events


def get_latest_vote() -> int:
    """Return when voting ends at the latest, in seconds after the round was opened."""
    return TERMS.commit + TERMS.seal + TERMS.vote


def make_proposal() -> Proposed:
    """Return the first proposal of the round."""
    root = bytes(32)
    made = Proposal(root, root, 1, root, root, root, root, 1)
    return Proposed(*ROUND, 0, 0, made, ContentId(root, 100), ContentId(root, 100))


def test_phases_that_were_closed(read: Read) -> None:
    """Each phase ends when somebody says so, in the second that the event tells."""
    node, seconds = MadeChain(), BLOCK_TIME
    opened = GENESIS_TIME + 2 * seconds
    node.mine(*BEGIN)
    node.mine(*make_commitments(1), PhaseClosed(*ROUND, Phase.COMMIT, opened + 5))
    node.mine(ListSealed(*ROUND, bytes(32), 1))
    node.mine(Voted(*ROUND, 0, UNITS, 1, (0,)), PhaseClosed(*ROUND, Phase.VOTE, opened + 30))
    node.mine()
    node.mine(make_proposal())
    assert read(node).get_round(*ROUND).summary.seconds == PhaseSeconds(
        commit=5,
        seal=2 * seconds - 5,
        vote=30 - 2 * seconds,
        propose=5 * seconds - 30,
        challenge=None,
    )
    node.mine(RoundFinalised(*ROUND, 1, 0))
    index = read(node)
    assert index.get_round(*ROUND).summary.seconds.challenge == seconds
    assert index.get_round(*ROUND).summary.ended_at == opened + 6 * seconds


def test_phases_that_ran_out(read: Read) -> None:
    """Nobody closed them: they end by the terms, and not before that time has come."""
    node = MadeChain()
    opened = GENESIS_TIME + 2 * BLOCK_TIME
    node.mine(*BEGIN)
    node.mine(*make_commitments(1))
    assert read(node).get_round(*ROUND).summary.seconds.commit is None
    while len(node.blocks) * BLOCK_TIME + GENESIS_TIME < opened + TERMS.commit:
        node.mine()
    node.mine(ListSealed(*ROUND, bytes(32), 1))
    sealed = GENESIS_TIME + (len(node.blocks) - 1) * BLOCK_TIME
    seconds = read(node).get_round(*ROUND).summary.seconds
    assert (seconds.commit, seconds.seal) == (TERMS.commit, sealed - opened - TERMS.commit)
    assert (seconds.vote, seconds.propose) == (None, None)
    while len(node.blocks) * BLOCK_TIME + GENESIS_TIME <= opened + get_latest_vote():
        node.mine()
    node.mine()
    assert read(node).get_round(*ROUND).summary.seconds.vote == opened + get_latest_vote() - sealed


def test_cohorts(read: Read) -> None:
    """Unknown until the list is sealed and its seed drawn; then as the specification deals."""
    node, count, seed = MadeChain(), COHORT_SIZE + 3, bytes(range(32))
    node.mine(*BEGIN)
    node.mine(*make_commitments(count))

    def list_cohorts() -> list[int | None]:
        index = read(node)
        pages = iterate_pages(lambda after: index.list_commitments(*ROUND, 100, after))
        return [entry.cohort for entry in pages]

    assert list_cohorts() == [None] * count
    node.mine(ListSealed(*ROUND, bytes(32), count))
    assert list_cohorts() == [None] * count
    node.mine(SeedDrawn(*ROUND, seed))
    expected = [compute_slot(seed, count, at) // COHORT_SIZE for at in range(count)]
    assert list_cohorts() == expected
    assert set(expected) == {0, 1}
