"""All events of a deployment, in the chain's order, turned into its ledger."""

from collections.abc import Iterable

from consort.chain.events import Event, Logged, RoundOpened, TaskCreated
from consort.errors import UnknownTask
from consort.ledger.disputes import DemandHistory, Disputes, SlashHistory
from consort.ledger.money import Money
from consort.ledger.retention import Retention
from consort.ledger.task_history import TaskHistory
from consort.spec.types import Address, TaskId


class Ledger:
    """Grow with a deployment's events: `tasks` by number, and the `money` of all of them.

    With a `retention`, details of old rounds are forgotten; what is left does not grow with rounds.
    """

    def __init__(
        self, chain_id: int, coordinator: Address, retention: Retention | None = None
    ) -> None:
        self.chain_id = chain_id
        self.coordinator = coordinator
        self._retention = retention
        self.tasks: dict[TaskId, TaskHistory] = {}
        self._disputes = Disputes(self.tasks)
        self.money = Money(self.tasks, self._disputes)
        self._faults: list[str] = []

    @property
    def faults(self) -> list[str]:
        """Return in sentences which events contradict each other; honest ones never do."""
        tasks = [fault for task in self.tasks.values() for fault in task.faults]
        return [*self._faults, *tasks, *self.money.faults, *self.money.compute_oddities()]

    @property
    def slashes(self) -> list[SlashHistory]:
        """Return the convictions and the slashes that follow from them, in order."""
        return list(self._disputes.slashes.values())

    @property
    def demands(self) -> list[DemandHistory]:
        """Return the demands, in order."""
        return list(self._disputes.demands.values())

    def get_task(self, task: TaskId) -> TaskHistory:
        """Return a task's history; raises UnknownTask."""
        if task not in self.tasks:
            raise UnknownTask(task)
        return self.tasks[task]

    def apply(self, told: Event | Logged[Event]) -> None:
        """Take in the next event; slashes know their transactions where it comes with its place."""
        event = told.event if isinstance(told, Logged) else told
        transaction = told.transaction if isinstance(told, Logged) else ""
        if isinstance(event, TaskCreated):
            if event.task in self.tasks:
                self._faults.append(f"task {event.task} was created twice")
                return
            self.tasks[event.task] = TaskHistory(self.chain_id, self.coordinator, event)
            return
        try:
            task = getattr(event, "task", None)
            if task is not None:
                self.tasks[task].apply(event)
            self._disputes.apply(event, transaction)
            self.money.apply(event)
        except KeyError as error:
            self._faults.append(f"{type(event).__name__} names {error}, which is not there")
        if isinstance(event, RoundOpened) and self._retention:
            self._forget(event.task, self._retention)

    def _forget(self, number: TaskId, retention: Retention) -> None:
        task = self.tasks[number]
        retention.apply(task, self._disputes.list_open_rounds(number))
        self._disputes.forget(number, task.oldest)


def replay(chain_id: int, coordinator: Address, events: Iterable[Event | Logged[Event]]) -> Ledger:
    """Return the ledger after all events of a deployment."""
    ledger = Ledger(chain_id, coordinator)
    for event in events:
        ledger.apply(event)
    return ledger
