"""Where no validator proposes the right result any more, a watcher that may does, with a bond."""

from pathlib import Path

import pytest

from consort.ledger.rounds import MadeProposal, RoundState
from consort.node.claiming import claim_rewards
from consort.node.progress import (
    BondLocked,
    BondReturned,
    ProofSent,
    ProposalRight,
    ResultComputed,
    ResultProposed,
    SeedDrawn,
    Waiting,
)
from consort.spec.params import OUTSIDER, STAKE_UNIT
from consort.spec.types import Phase, Proof
from consort_nodes.watching.node import WatcherNode
from tests.chain.devnet_fixture import TOKENS_EACH, LocalChain
from tests.roles.federation import STAKE, Federation, Node, check_conservation
from tests.roles.watching import TERMS, WATCHER, Lie, lie_as, shift_model, tell_truth, watch

BOND = TERMS.stakes.proposal_bond * STAKE_UNIT


@pytest.fixture
def federation(local_chain: LocalChain, tmp_path: Path) -> Federation:
    """Give a task whose challenge window a watcher can use."""
    federation = Federation.start(local_chain, tmp_path, terms=TERMS)
    federation.enrol(contributors=2, validators=3)
    return federation


def contribute(federation: Federation) -> list[Node]:
    return [federation.contribute(0), federation.contribute(1)]


def deposit(federation: Federation, amount: int = STAKE) -> None:
    """Give the watcher free stake."""
    federation.local.connect(WATCHER).deposit(amount)


def get_free(federation: Federation) -> int:
    chain = federation.local.connect(WATCHER)
    return chain.get_free_stake(chain.address)


def lie_and_fall_silent(federation: Federation, lie: Lie = shift_model) -> list[Node]:
    """Let all validators agree on a result and be gone; return the contributors."""
    contributors = contribute(federation)
    validators = [lie_as(federation, index, lie) for index in range(3)]
    nodes = [*contributors, *validators]
    federation.drive(nodes, until=lambda: federation.phase is Phase.CHALLENGE)
    return contributors


def has_bond_back(federation: Federation) -> bool:
    return bool(federation.find(WATCHER, BondReturned))


def require_ours(federation: Federation, made: MadeProposal, bond: int) -> None:
    """Require that a proposal is the watcher's, and that a bond stood behind it and came back."""
    watcher = federation.local.accounts[WATCHER].address
    assert (made.validator_index, made.account) == (OUTSIDER, watcher)
    assert (made.bond * STAKE_UNIT, made.convicted) == (bond, None)
    assert federation.find(WATCHER, BondLocked) == [BondLocked(0, made.number, bond)]
    assert federation.find(WATCHER, BondReturned) == [BondReturned(0, made.number, bond)]


def test_lie_is_refuted_and_the_right_result_proposed(federation: Federation) -> None:
    deposit(federation)
    nodes = [*lie_and_fall_silent(federation), watch(federation, may_propose=True)]
    federation.drive(nodes, until=lambda: federation.version >= 1 and has_bond_back(federation))

    round_ = federation.read_history().rounds[0]
    assert round_.proposals[0].convicted is Proof.BAD_STEP
    require_ours(federation, round_.proposals[1], 2 * BOND)
    (proposed,) = federation.find(WATCHER, ResultProposed)
    (computed,) = federation.find(WATCHER, ResultComputed)
    assert proposed.model_root == computed.model_root == federation.read_history().head.model_root
    assert ProposalRight(0, 1) in federation.find(WATCHER, ProposalRight)
    assert get_free(federation) == STAKE
    check_conservation(federation)


def test_contributors_are_paid_and_go_on_with_its_model(federation: Federation) -> None:
    deposit(federation)
    contributors = lie_and_fall_silent(federation)
    nodes = [*contributors, watch(federation, may_propose=True)]
    federation.drive(nodes, until=lambda: federation.version >= 1)
    for name in ("contributor-0", "contributor-1"):
        chain = federation.local.connect(name)
        claim_rewards(chain, federation.task, chain.address)
        earned = TERMS.results.round_budget // 2
        assert chain.get_balance(chain.address) >= TOKENS_EACH - STAKE + earned
    honest = [federation.validate(index) for index in range(3)]
    federation.drive([*contributors, *honest], until=lambda: federation.version >= 2)
    check_conservation(federation)


def test_hidden_lie_dies_of_silence_and_the_right_result_is_final(federation: Federation) -> None:
    deposit(federation)
    contributors = contribute(federation)
    liars = [
        lie_as(federation, index, shift_model, is_silent=True, is_mute=True) for index in range(3)
    ]
    nodes = [*contributors, *liars]
    federation.drive(nodes, until=lambda: federation.phase is Phase.CHALLENGE)
    nodes = [*contributors, watch(federation, may_propose=True)]
    federation.drive(nodes, until=lambda: federation.version >= 1 and has_bond_back(federation))

    round_ = federation.read_history().rounds[0]
    assert round_.proposals[0].convicted is Proof.SILENCE
    require_ours(federation, round_.proposals[1], 2 * BOND)
    check_conservation(federation)


def test_round_is_void_where_the_watcher_may_not(federation: Federation) -> None:
    deposit(federation)
    nodes = [*lie_and_fall_silent(federation), watch(federation)]
    federation.drive(nodes, until=lambda: federation.phase is Phase.VOID)
    assert len(federation.find(WATCHER, ProofSent)) == 1
    assert list(federation.read_history().rounds[0].proposals) == [0]


def test_dry_run_proposes_nothing(federation: Federation) -> None:
    deposit(federation)
    contributors = lie_and_fall_silent(federation)
    federation.drive([watch(federation)], until=lambda: federation.phase is Phase.PROPOSE)
    account = federation.local.connect(WATCHER)
    coins = account.get_coins(account.address)
    dry = watch(federation, may_propose=True, is_dry=True)
    federation.drive([*contributors, dry], until=lambda: federation.phase is Phase.VOID)
    assert account.get_coins(account.address) == coins


def test_validators_that_vote_and_vanish(federation: Federation) -> None:
    deposit(federation)
    contributors = contribute(federation)
    validators = [federation.validate(index) for index in range(2)]
    nodes: list[Node] = [*contributors, *validators]
    federation.drive(nodes, until=lambda: have_voted(federation, 2))
    nodes = [*contributors, watch(federation, may_propose=True)]
    federation.drive(nodes, until=lambda: federation.version >= 1 and has_bond_back(federation))

    assert len(federation.find(WATCHER, SeedDrawn)) == 1
    require_ours(federation, federation.read_history().rounds[0].proposals[0], BOND)
    check_conservation(federation)


def have_voted(federation: Federation, count: int) -> bool:
    rounds = federation.read_history().rounds
    return 0 in rounds and len(rounds[0].votes) == count


def test_nothing_is_proposed_beside_validators_that_do(federation: Federation) -> None:
    deposit(federation)
    validators: list[Node] = [lie_as(federation, index, tell_truth) for index in range(3)]
    nodes = [*contribute(federation), *validators, watch(federation, may_propose=True)]
    federation.drive(nodes, until=lambda: federation.version >= 2)
    assert federation.find(WATCHER, ResultProposed) == []
    assert get_free(federation) == STAKE


def test_no_bond_without_free_stake(federation: Federation) -> None:
    deposit(federation, BOND)
    nodes = [*lie_and_fall_silent(federation), watch(federation, may_propose=True)]
    federation.drive(nodes, until=lambda: is_short_of_stake(federation))
    assert federation.find(WATCHER, ResultProposed) == []
    deposit(federation, BOND)
    federation.drive(nodes, until=lambda: federation.version >= 1)
    assert federation.read_history().rounds[0].state is RoundState.FINAL


def is_short_of_stake(federation: Federation) -> bool:
    waits = federation.find(WATCHER, Waiting)
    return any(f"but {2 * BOND} are needed" in wait.reason for wait in waits)


def test_watcher_killed_meanwhile_takes_its_bond_back(federation: Federation) -> None:
    deposit(federation)
    contributors = lie_and_fall_silent(federation)
    first = watch(federation, may_propose=True)
    nodes: list[Node] = [*contributors, first]
    federation.drive(nodes, until=lambda: bool(federation.find(WATCHER, BondLocked)))
    assert get_free(federation) == STAKE - 2 * BOND
    again: WatcherNode = watch(federation, may_propose=True, is_once=True)
    is_done = [again.step()]
    federation.drive([*contributors], until=lambda: step(federation, again, is_done))
    assert is_done[0] is False
    assert get_free(federation) == STAKE


def step(federation: Federation, watcher: WatcherNode, is_done: list[bool]) -> bool:
    """Let a watcher go on until it says that nothing is left to do."""
    is_done.append(watcher.step())
    return is_done[-1]
