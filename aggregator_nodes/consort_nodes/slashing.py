"""Slashes whose delay is over: anybody may execute them, and somebody has to."""

from dataclasses import dataclass, field
from functools import partial

from consort.ledger.disputes import SlashHistory
from consort.ledger.task_history import TaskHistory
from consort.node.progress import SlashTaken
from consort.node.round_view import TaskView
from consort.node.session import Session
from consort.spec.params import FOREVER
from consort.spec.types import Slash, SlashId, SlashState
from consort_nodes.turns import Turns


@dataclass(slots=True)
class Slasher:
    """Execute for one validator what convictions in its task have come to."""

    session: Session
    turns: Turns
    _known: dict[SlashId, Slash] = field(default_factory=dict)

    def execute_due(self, view: TaskView, history: TaskHistory) -> None:
        """Execute the slashes whose turn has come; one that fails keeps none of the others."""
        frozen = self.session.list_frozen_slashes()
        self._known = {
            slash.id: self._known[slash.id] for slash in frozen if slash.id in self._known
        }
        for slash in frozen:
            execute = partial(self._execute, slash, view, history)
            self.session.attempt(execute, slash.round)

    def _execute(self, slash: SlashHistory, view: TaskView, history: TaskHistory) -> bool:
        chain = self.session.chain
        if slash.id not in self._known:
            self._known[slash.id] = chain.get_slash(slash.id)
            self._expel(slash)
        is_due = view.time >= self._known[slash.id].execute_at
        if not is_due or not self.turns.is_mine(history, slash.round, "slash", slash.id):
            return False
        if chain.get_slash(slash.id).state is not SlashState.FROZEN:
            return False
        chain.execute_slash(slash.id)
        self.session.tell(SlashTaken(slash.round, slash.id, slash.account))
        return True

    def _expel(self, slash: SlashHistory) -> None:
        """End the enrolment of whose allocation is frozen: it has nothing to lose any more."""
        chain = self.session.chain
        index = chain.get_validator_number(slash.task, slash.account) - 1
        if slash.bond or index < 0 or self._known[slash.id].state is not SlashState.FROZEN:
            return
        if chain.get_validator(slash.task, index).until_round == FOREVER:
            chain.expel(slash.id)
