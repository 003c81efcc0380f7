"""Killed by SIGKILL in each phase and after each step, a node starts again and loses nothing."""

from consort.contributor_config import ContributorConfig
from consort.ledger.rounds import RoundState
from consort_client.run import ContributorNodeConfig
from consort_nodes.conduct import Conduct
from consort_nodes.run import ValidatorNodeConfig
from tests.roles.federation import Federation, check_conservation
from tests.roles.processes import Supervised, configure, supervise

APP = "tests.app.apps:app"
QUICK = 0.05
SLOW = 0.5
"""Seconds between looks of the only validator: each phase lasts long enough to be seen."""


def test_contributor_is_killed(federation: Federation) -> None:
    ends = ["COMMIT", "UpdateTrained", "UpdateStored", "UpdateCommitted", "SEAL", "VOTE"]
    ends += ["PROPOSE", "CHALLENGE", "FINALISE", "ClaimSaved"]
    run(federation, ends, [], SLOW)


def test_validator_is_killed(federation: Federation) -> None:
    ends = ["COMMIT", "UpdateVerified", "SEAL", "ListSealed", "VOTE", "VoteCast", "PROPOSE"]
    ends += ["ResultComputed", "ResultProposed", "CHALLENGE", "FINALISE", "RoundEnded"]
    run(federation, [], ends, QUICK)


def test_sigterm_ends_cleanly(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=1)
    nodes = [
        contribute(federation, 0, []),
        contribute(federation, 1, []),
        validate(federation, [], QUICK),
    ]
    codes = supervise(nodes, until=lambda: federation.version >= 1)
    assert codes == [0, 0, 0]
    with federation.contribute(0).session.directory.locked():
        check_conservation(federation)


def run(
    federation: Federation, contributor_ends: list[str], validator_ends: list[str], interval: float
) -> None:
    """Run until every end was met and another round is final; nothing may be lost or doubled."""
    federation.enrol(contributors=2, validators=1)
    killed = contribute(federation, 0, contributor_ends)
    validator = validate(federation, validator_ends, interval)
    nodes = [killed, contribute(federation, 1, []), validator]

    def is_done() -> bool:
        return not killed.ends and not validator.ends and federation.version >= 2

    supervise(nodes, until=is_done)

    ended = [
        one
        for one in federation.read_history().rounds.values()
        if one.state is not RoundState.RUNNING
    ]
    assert {one.state for one in ended} == {RoundState.FINAL}
    assert all(one.compute_included() == (True, True) for one in ended)
    check_conservation(federation)


def contribute(federation: Federation, index: int, ends: list[str]) -> Supervised:
    name = f"contributor-{index}"
    training = ContributorConfig(index, of=2, seed=7)
    config = ContributorNodeConfig(configure(federation, name, QUICK), APP, training)
    return Supervised(config, federation.directory / f"{name}.log", ends)


def validate(federation: Federation, ends: list[str], interval: float) -> Supervised:
    name = "validator-0"
    node = configure(federation, name, interval)
    config = ValidatorNodeConfig(node, Conduct(stagger=interval))
    return Supervised(config, federation.directory / f"{name}.log", ends)
