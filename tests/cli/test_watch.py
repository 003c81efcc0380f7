"""`consort watch`: who only looks needs no account, and the exit code says what was found."""

import pytest

from consort.ledger.rounds import RoundState
from consort.spec.types import Phase, Proof
from tests.chain.devnet_fixture import LocalChain
from tests.cli.conftest import CommandLine
from tests.roles.federation import Federation, Node
from tests.roles.watching import TERMS, Lie, lie_as, shift_model, tell_truth

WATCHER = "contributor-5"


@pytest.fixture
def federation(on_chain: CommandLine, local_chain: LocalChain) -> Federation:
    """Give a task with a contributor and two validators."""
    federation = Federation.start(local_chain, on_chain.directory, terms=TERMS)
    federation.enrol(contributors=1, validators=2)
    return federation


def propose(federation: Federation, lie: Lie) -> list[Node]:
    """Let the validators propose a result, true or false."""
    nodes: list[Node] = [federation.contribute(0)]
    nodes += [lie_as(federation, index, lie) for index in range(2)]
    federation.drive(nodes, until=lambda: federation.phase is Phase.CHALLENGE)
    return nodes


def test_false_proposal_is_found_and_refuted(on_chain: CommandLine, federation: Federation) -> None:
    nodes = propose(federation, shift_model)
    command = f"watch --task {federation.task} --once"
    looked = on_chain(command, "--dry-run", "--json")
    assert (looked.code, looked.lines[-1]["error"]) == (1, "ProposalIsWrong"), looked.err
    assert "leaf 0 of the new model is" in looked.err
    assert federation.read_history().rounds[0].proposals[0].convicted is None

    refuted = on_chain(command, "--json", by=WATCHER)
    assert refuted.code == 0, refuted.err
    told = {line["event"]: line for line in refuted.lines}
    assert told["ProposalWrong"]["words"] in looked.err
    sent = told["ProofSent"]
    assert (sent["round"], sent["number"], sent["proof"]) == (0, 0, "BAD_STEP")
    assert federation.read_history().rounds[0].proposals[0].convicted is Proof.BAD_STEP
    federation.drive(nodes, until=lambda: federation.version >= 1)
    assert federation.read_history().rounds[0].state is RoundState.FINAL


def test_right_proposal_needs_no_account(on_chain: CommandLine, federation: Federation) -> None:
    propose(federation, tell_truth)
    looked = on_chain(f"watch --task {federation.task} --once --dry-run --json")
    assert looked.code == 0, looked.err
    assert looked.lines[-1] == {"event": "ProposalRight", "round": 0, "number": 0}
    on_chain.refuse(3, "AccountMissing", f"watch --task {federation.task} --once")
