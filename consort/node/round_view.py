"""Where a task stands now: its head, its undecided rounds, and the phases that follow from both.

Phases are computed here from stored deadlines and the chain's newest block, never asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from consort.chain.client import Chain
from consort.chain.views import Clock as NewestBlock
from consort.errors import ChainReorganised
from consort.node.waiting import Clock
from consort.spec.params import OPEN_END, ORPHAN, RING
from consort.spec.phases import compute_phase, is_decided
from consort.spec.types import Head, Phase, Roster, RoundRecord, TaskId


@dataclass(frozen=True, slots=True)
class StoredRound:
    """A round as the chain stores it; `depth` counts undecided proposals below it, or is ORPHAN."""

    record: RoundRecord
    depth: int


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the chain stores of a task at the end of one block."""

    newest: NewestBlock
    head: Head
    head_hash: bytes
    roster: Roster
    rounds: tuple[StoredRound, ...]


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round and its phase."""

    record: RoundRecord
    phase: Phase
    depth: int

    @property
    def number(self) -> int:
        """Return the round's number."""
        return self.record.header.round

    @property
    def ends_at(self) -> int | None:
        """Return when the phase ends at the latest; None where no time ends it."""
        header, progress = self.record.header, self.record.progress
        match self.phase:
            case Phase.COMMIT:
                return header.commit_ends
            case Phase.SEAL:
                return header.seal_ends
            case Phase.VOTE:
                return header.vote_ends
            case Phase.PROPOSE:
                return header.propose_ends
            case Phase.CHALLENGE if progress.challenge_ends != OPEN_END:
                return progress.challenge_ends
        return None


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task at a time and a block of the chain.

    `rounds` are the last round, whatever its phase, and the undecided ones that it builds on, the
    oldest first; none before the first round. `time` is in seconds.
    """

    head: Head
    head_hash: bytes
    roster: Roster
    rounds: tuple[RoundView, ...]
    time: int
    block: int

    @property
    def last(self) -> RoundView | None:
        """Return the last round, None before the first."""
        return self.rounds[-1] if self.rounds else None

    @property
    def number(self) -> int:
        """Return the number of the last round, -1 before the first."""
        return self.head.next_round - 1

    @property
    def phase(self) -> Phase:
        """Return the phase of the last round."""
        return self.rounds[-1].phase if self.rounds else Phase.NONE

    def find(self, number: int) -> RoundView | None:
        """Return a round that is the last or undecided below it, None for any other."""
        return next((round_ for round_ in self.rounds if round_.number == number), None)


class ChainClock:
    """The chain's time: that of the newest block, and what passed here since it was first seen.

    A chain that mines nothing while nobody sends anything still reaches its deadlines that way.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._block = -1
        self._seen = 0.0

    def compute_time(self, block: int, time: int) -> int:
        """Return the chain's time now, in seconds, given its newest block."""
        if block != self._block:
            self._block, self._seen = block, self._clock()
        return time + int(self._clock() - self._seen)


def read_view(chain: Chain, task: TaskId, clock: ChainClock) -> TaskView:
    """Return where the task stands; raises what the chain raises."""
    return compute_view(read_facts(chain, task), clock)


def read_facts(chain: Chain, task: TaskId) -> TaskFacts:
    """Return what the chain stores, all at the end of its newest block; raise ChainReorganised."""
    newest = chain.clock()
    pinned = chain.at(newest.block)
    head, head_hash = pinned.get_head(task)
    rounds = list(_iterate_rounds(pinned, task, head))
    roster = pinned.get_roster(task)
    return TaskFacts(newest, head, head_hash, roster, tuple(reversed(rounds)))


def compute_view(facts: TaskFacts, clock: ChainClock) -> TaskView:
    """Return the phases that follow from stored facts and the time that it is now."""
    time, block = clock.compute_time(facts.newest.block, facts.newest.time), facts.newest.block
    rounds = tuple(
        RoundView(stored.record, _compute_phase(facts.head, stored, time, block), stored.depth)
        for stored in facts.rounds
    )
    return TaskView(facts.head, facts.head_hash, facts.roster, rounds, time, block)


def _iterate_rounds(chain: Chain, task: TaskId, head: Head) -> Iterator[StoredRound]:
    """Yield the last round and the undecided ones that it builds on, the newest first.

    Raises ChainReorganised where the head names a round that the block has no more.
    """
    number = head.next_round - 1
    while number >= 0:
        record, is_over = chain.get_round(task, number), is_decided(head, number)
        if not record.header.commit_ends:
            raise ChainReorganised(chain.rpc.place, chain.clock().block)
        yield StoredRound(record, 0 if is_over else chain.get_depth(task, number))
        place = record.header.parent % RING
        number -= (number - place) % RING
        if is_over or record.header.parent == head.tip or is_decided(head, number):
            return


def _compute_phase(head: Head, stored: StoredRound, time: int, block: int) -> Phase:
    if is_decided(head, stored.record.header.round):
        return Phase.FINAL
    if stored.depth == ORPHAN:
        return Phase.VOID
    return compute_phase(stored.record, time, block)
