"""A node account and its specification: any calls of three keys end alike, and leave the same."""

from copy import deepcopy
from functools import partial
from random import Random
from typing import Any, NamedTuple

import pytest

from consort.errors import Rejected
from consort.spec import transition
from consort.spec.params import STAKE_UNIT, TOKEN
from consort.spec.state import Call, NodeAccountState, State
from consort.spec.transition.node_accounts import Step, operate
from consort.spec.types import NOBODY, Address, Role
from tests.differential.abi import Outcome, to_abi
from tests.differential.deployment import _create
from tests.differential.machine import Machine, find_process
from tests.differential.start import start_task
from tests.differential.terms import CONTENT, TASK

COLD, HOT, OTHER = 0, 6, 7
KEYS = (COLD, HOT, OTHER)
STAKE = 10**7 * STAKE_UNIT
ALLOWANCE = 3 * TOKEN
STEPS = 120


class Inner(NamedTuple):
    """A call that a node account makes."""

    contract: str
    function: str
    args: tuple[Any, ...]


class NodeAccountWalk:
    """Random calls to a node account, each on both sides."""

    def __init__(self, machine: Machine, seed: int) -> None:
        self.machine, self.random = machine, Random(seed)
        keys = machine.accounts[COLD], machine.accounts[HOT], ALLOWANCE
        held = machine.contracts
        names = ("AggregationProofs", "RecordProofs", "InputProofs")
        bound = held["Coordinator"].address, held["RewardLedger"].address
        proofs = [held[name].address for name in names]
        arguments = (*keys, *bound, proofs)
        self.contract = _create(machine.w3, keys[0], held, "NodeAccount", arguments)
        self.account = Address(self.contract.address)
        machine.spec.node_accounts[self.account] = NodeAccountState(*keys)
        machine.accounts.append(self.account)

    def run(self) -> None:
        """Take many steps, and compare everything now and then."""
        for step in range(STEPS):
            self.random.choice((self.manage, self.execute, self.operate, self.pay))()
            if step % 20 == 19:
                self.compare()

    def manage(self) -> None:
        """Let some key change the keys, or sweep."""
        someone = self.machine.accounts[self.random.choice(KEYS)]
        calls: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("setOperator", (self.random.choice((someone, NOBODY)),)),
            ("setStakeAllowance", (self.random.randrange(ALLOWANCE),)),
            ("transferOwnership", (someone,)),
            ("acceptOwnership", ()),
            ("sweep", (Address(self.machine.contracts["ConsortToken"].address),)),
        )
        function, args = self.random.choice(calls)
        process = partial(find_process("NodeAccount", function))
        self._compare(self.contract.functions[function](*args), process, self.account, *args)

    def execute(self) -> None:
        """Let some key, best the owner's, make the account do one or two things."""
        inner = [self._choose() for _ in range(self.random.choice((1, 2)))]
        actions = [(self.machine.contracts[one.contract].address, self._data(one)) for one in inner]
        steps = [self._step(one) for one in inner]
        prepared = self.contract.functions.execute(actions)
        self._compare(prepared, transition.process_execute, self.account, steps)

    def operate(self) -> None:
        """Let some key, best the operator's, send what the account passes on."""
        inner = self._choose()
        data = self._data(inner)
        selector = bytes.fromhex(data[2:10])
        prepared = Raw(self.machine.w3, self.account, data)
        step = self._step(inner)
        self._compare(prepared, operate, self.account, inner.function, selector, step)

    def pay(self) -> None:
        """Send tokens to the account."""
        token = self.machine.contracts["ConsortToken"].functions
        payer = self.machine.accounts[1]
        self.machine._send(token.transfer(self.account, TOKEN), payer)
        self.machine.spec.balances[payer] -= TOKEN
        self.machine.spec.balances[self.account] += TOKEN

    def compare(self) -> None:
        """Require the same keys, allowance, stake and tokens on both sides."""
        self.machine.compare()
        views, held = self.contract.functions, self.machine.spec.node_accounts[self.account]
        assert views.owner().call() == held.owner
        assert views.pendingOwner().call() == held.pending_owner
        assert views.operator().call() == held.operator
        assert views.stakeAllowance().call() == held.stake_allowance

    def _choose(self) -> Inner:
        round_ = self.machine.spec.tasks[TASK].head.next_round - 1
        root, index = self.random.randbytes(32), self.random.randrange(5)
        return self.random.choice(
            (
                Inner("StakeVault", "deposit", (TOKEN,)),
                Inner("StakeVault", "withdraw", (self.random.randrange(TOKEN),)),
                Inner("StakeVault", "release", (TASK, Role.CONTRIBUTOR)),
                Inner("Coordinator", "enrolContributor", (TASK, STAKE)),
                Inner("Coordinator", "enrolValidator", (TASK, STAKE)),
                Inner("Coordinator", "requestExit", (TASK, Role.CONTRIBUTOR)),
                Inner("Coordinator", "openRound", (TASK,)),
                Inner("Coordinator", "commit", (TASK, round_, root, *_spread(CONTENT), 5)),
                Inner("Coordinator", "vote", (TASK, round_, index, [])),
                Inner("Coordinator", "syncHead", (TASK,)),
                Inner("Disputes", "precommit", (root,)),
                Inner("RewardLedger", "withdrawCredit", (self.account,)),
            )
        )

    def _data(self, inner: Inner) -> str:
        prepared = self.machine._prepare(inner.contract, inner.function, *inner.args)
        return str(prepared._encode_transaction_data())

    def _step(self, inner: Inner) -> Step:
        process = find_process(inner.contract, inner.function)
        return lambda state, call: process(state, call, *inner.args)

    def _compare(self, prepared: Any, process: Any, *args: Any) -> None:
        """Send by the key that may, or by any, on both sides."""
        held = self.machine.spec.node_accounts[self.account]
        right = held.operator if process is operate else held.owner
        wanted = right if self.random.random() < 0.8 else None
        known = [self.machine.accounts[key] for key in KEYS]
        sender = wanted if wanted in known else self.random.choice(known)
        call = self.machine.make_call(sender)
        expected = self._apply(process, call, *args)
        self.machine._request("evm_setNextBlockTimestamp", call.time)
        actual = self.machine._send(prepared, sender)
        assert actual == expected, f"chain {actual}, specification {expected}"

    def _apply(self, process: Any, call: Call, *args: Any) -> Outcome:
        try:
            self.machine.spec, _ = transition.apply(self.machine.spec, process, call, *args)
        except Rejected as error:
            return type(error).__name__, tuple(map(to_abi, error.values.values()))
        return "", ()


class Raw:
    """A transaction of given data, sent as web3's functions are."""

    def __init__(self, w3: Any, to: Address, data: str) -> None:
        self._w3, self._fields = w3, {"to": to, "data": data}

    def transact(self, fields: dict[str, Any]) -> Any:
        """Send it."""
        return self._w3.eth.send_transaction(self._fields | fields)


def _spread(content: Any) -> tuple[bytes, int]:
    return content.digest, content.size


@pytest.fixture(scope="module")
def machine(rpc_url: str) -> Machine:
    """Deploy once, with a funded task and its first round."""
    machine = Machine(rpc_url)
    start_task(machine)
    return machine


@pytest.mark.parametrize("seed", range(4))
def test_any_calls_give_the_same_outcome_and_state(machine: Machine, seed: int) -> None:
    fresh: State = deepcopy(machine.spec)
    accounts, snapshot = list(machine.accounts), machine.take_snapshot()
    try:
        walk = NodeAccountWalk(machine, seed)
        _allow(walk)
        walk.run()
    finally:
        machine.revert(snapshot)
        machine.spec, machine.accounts = fresh, accounts


def _allow(walk: NodeAccountWalk) -> None:
    """Let the vault take the account's tokens."""
    spender = walk.machine.contracts["StakeVault"].address
    token = walk.machine.contracts["ConsortToken"]
    data = token.functions.approve(spender, 2**255)._encode_transaction_data()
    prepared = walk.contract.functions.execute([(token.address, data)])
    assert walk.machine._send(prepared, walk.machine.accounts[COLD]) == ("", ())
