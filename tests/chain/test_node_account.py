"""A node account on a real chain: what either key does through it, and what specification says."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from consort.chain.client import Chain
from consort.chain.devnet import start_devnet
from consort.chain.events import Committed, OperatorChanged, RoundOpened, Swept
from consort.chain.interface import CONTRACTS, LIBRARIES, load_contract
from consort.errors import (
    CONFIGURATION,
    NoKeyOfAccount,
    NotForOperator,
    NotNodeAccount,
    NotOperator,
    OwnableUnauthorizedAccount,
    WrongPhase,
)
from consort.spec.params import TOKEN
from consort.spec.transition.node_accounts import OPERATED
from consort.spec.types import Address, ContentId, Phase, Role, TaskId
from tests.chain.devnet_fixture import LocalChain, prepare_chain
from tests.chain.task_terms import STAKE, create_task

COLD, HOT, OTHER = "contributor-0", "contributor-1", "contributor-2"
CONTENT = ContentId(bytes([7]) * 32, 4_096)


Act = Callable[[Chain], object]


@dataclass(frozen=True)
class Delegated:
    """A node account, and the chain as its keys use it."""

    local: LocalChain
    account: Address

    @property
    def cold(self) -> Chain:
        """Return the chain as the owner uses it."""
        return self.local.connect(COLD).act_as(self.account)

    @property
    def hot(self) -> Chain:
        """Return the chain as the operator uses it."""
        return self.local.connect(HOT).act_as(self.account)

    def enrol(self) -> TaskId:
        """Enrol the account as contributor in a new task, and somebody as validator."""
        task = create_task(self.local.connect())
        validator = self.local.connect("validator-0")
        validator.deposit(STAKE)
        validator.enrol_validator(task, STAKE)
        self.cold.deposit(STAKE)
        self.cold.enrol_contributor(task, STAKE)
        return task


def delegate(local: LocalChain, allowance: int = 0) -> Delegated:
    """Create a node account."""
    hot = local.accounts[HOT].address
    made = local.connect(COLD).create_node_account(hot, allowance)
    assert made.contract is not None
    return Delegated(local, made.contract)


@pytest.fixture
def node(local_chain: LocalChain) -> Delegated:
    """Give a node account whose operator may use no free stake."""
    return delegate(local_chain)


def test_only_the_listed_functions_pass(node: Delegated) -> None:
    """The contract's list is the specification's, for every function that changes anything."""
    chain, passed = node.hot, set()
    for contract in {*CONTRACTS} - {*LIBRARIES}:
        for entry in load_contract(contract).entries:
            if entry.kind == "function" and entry.is_mutating:
                selector = entry.selector[:4]
                (target,) = chain._read_at(node.account, "NodeAccount", "targetOf", selector)
                if entry.name in OPERATED.get(contract, ()):
                    assert target == chain.deployment.get_address(contract), entry.name
                    passed.add(selector)
                elif selector not in passed:
                    assert int(target, 16) == 0, entry.name
    assert len(passed) == sum(map(len, OPERATED.values()))
    own = {entry.selector[:4] for entry in load_contract("NodeAccount").entries}
    assert not own & passed


def test_owner_brings_its_tokens_in_one_transaction(node: Delegated) -> None:
    before = node.cold.get_balance(node.cold.account.address)
    receipt = node.cold.deposit(STAKE)
    assert node.cold.get_free_stake(node.account) == STAKE
    assert node.cold.get_balance(node.cold.account.address) == before - STAKE
    assert node.cold.get_allowance(node.account, node.cold.account.address) == 0
    assert receipt.function == "deposit"
    task = create_task(node.local.connect())
    unspent = node.cold.get_unspent(task)
    node.cold.fund(task, 5 * TOKEN)
    assert node.cold.get_unspent(task) == unspent + 5 * TOKEN


def test_operator_commits_as_the_account(node: Delegated) -> None:
    task = node.enrol()
    node.hot.open_round(task)
    committed = node.hot.commit(task, 0, bytes([9]) * 32, CONTENT, 30).get(Committed)
    assert committed.contributor == node.account
    with pytest.raises(WrongPhase) as wrong:
        node.hot.commit(task, 0, bytes([9]) * 32, CONTENT, 30)
    assert (wrong.value.expected, wrong.value.actual) == (Phase.COMMIT, Phase.SEAL)


def test_operator_moves_no_stake(node: Delegated) -> None:
    task = node.enrol()
    node.cold.deposit(STAKE)
    acts: list[Act] = [
        lambda chain: chain.withdraw(1),
        lambda chain: chain.deposit(1),
        lambda chain: chain.fund(task, 1),
        lambda chain: chain.transfer(chain.account.address, 1),
        lambda chain: chain.enrol_validator(task, STAKE),
        lambda chain: chain.request_exit(task, Role.CONTRIBUTOR),
    ]
    for act in acts:
        with pytest.raises(NotForOperator):
            act(node.hot)
    assert node.cold.get_free_stake(node.account) == STAKE


def test_only_keys_of_the_account_act_as_it(node: Delegated) -> None:
    stranger = node.local.connect(OTHER)
    with pytest.raises(NoKeyOfAccount) as refused:
        stranger.act_as(node.account)
    assert refused.value.exit_code == CONFIGURATION
    token = stranger.deployment.get_address("ConsortToken")
    for address in (stranger.address, token):
        with pytest.raises(NotNodeAccount):
            stranger.act_as(address)


def test_node_account_of_another_deployment_is_refused(
    node: Delegated, local_chain: LocalChain
) -> None:
    contracts = dict(local_chain.deployment.contracts)
    contracts["RecordProofs"] = contracts["AggregationProofs"]
    other = replace(local_chain.deployment, contracts=contracts)
    chain = Chain.connect(local_chain.rpc_url, other, local_chain.accounts[HOT])
    with pytest.raises(NotNodeAccount, match="its RecordProofs is"):
        chain.act_as(node.account)


def test_rotation_keeps_the_enrolment_and_refuses_the_old_key(node: Delegated) -> None:
    task, old = node.enrol(), node.hot
    index = old.get_contributor(task, node.account).index
    new = node.local.accounts[OTHER].address
    changed = node.cold.set_operator(node.account, new).get(OperatorChanged)
    assert changed == OperatorChanged(node.local.accounts[HOT].address, new)
    with pytest.raises(NotOperator, match="or let the owner"):
        old.open_round(task)
    now = node.local.connect(OTHER).act_as(node.account)
    now.open_round(task)
    now.commit(task, 0, bytes([9]) * 32, CONTENT, 30)
    assert now.get_contributor(task, node.account).index == index


def test_owner_exits_and_receives_and_so_does_the_next_owner(node: Delegated) -> None:
    task, cold = node.enrol(), node.cold
    cold.request_exit(task, Role.CONTRIBUTOR)
    node.local.devnet.advance_time(cold.get_exit_delay())
    node.local.devnet.mine(cold.get_exit_blocks())
    cold.release(task, Role.CONTRIBUTOR)
    cold.withdraw(STAKE)
    next_owner = node.local.connect(OTHER)
    cold.transfer_ownership(node.account, next_owner.address)
    with pytest.raises(OwnableUnauthorizedAccount):
        node.local.connect(HOT).accept_ownership(node.account)
    next_owner.accept_ownership(node.account)
    swept = node.local.connect(HOT).sweep(node.account).get(Swept)
    assert (swept.owner, swept.amount) == (next_owner.address, STAKE)
    with pytest.raises(OwnableUnauthorizedAccount):
        cold.set_operator(node.account, cold.account.address)


def test_operators_transaction_survives_being_stuck(tmp_path: Path) -> None:
    """Journal and replacement know nothing of node accounts: what is signed goes to one."""
    with start_devnet(log=tmp_path / "anvil.log") as devnet:
        node = delegate(prepare_chain(devnet, tmp_path))
        task = node.enrol()
        options = replace(node.local.options, patience=0.5, timeout=30)
        account = node.local.accounts[HOT]
        chain = Chain.connect(devnet.rpc_url, node.local.deployment, account, options)
        hot = chain.act_as(node.account)
        chain.rpc.request("evm_setAutomine", False)
        chain.rpc.request("evm_setIntervalMining", 0)
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(hot.open_round, task)
            while int(chain.rpc.request("txpool_status")["pending"], 16) == 0:
                assert not sending.done()
            chain.rpc.request("anvil_setNextBlockBaseFeePerGas", hex(200 * 10**9))
            chain.rpc.request("evm_mine")
            chain.rpc.request("evm_setIntervalMining", 1)
            receipt = sending.result(30)
        assert receipt.get(RoundOpened).round == 0
        sent = chain.rpc.request("eth_getTransactionByHash", receipt.transaction)
        assert int(sent["maxFeePerGas"], 16) > 100 * 10**9
