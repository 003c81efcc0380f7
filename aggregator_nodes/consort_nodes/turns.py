"""Where every validator may act, one of them goes first; another one in each round."""

from dataclasses import dataclass

from consort.ledger.task_history import TaskHistory
from consort.node.patience import Patience


@dataclass(frozen=True, slots=True)
class Turns:
    """Tell the validator with this index when to do what all of them may."""

    index: int
    patience: Patience

    def is_mine(self, history: TaskHistory, number: int, *act: object) -> bool:
        """Tell whether an act about round `number`, due since the first such question, is ours."""
        rank = (self.index - number) % len(history.validators)
        return self.patience.is_over(rank, number, *act)
