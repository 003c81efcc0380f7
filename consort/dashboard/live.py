"""Where each task stands at this moment: phases and countdowns, which no event tells.

The chain is asked by `refresh` alone, never because a client asks.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from consort.chain.client import Chain
from consort.chain.views import Clock
from consort.node.round_view import (
    ChainClock,
    RoundView,
    TaskFacts,
    TaskView,
    compute_view,
    read_facts,
)
from consort.spec.params import STAKE_UNIT
from consort.spec.types import Phase, Progress, TaskId

STALE: Final = 5.0
"""Seconds after which what the chain stores is read again though no event tells of a change."""


@dataclass(frozen=True, slots=True)
class LiveTask:
    """A task at a moment of the chain's time."""

    task: TaskId
    view: TaskView

    @property
    def ends_at(self) -> int | None:
        """Return when the phase ends at the latest; None where no time ends it."""
        return self.view.last.ends_at if self.view.last else None

    @property
    def committed(self) -> int:
        """Return how many committed to the newest round."""
        return self.view.last.record.commitments.count if self.view.last else 0

    def to_json(self) -> dict[str, object]:
        """Return the document; stake is in base units."""
        view, last = self.view, self.view.last
        made = _get_progress(last) if last else None
        return {
            "round": view.number,
            "phase": view.phase.name,
            "ends_at": self.ends_at,
            "now": view.time,
            "block": view.block,
            "open_rounds": [
                {"round": each.number, "phase": each.phase.name, "depth": each.depth}
                for each in view.rounds
                if each.phase not in {Phase.FINAL, Phase.VOID}
            ],
            "committed": self.committed,
            "voted_stake": str(made.voted_stake * STAKE_UNIT if made else 0),
            "validator_stake": str(last.record.header.validator_stake * STAKE_UNIT if last else 0),
            "proposals": made.made if made else 0,
        }


@dataclass(slots=True)
class LiveTasks:
    """Follow tasks; one thread refreshes, any thread asks."""

    chain: Chain
    clock: Callable[[], float] = time.monotonic
    _facts: dict[TaskId, TaskFacts] = field(default_factory=dict)
    _clock: ChainClock = field(init=False)
    _read_at: float | None = None

    def __post_init__(self) -> None:
        """Begin with no task."""
        self._clock = ChainClock(self.clock)

    def refresh(self, tasks: Sequence[TaskId], *, is_news: bool) -> None:
        """Read where these tasks stand; raises what the chain raises.

        Without news only the newest block is read, unless the last look is some seconds old.
        """
        now = self.clock()
        if is_news or self._read_at is None or now - self._read_at > STALE:
            self._facts = {task: read_facts(self.chain, task) for task in tasks}
            self._read_at = now
            return
        newest = self.chain.clock()
        self._facts = {task: _move(facts, newest) for task, facts in self._facts.items()}

    def get(self, task: TaskId) -> LiveTask | None:
        """Return where a task stands now, None where that is not followed."""
        facts = self._facts.get(task)
        return LiveTask(task, compute_view(facts, self._clock)) if facts else None

    def list_all(self) -> list[LiveTask]:
        """Return all tasks that are followed."""
        return [
            LiveTask(task, compute_view(facts, self._clock)) for task, facts in self._facts.items()
        ]


def _move(facts: TaskFacts, newest: Clock) -> TaskFacts:
    return replace(facts, newest=newest)


def _get_progress(round_: RoundView) -> Progress | None:
    """Return votes and proposals of a round, None while there are none."""
    progress = round_.record.progress
    return progress if progress.round == round_.number else None
