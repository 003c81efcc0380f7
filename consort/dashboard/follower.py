"""The thread that keeps the index up with the chain, and tells everybody what is new.

A chain that is away, or is another one, is a fault that it reports; then it tries again.
"""

import logging
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Final

from consort.chain.deployment import verify_chain
from consort.dashboard.live import LiveTasks
from consort.dashboard.stream import Hub, Message, Place
from consort.dashboard.surroundings import describe_fault
from consort.errors import ConsortError
from consort.index.indexer import Indexer
from consort.index.reader import Index, open_index
from consort.index.records import EventEntry, Tip
from consort.node.waiting import Stopped, wait
from consort.spec.types import TaskId

PAUSE: Final = 1.0
MOST_MISSED: Final = 1_000
"""Events that are told one by one; more than that, and whoever listens has to read anew."""
MOST_TASKS: Final = 64
"""Tasks whose phases are followed: those that are open, that of the newest round first."""
_PAGE: Final = 200
_LOG: Final = logging.getLogger("consort.dashboard")


@dataclass(frozen=True, slots=True)
class Condition:
    """How following goes; `fault` says in words why it does not."""

    fault: str | None = "not asked yet"
    is_caught_up: bool = False
    newest_block: int | None = None


@dataclass(slots=True)
class Follower:
    """Follow a chain into an index; `mark` tells this chain from others of the same id."""

    indexer: Indexer
    index: Path
    live: LiveTasks
    hub: Hub
    mark: str
    clock: Callable[[], float] = time.monotonic
    condition: Condition = Condition()
    _stop: Event = field(default_factory=Event)
    _told: Tip | None = None
    _told_at: float = 0.0
    _phases: dict[int | None, tuple[object, object]] = field(default_factory=dict)

    def run(self, stop: Event) -> None:
        """Follow until `stop` is set, whatever happens."""
        self._stop = stop
        with suppress(Stopped):
            while True:
                self.step()
                wait(stop, PAUSE)

    def step(self) -> None:
        """Read what is new, and tell it."""
        try:
            self._catch_up()
            with open_index(self.index) as index:
                self._tell(index)
            self._note(Condition(None, True, self.condition.newest_block))
        except ConsortError as error:
            self._note_fault(error, str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the next try may go well
            self._note_fault(error, "".join(traceback.format_exception(error)))

    def make_place(self, tip: Tip) -> Place:
        """Return the place of whoever has read up to here."""
        return Place(tip.block, tip.reorgs, self.mark)

    def _catch_up(self) -> None:
        if self.condition.fault is not None:  # it may be another chain that came back
            chain = self.live.chain
            verify_chain(chain.rpc, chain.deployment)
        self.indexer.catch_up(self._report)

    def _report(self, block: int, newest: int, events: int) -> None:
        """Tell now and then how far reading older blocks is; raises Stopped."""
        wait(self._stop, 0)
        is_near = block >= newest
        is_caught_up = self.condition.is_caught_up or is_near
        self.condition = Condition(self.condition.fault, is_caught_up, newest)
        now = self.clock()
        if not is_near and now - self._told_at >= PAUSE:
            self._told_at = now
            data = {"block": block, "newest_block": newest, "events": events}
            self.hub.publish(Message("progress", data))

    def _tell(self, index: Index) -> None:
        tip = index.get_tip()
        if tip is None:
            return
        told = self._told
        is_news = told is None or (tip.events, tip.reorgs) != (told.events, told.reorgs)
        self.live.refresh(list_followed(index), is_news=is_news)
        if told is not None and is_news:
            for message in list_missed(index, self.make_place(told), tip):
                self.hub.publish(message)
        if tip != told:
            self.hub.publish(make_tip(tip, self.make_place(tip)))
        self._told = tip
        self._tell_phases()

    def _tell_phases(self) -> None:
        for message in make_phases(self.live):
            phase = (message.data["round"], message.data["phase"])
            if self._phases.get(message.task) != phase:
                self._phases[message.task] = phase
                self.hub.publish(message)

    def _note_fault(self, error: Exception, words: str) -> None:
        if describe_fault(error) != self.condition.fault:
            _LOG.warning("the chain is not followed: %s", words)
        self._note(Condition(describe_fault(error), False, self.condition.newest_block))

    def _note(self, condition: Condition) -> None:
        is_news = condition.fault != self.condition.fault
        self.condition = condition
        if is_news:
            self.hub.publish(make_condition(condition))


def list_followed(index: Index) -> list[TaskId]:
    """Return the tasks that are followed."""
    return [TaskId(each.task) for each in index.list_open_tasks(MOST_TASKS).items]


def list_missed(index: Index, place: Place, tip: Tip) -> list[Message]:
    """Return what whoever read up to a place has missed: reorganisations, then events in order.

    Where that is too much, or the place is not of this chain, only that everything is to be read.
    """
    reset = [Message("reset", {"block": tip.block})]
    if place.block > tip.block or place.reorgs > tip.reorgs:
        return reset
    replaced = [reorg.from_block for reorg in index.list_reorgs(place.reorgs)]
    first = min([place.block + 1, *replaced])
    events = _list_events(index, first)
    if events is None:
        return reset
    reorgs = [Message("reorg", {"from_block": first})] if replaced else []
    return [*reorgs, *map(_make_event, reversed(events))]


def make_tip(tip: Tip, place: Place) -> Message:
    """Return the message of how far the index goes: whoever has it has all before it."""
    return Message("tip", tip.to_json(), place)


def make_condition(condition: Condition) -> Message:
    """Return the message of how the chain is."""
    return Message("chain", {"ok": condition.fault is None, "fault": condition.fault})


def make_phases(live: LiveTasks) -> list[Message]:
    """Return a message of each followed task's phase."""
    return [
        Message(
            "phase",
            {
                "task": each.task,
                "round": each.view.number,
                "phase": each.view.phase.name,
                "ends_at": each.ends_at,
                "now": each.view.time,
            },
            task=each.task,
        )
        for each in live.list_all()
    ]


def _make_event(entry: EventEntry) -> Message:
    task = getattr(entry.event, "task", None)
    return Message("event", entry.to_json(), task=task)


def _list_events(index: Index, first: int) -> list[EventEntry] | None:
    """Return the events from a block on, newest first; None where they are too many."""
    found: list[EventEntry] = []
    after: str | None = None
    while len(found) <= MOST_MISSED:
        page = index.list_events(limit=_PAGE, after=after)
        new = [entry for entry in page.items if entry.block >= first]
        found += new
        if page.next is None or len(new) < len(page.items):
            return found
        after = page.next
    return None
