"""What contracts store of a task beside what its ledger follows, as the events tell it."""

from collections import Counter
from dataclasses import dataclass, field
from functools import singledispatchmethod

from consort.chain.events import (
    Committed,
    ContributorEnrolled,
    Event,
    ExitBegun,
    ExitRequested,
    Frozen,
    ListSealed,
    Released,
    RoundFinalised,
    RoundOpened,
    Slashed,
    TaskCreated,
    Thawed,
    ValidatorEnrolled,
    Voted,
)
from consort.ledger.task_history import TaskHistory
from consort.spec.params import FOREVER
from consort.spec.types import Address, Role

Held = tuple[Address, Role]


@dataclass(slots=True)
class Records:
    """Grow with a task's events; its ledger has taken in each of them before.

    `spans` are the first round in which an enrolment counts and the first in which it no longer
    does, by role and index; `releases` time and block from which exiting stake is free; `frozen`
    counts convictions that keep stake. `acted` counts the rounds that an account committed to or
    voted in, `counted` those of them that became final, of contributors with their update. Of
    rounds, those stay that the ledger keeps.
    """

    genesis: bytes = b""
    opened: dict[int, RoundOpened] = field(default_factory=dict)
    sealed: dict[int, ListSealed] = field(default_factory=dict)
    spans: dict[tuple[Role, int], tuple[int, int]] = field(default_factory=dict)
    releases: dict[Held, tuple[int, int]] = field(default_factory=dict)
    frozen: Counter[Held] = field(default_factory=Counter)
    acted: Counter[Held] = field(default_factory=Counter)
    counted: Counter[Held] = field(default_factory=Counter)

    def list_enrolled(self, role: Role) -> list[int]:
        """Return the indices of enrolments in a role that have not ended."""
        return [
            at for (held, at), (_, until) in self.spans.items() if (held, until) == (role, FOREVER)
        ]

    @singledispatchmethod
    def apply(self, event: Event, history: TaskHistory) -> None:
        """Take in the next event; those that say nothing of this kind are left alone."""

    @apply.register
    def _(self, event: TaskCreated, _: TaskHistory) -> None:
        self.genesis = self.genesis or event.genesis

    @apply.register
    def _(self, event: ContributorEnrolled, _: TaskHistory) -> None:
        self.spans[Role.CONTRIBUTOR, event.index] = event.from_round, FOREVER

    @apply.register
    def _(self, event: ValidatorEnrolled, _: TaskHistory) -> None:
        self.spans[Role.VALIDATOR, event.index] = event.from_round, FOREVER

    @apply.register
    def _(self, event: ExitRequested, history: TaskHistory) -> None:
        index = history.find_index(event.role, event.account)
        if index is None:
            raise KeyError(event.account)
        self.spans[event.role, index] = self.spans[event.role, index][0], event.until_round

    @apply.register
    def _(self, event: ExitBegun, _: TaskHistory) -> None:
        self.releases[event.account, event.role] = event.release_at, event.release_block

    @apply.register
    def _(self, event: Released, _: TaskHistory) -> None:
        del self.releases[event.account, event.role]

    @apply.register
    def _(self, event: Frozen, _: TaskHistory) -> None:
        self.frozen[event.account, event.role] += 1

    @apply.register(Thawed)
    @apply.register(Slashed)
    def _(self, event: Thawed | Slashed, _: TaskHistory) -> None:
        self.frozen[event.account, event.role] -= 1

    @apply.register
    def _(self, event: RoundOpened, history: TaskHistory) -> None:
        self.opened[event.round] = event
        for number in [n for n in self.opened if n not in history.rounds]:
            del self.opened[number]
            self.sealed.pop(number, None)

    @apply.register
    def _(self, event: ListSealed, _: TaskHistory) -> None:
        self.sealed[event.round] = event

    @apply.register
    def _(self, event: Committed, _: TaskHistory) -> None:
        self.acted[event.contributor, Role.CONTRIBUTOR] += 1

    @apply.register
    def _(self, event: Voted, history: TaskHistory) -> None:
        self.acted[history.validators[event.validator_index], Role.VALIDATOR] += 1

    @apply.register
    def _(self, event: RoundFinalised, history: TaskHistory) -> None:
        ended = history.rounds[event.round]
        for index in ended.votes:
            self.counted[history.validators[index], Role.VALIDATOR] += 1
        for leaf, weight in zip(ended.leaves, ended.compute_weights(), strict=True):
            self.counted[leaf.contributor, Role.CONTRIBUTOR] += weight > 0
