"""What most votes have let in counts as it is, however false; the honest ones go on with it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from consort.codec.layout import compute_layout
from consort.ledger.rounds import RoundState
from consort.node.progress import (
    ProposalRight,
    ProposalWrong,
    ResultComputed,
    UpdateCommitted,
    UpdateRejected,
)
from consort.spec.types import Phase
from consort.storage.directory import DirectoryStore
from consort_nodes.node import ValidatorNode
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import Federation, Node, check_conservation
from tests.roles.test_hostile_contributors import (
    Lie,
    commit,
    publish_false_padding,
    publish_for_another_round,
)
from tests.roles.watching import TERMS, WATCHER, accept_everything, watch

FALSE = [publish_for_another_round, publish_false_padding]
HONEST = 2
"""The one of three validators that looks before it votes."""


@pytest.fixture
def federation(local_chain: LocalChain, tmp_path: Path) -> Federation:
    """Give a task in which two of three validators will vote for anything."""
    federation = Federation.start(local_chain, tmp_path, terms=TERMS)
    federation.enrol(contributors=2, validators=3)
    return federation


def let_in(
    federation: Federation, make: Callable[[Federation], Lie], *others: Node
) -> list[ValidatorNode]:
    """Let an update in that the honest validator votes against; return the validators."""
    validators = [accept_everything(federation.validate(index)) for index in range(2)]
    validators.append(federation.validate(HONEST))
    federation.drive(validators, until=lambda: federation.phase is Phase.COMMIT)
    commit(federation, make(federation))
    nodes: list[Node] = [*validators, *others]
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    round_ = federation.read_history().rounds[0]
    assert round_.compute_included() == (True,) * len(round_.leaves)
    assert any(word for word in round_.votes[HONEST].exceptions)
    return validators


@pytest.mark.parametrize("make", FALSE)
def test_honest_validator_votes_against_it_and_computes_with_it(
    federation: Federation, make: Callable[[Federation], Lie]
) -> None:
    *_, honest = let_in(federation, make, federation.contribute(0))
    federation.drive([honest], until=lambda: federation.version >= 1)

    name = f"validator-{HONEST}"
    assert len(federation.find(name, UpdateRejected)) == 1
    (computed,) = federation.find(name, ResultComputed)
    assert federation.read_history().head.model_root == computed.model_root
    check_conservation(federation)


@pytest.mark.parametrize("make", FALSE)
def test_validator_that_starts_again_has_it_still(
    federation: Federation, make: Callable[[Federation], Lie]
) -> None:
    path = federation.directory / "before"
    before = DirectoryStore(shutil.copytree(federation.directory / "store", path))
    let_in(federation, make, federation.contribute(0))
    again = federation.validate(HONEST, store=before)
    federation.drive([again], until=lambda: federation.version >= 1)
    (computed,) = federation.find(f"validator-{HONEST}", ResultComputed)
    assert federation.read_history().head.model_root == computed.model_root


def test_rounds_go_on_upon_a_model_whose_padding_has_moved(federation: Federation) -> None:
    contributor, watcher = federation.contribute(0), watch(federation)
    validators = let_in(federation, publish_false_padding, contributor, watcher)
    nodes: list[Node] = [contributor, *validators, watcher]
    federation.drive(nodes, until=lambda: federation.version >= 2)

    history = federation.read_history()
    assert [round_.state for round_ in history.rounds.values()][:2] == [RoundState.FINAL] * 2
    state = contributor.session.fetch_state(history, history.lineage[1].model_root)
    layout = compute_layout(federation.manifest)
    assert all(state.masters[leaf, used:].any() for leaf, used in layout.partial_leaves)
    assert {1} <= {event.round for event in federation.find("contributor-0", UpdateCommitted)}
    assert {0, 1} <= {event.round for event in federation.find(WATCHER, ProposalRight)}
    assert federation.find(WATCHER, ProposalWrong) == []
    check_conservation(federation)
