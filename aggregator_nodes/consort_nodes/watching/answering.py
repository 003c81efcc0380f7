"""Answers to demands about right proposals, where those who stand behind them are gone."""

from dataclasses import dataclass
from functools import partial

from consort.ledger.disputes import DemandHistory
from consort.ledger.task_history import TaskHistory
from consort.node.answering import give_answer
from consort.node.session import Session
from consort_nodes.answering import compute_answer
from consort_nodes.watching.desk import WatchDesk


@dataclass(slots=True)
class LateAnswerer:
    """Answer what nobody has answered for half of the time: silence would kill a right proposal."""

    session: Session
    desk: WatchDesk
    _answer_time: int | None = None

    def answer_all(self, history: TaskHistory, time: int) -> None:
        """Answer what is due; one demand that fails keeps none of the others."""
        for demand in self.session.list_open_demands():
            if time >= demand.deadline - self._get_answer_time() // 2:
                self.session.attempt(partial(self._answer, demand, history), demand.round)

    def _answer(self, demand: DemandHistory, history: TaskHistory) -> bool:
        made = history.rounds[demand.round].proposals[demand.proposal_number]
        computed = self.desk.find(demand.round, made.proposal)
        if computed is None or made.convicted is not None:
            return False
        arithmetic = self.session.params.arithmetic
        data = compute_answer(computed, arithmetic, self.session.files, demand.place)
        return data is not None and give_answer(self.session, demand, data)

    def _get_answer_time(self) -> int:
        if self._answer_time is None:
            self._answer_time = self.session.chain.get_answer_time()
        return self._answer_time
