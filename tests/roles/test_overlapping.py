"""Rounds that open while results can still be refuted, and what happens when one dies."""

from dataclasses import replace
from pathlib import Path

import pytest

from consort.chain.events import Demanded
from consort.ledger.rounds import RoundState
from consort.spec.params import MAX_DEPTH, REWARD_DEPTH
from consort.spec.types import NodePlace, NodeProof, Phase, Target, Tree
from consort_client.settlement import iterate_lineage, make_attempt
from consort_nodes.node import ValidatorNode
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import STAKE, TERMS, Federation, Node, check_conservation

SLOW = replace(TERMS, results=replace(TERMS.results, challenge=60, open_turn=5))
"""A window in which several rounds come to a result."""


@pytest.fixture
def slow(local_chain: LocalChain, tmp_path: Path) -> Federation:
    """Give a federation whose results stay refutable for long."""
    federation = Federation.start(local_chain, tmp_path, terms=SLOW)
    federation.enrol(contributors=2, validators=2)
    return federation


def test_rounds_open_on_undecided_results(slow: Federation) -> None:
    nodes = start(slow)
    slow.drive(nodes, until=lambda: count_proposed(slow) == MAX_DEPTH + 1)
    for _ in range(5):
        step(slow, nodes)

    rounds = slow.read_history().rounds
    assert slow.version == 0
    assert [round_.parent_round for round_ in rounds.values()] == [-1, 0, 1]
    slow.drive(nodes, until=lambda: slow.version >= 3)
    assert slow.states[:3] == [RoundState.FINAL] * 3
    lineage = slow.read_history().lineage
    assert [round_.parent for round_ in rounds.values()] == lineage[:3]
    check_conservation(slow)


def test_files_are_kept_until_a_round_is_decided(slow: Federation) -> None:
    nodes = start(slow)
    validator = nodes[2]
    assert isinstance(validator, ValidatorNode)
    slow.drive(nodes, until=lambda: count_proposed(slow) == 2)
    step(slow, nodes)
    assert list_rounds(validator.session.directory.results) == {0, 1}
    assert {0, 1} <= list_rounds(validator.session.directory.updates)

    slow.drive(nodes, until=lambda: slow.version >= 1)
    step(slow, nodes)
    assert 0 not in list_rounds(validator.session.directory.results)
    assert 0 not in list_rounds(validator.session.directory.updates)


def test_validator_starts_again_among_undecided_rounds(slow: Federation) -> None:
    nodes = start(slow)
    slow.drive(nodes, until=lambda: count_proposed(slow) == 2)
    nodes[2:] = [slow.validate(0), slow.validate(1)]
    slow.drive(nodes, until=lambda: count_proposed(slow) == 3)

    assert slow.version == 0
    check_conservation(slow)


def test_silence_kills_a_proposal_and_all_that_was_built_on_it(slow: Federation) -> None:
    nodes = start(slow)
    slow.drive(nodes, until=lambda: slow.version >= 1, seconds=2)
    slow.drive(nodes, until=lambda: count_undecided(slow) >= 2)
    history, dead = slow.read_history(), slow.read_history().head_place[0] + 1
    kept = make_attempt(history.rounds[dead - 1])
    feedback = nodes[0].session.directory.feedback
    residuals = {path.name for path in feedback.iterdir()}
    assert {kept.file_name, make_attempt(history.rounds[dead]).file_name} <= residuals

    keep_silent_about(slow, dead)

    # Orphans are void at once, without waiting for any of their deadlines.
    assert slow.phase is Phase.VOID
    slow.drive(nodes, until=lambda: slow.version >= 2, seconds=2)
    history = slow.read_history()
    final = history.head_place[0]
    assert [history.rounds[number].state for number in (dead, dead + 1)] == [RoundState.VOID] * 2
    assert history.rounds[final].parent == history.lineage[-2]
    # The update after the dead rounds began where the last one that counted had ended.
    lineage = list(iterate_lineage(history, history.rounds[final], nodes[0].session.address))
    assert lineage[0] == kept
    check_conservation(slow)


def start(federation: Federation) -> list[Node]:
    """Return two contributors and two validators."""
    contributors = [federation.contribute(index) for index in range(2)]
    return [*contributors, *(federation.validate(index) for index in range(2))]


def step(federation: Federation, nodes: list[Node]) -> None:
    """Let each node look twice, the second time at what the others did."""
    for _ in range(2):
        for node in nodes:
            node.step()
        federation.tick()


def count_proposed(federation: Federation) -> int:
    """Return how many rounds have a proposal."""
    return sum(bool(one.proposals) for one in federation.read_history().rounds.values())


def count_undecided(federation: Federation) -> int:
    """Return how many rounds to which everybody has committed are not decided."""
    rounds = federation.read_history().rounds.values()
    return sum(one.state is RoundState.RUNNING and len(one.leaves) == 2 for one in rounds)


def list_rounds(directory: Path) -> set[int]:
    """Return the rounds that a directory has files of."""
    return {int(path.name.split("-")[0]) for path in directory.iterdir()}


def keep_silent_about(federation: Federation, number: int) -> None:
    """Demand what lies under a reward root, let nobody answer, and say so."""
    asker = federation.local.connect("contributor-3")
    asker.deposit(STAKE)
    proposal = federation.read_history().rounds[number].proposals[0].proposal
    target = Target(federation.task, number, 0, proposal)
    place = NodePlace(Tree.REWARDS, 0, REWARD_DEPTH, 0)
    root = NodeProof(proposal.reward_root, proposal.reward_total, ())
    demand = asker.demand(target, place, root).get(Demanded).demand
    federation.tick(SLOW.answer_time)
    federation.local.devnet.mine(SLOW.answer_blocks)
    asker.punish_silence(demand)
