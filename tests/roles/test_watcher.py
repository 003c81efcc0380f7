"""All validators lie alike; one watcher without any stake refutes them, and the round recovers."""

from pathlib import Path

import pytest

from consort.chain.client import Chain
from consort.chain.events import Precommitted
from consort.errors import ChainUnreachable, ProposalIsWrong
from consort.ledger.rounds import RoundState
from consort.node.claiming import claim_rewards
from consort.node.progress import (
    DemandSent,
    ProofSent,
    ProposalRight,
    ProposalWrong,
    ResultComputed,
    SlashTaken,
    Waiting,
)
from consort.spec.aggregation import Rule
from consort.spec.types import Proof, SlashState
from consort_nodes.watching.node import COURTESY
from consort_nodes.watching.prosecutor import Prosecutor
from tests.chain.devnet_fixture import TOKENS_EACH, LocalChain
from tests.roles.federation import STAKE, Federation, Node, check_conservation
from tests.roles.watching import (
    TERMS,
    WATCHER,
    Lie,
    lie_as,
    move_exponent,
    pay_less,
    shift_aggregate,
    shift_model,
    tell_truth,
    watch,
    weigh_more,
)

LIES: dict[Lie, Proof] = {
    weigh_more: Proof.BAD_MEMBER,
    shift_aggregate: Proof.BAD_COHORT,
    shift_model: Proof.BAD_STEP,
    move_exponent: Proof.BAD_STEP,
    pay_less: Proof.BAD_REWARD,
}


@pytest.fixture
def federation(local_chain: LocalChain, tmp_path: Path) -> Federation:
    """Give a task whose challenge window a watcher can use."""
    return start(local_chain, tmp_path)


def start(local_chain: LocalChain, directory: Path, rule: Rule = Rule.WEIGHTED_MEAN) -> Federation:
    federation = Federation.start(local_chain, directory, terms=TERMS, rule=rule)
    federation.enrol(contributors=2, validators=3)
    return federation


def take_part(federation: Federation, lie: Lie) -> list[Node]:
    """Return two contributors, and three validators that all tell the same lie."""
    contributors = [federation.contribute(0), federation.contribute(1)]
    return [*contributors, *(lie_as(federation, index, lie) for index in range(3))]


def require_refuted(federation: Federation, proof: Proof) -> None:
    """Require that one proof killed the first proposal, and that the second became final."""
    round_ = federation.read_history().rounds[0]
    false, honest = round_.proposals[0], round_.proposals[1]
    assert (false.convicted, honest.convicted) == (proof, None)
    assert round_.state is RoundState.FINAL
    (slash,) = federation.read_ledger().slashes
    assert (slash.account, slash.proof) == (false.account, proof)


@pytest.mark.parametrize(
    ("lie", "proof"), LIES.items(), ids=lambda case: getattr(case, "__name__", None)
)
def test_lie_is_refuted_and_the_round_recovers(
    federation: Federation, lie: Lie, proof: Proof
) -> None:
    nodes = [*take_part(federation, lie), watch(federation)]
    federation.drive(nodes, until=lambda: federation.version >= 1)

    require_refuted(federation, proof)
    (sent,) = federation.find(WATCHER, ProofSent)
    assert (sent.number, sent.proof) == (0, proof)
    assert {wrong.number for wrong in federation.find(WATCHER, ProposalWrong)} == {0}
    assert federation.find(WATCHER, ProposalRight)[0] == ProposalRight(0, 1)
    check_conservation(federation)


@pytest.mark.parametrize("rule", [Rule.TRIMMED_MEAN, Rule.MEDIAN])
def test_every_rule_is_watched(local_chain: LocalChain, tmp_path: Path, rule: Rule) -> None:
    federation = start(local_chain, tmp_path, rule)
    nodes = [*take_part(federation, shift_aggregate), watch(federation)]
    federation.drive(nodes, until=lambda: federation.version >= 1)
    require_refuted(federation, Proof.BAD_COHORT)


def test_same_lie_stands_where_nobody_watches(federation: Federation) -> None:
    federation.drive(take_part(federation, shift_model), until=lambda: federation.version >= 1)
    round_ = federation.read_history().rounds[0]
    assert list(round_.proposals) == [0]
    assert federation.read_ledger().slashes == []


def test_honest_validators_are_left_alone(federation: Federation) -> None:
    nodes = [*take_part(federation, tell_truth), watch(federation)]
    federation.drive(nodes, until=lambda: federation.version >= 2)
    assert federation.find(WATCHER, ProposalWrong) == []
    assert len(federation.find(WATCHER, ProposalRight)) >= 2
    assert federation.read_ledger().slashes == []


# I3
def test_slash_is_taken_once_and_contributors_lose_nothing(federation: Federation) -> None:
    watcher = watch(federation)
    nodes = [*take_part(federation, shift_aggregate), watcher]
    federation.drive(nodes, until=lambda: federation.version >= 1)
    federation.tick(TERMS.slash_delay + COURTESY)
    supply = federation.owner.get_supply()
    watcher.step()
    watcher.step()

    (slash,) = federation.read_ledger().slashes
    assert slash.state is SlashState.EXECUTED
    assert slash.amount == STAKE
    assert 2 * slash.burned >= slash.amount == slash.burned + slash.bounty
    assert len(federation.find(WATCHER, SlashTaken)) == 1
    federation.owner.burn()
    deposits = sum(demand.deposit for demand in federation.find(WATCHER, DemandSent))
    assert federation.owner.get_supply() == supply - slash.burned - deposits // 4
    assert federation.local.connect(WATCHER).get_free_stake(slash.accuser) == slash.bounty
    for name in ("contributor-0", "contributor-1"):
        chain = federation.local.connect(name)
        claim_rewards(chain, federation.task, chain.address)
        earned = TERMS.results.round_budget // 2
        assert chain.get_balance(chain.address) >= TOKENS_EACH - STAKE + earned
    check_conservation(federation)


def test_dry_run_finds_and_sends_nothing(federation: Federation) -> None:
    watcher = watch(federation, is_dry=True, is_once=True)
    account = federation.local.connect(WATCHER)
    coins = account.get_coins(account.address)
    nodes = take_part(federation, shift_model)
    federation.drive(nodes, until=lambda: bool(federation.read_history().rounds[0].proposals))

    with pytest.raises(ProposalIsWrong) as caught:
        watcher.run()
    assert (caught.value.round, caught.value.number) == (0, 0)
    assert "leaf 0 of the new model is" in caught.value.reason
    assert account.get_coins(account.address) == coins


def test_watcher_killed_after_its_commitment_goes_on(
    federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes = take_part(federation, shift_model)
    first = watch(federation)
    with monkeypatch.context() as patch:
        patch.setattr("consort_nodes.watching.prosecutor.CALLS", break_off())
        federation.drive([*nodes, first], until=lambda: has_committed(federation))
    assert federation.find(WATCHER, ProofSent) == []
    nodes = [*nodes, watch(federation)]
    federation.drive(nodes, until=lambda: federation.version >= 1)

    require_refuted(federation, Proof.BAD_STEP)
    assert len(list_commitments(federation.owner)) == 1


def break_off() -> dict[Proof, tuple[str, str, object]]:
    """Return calls of which none can be sent."""

    def fail(*_arguments: object) -> None:
        raise ChainUnreachable("here", "the watcher was killed")

    return {Proof.BAD_STEP: ("AggregationProofs", "badStep", fail)}


def has_committed(federation: Federation) -> bool:
    return bool(list_commitments(federation.owner)) and bool(federation.find(WATCHER, Waiting))


def list_commitments(chain: Chain) -> list[Precommitted]:
    last = chain.clock().block
    logged = chain.get_events(chain.deployment.first_block, last, Precommitted)
    return [each.event for each in logged]


def test_honest_validator_refutes_as_a_watcher_does(federation: Federation) -> None:
    contributors = [federation.contribute(0), federation.contribute(1)]
    guard = federation.validate(0, make_guard=Prosecutor)
    liars = [lie_as(federation, index, shift_model) for index in (1, 2)]
    federation.drive([*contributors, guard, *liars], until=lambda: federation.version >= 1)

    made = federation.read_history().rounds[0].proposals
    guilty = [one for one in made.values() if one.convicted]
    assert all(one.convicted is Proof.BAD_STEP for one in guilty)
    assert len(federation.find("validator-0", ProofSent)) == len(guilty)
    assert federation.read_history().rounds[0].state is RoundState.FINAL
    assert federation.read_history().lineage[1].model_root in {
        event.model_root for event in federation.find("validator-0", ResultComputed)
    }
