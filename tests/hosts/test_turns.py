"""A validator whose link is lost when it is elected: the next one proposes, and it comes back.

The nodes are steps of one process here, each on its host, and the test moves the time: nobody waits
but for the one that cannot reach the chain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from consort.chain import rpc
from consort.chain.devnet import start_devnet
from consort.node.progress import Waiting
from consort.node.session import Session
from consort.spec.types import Phase
from tests.chain.devnet_fixture import prepare_chain
from tests.hosts.federation import CHAIN, CHAIN_PORT
from tests.hosts.network import Hosts, explain_missing, inside, make_hosts
from tests.roles.federation import Federation, Node, check_conservation

CONTRIBUTORS = "contributors"
VALIDATORS = ("validator_0", "validator_1", "validator_2")
SECONDS = 0.3
"""How long a request to the chain may take: who has lost its link waits that long, many times."""


@dataclass(slots=True)
class Hosted:
    """A node that takes its steps on a host."""

    node: Node
    host: str
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        self.session = self.node.session

    def step(self) -> bool:
        """Do what is due now, on the host."""
        with inside(self.host):
            return self.node.step()


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    """Make a host for the chain, one for the contributors, one for each validator."""
    reason = explain_missing()
    if reason is not None:
        pytest.skip(reason)
    with make_hosts([CHAIN, CONTRIBUTORS, *VALIDATORS]) as made:
        yield made


@pytest.fixture
def federation(
    hosts: Hosts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Federation]:
    """Give a task on a chain on its host, where the test is too."""
    monkeypatch.setattr(rpc, "TIMEOUT", SECONDS)
    address, log = hosts.addresses[CHAIN], tmp_path / "chain.log"
    with inside(CHAIN), start_devnet(CHAIN_PORT, host=address, log=log) as devnet:
        yield Federation.start(prepare_chain(devnet, tmp_path), tmp_path)


def test_an_elected_validator_loses_its_link(hosts: Hosts, federation: Federation) -> None:
    federation.enrol(contributors=2, validators=len(VALIDATORS))
    nodes = start_nodes(federation)
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE)
    elected = federation.wait_for_election()
    hosts.isolate(VALIDATORS[elected])

    federation.drive(nodes, until=lambda: federation.version >= 1)
    made = federation.read_history().rounds[0].standing
    assert made is not None
    assert made.validator_index != elected
    assert federation.find(f"validator-{elected}", Waiting)

    hosts.heal()
    federation.drive(nodes, until=lambda: has_all_votes(federation))
    check_conservation(federation)
    assert not federation.read_ledger().slashes


def start_nodes(federation: Federation) -> list[Node]:
    """Return the nodes of all roles, each made on its host."""
    nodes: list[Node] = []
    with inside(CONTRIBUTORS):
        nodes += [Hosted(federation.contribute(index), CONTRIBUTORS) for index in range(2)]
    for index, host in enumerate(VALIDATORS):
        with inside(host):
            nodes.append(Hosted(federation.validate(index), host))
    return nodes


def has_all_votes(federation: Federation) -> bool:
    """Tell whether every validator has voted in a round after the first."""
    rounds = list(federation.read_history().rounds.values())[1:]
    return any(len(round_.votes) == len(VALIDATORS) for round_ in rounds)
