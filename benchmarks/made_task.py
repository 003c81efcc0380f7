"""One task of many contributors and rounds, as the events that its chain would emit."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from consort.chain.events import (
    Allocated,
    Committed,
    ContributorEnrolled,
    Deposited,
    Event,
    ListSealed,
    Proposed,
    RoundFinalised,
    RoundOpened,
    TaskCreated,
    TaskFunded,
    ValidatorEnrolled,
    Voted,
    VoterConvicted,
)
from consort.spec.aggregation import Rule
from consort.spec.params import BEFORE_ALL, MINIMAL, RING, STAKE_UNIT, TOKEN, WORD_BITS
from consort.spec.types import (
    Address,
    Arithmetic,
    ContentId,
    Proposal,
    Role,
    SlashId,
    TaskId,
    TaskParams,
)

TASK = TaskId(0)
STAKE = 100 * TOKEN
UNITS = STAKE // STAKE_UNIT
PARAMS = TaskParams(
    bytes([1]) * 32,
    bytes([2]) * 32,
    MINIMAL.inputs,
    MINIMAL.results,
    MINIMAL.stakes,
    Arithmetic(Rule.WEIGHTED_MEAN, 0, 8, 8, 16, 10, 100),
)
PER_BLOCK = 250
"""Commitments that fit into a block."""

Blocks = Iterator[list[Event]]


def make_account(number: int) -> Address:
    """Return the address of a made-up account."""
    return Address(f"0x{number + 1:040x}")


@dataclass(frozen=True, slots=True)
class MadeTask:
    """A task in which everybody commits in every round; each validator excepts 1 in 100.

    In every round one of them is convicted, unless all are honest.
    """

    contributors: int
    rounds: int
    validators: int = 8
    are_honest: bool = False

    @property
    def first_validator(self) -> int:
        """Return the number of the first validator's account."""
        return self.contributors

    def begin(self) -> Blocks:
        """Yield the events until everybody is enrolled, by blocks."""
        yield [TaskCreated(TASK, make_account(1 << 32), bytes(32), PARAMS)]
        yield [TaskFunded(TASK, 10**27)]
        enrolled = [self._enrol(number) for number in range(self.contributors + self.validators)]
        for at in range(0, len(enrolled), PER_BLOCK):
            yield [event for events in enrolled[at : at + PER_BLOCK] for event in events]

    def play(self, round_: int) -> Blocks:
        """Yield the events of a round, by blocks."""
        rng = Random(round_)
        parent = (round_ - 1 if round_ else BEFORE_ALL) % RING
        stake = self.validators * UNITS
        yield [RoundOpened(TASK, round_, parent, self.contributors, self.validators, stake)]
        for at in range(0, self.contributors, PER_BLOCK):
            numbers = range(at, min(at + PER_BLOCK, self.contributors))
            yield [self._commit(rng, round_, number) for number in numbers]
        yield [ListSealed(TASK, round_, rng.randbytes(32), self.contributors)]
        pay = UNITS * (PARAMS.inputs.vote_pay // stake)
        words = self._except_some(rng)
        yield [Voted(TASK, round_, at, UNITS, pay, words) for at in range(self.validators)]
        members, *others = (rng.randbytes(32) for _ in range(5))
        cohorts, aggregate, model, reward = others
        paid = round_ * 10**20
        proposal = Proposal(bytes(32), members, 50, cohorts, aggregate, model, reward, paid)
        file = ContentId(rng.randbytes(32), 1 << 21)
        yield [Proposed(TASK, round_, 0, round_ % self.validators, proposal, file, file)]
        yield [] if self.are_honest else [self._convict(round_)]
        yield [RoundFinalised(TASK, round_, round_ + 1, 0)]

    def _enrol(self, number: int) -> list[Event]:
        account = make_account(number)
        if number < self.contributors:
            role, index = Role.CONTRIBUTOR, number
            enrolled: Event = ContributorEnrolled(TASK, account, index, STAKE, 1_000, 0)
        else:
            role, index = Role.VALIDATOR, number - self.contributors
            enrolled = ValidatorEnrolled(TASK, account, index, STAKE, 0)
        return [Deposited(account, STAKE), enrolled, Allocated(account, TASK, role, STAKE)]

    def _convict(self, round_: int) -> VoterConvicted:
        index = (round_ + 1) % self.validators
        slash = SlashId.of_voter(TASK, round_, index)
        return VoterConvicted(TASK, round_, index, make_account(round_), slash)

    def _commit(self, rng: Random, round_: int, number: int) -> Committed:
        weight, root, digest = rng.randint(1, 1_000), rng.randbytes(32), rng.randbytes(32)
        return Committed(TASK, make_account(number), round_, weight, root, digest, 1 << 20)

    def _except_some(self, rng: Random) -> tuple[int, ...]:
        words = [0] * -(-self.contributors // WORD_BITS)
        for position in rng.sample(range(self.contributors), self.contributors // 100):
            words[position // WORD_BITS] |= 1 << position % WORD_BITS
        return tuple(words)
