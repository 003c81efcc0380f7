"""What dishonest validators can do in this version, and how honest nodes answer."""

from dataclasses import replace

import pytest

from consort.errors import LedgerDiffers
from consort.ledger.rounds import RoundState
from consort.node import bookkeeping
from consort.node.claiming import claim_rewards
from consort.node.progress import ResultProposed
from consort.spec.types import ContentId, Phase, Proposal
from consort_client.node import ContributorNode
from consort_nodes.node import ValidatorNode
from tests.roles.federation import Federation, Node, check_conservation


def test_false_proposal_voids_the_round(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    liar, honest = validate(federation, 0, 1)
    nodes: list[Node] = [*contribute(federation), liar, honest]
    federation.drive(nodes, until=lambda: federation.phase is Phase.CHALLENGE)
    true = federation.read_history().rounds[0].standing
    assert true is not None
    objector = federation.local.connect("validator-1")
    false = replace(true.proposal, model_root=bytes(32))
    objector.propose(federation.task, 0, 1, false, true.model, true.trees)
    federation.drive(nodes, until=lambda: federation.version == 1)

    states = [ended.state for ended in federation.read_history().rounds.values()]
    assert states == [RoundState.VOID, RoundState.FINAL, RoundState.RUNNING]
    check_conservation(federation)


def test_honest_validator_objects(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    _, honest = validate(federation, 0, 1)
    liar = federation.local.connect("validator-0")
    contributors = contribute(federation)
    federation.drive([*contributors, honest], until=lambda: federation.phase is Phase.VOTE)
    liar.vote(federation.task, 0, 0, [0])
    federation.drive([*contributors, honest], until=lambda: federation.phase is Phase.PROPOSE)
    _, parent = liar.get_head(federation.task)
    nothing, nowhere = bytes(32), ContentId(bytes(32), 1)
    false = Proposal(parent, nothing, 1, nothing, nothing, nothing, nothing, 0)
    liar.propose(federation.task, 0, 0, false, nowhere, nowhere)
    federation.drive([honest], until=lambda: federation.phase is Phase.VOID)

    (objection,) = federation.find("validator-1", ResultProposed)
    assert objection.is_objection
    check_conservation(federation)


def test_nobody_builds_on_false_rewards(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    contributor, validator = federation.contribute(0), federation.validate(0)
    nodes: list[Node] = [contributor, validator]
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    liar = federation.local.connect("validator-0")
    _, parent = liar.get_head(federation.task)
    nothing, nowhere = bytes(32), ContentId(bytes(32), 1)
    false = Proposal(parent, nothing, 1, nothing, nothing, nothing, bytes([1]) * 32, 5)
    liar.propose(federation.task, 0, 0, false, nowhere, nowhere)
    federation.tick(5)
    federation.local.devnet.mine(2)
    liar.finalise(federation.task, 0)

    for act in (
        contributor.step,
        lambda: claim_rewards(liar, federation.task, contributor.session.address),
    ):
        with pytest.raises(LedgerDiffers):
            act()
    faults = bookkeeping.check_conservation(federation.owner).faults
    assert "round 0 pays other rewards than its inputs earn" in faults


def contribute(federation: Federation) -> list[ContributorNode]:
    return [federation.contribute(0), federation.contribute(1)]


def validate(federation: Federation, *indices: int) -> list[ValidatorNode]:
    return [federation.validate(index) for index in indices]
