"""Where a task stands now: its head, its last round, and the phase that follows from both.

Phases are computed here from stored deadlines and the chain's newest block, never asked for.
"""

from dataclasses import dataclass

from consort.chain.client import Chain
from consort.chain.views import Clock as NewestBlock
from consort.node.waiting import Clock
from consort.spec.params import RING
from consort.spec.phases import compute_phase
from consort.spec.types import Head, Phase, RoundRecord, TaskId


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What the chain stores of a task at the end of one block."""

    newest: NewestBlock
    head: Head
    head_hash: bytes
    record: RoundRecord | None


@dataclass(frozen=True, slots=True)
class RoundView:
    """The last round and its phase; `record` is None before the first round.

    `time` is the chain's, in seconds.
    """

    head: Head
    head_hash: bytes
    record: RoundRecord | None
    phase: Phase
    time: int

    @property
    def number(self) -> int:
        """Return the number of the last round, -1 before the first."""
        return self.head.next_round - 1

    @property
    def is_over(self) -> bool:
        """Tell whether the next round may open."""
        return self.phase in {Phase.NONE, Phase.FINAL, Phase.VOID}

    @property
    def running(self) -> RoundRecord:
        """Return the record of the last round, which there must be."""
        if self.record is None:
            raise ValueError("no round was opened yet")
        return self.record


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


def read_round(chain: Chain, task: TaskId, clock: ChainClock) -> RoundView:
    """Return where the task stands; raises what the chain raises."""
    return compute_view(read_facts(chain, task), clock)


def read_facts(chain: Chain, task: TaskId) -> RoundFacts:
    """Return what the chain stores, all at the end of its newest block."""
    newest = chain.clock()
    pinned = chain.at(newest.block)
    head, head_hash = pinned.get_head(task)
    record = pinned.get_round(task, head.next_round - 1) if head.next_round else None
    return RoundFacts(newest, head, head_hash, record)


def compute_view(facts: RoundFacts, clock: ChainClock) -> RoundView:
    """Return the phase that follows from stored facts and the time that it is now."""
    time = clock.compute_time(facts.newest.block, facts.newest.time)
    phase = _compute_phase(facts, time)
    return RoundView(facts.head, facts.head_hash, facts.record, phase, time)


def _compute_phase(facts: RoundFacts, time: int) -> Phase:
    if facts.record is None:
        return Phase.NONE
    is_head = facts.head.slot == facts.record.header.round % RING
    return compute_phase(facts.record, time, facts.newest.block, is_head=is_head)
