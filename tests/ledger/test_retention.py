"""A ledger that forgets old rounds tells the same of everything that is left, and does not grow."""

import pickle
from collections.abc import Iterator

import pytest

from consort.chain.events import (
    Announced,
    Answered,
    AnswerPaid,
    Committed,
    ContributorEnrolled,
    Demanded,
    Event,
    ModelRevived,
    ProposalBonded,
    Proposed,
    RoundFinalised,
    RoundOpened,
    TaskCreated,
    ValidatorEnrolled,
    Voted,
)
from consort.ledger.replay import Ledger
from consort.ledger.retention import KEPT, Retention
from consort.ledger.task_history import INITIAL, TaskHistory
from consort.spec.params import MULTIPLIER_ONE, OUTSIDER, RING, STAKE_UNIT, TOKEN
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import compute_reward_tree
from consort.spec.types import (
    NOBODY,
    Address,
    Artifact,
    DemandState,
    NodePlace,
    Proposal,
    RewardLeaf,
    Tree,
)
from tests.ledger.test_task_history import ALICE, BOB, CAROL, EARNED, FILE, PARAMS, TASK, ZERO

LATER = 60
LAST = 200
SPAM = 3
STAKE = TOKEN // STAKE_UNIT
VOTE_PAY = PARAMS.inputs.vote_pay


def make(retention: Retention | None) -> Ledger:
    """Return a ledger with a task in which Alice contributes and Bob validates."""
    ledger = Ledger(1, NOBODY, retention)
    for event in (
        TaskCreated(TASK, ALICE, ZERO, PARAMS),
        ContributorEnrolled(TASK, ALICE, 0, TOKEN, 1_000, 0),
        ValidatorEnrolled(TASK, BOB, 0, TOKEN, 0),
    ):
        ledger.apply(event)
    return ledger


def play(ledger: Ledger, versions: range) -> None:
    """Let rounds follow each other, each final when the next one but one opens."""
    for version in versions:
        for event in iterate_round(ledger.get_task(TASK), version):
            ledger.apply(event)


def iterate_round(task: TaskHistory, version: int) -> Iterator[Event]:
    """Yield a round's events; strangers announce files that nobody needs."""
    number = compute_number(version)
    parent = RING - 1 if version == 0 else compute_number(version - 1) % RING
    if version > 1:
        yield RoundFinalised(TASK, compute_number(version - 2), version - 1, 0)
    yield RoundOpened(TASK, number, parent, 1, 1, STAKE)
    yield Committed(TASK, ALICE, number, 50, number.to_bytes(32), ZERO, 100)
    yield Voted(TASK, number, 0, STAKE, STAKE * (VOTE_PAY // STAKE), (0,))
    for at in range(SPAM):
        subject = (number * SPAM + at).to_bytes(32)
        yield Announced(TASK, subject, Artifact.MODEL_STATE, ZERO, 100, CAROL)
    yield Proposed(TASK, number, 0, 0, propose(task, number), FILE, FILE)


def compute_number(version: int) -> int:
    """Return the round of a version: the first one leaves out the initial model's place."""
    return version if version < RING - 1 else version + 1


def propose(task: TaskHistory, number: int) -> Proposal:
    """Return what a round earns."""
    round_ = task.rounds[number]
    below = task.compute_rewards_of(round_.parent_round).get(0, RewardLeaf())
    leaves = {0: RewardLeaf(below.cumulative + EARNED, MULTIPLIER_ONE, 1)}
    root = compute_reward_tree(leaves).root
    model = (number + 1_000_000).to_bytes(32)
    parent = hash_proposal(round_.parent)
    return Proposal(parent, ZERO, 50, ZERO, ZERO, model, root.hash, root.sum)


@pytest.fixture(scope="module")
def pair() -> tuple[TaskHistory, TaskHistory]:
    """Give what a ledger with everything and one that forgets know after many rounds."""
    whole, short = make(None), make(Retention(ALICE))
    for ledger in (whole, short):
        play(ledger, range(LATER))
    assert whole.faults == short.faults
    return whole.get_task(TASK), short.get_task(TASK)


def test_what_is_left_is_the_same(pair: tuple[TaskHistory, TaskHistory]) -> None:
    whole, short = pair
    assert len(whole.rounds) == LATER
    assert len(short.rounds) == KEPT
    newest = list(whole.rounds)[-KEPT:]
    assert short.rounds == {number: whole.rounds[number] for number in newest}
    assert (short.head, short.version, short.opened) == (whole.head, whole.version, whole.opened)
    assert short.rewards == whole.rewards
    assert short.lineage == whole.lineage[-len(short.lineage) :]
    for number in newest:
        assert short.compute_rewards_of(number) == whole.compute_rewards_of(number)
        assert short.compute_version_after(number) == whole.compute_version_after(number)


def test_files_of_what_is_left_are_known(pair: tuple[TaskHistory, TaskHistory]) -> None:
    whole, short = pair
    for round_ in short.rounds.values():
        assert short.files.get(round_.base) == whole.files.get(round_.base)
        for made in round_.proposals.values():
            assert short.files.get(made.proposal.model_root) == [FILE]
    stranger = (compute_number(1) * SPAM).to_bytes(32)
    assert len(whole.files.get(stranger)) == 1
    assert short.files.get(stranger) == []


def test_a_ledger_that_forgets_does_not_grow() -> None:
    whole, short = make(None), make(Retention(ALICE))
    sizes: dict[Ledger, list[int]] = {whole: [], short: []}
    for ledger, noted in sizes.items():
        for versions in (range(LATER), range(LATER, LAST)):
            play(ledger, versions)
            noted.append(len(pickle.dumps(ledger)))
    finals = 8 * (LAST - LATER)
    assert sizes[short][1] - sizes[short][0] < finals + 1_000
    assert sizes[whole][1] > 3 * sizes[whole][0]


def test_an_old_version_is_revived() -> None:
    short = make(Retention(ALICE))
    play(short, range(LATER))
    task, oldest = short.get_task(TASK), 2
    number = compute_number(LATER) + 3
    short.apply(RoundOpened(TASK, number, task.head_place[0] % RING, 1, 1, STAKE))
    short.apply(ModelRevived(TASK, number, oldest, bytes([3]) * 32))
    revived = task.rounds[number]
    assert (revived.base, revived.base_round) == (bytes([3]) * 32, compute_number(oldest - 1))
    short.apply(ModelRevived(TASK, number, 0, PARAMS.genesis_model_root))
    assert revived.base_round == INITIAL


@pytest.mark.parametrize(("account", "is_kept"), [(CAROL, True), (ALICE, False)])
def test_own_bonds_are_remembered(account: Address, is_kept: bool) -> None:
    """Whoever put up a bond has to take it back, however long it was away."""
    short = make(Retention(CAROL))
    play(short, range(1))
    short.apply(ProposalBonded(TASK, 0, 1, account, PARAMS.stakes.proposal_bond << 1))
    proposal = propose(short.get_task(TASK), 0)
    short.apply(Proposed(TASK, 0, 1, OUTSIDER, proposal, FILE, FILE))
    play(short, range(1, LATER))
    assert (0 in short.get_task(TASK).rounds) is is_kept


def test_what_is_demanded_is_remembered() -> None:
    short = make(Retention(ALICE))
    play(short, range(1))
    place = NodePlace(Tree.MEMBERS, 0, 3, 0)
    for number in range(2):
        short.apply(Demanded(TASK, 0, 0, number, CAROL, place, ZERO, 0, 4 * TOKEN, 9, 9))
    short.apply(Answered(1, BOB, bytes(9)))
    short.apply(AnswerPaid(1, BOB, 3 * TOKEN))
    play(short, range(1, LATER))
    assert [(each.number, each.state) for each in short.demands] == [(0, DemandState.OPEN)]
    assert 0 in short.get_task(TASK).rounds

    short.apply(Answered(0, BOB, bytes(9)))
    short.apply(AnswerPaid(0, BOB, 3 * TOKEN))
    play(short, range(LATER, LATER + 1))
    assert short.demands == []
    assert 0 not in short.get_task(TASK).rounds


def test_the_head_is_kept_through_many_void_rounds() -> None:
    short = make(Retention(ALICE))
    play(short, range(4))
    task = short.get_task(TASK)
    head, place = task.head, task.head_place[0]
    for number in range(4, 3 * KEPT):
        if number % RING != place:
            short.apply(RoundOpened(TASK, number, place, 1, 1, STAKE))
    assert min(set(task.rounds) - {place}) > 2 * KEPT - RING
    newest = task.rounds[max(task.rounds)]
    assert (newest.parent, newest.parent_round) == (head, place)
    assert task.compute_rewards_of(newest.parent_round) == task.rewards
