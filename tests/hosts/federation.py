"""A federation whose parties are hosts of their own: each with an address, a state, a Kubo node."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from consort.chain.client import Chain
from consort.chain.devnet import Devnet, start_devnet
from consort.codec.manifest import Manifest
from consort.codec.tensors import build_manifest
from consort.contributor_config import ContributorConfig
from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.bookkeeping import check_conservation
from consort.node.config import NodeConfig
from consort.node.log import read_ledger
from consort.node.round_view import ChainClock, RoundView, TaskView, read_view
from consort.node.task_files import TaskFiles
from consort.spec.params import MINIMAL, TOKEN
from consort.spec.phases import compute_elected, is_decided
from consort.spec.types import Phase, TaskId
from consort.storage.address import open_store
from consort.storage.kubo_config import DaemonPlan
from consort.storage.kubo_daemon import start_daemon
from consort.storage.kubo_repository import KuboRepository, prepare_repository
from consort.storage.multiaddr import TcpAddress
from consort.storage.swarm_key import make_swarm_key
from consort.training import build_model
from consort_client.run import ContributorNodeConfig
from consort_nodes.conduct import Conduct
from consort_nodes.run import ValidatorNodeConfig
from tests.app.apps import app as points
from tests.chain.devnet_fixture import LocalChain, prepare_chain
from tests.hosts.network import Hosts, enter, inside
from tests.roles.federation import create_task
from tests.roles.processes import CONTEXT, Config, Fate, run_node

CHAIN = "chain"
APP = "tests.app.apps:app"
CONTRIBUTORS = ("contributor_0", "contributor_1")
VALIDATORS = ("validator_0", "validator_1", "validator_2")
PARTIES = (*CONTRIBUTORS, *VALIDATORS)
TERMS = replace(
    MINIMAL,
    inputs=replace(MINIMAL.inputs, commit=8, seal=6, vote=8),
    results=replace(MINIMAL.results, turn=3, turns=3, open_turn=10),
    stakes=replace(MINIMAL.stakes, cooldown_rounds=0),
)
"""Phases that end by themselves soon, where somebody is cut off."""
STAKE = 1_000 * TOKEN
DEADLINE = 90.0
POLL = 0.2
SWARM_PORT, RPC_PORT, CHAIN_PORT = 4001, 5001, 8545


@dataclass(slots=True)
class Party:
    """A node on its host, and the Kubo node beside it."""

    config: Config
    log: Path
    store: str
    process: ForkServerProcess | None = None

    def start(self, namespace: str) -> None:
        """Start the node as a process on its host."""
        self.process = CONTEXT.Process(
            target=_run_inside, args=(namespace, self.config, Fate(self.log, None))
        )
        self.process.start()

    def send(self, number: int) -> None:
        """Send the node's process a signal."""
        assert self.process is not None
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def stop(self) -> None:
        """End the node, and see that nothing else has ended it."""
        assert self.process is not None
        self.process.terminate()
        self.process.join(DEADLINE)
        assert self.process.exitcode == 0, self.log.read_text()


@dataclass(slots=True)
class HostedFederation:
    """A task on a chain that is a host too; call its methods on that host."""

    hosts: Hosts
    local: LocalChain
    task: TaskId
    manifest: Manifest
    parties: dict[str, Party]
    _clock: ChainClock = field(default_factory=lambda: ChainClock(time.monotonic))

    @property
    def chain(self) -> Chain:
        """Return the chain as the task's owner uses it."""
        return self.local.connect()

    def read_view(self) -> TaskView:
        """Return where the task stands."""
        return read_view(self.chain, self.task, self._clock)

    def read_history(self) -> TaskHistory:
        """Return the task's history."""
        return read_ledger(self.chain).get_task(self.task)

    def wait_for(self, is_so: Callable[[TaskView], bool]) -> TaskView:
        """Return the first view of which something is so."""
        deadline = time.monotonic() + DEADLINE
        while not is_so(view := self.read_view()):
            assert time.monotonic() < deadline, self._tell()
            self._check_alive()
            time.sleep(POLL)
        return view

    def wait_for_round(self, *phases: Phase, after: int = -1) -> int:
        """Wait for a round after one that is in one of these phases; return its number."""

        def is_there(view: TaskView) -> bool:
            return view.number > after and view.phase in phases

        return self.wait_for(is_there).number

    def wait_for_end(self, number: int) -> RoundHistory:
        """Return a round once it is final, or void for good."""

        def is_over(view: TaskView) -> bool:
            seen = view.find(number)
            is_void = seen is not None and seen.phase is Phase.VOID
            return is_void or is_decided(view.head, number)

        self.wait_for(is_over)
        return self.read_history().rounds[number]

    def find_proposer(self, number: int) -> str:
        """Return who is elected to propose in a round whose votes are in.

        All validators stand still until it is known, so that what is done about the one comes
        first.
        """
        self.wait_for(lambda view: _is_voted(view.find(number)))
        for name in VALIDATORS:
            self.parties[name].send(signal.SIGSTOP)
        header = self.chain.get_round(self.task, number).header
        assert not self.chain.get_round(self.task, number).progress.made, "they were too quick"
        self.wait_for(lambda view: view.block >= header.anchor)
        hash_ = self.chain.get_block_hash(header.anchor)
        elected = compute_elected(header, TERMS.results, header.vote_ends, hash_)
        assert elected is not None
        return VALIDATORS[elected]

    def go_on(self) -> None:
        """Let all validators go on."""
        for name in VALIDATORS:
            self.parties[name].send(signal.SIGCONT)

    def get_account(self, name: str) -> str:
        """Return the address of a party's account."""
        return self.local.accounts[name.replace("_", "-")].address

    def get_included(self, round_: RoundHistory) -> set[str]:
        """Return the contributors that the votes let in."""
        pairs = zip(round_.committed, round_.compute_included(), strict=True)
        included = {account for account, is_in in pairs if is_in}
        return {name for name in CONTRIBUTORS if self.get_account(name) in included}

    def audit(self, directory: Path) -> None:
        """Check money, stakes and lineage, and that every validator's host has the model."""
        books = check_conservation(self.chain)
        assert books.ok, books.faults
        ledger = read_ledger(self.chain)
        assert not ledger.slashes
        history = ledger.get_task(self.task)
        self.chain.verify_lineage(self.task, history.lineage)
        root = history.head.model_root
        for name in VALIDATORS:
            with inside(name):
                files = TaskFiles(open_store(self.parties[name].store), directory / name)
                files.directory.mkdir(parents=True)
                files.fetch_state(self.manifest, root, history.files.get(root))

    def _check_alive(self) -> None:
        for name, party in self.parties.items():
            if party.process is not None:
                assert party.process.exitcode is None, f"{name}: {party.log.read_text()}"

    def _tell(self) -> dict[str, list[str]]:
        logs = {name: party.log.read_text().split() for name, party in self.parties.items()}
        return {name: lines[-12:] for name, lines in logs.items()}


@contextmanager
def start_federation(hosts: Hosts, directory: Path, ipfs: Path) -> Iterator[HostedFederation]:
    """Run chain, Kubo nodes and parties, each on its host; the block is on the chain's host."""
    forkserver.ensure_running()  # here: it must outlive the hosts
    repositories = prepare_kubo(hosts, directory, ipfs)
    with ExitStack() as stack:
        for name in PARTIES:
            with inside(name):
                stack.enter_context(start_daemon(repositories[name].path, ipfs, offline=False))
        stack.enter_context(inside(CHAIN))
        address = hosts.addresses[CHAIN]
        devnet = stack.enter_context(
            start_devnet(CHAIN_PORT, host=address, log=directory / "chain.log")
        )
        federation = _prepare(hosts, devnet, directory, repositories)
        for name, party in federation.parties.items():
            party.start(hosts.get_namespace(name))
            stack.callback(party.stop)
        stack.callback(federation.go_on)
        stack.callback(hosts.heal)
        yield federation


def prepare_kubo(hosts: Hosts, directory: Path, ipfs: Path) -> dict[str, KuboRepository]:
    """Prepare a private network: a node on each host but the chain's, and all know each other."""
    key, nodes = make_swarm_key(), {}
    for name in hosts.addresses.keys() - {CHAIN}:
        swarm = TcpAddress("ip4", hosts.addresses[name], SWARM_PORT)
        plan = DaemonPlan(swarm=(swarm,), rpc=TcpAddress("ip4", "127.0.0.1", RPC_PORT))
        nodes[name] = prepare_repository(directory / "ipfs" / name, plan, swarm_key=key, ipfs=ipfs)
    for node in nodes.values():
        node.add_peers(contact for other in nodes.values() for contact in other.list_contacts())
    return nodes


def _prepare(
    hosts: Hosts, devnet: Devnet, directory: Path, repositories: dict[str, KuboRepository]
) -> HostedFederation:
    """Deploy, open a task whose first files lie on a contributor's host, enrol everybody."""
    local = prepare_chain(devnet, directory)
    manifest, first = build_manifest(build_model(points)), CONTRIBUTORS[0]
    with inside(first):
        store = open_store(repositories[first].store_url)
        task = create_task(local.connect(), store, points, manifest, TERMS)
    for name in PARTIES:
        chain = local.connect(name.replace("_", "-"))
        chain.deposit(STAKE)
        enrol = chain.enrol_contributor if name in CONTRIBUTORS else chain.enrol_validator
        enrol(task, STAKE)
    parties = {
        name: _make_party(local, task, directory, name, repositories[name].store_url)
        for name in PARTIES
    }
    return HostedFederation(hosts, local, task, manifest, parties)


def _make_party(local: LocalChain, task: TaskId, directory: Path, name: str, store: str) -> Party:
    account = name.replace("_", "-")
    node = NodeConfig(
        local.rpc_url,
        local.record,
        local.get_keystore(account),
        store,
        task,
        directory / "state" / name,
        interval=0.3,
        sending=replace(local.options, journals=directory / "journals" / name),
    )
    log = directory / f"{name}.log"
    log.touch()
    if name in VALIDATORS:
        return Party(ValidatorNodeConfig(node, Conduct(stagger=1.0)), log, store)
    share = ContributorConfig(CONTRIBUTORS.index(name), len(CONTRIBUTORS), seed=7)
    return Party(ContributorNodeConfig(node, APP, share), log, store)


def _run_inside(namespace: str, config: Config, fate: Fate) -> None:
    enter(namespace)
    run_node(config, fate)


def _is_voted(seen: RoundView | None) -> bool:
    """Tell whether all votes of a round are in, so that its anchor is fixed."""
    return seen is not None and seen.record.header.anchor > 0 and seen.phase is Phase.PROPOSE
