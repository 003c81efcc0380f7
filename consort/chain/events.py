"""Every event of every contract, fields as in Solidity in snake_case.

Amounts are base units, times seconds, hashes bytes. A test compares this file with the ABIs.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from consort.spec.types import (
    Address,
    Artifact,
    ContentId,
    NodePlace,
    Phase,
    Proof,
    Proposal,
    Role,
    SlashId,
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
class ModelRevived(Event):
    """A round trains on an older final model; rewards stay cumulative."""

    task: TaskId
    round: int
    version: int
    model_root: bytes


@dataclass(frozen=True, slots=True)
class PhaseClosed(Event):
    """Everyone counted has acted, so the phase ended early."""

    task: TaskId
    round: int
    phase: Phase
    closed_at: int


@dataclass(frozen=True, slots=True)
class ProposalBonded(Event):
    """A proposal beside or after another, or by an outsider; bond in stake units."""

    task: TaskId
    round: int
    number: int
    account: Address
    bond: int


@dataclass(frozen=True, slots=True)
class Proposed(Event):
    """A proposal in full, and where its model state and its trees are said to lie."""

    task: TaskId
    round: int
    number: int
    validator_index: int
    proposal: Proposal
    model: ContentId
    trees: ContentId


@dataclass(frozen=True, slots=True)
class RoundFinalised(Event):
    """The proposal is the new head; its proposer is credited the task's proposer pay."""

    task: TaskId
    round: int
    version: int
    number: int


@dataclass(frozen=True, slots=True)
class RoundOpened(Event):
    """A round began: it builds on `parent`, its phases end by the task's terms."""

    task: TaskId
    round: int
    parent: int
    contributors: int
    validator_count: int
    validator_stake: int


@dataclass(frozen=True, slots=True)
class RoundVoided(Event):
    """The round ended without a result; noted when the next one opens."""

    task: TaskId
    round: int


@dataclass(frozen=True, slots=True)
class SeedAnchored(Event):
    """The block whose hash elects proposers is chosen."""

    task: TaskId
    round: int
    anchor: int


@dataclass(frozen=True, slots=True)
class SeedDrawn(Event):
    """The cohorts of a round are drawn."""

    task: TaskId
    round: int
    seed: bytes


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
class BondForfeited(Event):
    """A bond was taken; bounty and refund are free stake of the reporter."""

    amount: int
    reporter: Address
    bounty: int
    refund: int


@dataclass(frozen=True, slots=True)
class Bonded(Event):
    """Free stake became a bond or a deposit."""

    account: Address
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
    """Stake will be free at `release_at`, but not before `release_block`."""

    account: Address
    task: TaskId
    role: Role
    amount: int
    release_at: int
    release_block: int


@dataclass(frozen=True, slots=True)
class Frozen(Event):
    """A conviction keeps stake from being released."""

    account: Address
    task: TaskId
    role: Role


@dataclass(frozen=True, slots=True)
class Released(Event):
    """Exited stake is free."""

    account: Address
    task: TaskId
    role: Role
    amount: int


@dataclass(frozen=True, slots=True)
class Slashed(Event):
    """Stake was taken; bounty and refund go to the reporter, the rest waits for `burn`."""

    account: Address
    task: TaskId
    role: Role
    amount: int
    reporter: Address
    bounty: int
    refund: int


@dataclass(frozen=True, slots=True)
class Thawed(Event):
    """A conviction was dropped."""

    account: Address
    task: TaskId
    role: Role


@dataclass(frozen=True, slots=True)
class Unbonded(Event):
    """A bond or deposit is free stake of `account`."""

    account: Address
    amount: int


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """Free stake left the vault."""

    account: Address
    amount: int


@dataclass(frozen=True, slots=True)
class Precommitted(Event):
    """Somebody committed to evidence."""

    accuser: Address
    commitment: bytes


@dataclass(frozen=True, slots=True)
class ProofDisabled(Event):
    """A kind of proof is switched off for everybody from `since` on."""

    proof: Proof
    since: int


@dataclass(frozen=True, slots=True)
class ProposalConvicted(Event):
    """A proposal is refuted, or died of silence."""

    task: TaskId
    round: int
    number: int
    proof: Proof
    accuser: Address
    slash: SlashId


@dataclass(frozen=True, slots=True)
class SlashDropped(Event):
    """A slash was dropped, because its kind of proof is switched off."""

    slash: SlashId


@dataclass(frozen=True, slots=True)
class SlashExecuted(Event):
    """A slash was executed; base units."""

    slash: SlashId
    amount: int
    burned: int
    bounty: int


@dataclass(frozen=True, slots=True)
class VoterConvicted(Event):
    """A validator let in an update with a false header."""

    task: TaskId
    round: int
    validator_index: int
    accuser: Address
    slash: SlashId


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """Descendants of a demanded node, or leaf bytes, in full."""

    demand: int
    answerer: Address
    data: bytes


@dataclass(frozen=True, slots=True)
class AnswerPaid(Event):
    """Whoever answered was paid, in base units; the rest of the deposit is burned."""

    demand: int
    answerer: Address
    amount: int


@dataclass(frozen=True, slots=True)
class DemandDropped(Event):
    """The deposit went back, because the proposal is dead for another reason."""

    demand: int


@dataclass(frozen=True, slots=True)
class Demanded(Event):
    """A node is demanded; the deposit is in base units."""

    task: TaskId
    round: int
    number: int
    demand: int
    asker: Address
    place: NodePlace
    hash: bytes
    sum: int
    deposit: int
    deadline: int
    deadline_block: int


@dataclass(frozen=True, slots=True)
class Unanswered(Event):
    """Nobody answered in time."""

    demand: int


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
class OperatorChanged(Event):
    """Another key acts for a node account."""

    previous: Address
    operator: Address


@dataclass(frozen=True, slots=True)
class StakeAllowanceChanged(Event):
    """A node account's operator may use so much free stake from now on."""

    amount: int


@dataclass(frozen=True, slots=True)
class Swept(Event):
    """A node account's tokens went to its owner."""

    token: Address
    owner: Address
    amount: int


@dataclass(frozen=True, slots=True)
class OwnershipTransferStarted(Event):
    """A node account was offered to a new owner, which has to accept."""

    previous_owner: Address
    new_owner: Address


@dataclass(frozen=True, slots=True)
class OwnershipTransferred(Event):
    """A node account has a new owner."""

    previous_owner: Address
    new_owner: Address


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
