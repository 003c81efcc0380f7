"""What the index answers: the documents that the command line and the HTTP API print.

Amounts are base units, times seconds since 1970 (of the block), hashes bytes, accounts checksummed
addresses. As JSON, amounts are decimal strings, hashes and transactions 0x hex, content ids text.
"""

from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from functools import cache
from typing import Any, Generic, NewType, TypeVar, get_type_hints

from consort.chain.events import Event
from consort.index.columns import list_wide_fields
from consort.spec.types import Address, SlashId

Amount = NewType("Amount", int)
"""Base units of the token: more than JSON's numbers hold exactly."""

Wide = Amount
"""A number that is no amount and as wide, printed alike."""

JsonObject = dict[str, Any]


class ProposalState(StrEnum):
    """Where a proposal stands; DISPLACED: its round ended without it."""

    STANDING = "STANDING"
    CONVICTED = "CONVICTED"
    FINAL = "FINAL"
    DISPLACED = "DISPLACED"


class SlashKind(StrEnum):
    """What somebody was convicted of."""

    PROPOSAL = "PROPOSAL"
    VOTER = "VOTER"


@dataclass(frozen=True, slots=True)
class Record:
    """Head what the index answers."""

    def to_json(self) -> JsonObject:
        """Return the document that the command line and the HTTP API print."""
        kind: Any = type(self)
        amounts = _list_amounts(kind)
        return {
            field.name: _to_json(getattr(self, field.name), field.name in amounts)
            for field in fields(self)
        }


R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Record, Generic[R_co]):
    """A part of a list; `next` is what to give as `after` for the following part, None at the end.

    Records stay where they are while the list grows, so that no page repeats or skips one: but for
    accounts, which move as they earn, and where blocks were replaced between two pages.
    """

    items: tuple[R_co, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Tip(Record):
    """How far the index has read: a block, and all `events` up to it.

    `final_block` is the newest block that the chain calls final, None before there is one;
    `reorgs` counts the times that blocks were replaced since the file was begun.
    """

    block: int
    hash: bytes
    time: int
    final_block: int | None
    events: int
    reorgs: int


@dataclass(frozen=True, slots=True)
class Reorg(Record):
    """Blocks from `from_block` on were replaced, `events` of them forgotten; counted from 1.

    `was_final` says that the chain had called some of them final.
    """

    number: int
    from_block: int
    to_block: int
    events: int
    was_final: bool


@dataclass(frozen=True, slots=True)
class TaskSummary(Record):
    """A task. `paid` is what contributors earned in final rounds, claimed or not.

    `budget` is everything it was funded with, `versions` counts final rounds and so names the
    newest version, `contributors` and `validators` are those enrolled and not leaving.
    """

    task: int
    owner: Address
    manifest_hash: bytes
    genesis_model_root: bytes
    budget: Amount
    paid: Amount
    round_budget: Amount
    rounds: int
    versions: int
    void_rounds: int
    contributors: int
    validators: int
    closed: bool
    created_at: int
    block: int
    transaction: bytes


@dataclass(frozen=True, slots=True)
class PhaseSeconds(Record):
    """How long the phases of a round took, None for one that has not ended or did not happen.

    `challenge` lasts from the first proposal to the end of the round.
    """

    commit: int | None
    seal: int | None
    vote: int | None
    propose: int | None
    challenge: int | None


@dataclass(frozen=True, slots=True)
class RoundSummary(Record):
    """A round; `state` is RUNNING, FINAL or VOID, `version` what it made if it is final.

    `parent_round` made the model that it builds on, None for the initial one. `included` is known
    once the round is final; `validators` counts those that may vote, `votes` those that did. Model
    root and content id are those of the final proposal.
    """

    task: int
    round: int
    state: str
    version: int | None
    parent_round: int | None
    opened_at: int
    opened_block: int
    ended_at: int | None
    ended_block: int | None
    committed: int
    included: int | None
    votes: int
    validators: int
    proposals: int
    convicted: int
    model_root: bytes | None
    model_cid: str | None
    seconds: PhaseSeconds


@dataclass(frozen=True, slots=True)
class VoteEntry(Record):
    """A vote; `exceptions` are the list positions that it leaves out."""

    validator: int
    account: Address
    stake: Amount
    pay: Amount
    exceptions: tuple[int, ...]
    at: int
    block: int
    transaction: bytes


@dataclass(frozen=True, slots=True)
class ProposalEntry(Record):
    """A proposal, counted from 0 in its round; `validator` is None for an outsider.

    `bond` is 0 where a validator's stake stands behind it. `proof` is what refuted it.
    """

    number: int
    account: Address
    validator: int | None
    bond: Amount
    hash: bytes
    parent: bytes
    model_root: bytes
    aggregate_root: bytes
    reward_root: bytes
    reward_total: Amount
    total_weight: Wide
    model_cid: str
    model_size: int
    trees_cid: str
    trees_size: int
    state: ProposalState
    proof: str | None
    accuser: Address | None
    at: int
    block: int
    transaction: bytes


@dataclass(frozen=True, slots=True)
class DemandEntry(Record):
    """A demand about a proposal: show the node at this place of a tree, by `deadline`.

    `state` is OPEN, ANSWERED, PAID, UNANSWERED or DROPPED.
    """

    demand: int
    proposal: int
    asker: Address
    tree: str
    owner: int
    height: int
    position: int
    hash: bytes
    deposit: Amount
    deadline: int
    state: str
    answerer: Address | None
    at: int
    block: int
    transaction: bytes


@dataclass(frozen=True, slots=True)
class RoundDetail(Record):
    """A round with everything that was said in it.

    `total_weight` is the sum of weights that count in it, None before it is final; `list_root` is
    None until the list is sealed, `anchor` and `seed` until they are drawn.
    """

    summary: RoundSummary
    round_budget: Amount
    target_weight: int
    total_weight: int | None
    amount: Amount | None
    list_root: bytes | None
    anchor: int | None
    seed: bytes | None
    validator_stake: Amount
    votes: tuple[VoteEntry, ...]
    proposals: tuple[ProposalEntry, ...]
    disputes: tuple[DemandEntry, ...]

    def to_json(self) -> JsonObject:
        """Return one flat document: the summary, with lists where it has counts."""
        document = Record.to_json(self)
        summary: JsonObject = document.pop("summary")
        return summary | document


@dataclass(frozen=True, slots=True)
class CommitmentEntry(Record):
    """A commitment at its place in the round's list.

    `included`, `reward` (of this round) and `cumulative` are None until the round is final,
    `cohort` until it is known.
    """

    position: int
    account: Address
    enrolment: int
    weight: int
    update_root: bytes
    cid: str
    size: int
    included: bool | None
    reward: Amount | None
    cumulative: Amount | None
    cohort: int | None
    at: int
    block: int
    transaction: bytes


@dataclass(frozen=True, slots=True)
class VersionEntry(Record):
    """A version of the model; `round` made it, None for version 0, the initial model.

    `downloads` are the content ids under which its file is said to lie, most trusted first.
    """

    version: int
    round: int | None
    model_root: bytes
    model_cid: str | None
    model_size: int | None
    proposal_hash: bytes
    parent_hash: bytes
    reward_total: Amount
    committed: int | None
    included: int | None
    at: int
    block: int
    downloads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountSummary(Record):
    """An account in one role of a task.

    `earned` is everything of this task. `claimed` and `unclaimed` of a validator are its credit of
    all tasks, which is paid out at once: the same in each task, not to be added up.
    `rounds_committed` are those a validator voted in, `rounds_included` those of them that became
    final: for a contributor, with its update.
    """

    account: Address
    role: str
    enrolments: tuple[int, ...]
    stake: Amount
    earned: Amount
    claimed: Amount
    unclaimed: Amount
    slashed: Amount
    rounds_committed: int
    rounds_included: int


@dataclass(frozen=True, slots=True)
class RoleEntry(Record):
    """What an account is in a task, see `AccountSummary`.

    `exiting` says that its stake waits to be released; `until_round` is the first round in which
    it no longer counts, None while it stays.
    """

    task: int
    role: str
    enrolment: int
    enrolments: tuple[int, ...]
    stake: Amount
    exiting: bool
    from_round: int
    until_round: int | None
    earned: Amount
    claimed: Amount
    unclaimed: Amount
    slashed: Amount
    rounds_committed: int
    rounds_included: int
    last_round: int | None


@dataclass(frozen=True, slots=True)
class ExitEntry(Record):
    """Stake that waits to be released, at a time and not before a block."""

    task: int
    role: str
    amount: Amount
    release_at: int
    release_block: int


@dataclass(frozen=True, slots=True)
class AccountDetail(Record):
    """Everything that belongs to an account. One that never did anything has nothing.

    `bonded` stands behind proposals and demands, `credit` is pay of validators and refunds that
    can be withdrawn, `bounties` came from convicting others.
    """

    account: Address
    free_stake: Amount
    bonded: Amount
    exiting: tuple[ExitEntry, ...]
    credit: Amount
    credit_paid: Amount
    bounties: Amount
    roles: tuple[RoleEntry, ...]


@dataclass(frozen=True, slots=True)
class RewardEntry(Record):
    """What one final round paid one enrolment; `cumulative` is what it had earned afterwards.

    `weight` is what was committed, `multiplier` in units of 1/65,536. Block, time and transaction
    are those that made the round final.
    """

    account: Address
    task: int
    round: int
    version: int
    enrolment: int
    position: int
    weight: int
    included: bool
    multiplier: int
    amount: Amount
    cumulative: Amount
    at: int
    block: int
    transaction: bytes


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """Where to see what convicted: the call's data hold the proof's arguments."""

    transaction: bytes
    contract: str
    function: str


@dataclass(frozen=True, slots=True)
class SlashEntry(Record):
    """A conviction and the slash that follows: FROZEN until it is EXECUTED or DROPPED.

    `number` counts the round's proposals where a proposal was convicted, `validator` is the index
    of a convicted voter. Amounts are 0 until the slash is executed.
    """

    slash: SlashId
    kind: SlashKind
    task: int
    round: int
    number: int | None
    validator: int | None
    accused: Address
    accuser: Address
    proof: str
    state: str
    amount: Amount
    burned: Amount
    bounty: Amount
    convicted_at: int
    block: int
    transaction: bytes
    executed_at: int | None
    executed_transaction: bytes | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class EventEntry(Record):
    """An event in its place; `final` says that the chain calls its block final."""

    block: int
    block_hash: bytes
    log_index: int
    transaction: bytes
    contract: str
    event: Event
    at: int
    final: bool

    def to_json(self) -> JsonObject:
        """Return the place, the event's name and its fields; numbers above 56 bits as strings."""
        document = Record.to_json(self)
        return document | {"event": type(self.event).__name__, "fields": document["event"]}


@cache
def _list_amounts(kind: type[Record]) -> frozenset[str]:
    hints = get_type_hints(kind)
    return frozenset(name for name, hint in hints.items() if hint in {Amount, Amount | None})


def _to_json(value: Any, is_amount: bool = False) -> Any:  # noqa: PLR0911 - one line for each kind
    match value:
        case None | bool():
            return value
        case bytes():
            return f"0x{value.hex()}"
        case Enum():
            return value.name
        case SlashId():
            return str(value)
        case int():
            return str(value) if is_amount else value
        case Record():
            return value.to_json()
        case tuple():
            return [_to_json(item) for item in value]
    return _to_fields(value) if is_dataclass(value) else value


def _to_fields(value: Any) -> JsonObject:
    """Return the fields of an event, or of a structure in it."""
    kind: Any = type(value)
    wide = list_wide_fields(kind)
    return {
        field.name: _to_json(getattr(value, field.name), field.name in wide)
        for field in fields(value)
    }
