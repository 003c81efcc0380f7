"""Slashes whose delay is over: anybody may execute them, and somebody has to."""

from dataclasses import dataclass, field
from functools import partial

from consort.ledger.disputes import SlashHistory
from consort.ledger.task_history import TaskHistory
from consort.node.progress import SlashTaken
from consort.node.round_view import TaskView
from consort.node.session import Session
from consort.spec.params import FOREVER
from consort.spec.types import Slash, SlashState
from consort_nodes.turns import Turns


@dataclass(slots=True)
class Slasher:
    """Execute for one validator what convictions in its task have come to."""

    session: Session
    turns: Turns
    _known: dict[int, Slash] = field(default_factory=dict)

    def execute_due(self, view: TaskView, history: TaskHistory) -> None:
        """Execute the slashes whose turn has come; one that fails keeps none of the others."""
        for slash in self.session.list_frozen_slashes():
            execute = partial(self._execute, slash, view, history)
            self.session.attempt(execute, slash.round)

    def _execute(self, slash: SlashHistory, view: TaskView, history: TaskHistory) -> bool:
        number, chain = slash.number, self.session.chain
        if number not in self._known:
            self._known[number] = chain.get_slash(number)
            self._expel(self._known[number], number)
        is_due = view.time >= self._known[number].execute_at
        if not is_due or not self.turns.is_mine(history, slash.round, "slash", number):
            return False
        if chain.get_slash(number).state is not SlashState.FROZEN:
            return False
        chain.execute_slash(number)
        self.session.tell(SlashTaken(slash.round, number, slash.account))
        return True

    def _expel(self, held: Slash, number: int) -> None:
        """End the enrolment of whose allocation is frozen: it has nothing to lose any more."""
        chain = self.session.chain
        index = chain.get_validator_number(held.task, held.account) - 1
        if held.bond or index < 0 or held.state is not SlashState.FROZEN:
            return
        if chain.get_validator(held.task, index).until_round == FOREVER:
            chain.expel(number)
