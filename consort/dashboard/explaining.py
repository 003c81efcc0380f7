"""Explanations: the one answer for which the chain is asked, so only one at a time.

An explanation that trusted the index would explain nothing.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from consort.audit.explain import explain
from consort.chain.client import Chain
from consort.dashboard.turns import Turns
from consort.index.reader import open_index
from consort.spec.types import Address, TaskId
from consort.storage.store import Fetcher

PATIENCE: Final = 20.0
"""Seconds that a client waits for those before it."""
MOST_KEPT: Final = 128

Key = tuple[TaskId, Address, int, int]
"""Task, account, round, and how many events there were."""


@dataclass(slots=True)
class Explainer:
    """Explain one reward at a time; what was explained is kept until something happens."""

    chain: Chain
    index: Path
    store: Fetcher | None
    _kept: OrderedDict[Key, dict[str, object]] = field(default_factory=OrderedDict)
    _turns: Turns = field(default_factory=lambda: Turns(PATIENCE))

    def explain(self, task: TaskId, account: Address, number: int) -> dict[str, object]:
        """Return the document.

        Raises Problem, UnknownTask, NoSuchRound, NeverEnrolled, ChainMoved, and what the chain
        raises.
        """
        with self._turns.take():
            return self._explain(task, account, number)

    def _explain(self, task: TaskId, account: Address, number: int) -> dict[str, object]:
        with open_index(self.index) as index:
            tip = index.get_tip()
            key = task, account, number, tip.events if tip else 0
            if key not in self._kept:
                found = explain(self.chain, task, account, number, index, self.store)
                self._kept[key] = found.to_json()
                if len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
            return self._kept[key]
