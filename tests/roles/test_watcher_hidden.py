"""What is hidden from a watcher: trees, updates, and headers that nobody should have let in."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from consort.ledger.disputes import DemandHistory
from consort.ledger.rounds import RoundState
from consort.node.progress import (
    DemandAnswered,
    DemandSent,
    ProofSent,
    ProposalRight,
    ProposalWrong,
    SilencePunished,
    VoterAccused,
)
from consort.spec.types import (
    Artifact,
    DemandState,
    NodePlace,
    NodeProof,
    Phase,
    Proof,
    Target,
    Tree,
)
from consort.storage.directory import DirectoryStore
from consort_nodes.watching.node import COURTESY
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import STAKE, Federation, Node, check_conservation, to_content
from tests.roles.test_hostile_contributors import commit, publish_for_another_round
from tests.roles.watching import (
    TERMS,
    WATCHER,
    Lie,
    accept_everything,
    exaggerate,
    lie_as,
    shift_aggregate,
    shift_model,
    tell_truth,
    watch,
)


@pytest.fixture
def federation(local_chain: LocalChain, tmp_path: Path) -> Federation:
    """Give a task whose challenge window a watcher can use."""
    federation = Federation.start(local_chain, tmp_path, terms=TERMS)
    federation.enrol(contributors=2, validators=3)
    return federation


# ------------------------------------------------------------------ trees


def test_hidden_tree_dies_of_silence(federation: Federation) -> None:
    liars = [
        lie_as(federation, index, shift_model, is_silent=True, is_mute=True) for index in range(3)
    ]
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1), *liars]
    federation.drive([*nodes, watch(federation)], until=lambda: federation.version >= 1)

    round_ = federation.read_history().rounds[0]
    assert round_.proposals[0].convicted is Proof.SILENCE
    assert round_.state is RoundState.FINAL
    (demand,) = federation.find(WATCHER, DemandSent)
    assert demand.place.tree is Tree.MODEL
    assert len(federation.find(WATCHER, SilencePunished)) == 1
    assert federation.find(WATCHER, ProofSent) == []
    check_conservation(federation)


def test_hidden_tree_beside_an_honest_proposal(federation: Federation) -> None:
    contributors = [federation.contribute(0), federation.contribute(1)]
    honest = [federation.validate(index) for index in range(3)]
    nodes: list[Node] = [*contributors, *honest]
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    index = federation.wait_for_election()
    liar = lie_as(federation, index, shift_model, is_silent=True, is_mute=True)
    federation.drive([liar], until=lambda: federation.phase is Phase.CHALLENGE)
    others = [node for node in honest if node is not honest[index]]
    nodes = [*contributors, *others, watch(federation)]
    federation.drive(nodes, until=lambda: federation.version >= 1)

    round_ = federation.read_history().rounds[0]
    assert [made.convicted for made in round_.proposals.values()] == [Proof.SILENCE, None]
    assert {made.number for made in federation.find(WATCHER, ProposalWrong)} == {0}
    assert [slash.account for slash in federation.read_ledger().slashes] == [
        round_.proposals[0].account
    ]
    check_conservation(federation)


def test_hidden_tree_is_followed_down_to_the_lie(federation: Federation) -> None:
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1)]
    nodes += [lie_as(federation, index, shift_aggregate) for index in range(3)]
    federation.drive([*nodes, watch(federation)], until=lambda: federation.version >= 1)

    places = [demand.place for demand in federation.find(WATCHER, DemandSent)]
    assert [(place.tree, place.height) for place in places] == [(Tree.OUTPUT, 3), (Tree.OUTPUT, 0)]
    (sent,) = federation.find(WATCHER, ProofSent)
    assert sent.proof is Proof.BAD_COHORT
    assert all(demand.state.is_answered for demand in federation.read_ledger().demands)
    check_conservation(federation)


def test_watcher_killed_after_a_demand_goes_on(federation: Federation) -> None:
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1)]
    nodes += [lie_as(federation, index, shift_aggregate) for index in range(3)]
    first = watch(federation)
    federation.drive([*nodes, first], until=lambda: bool(federation.find(WATCHER, DemandSent)))
    federation.drive([*nodes, watch(federation)], until=lambda: federation.version >= 1)

    assert len(federation.read_ledger().demands) == 2
    assert federation.read_history().rounds[0].proposals[0].convicted is Proof.BAD_COHORT


def test_demand_follows_an_answer_after_the_window(local_chain: LocalChain, tmp_path: Path) -> None:
    terms = replace(TERMS, results=replace(TERMS.results, challenge=3, challenge_blocks=1))
    federation = Federation.start(local_chain, tmp_path, terms=terms)
    federation.enrol(contributors=2, validators=3)
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1)]
    nodes += [lie_as(federation, index, shift_aggregate) for index in range(3)]
    watcher = watch(federation)
    federation.drive([*nodes, watcher], until=lambda: bool(federation.find(WATCHER, DemandSent)))
    federation.tick(4)
    federation.drive([*nodes, watcher], until=lambda: bool(federation.find(WATCHER, ProofSent)))

    lines = [federation.owner.get_demand(number).line for number in range(2)]
    assert lines == [1, 2]


def test_announced_output_needs_no_demand(federation: Federation) -> None:
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1)]
    liars = [lie_as(federation, index, shift_aggregate) for index in range(3)]
    nodes += liars
    federation.drive(nodes, until=lambda: federation.phase is Phase.CHALLENGE)
    announce_output(federation)
    federation.drive([*nodes, watch(federation)], until=lambda: federation.version >= 1)

    assert federation.find(WATCHER, DemandSent) == []
    (sent,) = federation.find(WATCHER, ProofSent)
    assert sent.proof is Proof.BAD_COHORT


def test_right_proposal_outlives_its_validators(federation: Federation) -> None:
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1)]
    validators = [federation.validate(index) for index in range(3)]
    watcher = watch(federation)
    federation.drive(
        [*nodes, *validators, watcher],
        until=lambda: bool(federation.find(WATCHER, ProposalRight)),
    )
    made = federation.read_history().rounds[0].proposals[0]
    rival = federation.local.connect("contributor-4")
    rival.deposit(STAKE)
    target = Target(federation.task, 0, 0, made.proposal)
    place = NodePlace(Tree.COHORTS, 0, 7, 0)
    rival.demand(target, place, NodeProof(made.proposal.cohorts_root, 0, ()))
    federation.drive([watcher], until=lambda: bool(federation.find(WATCHER, DemandAnswered)))

    federation.drive([watcher], until=lambda: read_demand(federation).state is DemandState.PAID)
    demand = read_demand(federation)
    watching = federation.local.connect(WATCHER)
    assert watching.get_free_stake(watching.address) == 3 * demand.deposit // 4
    assert federation.read_history().rounds[0].proposals[0].convicted is None
    check_conservation(federation)


def read_demand(federation: Federation) -> DemandHistory:
    (demand,) = federation.read_ledger().demands
    return demand


def announce_output(federation: Federation) -> None:
    """Publish the false output, as nobody would have to."""
    proposal = federation.read_history().rounds[0].proposals[0].proposal
    content = to_content(federation.store.put(next(federation.directory.rglob("*-false"))))
    federation.owner.announce(federation.task, proposal.aggregate_root, Artifact.AGGREGATE, content)


# ------------------------------------------------------------------ updates


def hide(federation: Federation, lie: Lie, *, is_mute: bool = False) -> list[Node]:
    """Return nodes of which all but a watcher can see the update of the second contributor."""
    path = federation.directory / "private"
    private = DirectoryStore(shutil.copytree(federation.directory / "store", path))
    nodes: list[Node] = [federation.contribute(0), federation.contribute(1, store=private)]
    nodes += [
        lie_as(federation, index, lie, is_mute=is_mute, private=private) for index in range(3)
    ]
    return nodes


def test_hidden_update_is_demanded_and_the_proposal_found_right(federation: Federation) -> None:
    nodes = [*hide(federation, tell_truth), watch(federation)]
    federation.drive(nodes, until=lambda: bool(federation.find(WATCHER, ProposalRight)))

    places = [demand.place for demand in federation.find(WATCHER, DemandSent)]
    assert [(place.tree, place.height) for place in places] == [
        (Tree.UPDATE, 2),
        (Tree.UPDATE, 0),
        (Tree.UPDATE, 0),
        (Tree.UPDATE, 0),
    ]
    assert federation.find(WATCHER, ProposalWrong) == []
    check_conservation(federation)


def test_lie_about_a_hidden_update_is_refuted_once_it_is_shown(federation: Federation) -> None:
    nodes = [*hide(federation, shift_aggregate), watch(federation)]
    federation.drive(nodes, until=lambda: bool(federation.find(WATCHER, ProofSent)))
    (sent,) = federation.find(WATCHER, ProofSent)
    assert (sent.number, sent.proof) == (0, Proof.BAD_COHORT)
    assert Tree.UPDATE in {demand.place.tree for demand in federation.find(WATCHER, DemandSent)}


def test_what_no_hidden_update_could_make_is_refuted_without_it(federation: Federation) -> None:
    nodes = hide(federation, exaggerate, is_mute=True)
    federation.drive(nodes, until=lambda: federation.phase is Phase.CHALLENGE)
    announce_output(federation)
    federation.drive([watch(federation)], until=lambda: bool(federation.find(WATCHER, ProofSent)))
    (sent,) = federation.find(WATCHER, ProofSent)
    assert sent.proof is Proof.BAD_COHORT
    last = federation.find(WATCHER, ProposalWrong)[-1]
    assert "whatever the hidden ones are" in last.words


# ------------------------------------------------------------------ headers


def test_who_let_a_false_header_in_is_convicted(federation: Federation) -> None:
    validators = [accept_everything(federation.validate(index)) for index in range(3)]
    federation.drive(validators, until=lambda: federation.phase is Phase.COMMIT)
    commit(federation, publish_for_another_round(federation))
    watcher = watch(federation)
    nodes: list[Node] = [federation.contribute(0), *validators, watcher]
    federation.drive(nodes, until=lambda: federation.version >= 1)

    accused = federation.find(WATCHER, VoterAccused)
    assert sorted(event.validator for event in accused) == [0, 1, 2]
    federation.tick(TERMS.slash_delay + COURTESY)
    watcher.step()
    slashes = federation.read_ledger().slashes
    assert [slash.proof for slash in slashes] == [Proof.BAD_INPUT] * 3
    assert [slash.amount for slash in slashes] == [STAKE // 2] * 3
    assert federation.read_history().rounds[0].compute_included() == (True, True)
    assert federation.find(WATCHER, ProposalWrong) == []
    check_conservation(federation)
