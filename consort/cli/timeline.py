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
    """When a round's phases ended, in the chain's seconds; 0 for one that has not."""

    opened: int
    closed: dict[Phase, int] = field(default_factory=dict)
    sealed: int = 0
    proposed: int = 0
    finalised: int = 0

    def compute_seconds(self, terms: InputTerms) -> dict[str, int]:
        """Return seconds by phase; 0 for one that the round has not ended."""
        commit_ends = self.closed.get(Phase.COMMIT, self.opened + terms.commit)
        longest = terms.commit + terms.seal + terms.vote
        vote_ends = self.closed.get(Phase.VOTE, self.opened + longest)
        return {
            "commit": _measure(self.opened, commit_ends),
            "seal": _measure(commit_ends, self.sealed),
            "publish": _measure(self.sealed, vote_ends if self.sealed else 0),
            "propose": _measure(vote_ends, self.proposed),
            "challenge": _measure(self.proposed, self.finalised),
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
        case Proposed(round=number):
            rounds[number].proposed = get_time(logged.block)
        case RoundFinalised(round=number):
            rounds[number].finalised = get_time(logged.block)


def _measure(begin: int, end: int) -> int:
    return max(end - begin, 0) if end else 0
