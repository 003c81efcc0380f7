"""Everything that a demo needs before its nodes start: chain, store, accounts, task."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from consort.chain.accounts import create_accounts
from consort.chain.client import Chain
from consort.chain.deployer import DeployParams, deploy
from consort.chain.deployment import Deployment, get_record_path
from consort.chain.devnet import Devnet, start_devnet
from consort.chain.sender import SendOptions
from consort.chain.signing import Account
from consort.cli.actions.opening import FirstModel, open_task
from consort.cli.demo.plan import (
    CONTRIBUTOR_STAKE,
    OWNER,
    VALIDATOR_STAKE,
    WATCHER_TOKENS,
    DemoPlan,
)
from consort.cli.starting import started
from consort.node.config import NodeConfig
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.phases import compute_cost
from consort.spec.types import TaskId
from consort.storage.kubo_daemon import start_daemon

INTERVAL = 0.2
"""Seconds between two looks of a node at the chain."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A local chain with Consort deployed, accounts with coins, and a store."""

    plan: DemoPlan
    devnet: Devnet
    store: str
    accounts: Mapping[str, Account]
    deployment: Deployment

    def connect(self, name: str = OWNER) -> Chain:
        """Return the chain as an account uses it."""
        rpc_url, account = self.devnet.rpc_url, self.accounts[name]
        return Chain.connect(rpc_url, self.deployment, account, self.sending)

    @property
    def sending(self) -> SendOptions:
        """Return how to send, journals in the demo's directory."""
        return SendOptions(journals=self.plan.directory.journals)

    def configure(self, name: str, task: TaskId) -> NodeConfig:
        """Return where an account's node works."""
        directory = self.plan.directory
        return NodeConfig(
            rpc_url=self.devnet.rpc_url,
            deployment=get_record_path(self.deployment.chain_id, directory.deployments),
            keystore=directory.keystores / f"{name}.json",
            store=self.store,
            task=task,
            state=directory.state,
            interval=INTERVAL,
            sending=self.sending,
        )


@contextmanager
def set_stage(plan: DemoPlan) -> Iterator[Stage]:
    """Start chain and store, deploy, and end both afterwards; raises what each of them raises."""
    directory = plan.directory
    with (
        started(lambda: _start_chain(plan)) as devnet,
        _open_store(plan) as store,
    ):
        names = (
            OWNER,
            *plan.contributor_names,
            *plan.validator_names,
            *plan.watcher_names,
        )
        accounts = dict(zip(names, create_accounts(directory.keystores, names), strict=True))
        directory.password.write_text("")
        for account in accounts.values():
            devnet.give_coins(account.address)
        yield Stage(plan, devnet, store, accounts, _deploy(plan, devnet, accounts[OWNER]))


def _start_chain(plan: DemoPlan) -> Devnet:
    directory, program = plan.directory, plan.program
    return start_devnet(program=program, state=directory.get_chain(program), log=directory.log)


def _deploy(plan: DemoPlan, devnet: Devnet, owner: Account) -> Deployment:
    params = DeployParams.of(plan.terms)
    directory = plan.directory
    options = SendOptions(journals=directory.journals)
    where = directory.deployments
    return deploy(devnet.rpc_url, owner, params, directory=where, options=options)


@contextmanager
def _open_store(plan: DemoPlan) -> Iterator[str]:
    if plan.store == "kubo":
        with started(lambda: start_daemon(plan.directory.ipfs)) as daemon:
            yield f"kubo:{daemon.address}"
    else:
        yield f"directory:{plan.directory.store}"


def open_demo_task(stage: Stage, model: FirstModel) -> TaskId:
    """Open a task for the app's model with a budget for every round; pay it from the supply."""
    arithmetic = model.get_arithmetic(AggregationRule(Rule.WEIGHTED_MEAN), target_weight=1)
    terms = stage.plan.terms
    params = model.make_params(terms, arithmetic)
    budget = stage.plan.rounds * compute_cost(terms.inputs, terms.results)
    return open_task(stage.connect(), params, model.files, budget)


def enrol_everybody(stage: Stage, task: TaskId) -> None:
    """Give each account its stake, which it deposits and enrols with; watchers enrol nowhere."""
    owner = stage.connect()
    for name in stage.plan.watcher_names:
        owner.transfer(stage.accounts[name].address, WATCHER_TOKENS)
    for name in stage.plan.contributor_names:
        chain = stage.connect(name)
        owner.transfer(chain.address, CONTRIBUTOR_STAKE)
        chain.deposit(CONTRIBUTOR_STAKE)
        chain.enrol_contributor(task, CONTRIBUTOR_STAKE)
    for name in stage.plan.validator_names:
        chain = stage.connect(name)
        owner.transfer(chain.address, VALIDATOR_STAKE)
        chain.deposit(VALIDATOR_STAKE)
        chain.enrol_validator(task, VALIDATOR_STAKE)
