"""Replay a whole task from its chain, and hold everything that anybody tells of it against that.

Events come a page of blocks at a time and the ledger forgets old rounds, so memory does not grow
with a task's length.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from consort.audit.blocks import hold
from consort.audit.index_rows import IndexRows
from consort.audit.recomputation import FinalRound, Finding, Recomputation
from consort.audit.records import Records
from consort.audit.rounds import check_round
from consort.audit.steps import Fault, FaultKind
from consort.audit.storage import check_storage
from consort.audit.verification import Progress, Unchecked, Verification
from consort.chain.client import Chain
from consort.chain.events import Event, Logged, RoundFinalised
from consort.chain.logs import WIDEST
from consort.errors import IndexUnusable
from consort.index.reader import Index
from consort.ledger.replay import Ledger
from consort.ledger.retention import Retention
from consort.ledger.task_history import TaskHistory
from consort.node.directory import Place
from consort.spec.types import NOBODY, RewardLeaf, TaskId
from consort.storage.store import Fetcher

Report = Callable[[Progress | Finding], None]
SENSELESS = (ArithmeticError, LookupError, TypeError, ValueError)
"""What replaying events raises that no contract can have emitted in this order."""


@dataclass(slots=True)
class Replay:
    """A task's replay in progress, at one block of its chain."""

    chain: Chain
    task: TaskId
    report: Report
    recomputation: Recomputation | None
    rows: IndexRows | None
    ledger: Ledger
    faults: list[Fault] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)
    events: int = 0
    rounds: int = 0
    records: Records = field(default_factory=Records)

    def run(self) -> None:
        """Read everything from the deployment on."""
        first, newest = self.chain.deployment.first_block, self.chain.clock().block
        for start in range(first, newest + 1, WIDEST):
            end = min(start + WIDEST - 1, newest)
            events = self.chain.get_events(start, end, Event)
            if self.rows is not None:
                self._note_rows(self.rows.check_blocks(start, end, events))
            for logged in events:
                self._take(logged)
            counts = self.events, self.rounds, len(self.faults)
            self.report(Progress(end, newest, *counts))
        self._check_storage()
        if self.rows is not None and self.task in self.ledger.tasks:
            self._note_rows(self.rows.check_totals(self.task, self.ledger, self.records))

    def _check_storage(self) -> None:
        try:
            self._note(check_storage(self.chain, self.task, self.ledger, self.records))
        except SENSELESS:
            if not self.faults:
                raise
            self._note(_blame_chain(["they contradict each other: storage cannot be compared"]))

    def _take(self, logged: Logged[Event]) -> None:
        event, history = logged.event, self.ledger.tasks.get(self.task)
        known, rewards = (len(history.faults), history.rewards) if history else (0, {})
        self.events += 1
        try:
            self._apply(logged)
        except SENSELESS:
            text = f"{type(event).__name__} in block {logged.block} contradicts the events before"
            self._note(_blame_chain([text]))
            return
        if history is None or getattr(event, "task", None) != self.task:
            return
        if isinstance(event, RoundFinalised) and (final := _find(history, event, rewards)):
            self._judge(final)
        else:
            self._note(_blame_chain(history.faults[known:]))

    def _apply(self, logged: Logged[Event]) -> None:
        self.ledger.apply(logged)
        if getattr(logged.event, "task", None) == self.task:
            self.records.apply(logged.event, self.ledger.tasks[self.task])

    def _judge(self, final: FinalRound) -> None:
        self.rounds += 1
        self._note(check_round(final, self.records.sealed.get(final.round.number)))
        if self.rows is not None:
            self._note_rows(self.rows.check_round(final))
        if self.recomputation is not None:
            self._note(self.recomputation.check(final))

    def _note_rows(self, findings: Iterator[Fault]) -> None:
        try:
            self._note(findings)
        except IndexUnusable as error:
            self._note(iter([Fault(FaultKind.TAMPERED_INDEX, "index", str(error))]))

    def _note(self, findings: Iterator[Fault] | Iterator[Finding]) -> None:
        for finding in findings:
            self.report(finding)
            if isinstance(finding, Fault):
                self.faults.append(finding)
            else:
                self.unchecked.append(finding)


def verify_task(
    chain: Chain,
    task: TaskId,
    index: Index | None = None,
    store: Fetcher | None = None,
    report: Report = lambda _: None,
) -> Verification:
    """Return what of a task does not hold; `report` hears of it at once, and of the progress.

    Without an index no rows are compared, without a store nothing is recomputed. Raises
    UnknownTask, ChainMoved, and what the chain raises.
    """
    with (
        hold(chain, index) as (pinned, hash_),
        TemporaryDirectory() if store else nullcontext("") as directory,
    ):
        pinned.get_task(task)
        replay = _begin(pinned, task, index, store, Path(directory), report)
        replay.run()
    recomputed = replay.recomputation.done if replay.recomputation else 0
    return Verification(
        task,
        pinned.clock().block,
        hash_,
        replay.events,
        replay.rounds,
        recomputed,
        replay.rows.compared if replay.rows else 0,
        replay.faults,
        replay.unchecked,
    )


def _find(
    history: TaskHistory, event: RoundFinalised, rewards: Mapping[int, RewardLeaf]
) -> FinalRound | None:
    """Return what has just become final, None if the events do not tell of it."""
    round_ = history.rounds.get(event.round)
    made = round_.proposals.get(event.number) if round_ else None
    if round_ is None or made is None:
        return None
    return FinalRound(history, round_, made, history.lineage[-2], rewards, history.version)


def _blame_chain(faults: Iterable[str]) -> Iterator[Fault]:
    return (Fault(FaultKind.CHAIN_DIFFERS, "events", text) for text in faults)


def _begin(
    chain: Chain,
    task: TaskId,
    index: Index | None,
    store: Fetcher | None,
    directory: Path,
    report: Report,
) -> Replay:
    coordinator = chain.deployment.get_address("Coordinator")
    place = Place(chain.chain_id, coordinator, task)
    recomputation = Recomputation(store, directory, place) if store else None
    rows = IndexRows(index, chain) if index else None
    ledger = Ledger(chain.chain_id, coordinator, Retention(NOBODY))
    return Replay(chain, task, report, recomputation, rows, ledger)
