"""How long each phase of a round took, by the times of the blocks that say so; whole seconds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from consort.chain.client import Chain
from consort.chain.events import (
    Event,
    ListSealed,
    Logged,
    PhaseClosed,
    Proposed,
    RoundFinalised,
    RoundOpened,
)
from consort.spec.types import InputTerms, Phase, TaskId


@dataclass(slots=True)
class RoundTimes:
    """When a round's phases ended, in the chain's seconds; 0 for one that has not.

    `proposed` says when each proposal was made, by its number; `number` is the one that counts: the
    final one, before that the first.
    """

    opened: int
    closed: dict[Phase, int] = field(default_factory=dict)
    sealed: int = 0
    proposed: dict[int, int] = field(default_factory=dict)
    finalised: int = 0
    number: int = 0

    def compute_seconds(self, terms: InputTerms) -> dict[str, int]:
        """Return seconds by phase; 0 for one that the round has not ended."""
        commit_ends = self.closed.get(Phase.COMMIT, self.opened + terms.commit)
        longest = terms.commit + terms.seal + terms.vote
        vote_ends = self.closed.get(Phase.VOTE, self.opened + longest)
        proposed = self.proposed.get(self.number, 0)
        return {
            "commit": _measure(self.opened, commit_ends),
            "seal": _measure(commit_ends, self.sealed),
            "publish": _measure(self.sealed, vote_ends if self.sealed else 0),
            "propose": _measure(vote_ends, proposed),
            "challenge": _measure(proposed, self.finalised),
        }


def read_timeline(
    chain: Chain, task: TaskId, events: Iterable[Logged[Event]]
) -> dict[int, RoundTimes]:
    """Return the times of a task's rounds; one request for each block that tells one."""

    @cache
    def get_time(block: int) -> int:
        return chain.at(block).clock().time

    rounds: dict[int, RoundTimes] = {}
    for logged in events:
        if getattr(logged.event, "task", None) == task:
            _note(rounds, logged, get_time)
    return rounds


def _note(
    rounds: dict[int, RoundTimes], logged: Logged[Event], get_time: Callable[[int], int]
) -> None:
    match logged.event:
        case RoundOpened(round=number):
            rounds[number] = RoundTimes(get_time(logged.block))
        case PhaseClosed(round=number, phase=phase, closed_at=at):
            rounds[number].closed[phase] = at
        case ListSealed(round=number):
            rounds[number].sealed = get_time(logged.block)
        case Proposed(round=number, number=proposal):
            rounds[number].proposed[proposal] = get_time(logged.block)
        case RoundFinalised(round=number, number=proposal):
            rounds[number].finalised, rounds[number].number = get_time(logged.block), proposal


def _measure(begin: int, end: int) -> int:
    return max(end - begin, 0) if end else 0
