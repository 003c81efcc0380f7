"""Rounds on a real chain, from opening to the head."""

from consort.codec.model_state import ModelState
from consort.codec.tensors import encode_genesis
from consort.contributor_config import ContributorConfig
from consort.evaluation import AppEvaluator
from consort.ledger.rounds import RoundState
from consort.node.progress import RoundEnded, UpdateCommitted, VoteCast
from consort.simulation import SimulatedContributor, SimulatedTask, simulate
from consort.spec.aggregation import AggregationRule, Rule
from consort.training import build_model, copy_state
from tests.roles.federation import Federation, Node, check_conservation


def test_two_rounds(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    contributors = [federation.contribute(0), federation.contribute(1)]
    validators = [federation.validate(0, rounds=2), federation.validate(1, rounds=2)]

    federation.drive([*contributors, *validators], until=lambda: federation.version >= 2)

    history = federation.read_history()
    assert [ended.state for ended in history.rounds.values()] == [RoundState.FINAL] * 2
    assert all(all(ended.compute_included()) for ended in history.rounds.values())
    assert len(federation.find("contributor-0", UpdateCommitted)) == 2
    assert [vote.exceptions for vote in federation.find("validator-1", VoteCast)] == [(), ()]
    check_conservation(federation)


# I11
def test_simulation_gives_the_same_roots(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=1)
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1), federation.validate(0)]
    federation.drive(nodes, until=lambda: federation.version >= 2)

    history = federation.read_history()
    versions = history.lineage[1:]
    simulated = simulate(federation.app, *imitate(federation), rounds=len(versions))
    for here, there in zip(simulated, versions, strict=True):
        assert (here.model_root, here.aggregate_root) == (there.model_root, there.aggregate_root)
        committed = {leaf.update_root for leaf in history.rounds[here.number].leaves}
        assert set(here.update_roots) == committed


def imitate(
    federation: Federation,
) -> tuple[SimulatedTask, ModelState, list[SimulatedContributor]]:
    """Return the federation as a simulation takes it."""
    chain, manifest = federation.owner, federation.manifest
    contract = bytes.fromhex(chain.deployment.get_address("Coordinator")[2:])
    rule = AggregationRule(Rule.WEIGHTED_MEAN)
    task = SimulatedTask(manifest, rule, chain.chain_id, contract, federation.task)
    genesis = encode_genesis(copy_state(build_model(federation.app)), manifest)
    accounts = [federation.local.accounts[f"contributor-{index}"] for index in range(2)]
    contributors = [
        SimulatedContributor(
            ContributorConfig(index, 2, seed=7), bytes.fromhex(account.address[2:])
        )
        for index, account in enumerate(accounts)
    ]
    return task, genesis, contributors


def test_contributing_once(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    once, validator = federation.contribute(0, once=True), federation.validate(0)
    federation.drive([validator], until=once.step)

    assert federation.version == 1
    assert len(federation.find("contributor-0", UpdateCommitted)) == 1
    (ended,) = (end for end in federation.find("contributor-0", RoundEnded) if end.round == 0)
    assert ended.included == (federation.local.accounts["contributor-0"].address,)
    assert once.step()


def test_accuracy_of_each_version(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    evaluate = AppEvaluator("tests.app.apps:app")
    validator = federation.validate(0, rounds=1, evaluate=evaluate)
    nodes: list[Node] = [federation.contribute(0), validator]
    federation.drive(nodes, until=validator.step)

    (ended,) = federation.find("validator-0", RoundEnded)
    assert ended.metrics is not None
    assert 0 <= ended.metrics["accuracy"] <= 1
