"""Which rounds of a long history a running node still needs; the chain has all the others."""

from collections.abc import Collection
from dataclasses import dataclass

from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.spec.params import RING
from consort.spec.types import Address

KEPT = 2 * RING
"""Newest rounds that stay. The chain itself forgets a round when its place in the ring is taken."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Keep the newest rounds, what they build on, and those with a bond of `account`."""

    account: Address
    rounds: int = KEPT

    def apply(self, task: TaskHistory, disputed: Collection[int]) -> None:
        """Let a task forget all other rounds but `disputed` ones."""
        oldest = max(task.rounds, default=0) + 1 - self.rounds
        bonded = {n for n, round_ in task.rounds.items() if self._has_bond(round_)}
        task.forget(oldest, {*_list_base(task, oldest), *bonded, *disputed})

    def _has_bond(self, round_: RoundHistory) -> bool:
        return any(account == self.account for account, _ in round_.bonds.values())


def _list_base(task: TaskHistory, oldest: int) -> set[int]:
    """Return the head's round, and the undecided ones that the newest rounds build on."""
    head = task.head_place[0]
    base = {head}
    for number in (number for number in task.rounds if number >= oldest):
        below = task.rounds[number].parent_round
        while below > head and below not in base:
            base.add(below)
            below = task.rounds[below].parent_round
    return base
