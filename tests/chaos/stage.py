"""A small federation on a real chain, with something that can break between all its parts."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from consort.chain.client import Chain
from consort.chain.devnet import start_devnet
from consort.contributor_config import ContributorConfig
from consort.node.config import NodeConfig
from consort.spec.params import TOKEN
from consort_client.run import ContributorNodeConfig
from consort_nodes.conduct import Conduct
from consort_nodes.run import ValidatorNodeConfig
from consort_nodes.watching.run import WatcherNodeConfig
from tests.chain.devnet_fixture import LocalChain, prepare_chain
from tests.chaos.disk import SmallDisk
from tests.chaos.node_process import Config
from tests.chaos.plan import CONTRIBUTORS, MEMBERS, VALIDATORS, Plan
from tests.chaos.rpc_proxy import RpcProxy
from tests.chaos.stores import Archive, BreakableStore, open_breakable
from tests.roles.federation import Federation

APP: Final = "tests.app.apps:app"
BUDGET: Final = 10_000 * TOKEN
INTERVAL: Final = 0.08
STAGGER: Final = 0.1
SHELTER: Final = 8
"""Blocks between setting up and the first round: no reorganisation reaches what was set up."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything of one run but its nodes.

    `owner` is the chain as nobody disturbs it; `archive` keeps every file that was ever committed.
    """

    plan: Plan
    directory: Path
    federation: Federation
    owner: Chain
    proxy: RpcProxy
    store: BreakableStore
    archive: Archive
    disk: SmallDisk | None

    @property
    def local(self) -> LocalChain:
        """Return the chain and the accounts on it."""
        return self.federation.local

    def configure(self, name: str) -> Config:
        """Return a node's configuration."""
        node = self._configure(name)
        if name in CONTRIBUTORS:
            training = ContributorConfig(CONTRIBUTORS.index(name), of=len(CONTRIBUTORS), seed=7)
            return ContributorNodeConfig(node, APP, training)
        if name in VALIDATORS:
            return ValidatorNodeConfig(node, Conduct(stagger=STAGGER))
        return WatcherNodeConfig(node)

    def _configure(self, name: str) -> NodeConfig:
        home = self.directory
        if self.disk is not None and name == self.plan.small_disk:
            home = self.disk.path
        options = replace(self.local.options, journals=home / "journals", patience=1.5)
        return NodeConfig(
            self.proxy.get_url(name),
            self.local.record,
            self.local.get_keystore(name),
            self.store.address,
            self.federation.task,
            home / "state",
            interval=INTERVAL,
            sending=options,
        )


@contextmanager
def set_stage(plan: Plan, directory: Path) -> Iterator[Stage]:
    """Start everything that a plan needs, and end it afterwards."""
    with ExitStack() as stack:
        devnet = stack.enter_context(start_devnet(log=directory / "anvil.log"))
        local = prepare_chain(devnet, directory)
        store = stack.enter_context(open_breakable(plan.store, directory))
        federation = _found(local, directory, store)
        proxy = stack.enter_context(RpcProxy(devnet.rpc_url, plan.nodes))
        disk = stack.enter_context(SmallDisk(directory / "disk")) if plan.small_disk else None
        archive = Archive(directory / "archive", store)
        yield Stage(plan, directory, federation, local.connect(), proxy, store, archive, disk)


def _found(local: LocalChain, directory: Path, store: BreakableStore) -> Federation:
    federation = Federation.start(local, directory, store=store.open())
    federation.owner.fund(federation.task, BUDGET)
    counts = [
        len([name for name in MEMBERS if name in role]) for role in (CONTRIBUTORS, VALIDATORS)
    ]
    federation.enrol(*counts)
    local.devnet.mine(SHELTER)
    federation.owner.rpc.request("evm_setIntervalMining", 0)  # time is the driver's
    federation.owner.rpc.request("evm_setAutomine", True)
    return federation
