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
from consort.index.reader import Index, open_index
from consort.spec.types import Address, TaskId
from consort.storage.store import Fetcher

PATIENCE: Final = 20.0
"""Seconds that a client waits for those before it."""
MOST_KEPT: Final = 128

Question = tuple[TaskId, Address, int]
"""Task, account, round."""
State = tuple[int, int]
"""How often blocks were replaced, and how many events there are: other events, another state."""


@dataclass(slots=True)
class Explainer:
    """Explain one reward at a time; what was explained is kept until something happens."""

    chain: Chain
    index: Path
    store: Fetcher | None
    _kept: OrderedDict[tuple[Question, State], dict[str, object]] = field(
        default_factory=OrderedDict
    )
    _turns: Turns = field(default_factory=lambda: Turns(PATIENCE))

    def explain(self, task: TaskId, account: Address, number: int) -> dict[str, object]:
        """Return the document; what is kept waits for nobody.

        Raises Problem, UnknownTask, NoSuchRound, NeverEnrolled, ChainMoved, and what the chain
        raises.
        """
        question = task, account, number
        with open_index(self.index) as index:
            kept = self._kept.get((question, _read_state(index)))
            if kept is not None:
                return kept
            with self._turns.take():
                return self._explain(question, index)

    def _explain(self, question: Question, index: Index) -> dict[str, object]:
        key = question, _read_state(index)
        if key not in self._kept:  # whoever was before may have asked the same
            found = explain(self.chain, *question, index, self.store)
            self._kept[key] = found.to_json()
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]


def _read_state(index: Index) -> State:
    tip = index.get_tip()
    return (tip.reorgs, tip.events) if tip else (0, 0)
