"""What dishonest proposers can do, and how honest nodes answer."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from consort.errors import LedgerDiffers
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node import bookkeeping
from consort.node.claiming import claim_rewards
from consort.node.progress import ResultProposed
from consort.node.session import Session
from consort.spec.params import OUTSIDER
from consort.spec.proposals import hash_proposal
from consort.spec.types import Phase
from consort_client.node import ContributorNode
from consort_nodes.node import ValidatorNode
from consort_nodes.result import ComputedRound
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import STAKE, TERMS, Federation, Node, check_conservation
from tests.roles.lying import NOTHING, lie

SLOW = replace(TERMS, results=replace(TERMS.results, challenge=25))
"""A challenge window in which every turn of an elected proposer comes."""


@dataclass(slots=True)
class Witness:
    """A guard that notes what it is shown."""

    shown: list[tuple[int, int, bytes]] = field(default_factory=list)

    def __call__(self, _session: Session) -> "Witness":
        return self

    def inspect(
        self, _history: TaskHistory, round_: RoundHistory, number: int, own: ComputedRound
    ) -> None:
        self.shown.append((round_.number, number, own.hash))


def test_rival_of_an_outsider_only_costs_time(local_chain: LocalChain, tmp_path: Path) -> None:
    federation = Federation.start(local_chain, tmp_path, terms=SLOW)
    federation.enrol(contributors=2, validators=2)
    nodes: list[Node] = [*contribute(federation), *validate(federation, 0, 1)]
    federation.drive(nodes, until=lambda: has_proposal(federation))
    let_turns_pass(federation, nodes)
    true = federation.read_history().rounds[0].proposals[0]
    rival = federation.local.connect("contributor-3")
    rival.deposit(STAKE)
    false = replace(true.proposal, model_root=NOTHING)
    rival.propose(federation.task, 0, OUTSIDER, false, true.model, true.trees)
    federation.drive(nodes, until=lambda: federation.version >= 1)

    # Neither is refuted in time, so the round and all that was built on it is void.
    assert federation.states[0] is RoundState.VOID
    final = federation.states.index(RoundState.FINAL)
    assert federation.read_history().rounds[final].parent_round == -1
    rival.release_bond(federation.task, 0, 1)
    assert rival.get_free_stake(rival.address) == STAKE
    check_conservation(federation)


def test_honest_validator_objects_in_its_turn(local_chain: LocalChain, tmp_path: Path) -> None:
    federation = Federation.start(local_chain, tmp_path, terms=SLOW)
    federation.enrol(contributors=2, validators=2)
    witness = Witness()
    validators = [federation.validate(index, make_guard=witness) for index in range(2)]
    contributors = contribute(federation)
    nodes: list[Node] = [*contributors, *validators]
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    liar = federation.wait_for_election()
    honest = validators[1 - liar]
    lie(federation, liar)
    federation.drive([honest], until=lambda: has_proposal(federation, 1))

    (objection,) = federation.find(f"validator-{1 - liar}", ResultProposed)
    assert objection.is_objection
    history = federation.read_history()
    assert history.rounds[0].proposals[1].bond == 0
    own = history.rounds[0].proposals[1].proposal
    assert set(witness.shown) == {(0, 0, hash_proposal(own))}
    assert len(history.rounds) == 1
    check_conservation(federation)


def test_nobody_builds_on_a_false_proposal(local_chain: LocalChain, tmp_path: Path) -> None:
    federation = Federation.start(local_chain, tmp_path, terms=SLOW)
    federation.enrol(contributors=1, validators=1)
    contributor, validator = federation.contribute(0), federation.validate(0)
    nodes: list[Node] = [contributor, validator]
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    federation.wait_for_election()
    lie(federation, 0)
    for _ in range(15):
        for node in nodes:
            node.step()
        federation.tick()

    assert federation.phase is Phase.CHALLENGE
    assert len(federation.read_history().rounds) == 1


def test_nobody_builds_on_false_rewards(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    contributor, validator = federation.contribute(0), federation.validate(0)
    nodes: list[Node] = [contributor, validator]
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    federation.wait_for_election()
    liar = lie(federation, 0)
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


def let_turns_pass(federation: Federation, nodes: list[Node]) -> None:
    """Go on until nobody is elected any more in round 0."""
    ends = federation.owner.get_round(federation.task, 0).header.vote_ends
    ends += SLOW.results.turn * SLOW.results.turns
    federation.drive(nodes, until=lambda: federation.owner.clock().time >= ends)


def has_proposal(federation: Federation, number: int = 0) -> bool:
    """Tell whether round 0 has so many proposals and one more."""
    rounds = federation.read_history().rounds
    return 0 in rounds and number in rounds[0].proposals


def contribute(federation: Federation) -> list[ContributorNode]:
    return [federation.contribute(0), federation.contribute(1)]


def validate(federation: Federation, *indices: int) -> list[ValidatorNode]:
    return [federation.validate(index) for index in indices]
