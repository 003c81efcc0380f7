"""A task's rounds, proposals, lineage and rewards, as made-up events tell them."""

from collections.abc import Iterator
from dataclasses import replace

from consort.chain.events import (
    Committed,
    ContributorEnrolled,
    Event,
    ModelRevived,
    ProposalBonded,
    ProposalConvicted,
    Proposed,
    RoundFinalised,
    RoundOpened,
    RoundVoided,
    SeedAnchored,
    SeedDrawn,
    TaskCreated,
    ValidatorEnrolled,
    Voted,
)
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import INITIAL, TaskHistory
from consort.node.lineage import iterate_below
from consort.spec.aggregation import Rule
from consort.spec.params import BEFORE_ALL, MINIMAL, MULTIPLIER_ONE, OUTSIDER, RING, TOKEN
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import compute_reward_tree
from consort.spec.types import (
    NOBODY,
    Address,
    Arithmetic,
    ContentId,
    Proof,
    Proposal,
    RewardLeaf,
    Role,
    SlashId,
    TaskId,
    TaskParams,
)

TASK = TaskId(3)
ARITHMETIC = Arithmetic(Rule.WEIGHTED_MEAN, 0, 8, 8, 16, 10, 100)
TERMS = MINIMAL.inputs, MINIMAL.results, MINIMAL.stakes, ARITHMETIC
PARAMS = TaskParams(bytes(32), bytes([2]) * 32, *TERMS)
ALICE, BOB, CAROL = (Address(f"0x{letter * 40}") for letter in "abc")
FILE = ContentId(bytes([7]) * 32, 100)
ZERO = bytes(32)
GENESIS = BEFORE_ALL % RING


def make() -> TaskHistory:
    """Return a task with contributor Alice and validator Bob."""
    history = TaskHistory(1, NOBODY, TaskCreated(TASK, ALICE, ZERO, PARAMS))
    tell(history, ContributorEnrolled(TASK, ALICE, 0, TOKEN, 1_000, 0))
    tell(history, ValidatorEnrolled(TASK, BOB, 0, TOKEN, 0))
    return history


def tell(history: TaskHistory, *events: Event) -> None:
    for event in events:
        history.apply(event)


class Unlistable(dict[int, Address]):
    """Enrolments that nobody may go through: each commitment would take as long as all."""

    def __iter__(self) -> Iterator[int]:
        raise AssertionError("the enrolments were gone through")

    items = values = keys = __iter__  # type: ignore[assignment]


def test_an_enrolment_is_found_at_once_and_is_the_newest_of_its_role() -> None:
    history = make()
    history.contributors = Unlistable(history.contributors)
    tell(
        history,
        ContributorEnrolled(TASK, BOB, 1, TOKEN, 1_000, 0),
        ContributorEnrolled(TASK, ALICE, 2, TOKEN, 1_000, 0),
    )
    found = [history.find_index(Role.CONTRIBUTOR, each) for each in (ALICE, BOB, CAROL)]
    assert found == [2, 1, None]
    assert history.find_index(Role.VALIDATOR, BOB) == 0
    assert history.find_index(Role.VALIDATOR, ALICE) is None


def play(history: TaskHistory, number: int, parent: int) -> RoundHistory:
    """Play a round in which Alice commits a weight of 50 and Bob lets it in."""
    tell(
        history,
        RoundOpened(TASK, number, parent, 1, 1, 1_000_000),
        Committed(TASK, ALICE, number, 50, bytes([number]) * 32, ZERO, 100),
        Voted(TASK, number, 0, 1_000_000, 1, (0,)),
    )
    return history.rounds[number]


def propose(history: TaskHistory, number: int, index: int, **changes: bytes) -> Proposal:
    """Let Bob propose what the round earns, but for the changes."""
    round_ = history.rounds[number]
    below = history.compute_rewards_of(round_.parent_round).get(0, RewardLeaf())
    leaves = {0: RewardLeaf(below.cumulative + EARNED, MULTIPLIER_ONE, 1)}
    root = compute_reward_tree(leaves).root
    parent = hash_proposal(round_.parent)
    honest = Proposal(parent, ZERO, 50, ZERO, ZERO, bytes([number]) * 32, root.hash, root.sum)
    proposal = replace(honest, **changes)  # type: ignore[arg-type]
    tell(history, Proposed(TASK, number, len(round_.proposals), index, proposal, FILE, FILE))
    return proposal


EARNED = MINIMAL.results.round_budget // 2


def test_rounds_upon_undecided_ones() -> None:
    history = make()
    first = play(history, 0, GENESIS)
    assert (first.parent, first.parent_round, first.parent_number) == (history.head, INITIAL, 0)
    proposal = propose(history, 0, 0)
    second = play(history, 1, 0)
    assert (second.parent, second.base) == (proposal, proposal.model_root)
    assert (second.parent_round, second.parent_number) == (0, 0)
    propose(history, 1, 0)
    assert history.rewards == {}
    assert history.compute_rewards_of(INITIAL) == {}
    assert history.compute_rewards_of(0)[0].cumulative == EARNED
    assert history.compute_rewards_of(1)[0].cumulative == 2 * EARNED

    tell(history, RoundFinalised(TASK, 0, 1, 0), RoundFinalised(TASK, 1, 2, 0))
    assert history.version == 2
    assert history.head_place == (1, 0)
    assert history.rewards == {0: RewardLeaf(2 * EARNED, MULTIPLIER_ONE, 1)}
    assert history.compute_rewards_of(0)[0].cumulative == EARNED
    assert [round_.state for round_ in history.rounds.values()] == [RoundState.FINAL] * 2
    assert history.faults == []


def test_places_are_those_of_the_newest_earlier_round() -> None:
    history = make()
    for number in range(7):
        play(history, number, GENESIS)
    play(history, 8, GENESIS)  # 7 would overwrite the initial model
    below = propose(history, 8, 0)
    play(history, 10, 0)
    assert history.rounds[8].parent_round == INITIAL
    assert (history.rounds[10].parent, history.rounds[10].parent_round) == (below, 8)


def test_several_proposals() -> None:
    history = make()
    round_ = play(history, 0, GENESIS)
    assert round_.standing is None
    propose(history, 0, 0, model_root=ZERO)
    tell(history, ProposalBonded(TASK, 0, 1, CAROL, 40))
    honest = propose(history, 0, OUTSIDER)
    assert round_.standing is None
    assert [(made.account, made.bond) for made in round_.unrefuted] == [(BOB, 0), (CAROL, 40)]
    tell(history, ProposalConvicted(TASK, 0, 0, Proof.BAD_STEP, CAROL, SlashId(0)))
    assert round_.proposals[0].convicted is Proof.BAD_STEP
    assert round_.standing is round_.proposals[1]
    play(history, 1, RING)
    assert (history.rounds[1].parent, history.rounds[1].parent_number) == (honest, 1)
    tell(history, RoundFinalised(TASK, 0, 1, 1))
    assert history.lineage[1:] == [honest]
    assert history.head_place == (0, 1)
    assert history.faults == []


def test_void_rounds_may_be_noted_again() -> None:
    history = make()
    play(history, 0, GENESIS)
    tell(history, RoundVoided(TASK, 0), RoundVoided(TASK, 0))
    assert history.rounds[0].state is RoundState.VOID


def test_seed_and_anchor() -> None:
    history = make()
    round_ = play(history, 0, GENESIS)
    assert (round_.anchor, round_.seed) == (0, ZERO)
    seed = bytes([5]) * 32
    tell(history, SeedAnchored(TASK, 0, 12), SeedDrawn(TASK, 0, seed))
    assert (round_.anchor, round_.seed) == (12, seed)


def test_round_on_a_revived_model() -> None:
    history = make()
    first = play(history, 0, GENESIS)
    assert (first.base, first.base_round) == (PARAMS.genesis_model_root, INITIAL)
    older = propose(history, 0, 0)
    tell(history, RoundFinalised(TASK, 0, 1, 0))
    play(history, 1, 0)
    head = propose(history, 1, 0, model_root=bytes([6]) * 32)
    tell(history, RoundFinalised(TASK, 1, 2, 0))
    revived = play(history, 4, 1)
    assert (revived.base, revived.base_round) == (head.model_root, 1)

    tell(history, ModelRevived(TASK, 4, 1, older.model_root))
    assert (revived.parent, revived.parent_round) == (head, 1)
    assert (revived.base, revived.base_round) == (older.model_root, 0)
    assert list(iterate_below(history, revived)) == [first]
    tell(history, ModelRevived(TASK, 4, 0, PARAMS.genesis_model_root))
    assert revived.base_round == INITIAL
    assert list(iterate_below(history, revived)) == []


def test_false_finals_are_faults() -> None:
    history = make()
    play(history, 0, GENESIS)
    tell(history, RoundFinalised(TASK, 0, 1, 0))
    assert history.faults == ["round 0 is final without a proposal"]
    propose(history, 0, 0, reward_root=ZERO, parent=ZERO)
    tell(history, ProposalConvicted(TASK, 0, 0, Proof.BAD_STEP, CAROL, SlashId(0)))
    tell(history, RoundFinalised(TASK, 0, 1, 0))
    assert history.faults[1:] == [
        "round 0 pays other rewards than its inputs earn",
        "round 0 is final on another parent than the head",
        "round 0 is final with a proposal that does not stand",
    ]
