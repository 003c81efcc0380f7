"""Every event of every contract, fields as in Solidity in snake_case.

Amounts are base units, times seconds, hashes bytes. A test compares this file with the ABIs.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from consort.spec.types import (
    Address,
    Artifact,
    ContentId,
    Phase,
    Proposal,
    Role,
    TaskId,
    TaskParams,
)


@dataclass(frozen=True, slots=True)
class Event:
    """Head the events."""


E = TypeVar("E", bound=Event)
E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Logged(Generic[E_co]):
    """An event and its place; `index` is that in its block, `contract` the name of the emitter."""

    event: E_co
    contract: str
    block: int
    transaction: str
    index: int


@dataclass(frozen=True, slots=True)
class BatchSealed(Event):
    """A batch was sealed; `unsealed` leaves are left."""

    task: TaskId
    round: int
    unsealed: int


@dataclass(frozen=True, slots=True)
class Committed(Event):
    """A direct commitment, in full; its position is the number of those before it."""

    task: TaskId
    contributor: Address
    round: int
    weight: int
    update_root: bytes
    content_digest: bytes
    content_size: int


@dataclass(frozen=True, slots=True)
class ContributorEnrolled(Event):
    """A contributor counts from `from_round` on; stake in base units."""

    task: TaskId
    account: Address
    index: int
    stake: int
    weight_limit: int
    from_round: int


@dataclass(frozen=True, slots=True)
class CooledDown(Event):
    """A contributor whose update nobody could fetch sits out."""

    task: TaskId
    contributor: Address
    round: int
    rest_until: int


@dataclass(frozen=True, slots=True)
class ExitRequested(Event):
    """An enrolment no longer counts from `until_round` on."""

    task: TaskId
    account: Address
    role: Role
    until_round: int


@dataclass(frozen=True, slots=True)
class ListSealed(Event):
    """The list is frozen."""

    task: TaskId
    round: int
    list_root: bytes
    count: int


@dataclass(frozen=True, slots=True)
class PhaseClosed(Event):
    """Everyone counted has acted, so the phase ended early."""

    task: TaskId
    round: int
    phase: Phase
    closed_at: int


@dataclass(frozen=True, slots=True)
class ProposalConflict(Event):
    """A second, different proposal: the round is void."""

    task: TaskId
    round: int
    validator_index: int
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Proposed(Event):
    """A proposal in full, and where its model state and its trees are said to lie."""

    task: TaskId
    round: int
    validator_index: int
    proposal: Proposal
    model: ContentId
    trees: ContentId


@dataclass(frozen=True, slots=True)
class RoundFinalised(Event):
    """The proposal is the new head; its proposer is credited `pay`."""

    task: TaskId
    round: int
    version: int
    proposer: int
    pay: int


@dataclass(frozen=True, slots=True)
class RoundOpened(Event):
    """A round began: it builds on the head, its phases end by the task's terms."""

    task: TaskId
    round: int
    contributors: int
    validator_count: int
    validator_stake: int


@dataclass(frozen=True, slots=True)
class RoundVoided(Event):
    """The round ended without a result; noted when the next one opens."""

    task: TaskId
    round: int


@dataclass(frozen=True, slots=True)
class TaskClosed(Event):
    """The owner closed the task and is credited what was unspent."""

    task: TaskId
    refund: int


@dataclass(frozen=True, slots=True)
class TaskCreated(Event):
    """A task exists; genesis is the hash that the first round builds on."""

    task: TaskId
    owner: Address
    genesis: bytes
    params: TaskParams


@dataclass(frozen=True, slots=True)
class TaskFunded(Event):
    """A task's budget grew."""

    task: TaskId
    amount: int


@dataclass(frozen=True, slots=True)
class ValidatorEnrolled(Event):
    """A validator counts from `from_round` on; stake in base units."""

    task: TaskId
    account: Address
    index: int
    stake: int
    from_round: int


@dataclass(frozen=True, slots=True)
class Voted(Event):
    """A vote in full, and the pay it earned in base units."""

    task: TaskId
    round: int
    validator_index: int
    stake: int
    pay: int
    exceptions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Allocated(Event):
    """Free stake now backs an enrolment."""

    account: Address
    task: TaskId
    role: Role
    amount: int


@dataclass(frozen=True, slots=True)
class Burned(Event):
    """Slashed stake left the supply."""

    amount: int


@dataclass(frozen=True, slots=True)
class Deposited(Event):
    """Free stake grew."""

    account: Address
    amount: int


@dataclass(frozen=True, slots=True)
class ExitBegun(Event):
    """Stake will be free at `release_at`."""

    account: Address
    task: TaskId
    role: Role
    amount: int
    release_at: int


@dataclass(frozen=True, slots=True)
class Released(Event):
    """Exited stake is free."""

    account: Address
    task: TaskId
    role: Role
    amount: int


@dataclass(frozen=True, slots=True)
class Slashed(Event):
    """Stake was taken; `bounty` is free stake of the reporter, the rest waits for `burn`."""

    account: Address
    task: TaskId
    role: Role
    amount: int
    reporter: Address
    bounty: int


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """Free stake left the vault."""

    account: Address
    amount: int


@dataclass(frozen=True, slots=True)
class Claimed(Event):
    """A reward was paid out."""

    task: TaskId
    account: Address
    index: int
    amount: int
    cumulative: int


@dataclass(frozen=True, slots=True)
class CreditWithdrawn(Event):
    """Validator, proposer or refund credit was paid out."""

    account: Address
    amount: int


@dataclass(frozen=True, slots=True)
class Announced(Event):
    """A file is said to lie at a content id."""

    task: TaskId
    subject: bytes
    artifact: Artifact
    content_digest: bytes
    content_size: int
    announcer: Address


@dataclass(frozen=True, slots=True)
class Approval(Event):
    """An allowance was set."""

    owner: Address
    spender: Address
    value: int


@dataclass(frozen=True, slots=True)
class DelegateChanged(Event):
    """Votes were delegated."""

    delegator: Address
    from_delegate: Address
    to_delegate: Address


@dataclass(frozen=True, slots=True)
class DelegateVotesChanged(Event):
    """A delegate's votes changed."""

    delegate: Address
    previous_votes: int
    new_votes: int


@dataclass(frozen=True, slots=True)
class EIP712DomainChanged(Event):
    """The domain of signatures changed."""


@dataclass(frozen=True, slots=True)
class Transfer(Event):
    """Tokens moved, were minted (from 0) or burned (to 0)."""

    from_: Address
    to: Address
    value: int
