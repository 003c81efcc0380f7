"""What everybody can do in a task besides its rounds: open, fund, enrol, leave, take money out."""

from dataclasses import replace
from random import Random
from typing import Any

from consort.spec.phases import is_decided
from consort.spec.proposals import hash_proposal
from consort.spec.state import TaskState
from consort.spec.transition.rivals import get_proposal
from consort.spec.types import ListLeaf, RewardLeaf, Role, TaskId
from tests.differential.machine import Machine
from tests.differential.results import Result
from tests.differential.terms import PARAMS, TASK


class Player:
    """Makes calls on both sides of a machine and keeps what the chain forgets."""

    def __init__(self, machine: Machine, seed: int) -> None:
        self.machine, self.random = machine, Random(seed)
        self.leaves: dict[int, list[ListLeaf]] = {}
        self.words: dict[tuple[int, int], list[int]] = {}
        self.results: dict[bytes, Result] = {}

    def call(self, contract: str, function: str, actor: int, *args: Any, wait: int = 1) -> bool:
        """Make one call and tell whether it succeeded."""
        sender = self.machine.accounts[actor]
        error, _ = self.machine.call(contract, function, sender, *args, wait=wait)
        return not error

    @property
    def task(self) -> TaskState:
        """Return the task that most rules act on."""
        return self.machine.spec.tasks[TASK]

    @property
    def last_round(self) -> int:
        """Return its last opened round."""
        return self.task.head.next_round - 1

    def get_result(self, round_: int, number: int) -> Result | None:
        """Return what is known of a proposal."""
        return self.results.get(get_proposal(self.task, round_, number).hash)

    def get_rewards(self, parent: bytes) -> dict[int, RewardLeaf]:
        """Return the reward leaves of a proposal; none of the initial model."""
        return self.results[parent].rewards if parent in self.results else {}

    def is_decided(self, round_: int) -> bool:
        """Tell whether a round is final or void for good."""
        return is_decided(self.task.head, round_)

    def keep(self, result: Result) -> None:
        """Remember a result that was proposed."""
        self.results[hash_proposal(result.proposal)] = result

    def create_task(self, actor: int, commit: int, bits: int) -> None:
        """Open another task, with parameters that may be out of range."""
        if len(self.machine.spec.tasks) < 3:
            params = replace(
                PARAMS,
                inputs=replace(PARAMS.inputs, commit=commit),
                arithmetic=replace(PARAMS.arithmetic, code_bits=bits, master_exponent=15),
            )
            self.call("Coordinator", "createTask", actor, params)

    def fund(self, actor: int, task: TaskId, amount: int) -> None:
        """Add to a budget."""
        self.call("RewardLedger", "fund", actor, task, amount)

    def close_task(self, actor: int, task: TaskId) -> None:
        """Close a task."""
        self.call("Coordinator", "closeTask", actor, task)

    def enrol(self, actor: int, task: TaskId, stake: int, is_validator: int) -> None:
        """Enrol in either role; the same account may hold both."""
        name = "enrolValidator" if is_validator else "enrolContributor"
        self.call("Coordinator", name, actor, task, stake)

    def exit(self, actor: int, task: TaskId, role: Role) -> None:
        """Ask to leave."""
        self.call("Coordinator", "requestExit", actor, task, role)

    def release(self, actor: int, task: TaskId, role: Role, wait: int) -> None:
        """Free exited stake, sometimes after the delay."""
        held = self.machine.spec.vault.allocations
        account = self.machine.accounts[actor]
        if wait == 1 or (account, task, role) in held:
            self.call("StakeVault", "release", actor, task, role, wait=wait)

    def deposit(self, actor: int, amount: int) -> None:
        """Put tokens into the vault."""
        self.call("StakeVault", "deposit", actor, amount)

    def withdraw(self, actor: int, amount: int) -> None:
        """Take free stake out."""
        self.call("StakeVault", "withdraw", actor, amount)

    def withdraw_credit(self, actor: int, other: int) -> None:
        """Pay out somebody's credit."""
        self.call("RewardLedger", "withdrawCredit", actor, self.machine.accounts[other])

    def burn(self, actor: int) -> None:
        """Burn what was slashed."""
        self.call("StakeVault", "burn", actor)

    def usurp(self, actor: int) -> None:
        """Call what only one of the contracts may call."""
        account, role = self.machine.accounts[actor], Role.CONTRIBUTOR
        held = (account, TASK, role)
        calls: list[tuple[Any, ...]] = [
            ("StakeVault", "slash", *held, 5_000, account, 1_000, 0),
            ("StakeVault", "allocate", *held, 1),
            ("StakeVault", "beginExit", *held),
            ("StakeVault", "freeze", *held),
            ("StakeVault", "thaw", *held),
            ("StakeVault", "lockBond", account, 1),
            ("StakeVault", "releaseBond", account, 1),
            ("StakeVault", "forfeitBond", 1, account, 1, 1),
            ("Coordinator", "refute", TASK, self.last_round, 0),
            ("Coordinator", "setWindow", TASK, self.last_round, 0, 0, 0),
            ("Coordinator", "rest", TASK, account, self.last_round),
            ("Coordinator", "addBudget", TASK, 1),
            ("Coordinator", "takeCredit", account),
            ("Disputes", "bind", account, []),
        ]
        contract, function, *args = self.random.choice(calls)
        self.call(contract, function, actor, *args)

    def wait(self, seconds: int, blocks: int = 1) -> None:
        """Let time pass."""
        self.machine.skip(seconds, blocks)
