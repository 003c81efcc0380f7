"""`consort watch`: who only looks needs no account, and the exit code says what was found."""

from typing import Any

import pytest

from consort.ledger.rounds import RoundState
from consort.spec.params import TOKEN
from consort.spec.types import Phase, Proof
from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import start
from tests.cli.conftest import CommandLine, make_environment
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


def test_right_result_takes_the_place_of_a_refuted_one(
    on_chain: CommandLine,
    federation: Federation,
    local_chain: LocalChain,
    request: pytest.FixtureRequest,
) -> None:
    propose(federation, shift_model)
    command = f"watch --task {federation.task} --once --json"
    assert on_chain(command, by=WATCHER).code == 0
    on_chain.json("stake deposit 800", by=WATCHER)
    federation.tick(TERMS.results.turn * TERMS.results.turns)
    keystore = f"{on_chain.keystores}/{WATCHER}.json"
    words = [*command.split(), "--propose", "--interval", 0.1, "--keystore", keystore]
    running = start(words, on_chain.directory, make_environment(local_chain, on_chain.directory))
    request.addfinalizer(running.process.kill)

    bond: dict[str, Any] = {"round": 0, "number": 1, "amount": str(800 * TOKEN)}
    running.wait_for("BondLocked", **bond)
    running.wait_for("ResultProposed", round=0, is_objection=True)
    federation.tick(TERMS.results.challenge)
    federation.tick()
    running.wait_for("BondReturned", **bond)
    assert running.process.wait(20) == 0
    assert federation.version == 1
    stake = on_chain.json("stake show", local_chain.accounts[WATCHER].address)
    assert stake["free_stake"] == bond["amount"]


def test_right_proposal_needs_no_account(on_chain: CommandLine, federation: Federation) -> None:
    propose(federation, tell_truth)
    looked = on_chain(f"watch --task {federation.task} --once --dry-run --json")
    assert looked.code == 0, looked.err
    right = {"level": "info", "event": "ProposalRight", "round": 0, "number": 0}
    assert right.items() <= looked.lines[-1].items()
    on_chain.refuse(3, "AccountMissing", f"watch --task {federation.task} --once")
