"""Every amount as the events of a deployment tell it, base units.

What the stake vault and the reward ledger should hold is built from what belongs to whom, not from
what flowed in and out, so an event that is missing or altered shows.
"""

from collections import Counter
from functools import singledispatchmethod
from typing import Any

from consort.chain.events import (
    Allocated,
    AnswerPaid,
    Bonded,
    BondForfeited,
    Burned,
    Claimed,
    CreditWithdrawn,
    DemandDropped,
    Demanded,
    Deposited,
    Event,
    ExitBegun,
    ProposalBonded,
    Released,
    RoundFinalised,
    Slashed,
    SlashExecuted,
    TaskClosed,
    TaskFunded,
    Unanswered,
    Unbonded,
    Voted,
    Withdrawn,
)
from consort.ledger.disputes import Disputes
from consort.ledger.task_history import TaskHistory
from consort.spec.params import BURNED_PART, OUTSIDER, STAKE_UNIT
from consort.spec.types import Address, RewardLeaf, Role, TaskId, VaultTotals

Enrolment = tuple[Address, TaskId, Role]


class Money:
    """Grow with the events of all tasks; `tasks` and `disputes` have taken in each event before.

    `bonds` stand behind proposals, `deposits` behind demands by number; `bounties` include refunds
    of demands. Bonds that are lent and stake that is taken are told by the vault first, and by the
    contract that knows why in the same transaction: `lent` and `taken` still lack the second word.
    `faults` says in sentences which events contradict each other; honest ones never do.
    """

    def __init__(self, tasks: dict[TaskId, TaskHistory], disputes: Disputes) -> None:
        self._tasks = tasks
        self._disputes = disputes
        self.free: Counter[Address] = Counter()
        self.active: Counter[Enrolment] = Counter()
        self.exiting: Counter[Enrolment] = Counter()
        self.slashed: Counter[Enrolment] = Counter()
        self.bonds: Counter[Address] = Counter()
        self.deposits: Counter[int] = Counter()
        self.forfeited: Counter[Address] = Counter()
        self.bounties: Counter[Address] = Counter()
        self.lent = 0
        self.taken = 0
        self.burn_pending = 0
        self.burned = 0
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
        return self.free.total() + stakes + self.bonded + self.burn_pending

    @property
    def bonded(self) -> int:
        """Return all bonds and deposits."""
        return self.bonds.total() + self.deposits.total()

    @property
    def vault_totals(self) -> VaultTotals:
        """Return what the stake vault should say of its parts."""
        return VaultTotals(
            self.free.total(),
            self.active.total(),
            self.exiting.total(),
            self.bonded,
            self.burn_pending,
        )

    @property
    def ledger_total(self) -> int:
        """Return what the reward ledger should hold: budgets, unclaimed rewards, credits."""
        unclaimed = self.allocated.total() - self.claimed.total()
        return self.unspent.total() + unclaimed + self.credits.total()

    def compute_oddities(self) -> list[str]:
        """Return what no honest history has: balances below zero, enrolments without stake."""
        return [*self._compute_negatives(), *self._compute_unbacked(), *self._compute_untold()]

    def _compute_unbacked(self) -> list[str]:
        return [
            f"task {number} has {len(task.stakes)} enrolments, {self.allocations[number]} backed"
            for number, task in self._tasks.items()
            if len(task.stakes) != self.allocations[number]
        ]

    def _compute_untold(self) -> list[str]:
        amounts = {"lent": self.lent, "taken": self.taken}
        return [
            f"{amount} base units were {how}, and no event tells why"
            for how, amount in amounts.items()
            if amount
        ]

    def _compute_negatives(self) -> list[str]:
        vault = (self.free, self.active, self.exiting, self.bonds, self.deposits)
        balances: tuple[Counter[Any], ...] = (*vault, self.unspent, self.credits)
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
        self.taken += event.amount
        self._share(event.amount, event.reporter, event.bounty + event.refund)

    @apply.register
    def _(self, event: Bonded) -> None:
        self.free[event.account] -= event.amount
        self.bonds[event.account] += event.amount
        self.lent += event.amount

    @apply.register
    def _(self, event: Unbonded) -> None:
        self.bonds[event.account] -= event.amount
        self.free[event.account] += event.amount

    @apply.register
    def _(self, event: BondForfeited) -> None:
        self.taken += event.amount
        self._share(event.amount, event.reporter, event.bounty + event.refund)

    @apply.register
    def _(self, event: ProposalBonded) -> None:
        bond = event.bond * STAKE_UNIT
        terms = self._tasks[event.task].params.stakes
        if bond:
            expected = (terms.proposal_bond << event.number) * STAKE_UNIT
            self._expect(f"the bond of a proposal in round {event.round}", expected, bond)
        self.lent -= bond

    @apply.register
    def _(self, event: Demanded) -> None:
        self.lent -= event.deposit
        self.bonds[event.asker] -= event.deposit
        self.deposits[event.demand] += event.deposit

    @apply.register
    def _(self, event: AnswerPaid) -> None:
        deposit = self.deposits.pop(event.demand)
        burned = deposit // BURNED_PART
        self._expect(f"the pay of answer {event.demand}", deposit - burned, event.amount)
        self.bonds[event.answerer] += event.amount
        self.taken -= burned

    @apply.register
    def _(self, event: Unanswered) -> None:
        self._return_deposit(event.demand)

    @apply.register
    def _(self, event: DemandDropped) -> None:
        self._return_deposit(event.demand)

    @apply.register
    def _(self, event: SlashExecuted) -> None:
        slash = self._disputes.slashes[event.slash]
        self._expect(f"what slash {event.slash} splits", event.amount, event.burned + event.bounty)
        self.taken -= event.amount
        if slash.bond:
            bond = slash.bond * STAKE_UNIT
            self._expect(f"the amount of slash {event.slash}", bond, event.amount)
            self.bonds[slash.account] -= bond
            self.forfeited[slash.account] += bond

    @apply.register
    def _(self, event: Burned) -> None:
        self.burn_pending -= event.amount
        self.burned += event.amount

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
        index = event.validator_index
        stake = task.stakes[Role.VALIDATOR, index]
        self._expect(f"a vote's stake in round {event.round}", stake, event.stake * STAKE_UNIT)
        self._expect(f"a vote's pay in round {event.round}", event.stake * per_unit, event.pay)
        self.validator_pay[event.task, index] += event.pay
        self._credit(event.task, task.validators[index], event.pay)

    @apply.register
    def _(self, event: RoundFinalised) -> None:
        task = self._tasks[event.task]
        pay = task.params.results.proposer_pay
        self._expect(f"the version of round {event.round}", task.version, event.version)
        earned = task.head.reward_total - self.allocated[event.task]
        self.unspent[event.task] -= earned
        self.allocated[event.task] += earned
        made = task.rounds[event.round].proposals[event.number]
        if made.validator_index != OUTSIDER:
            self.validator_pay[event.task, made.validator_index] += pay
        self._credit(event.task, made.account, pay)

    @apply.register
    def _(self, event: Claimed) -> None:
        task, key = self._tasks[event.task], (event.task, event.index)
        self.claimed[key] += event.amount
        if task.contributors[event.index] != event.account:
            self.faults.append(f"{event.account} was paid what enrolment {event.index} earned")
        if task.strayed is None:  # what a false proposal pays is its own fault
            earned = task.rewards.get(event.index, RewardLeaf()).cumulative
            self._expect(f"the claim of {event.account}", earned, event.cumulative)
        self._expect(f"the claims of {event.account}", self.claimed[key], event.cumulative)

    @apply.register
    def _(self, event: CreditWithdrawn) -> None:
        self.credits[event.account] -= event.amount
        self.credits_paid[event.account] += event.amount

    def _share(self, taken: int, reporter: Address, bounty: int) -> None:
        """Book what was taken: the reporter's part is free, the rest waits to be burned."""
        self.free[reporter] += bounty
        self.bounties[reporter] += bounty
        self.burn_pending += taken - bounty

    def _return_deposit(self, demand: int) -> None:
        """Book a deposit that the vault has given back as if it were a bond."""
        self.bonds[self._disputes.demands[demand].asker] += self.deposits.pop(demand)

    def _credit(self, task: TaskId, account: Address, pay: int) -> None:
        self.unspent[task] -= pay
        self.credits[account] += pay

    def _expect(self, what: str, expected: int, actual: int) -> None:
        if actual != expected:
            self.faults.append(f"{what} is {actual}, but by the events before it {expected}")
