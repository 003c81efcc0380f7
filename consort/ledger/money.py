"""Every amount as the events of a deployment tell it, base units.

What the stake vault and the reward ledger should hold is built from what belongs to whom, not from
what flowed in and out, so an event that is missing or altered shows.
"""

from collections import Counter
from functools import singledispatchmethod

from consort.chain.events import (
    Allocated,
    Burned,
    Claimed,
    CreditWithdrawn,
    Deposited,
    Event,
    ExitBegun,
    Released,
    RoundFinalised,
    Slashed,
    TaskClosed,
    TaskFunded,
    Voted,
    Withdrawn,
)
from consort.ledger.task_history import TaskHistory
from consort.spec.params import STAKE_UNIT
from consort.spec.rewards import RewardLeaf
from consort.spec.types import Address, Role, TaskId

Enrolment = tuple[Address, TaskId, Role]


class Money:
    """Grow with the events of all tasks; `tasks` have taken in each event before.

    `faults` says in sentences which events contradict each other; honest ones never do.
    """

    def __init__(self, tasks: dict[TaskId, TaskHistory]) -> None:
        self._tasks = tasks
        self.free: Counter[Address] = Counter()
        self.active: Counter[Enrolment] = Counter()
        self.exiting: Counter[Enrolment] = Counter()
        self.slashed: Counter[Enrolment] = Counter()
        self.burn_pending = 0
        self.allocations: Counter[TaskId] = Counter()
        self.unspent: Counter[TaskId] = Counter()
        self.allocated: Counter[TaskId] = Counter()
        self.claimed: Counter[tuple[TaskId, int]] = Counter()
        self.validator_pay: Counter[tuple[TaskId, int]] = Counter()
        self.credits: Counter[Address] = Counter()
        self.credits_paid: Counter[Address] = Counter()
        self.faults: list[str] = []

    @property
    def vault_total(self) -> int:
        """Return what the stake vault should hold (I1)."""
        stakes = self.active.total() + self.exiting.total()
        return self.free.total() + stakes + self.burn_pending

    @property
    def ledger_total(self) -> int:
        """Return what the reward ledger should hold: budgets, unclaimed rewards, credits."""
        unclaimed = self.allocated.total() - self.claimed.total()
        return self.unspent.total() + unclaimed + self.credits.total()

    def compute_oddities(self) -> list[str]:
        """Return what no honest history has: balances below zero, enrolments without stake."""
        return [*self._compute_negatives(), *self._compute_unbacked()]

    def _compute_unbacked(self) -> list[str]:
        return [
            f"task {number} has {len(task.stakes)} enrolments, {self.allocations[number]} backed"
            for number, task in self._tasks.items()
            if len(task.stakes) != self.allocations[number]
        ]

    def _compute_negatives(self) -> list[str]:
        balances = (self.free, self.active, self.exiting, self.unspent, self.credits)
        entries = [(key, value) for balance in balances for key, value in balance.items()]
        return [f"the balance of {key} is {value}" for key, value in entries if value < 0]

    @singledispatchmethod
    def apply(self, event: Event) -> None:
        """Take in the next event; those that move no money are left alone."""

    @apply.register
    def _(self, event: Deposited) -> None:
        self.free[event.account] += event.amount

    @apply.register
    def _(self, event: Withdrawn) -> None:
        self.free[event.account] -= event.amount

    @apply.register
    def _(self, event: Allocated) -> None:
        task = self._tasks[event.task]
        index = task.find_index(event.role, event.account)
        stake = 0 if index is None else task.stakes[event.role, index]
        self._expect(f"the stake of {event.account}", stake, event.amount)
        self.allocations[event.task] += 1
        self.free[event.account] -= event.amount
        self.active[event.account, event.task, event.role] += event.amount

    @apply.register
    def _(self, event: ExitBegun) -> None:
        key = (event.account, event.task, event.role)
        self._expect(f"the exit of {event.account}", self.active.pop(key, 0), event.amount)
        self.exiting[key] += event.amount

    @apply.register
    def _(self, event: Released) -> None:
        key = (event.account, event.task, event.role)
        self._expect(f"the release of {event.account}", self.exiting.pop(key, 0), event.amount)
        self.free[event.account] += event.amount

    @apply.register
    def _(self, event: Slashed) -> None:
        key = (event.account, event.task, event.role)
        held = self.exiting if key in self.exiting else self.active
        held[key] -= event.amount
        self.slashed[key] += event.amount
        self.free[event.reporter] += event.bounty
        self.burn_pending += event.amount - event.bounty

    @apply.register
    def _(self, event: Burned) -> None:
        self.burn_pending -= event.amount

    @apply.register
    def _(self, event: TaskFunded) -> None:
        self.unspent[event.task] += event.amount

    @apply.register
    def _(self, event: TaskClosed) -> None:
        refund = self.unspent.pop(event.task, 0)
        self._expect(f"the refund of task {event.task}", refund, event.refund)
        self.credits[self._tasks[event.task].owner] += event.refund

    @apply.register
    def _(self, event: Voted) -> None:
        task = self._tasks[event.task]
        per_unit = task.params.inputs.vote_pay // task.rounds[event.round].validator_stake
        stake = task.stakes[Role.VALIDATOR, event.validator_index]
        self._expect(f"a vote's stake in round {event.round}", stake, event.stake * STAKE_UNIT)
        self._expect(f"a vote's pay in round {event.round}", event.stake * per_unit, event.pay)
        self._credit(event.task, event.validator_index, event.pay)

    @apply.register
    def _(self, event: RoundFinalised) -> None:
        task = self._tasks[event.task]
        pay = task.params.results.proposer_pay
        self._expect(f"the proposer's pay in round {event.round}", pay, event.pay)
        self._expect(f"the version of round {event.round}", task.version, event.version)
        earned = task.head.reward_total - self.allocated[event.task]
        self.unspent[event.task] -= earned
        self.allocated[event.task] += earned
        self._credit(event.task, event.proposer, event.pay)

    @apply.register
    def _(self, event: Claimed) -> None:
        task, key = self._tasks[event.task], (event.task, event.index)
        self.claimed[key] += event.amount
        earned = task.rewards.get(event.index, RewardLeaf()).cumulative
        self._expect(f"the claim of {event.account}", earned, event.cumulative)
        self._expect(f"the claims of {event.account}", self.claimed[key], event.cumulative)

    @apply.register
    def _(self, event: CreditWithdrawn) -> None:
        self.credits[event.account] -= event.amount
        self.credits_paid[event.account] += event.amount

    def _credit(self, task: TaskId, validator: int, pay: int) -> None:
        self.unspent[task] -= pay
        self.validator_pay[task, validator] += pay
        self.credits[self._tasks[task].validators[validator]] += pay

    def _expect(self, what: str, expected: int, actual: int) -> None:
        if actual != expected:
            self.faults.append(f"{what} is {actual}, but by the events before it {expected}")
