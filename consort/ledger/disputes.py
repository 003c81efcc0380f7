"""Convictions, slashes and demands as the events tell them."""

from dataclasses import dataclass
from functools import singledispatchmethod

from consort.chain.events import (
    Answered,
    AnswerPaid,
    DemandDropped,
    Demanded,
    Event,
    ProposalConvicted,
    SlashDropped,
    SlashExecuted,
    Unanswered,
    VoterConvicted,
)
from consort.ledger.task_history import TaskHistory
from consort.spec.types import (
    Address,
    DemandState,
    NodePlace,
    Proof,
    SlashId,
    SlashState,
    TaskId,
)


@dataclass(slots=True)
class SlashHistory:
    """A conviction and the slash that follows from it.

    `account` loses its proposal's `bond` in stake units, or where that is 0 a part of its
    allocation as validator. `proposal_number` is None for a vote, `validator_index` OUTSIDER for an
    account that is no validator. `amount`, `burned` and `bounty` are base units, 0 until the slash
    is executed. Transactions are hashes, empty where the replay was not told.
    """

    id: SlashId
    account: Address
    accuser: Address
    proof: Proof
    task: TaskId
    round: int
    proposal_number: int | None
    validator_index: int
    bond: int
    convicted_in: str
    state: SlashState = SlashState.FROZEN
    amount: int = 0
    burned: int = 0
    bounty: int = 0
    ended_in: str = ""


@dataclass(slots=True)
class DemandHistory:
    """A demand about a proposal; `deposit` in base units, `data` is the answer."""

    number: int
    task: TaskId
    round: int
    proposal_number: int
    asker: Address
    place: NodePlace
    hash: bytes
    sum: int
    deposit: int
    deadline: int
    deadline_block: int
    state: DemandState = DemandState.OPEN
    answerer: Address | None = None
    data: bytes = b""


class Disputes:
    """Grow with the events of all tasks; `tasks` have taken in each event before.

    `slashes` are by id, `demands` by number.
    """

    def __init__(self, tasks: dict[TaskId, TaskHistory]) -> None:
        self._tasks = tasks
        self.slashes: dict[SlashId, SlashHistory] = {}
        self.demands: dict[int, DemandHistory] = {}

    def list_open_rounds(self, task: TaskId) -> set[int]:
        """Return the rounds of a task about whose proposals demands are open."""
        demands = [demand for demand in self.demands.values() if demand.task == task]
        return {demand.round for demand in demands if demand.state is DemandState.OPEN}

    def forget(self, task: TaskId, oldest: int) -> None:
        """Drop what is over of a task's rounds before `oldest`."""
        for number, demand in list(self.demands.items()):
            is_over = demand.state not in {DemandState.OPEN, DemandState.ANSWERED}
            if is_over and demand.task == task and demand.round < oldest:
                del self.demands[number]
        for id_, slash in list(self.slashes.items()):
            is_over = slash.state is not SlashState.FROZEN
            if is_over and slash.task == task and slash.round < oldest:
                del self.slashes[id_]

    @singledispatchmethod
    def apply(self, event: Event, transaction: str) -> None:
        """Take in the next event; those that say nothing of this kind are left alone."""

    @apply.register
    def _(self, event: ProposalConvicted, transaction: str) -> None:
        made = self._tasks[event.task].rounds[event.round].proposals[event.number]
        self.slashes[event.slash] = SlashHistory(
            event.slash,
            made.account,
            event.accuser,
            event.proof,
            event.task,
            event.round,
            event.number,
            made.validator_index,
            made.bond,
            transaction,
        )

    @apply.register
    def _(self, event: VoterConvicted, transaction: str) -> None:
        account = self._tasks[event.task].validators[event.validator_index]
        self.slashes[event.slash] = SlashHistory(
            event.slash,
            account,
            event.accuser,
            Proof.BAD_INPUT,
            event.task,
            event.round,
            None,
            event.validator_index,
            0,
            transaction,
        )

    @apply.register
    def _(self, event: SlashExecuted, transaction: str) -> None:
        slash = self.slashes[event.slash]
        slash.state, slash.ended_in = SlashState.EXECUTED, transaction
        slash.amount, slash.burned, slash.bounty = event.amount, event.burned, event.bounty

    @apply.register
    def _(self, event: SlashDropped, transaction: str) -> None:
        slash = self.slashes[event.slash]
        slash.state, slash.ended_in = SlashState.DROPPED, transaction

    @apply.register
    def _(self, event: Demanded, _transaction: str) -> None:
        self.demands[event.demand] = DemandHistory(
            event.demand,
            event.task,
            event.round,
            event.number,
            event.asker,
            event.place,
            event.hash,
            event.sum,
            event.deposit,
            event.deadline,
            event.deadline_block,
        )

    @apply.register
    def _(self, event: Answered, _transaction: str) -> None:
        demand = self.demands[event.demand]
        demand.state = DemandState.ANSWERED
        demand.answerer, demand.data = event.answerer, event.data

    @apply.register
    def _(self, event: AnswerPaid, _transaction: str) -> None:
        self.demands[event.demand].state = DemandState.PAID

    @apply.register
    def _(self, event: Unanswered, _transaction: str) -> None:
        self.demands[event.demand].state = DemandState.UNANSWERED

    @apply.register
    def _(self, event: DemandDropped, _transaction: str) -> None:
        self.demands[event.demand].state = DemandState.DROPPED
