"""Whoever vanishes or fails for a while, the others go on, and the round still ends."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from consort.chain.devnet import start_devnet
from consort.errors import AccountInUse, NodeAlreadyRuns, NotEnrolledHere, StoreUnreachable
from consort.ledger.accounts import compute_accounts
from consort.ledger.rounds import RoundState
from consort.node.progress import ResultProposed, RoundEnded, VoteCast, Waiting
from consort.spec.types import Phase
from consort.storage.cid import StoredFile
from consort.storage.directory import DirectoryStore
from consort_client.node import ContributorNode
from consort_nodes.conduct import Conduct
from consort_nodes.node import ValidatorNode
from tests.chain.devnet_fixture import LocalChain, prepare_chain
from tests.roles.federation import STAKE, Federation, Node, check_conservation


class FailingStore(DirectoryStore):
    """A store that does not answer while `is_down`: a directory alone never fails that way."""

    __slots__ = ("is_down",)

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.is_down = True

    def put(self, source: Path | bytes) -> StoredFile:
        self._answer()
        return super().put(source)

    def fetch(self, file: StoredFile, destination: Path, *, limit: int, timeout: float) -> None:
        self._answer()
        super().fetch(file, destination, limit=limit, timeout=timeout)

    def _answer(self) -> None:
        if self.is_down:
            raise StoreUnreachable("/ip4/127.0.0.1/tcp/5001", "connection refused")


def test_validator_vanishes(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=3)
    nodes: list[Node] = [*contribute(federation), *validate(federation, 0, 1)]
    federation.drive(nodes, until=lambda: federation.version >= 1, seconds=3)

    ended = federation.read_history().rounds[0]
    assert sorted(ended.votes) == [0, 1]
    assert ended.compute_included() == (True, True)
    check_conservation(federation)


def test_proposer_vanishes(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    validators = validate(federation, 0, 1)
    nodes: list[Node] = [*contribute(federation), *validators]
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    gone = federation.wait_for_election()
    left = validators[1 - gone]
    federation.drive([left], until=lambda: federation.version >= 1)

    assert federation.find(f"validator-{gone}", ResultProposed) == []
    proposed = federation.find(f"validator-{1 - gone}", ResultProposed)
    assert [event.round for event in proposed] == [0]
    standing = federation.read_history().rounds[0].standing
    assert standing is not None
    assert standing.validator_index == 1 - gone
    check_conservation(federation)


def test_all_validators_vanish_after_the_vote(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    contributors, validators = contribute(federation), validate(federation, 0, 1)
    everybody: list[Node] = [*contributors, *validators]
    federation.drive(everybody, until=lambda: federation.phase is Phase.PROPOSE)
    federation.drive(contributors, until=lambda: federation.phase is Phase.VOID, seconds=5)
    (ended,) = federation.find("contributor-0", RoundEnded)
    assert ended.phase is Phase.VOID
    federation.drive(everybody, until=lambda: federation.version >= 1)

    assert federation.states[:2] == [RoundState.VOID, RoundState.FINAL]
    check_conservation(federation)


def test_round_without_commitments_is_void(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    validators = validate(federation, 0)
    federation.drive(validators, until=lambda: federation.phase is Phase.COMMIT)
    federation.drive(validators, until=lambda: len(federation.read_history().rounds) == 2)

    assert federation.read_history().rounds[0].state is RoundState.VOID
    check_conservation(federation)


def test_store_is_unreachable_for_a_while(federation: Federation, tmp_path: Path) -> None:
    federation.enrol(contributors=2, validators=2)
    store = FailingStore(tmp_path / "store")
    contributors = [federation.contribute(index, store=store) for index in range(2)]
    validators = [federation.validate(index, 1, store=store) for index in range(2)]
    nodes: list[Node] = [*contributors, *validators]
    federation.drive(nodes, until=lambda: bool(federation.find("contributor-1", Waiting)))
    store.is_down = False
    federation.drive(nodes, until=lambda: federation.version >= 1)

    assert federation.read_history().rounds[0].compute_included() == (True, True)
    check_conservation(federation)


def test_validator_without_its_store_abstains(federation: Federation, tmp_path: Path) -> None:
    federation.enrol(contributors=2, validators=2)
    store = FailingStore(tmp_path / "store")
    blind = federation.validate(0, store=store)
    store.is_down = False
    nodes: list[Node] = [*contribute(federation), blind, *validate(federation, 1)]
    federation.drive(nodes[2:], until=lambda: federation.phase is Phase.COMMIT)
    blind.step()
    store.is_down = True
    federation.drive(nodes, until=lambda: federation.version >= 1, seconds=3)

    ended = federation.read_history().rounds[0]
    assert list(ended.votes) == [1]
    assert ended.compute_included() == (True, True)
    check_conservation(federation)


def test_two_tasks_at_once(local_chain: LocalChain, tmp_path: Path) -> None:
    tasks = [Federation.start(local_chain, tmp_path / name) for name in ("one", "two")]
    nodes: list[Node] = []
    for federation in tasks:
        federation.enrol(contributors=2, validators=2)
        nodes += [*contribute(federation), *validate(federation, 0, 1)]
    tasks[0].drive(nodes, until=lambda: all(task.version >= 1 for task in tasks))

    assert tasks[0].task != tasks[1].task
    check_conservation(tasks[0])


def test_same_account_in_both_roles(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    both = federation.local.connect("contributor-0")
    both.deposit(STAKE)
    both.enrol_validator(federation.task, STAKE)
    second = ValidatorNode(federation.surround("contributor-0"), Conduct(1, 2.0))
    nodes: list[Node] = [federation.contribute(0), second, *validate(federation, 0)]
    federation.drive(nodes, until=lambda: federation.version >= 1)

    assert federation.find("contributor-0", VoteCast)[0].round == 0
    accounts = compute_accounts(federation.read_ledger(), federation.read_history())
    assert [account.earned > 0 for account in accounts] == [True, True, True]
    check_conservation(federation)


def test_chain_restarts_with_its_state(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with start_devnet(state=state, log=tmp_path / "anvil.log") as devnet:
        local = prepare_chain(devnet, tmp_path / "chain")
        federation = Federation.start(local, tmp_path)
        federation.enrol(contributors=2, validators=2)
        nodes: list[Node] = [*contribute(federation), *validate(federation, 0, 1)]
        federation.drive(nodes, until=lambda: federation.phase is Phase.VOTE)
    for node in nodes:
        node.step()
    assert federation.find("validator-0", Waiting)
    with start_devnet(int(devnet.rpc_url.rpartition(":")[2]), state=state):
        federation.drive(nodes, until=lambda: federation.version >= 1)
        check_conservation(federation)


def test_second_copy_refuses_to_start(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    node = federation.contribute(0)
    with node.session.directory.locked(), pytest.raises(NodeAlreadyRuns):
        federation.contribute(0).run()


def test_second_copy_with_a_directory_of_its_own_refuses_to_start(
    federation: Federation, tmp_path: Path
) -> None:
    federation.enrol(contributors=1, validators=1)
    given = replace(federation.surround("validator-0"), state=tmp_path / "elsewhere")
    with federation.validate(0).session.locked(), pytest.raises(AccountInUse) as refused:
        ValidatorNode(given, Conduct()).run()
    assert refused.value.holder == str(os.getpid())
    with federation.validate(0).session.locked():
        pass


def test_account_that_is_not_enrolled(federation: Federation) -> None:
    federation.enrol(contributors=0, validators=1)
    with pytest.raises(NotEnrolledHere):
        federation.validate(1)
    with pytest.raises(NotEnrolledHere):
        federation.contribute(0)


def contribute(federation: Federation) -> list[ContributorNode]:
    return [federation.contribute(0), federation.contribute(1)]


def validate(federation: Federation, *indices: int) -> list[ValidatorNode]:
    return [federation.validate(index) for index in indices]
