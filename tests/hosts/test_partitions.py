"""Hosts that cannot reach each other: a round ends as the protocol says, and all goes on after."""

from pathlib import Path

import pytest

from consort.ledger.rounds import RoundHistory, RoundState
from consort.spec.types import Phase
from tests.hosts.federation import CHAIN, CONTRIBUTORS, VALIDATORS, HostedFederation

pytestmark = [pytest.mark.kubo, pytest.mark.slow]

TRIES = 8
"""Rounds until everybody takes part: who was away, or starts on a busy machine, comes late."""


def expect_whole_round(federation: HostedFederation, after: int = -1) -> int:
    """Return the number of a final round in which everybody takes part and is let in."""
    for _ in range(TRIES):
        after = federation.wait_for_round(*Phase, after=after)
        round_ = federation.wait_for_end(after)
        included = federation.get_included(round_)
        if len(round_.votes) == len(VALIDATORS) and included == set(CONTRIBUTORS):
            assert round_.state is RoundState.FINAL
            return after
    raise AssertionError(f"round {after} is not whole either")


def expect_recovery(federation: HostedFederation, tmp_path: Path) -> None:
    """Heal every link; all take part again, and money, lineage and models are right."""
    federation.hosts.heal()
    expect_whole_round(federation, federation.read_view().number)
    federation.audit(tmp_path / "audit")


def wait_for_votes(federation: HostedFederation, after: int) -> RoundHistory:
    """Return a later final round in which votes are missing."""
    for _ in range(TRIES):
        after = federation.wait_for_round(*Phase, after=after)
        round_ = federation.wait_for_end(after)
        if round_.state is RoundState.FINAL and len(round_.votes) < len(VALIDATORS):
            return round_
    raise AssertionError(f"nobody is missing in round {after}")


def test_hidden_files_and_a_lost_proposer(federation: HostedFederation, tmp_path: Path) -> None:
    """A contributor's files reach nobody, then the elected validator goes: the round is final."""
    first, shut = expect_whole_round(federation), CONTRIBUTORS[1]
    federation.hosts.cut([shut], VALIDATORS)  # the other contributor still gives it models
    number = federation.wait_for_round(Phase.COMMIT, after=first)
    proposer = federation.find_proposer(number)
    federation.hosts.isolate(proposer)
    federation.go_on()

    round_ = federation.wait_for_end(number)
    assert round_.state is RoundState.FINAL
    assert len(round_.committed) == len(CONTRIBUTORS)
    assert federation.get_included(round_) == {CONTRIBUTORS[0]}
    assert round_.standing is not None
    assert round_.standing.account != federation.get_account(proposer)
    expect_recovery(federation, tmp_path)


def test_validators_need_no_link_to_each_other(
    federation: HostedFederation, tmp_path: Path
) -> None:
    """They meet on the chain alone, and each gets the updates from the contributors."""
    federation.hosts.cut(VALIDATORS[:1], VALIDATORS[1:])
    federation.hosts.cut(VALIDATORS[1:2], VALIDATORS[2:])
    expect_whole_round(federation, expect_whole_round(federation))
    expect_recovery(federation, tmp_path)


def test_a_validator_gets_files_from_the_others(
    federation: HostedFederation, tmp_path: Path
) -> None:
    """One that no contributor reaches is served by the others' Kubo nodes."""
    first = expect_whole_round(federation)
    federation.hosts.cut(VALIDATORS[:1], CONTRIBUTORS)
    expect_whole_round(federation, first)
    expect_recovery(federation, tmp_path)


def test_a_validator_without_the_chain(federation: HostedFederation, tmp_path: Path) -> None:
    """Two of three validators are a quorum; the third one finds its place again."""
    first = expect_whole_round(federation)
    federation.hosts.cut([CHAIN], VALIDATORS[2:])
    round_ = wait_for_votes(federation, first)
    assert 2 not in round_.votes
    assert federation.get_included(round_) == set(CONTRIBUTORS)
    expect_recovery(federation, tmp_path)


def test_no_quorum_reaches_the_chain(federation: HostedFederation, tmp_path: Path) -> None:
    """With one validator of three a round is void, and nobody loses anything but time."""
    first = expect_whole_round(federation)
    federation.hosts.cut([CHAIN], VALIDATORS[1:])
    number = federation.wait_for_round(Phase.VOID, after=first)
    round_ = federation.wait_for_end(number)
    assert round_.state is not RoundState.FINAL
    assert len(round_.votes) < 2
    expect_recovery(federation, tmp_path)


def test_the_chain_is_alone(federation: HostedFederation, tmp_path: Path) -> None:
    """Where nobody reaches the chain, the round that was open is void; then all go on."""
    first = expect_whole_round(federation)
    number = federation.wait_for_round(Phase.COMMIT, after=first)
    federation.hosts.isolate(CHAIN)
    round_ = federation.wait_for_end(number)
    assert round_.state is not RoundState.FINAL
    assert not round_.proposals
    expect_recovery(federation, tmp_path)
