"""Values of the protocol, named as in the contracts: `contracts/types` has the same in Solidity.

Amounts are base units of the token (18 decimals), stake in records is in units of `STAKE_UNIT`
base units, times are seconds, hashes are bytes.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NewType, Self

from consort.spec.aggregation import Rule

Address = NewType("Address", str)
"""Checksummed 0x form of a 20-byte account or contract address."""
TaskId = NewType("TaskId", int)

NOBODY = Address("0x" + "0" * 40)


class Role(IntEnum):
    """What an account does in a task."""

    CONTRIBUTOR = 0
    VALIDATOR = 1


class Phase(IntEnum):
    """Where a round stands; derived from its record, never stored."""

    NONE = 0
    COMMIT = 1
    SEAL = 2
    VOTE = 3
    PROPOSE = 4
    CHALLENGE = 5
    FINALISE = 6
    FINAL = 7
    VOID = 8


class SealStage(IntEnum):
    """How far the list of a round is sealed."""

    UNSEALED = 0
    PARTLY = 1
    SEALED = 2


class Artifact(IntEnum):
    """What a published file holds; AGGREGATE is an aggregate or a cohort's output."""

    MANIFEST = 0
    MODEL_STATE = 1
    TREES = 2
    AGGREGATE = 3


@dataclass(frozen=True, slots=True)
class InputTerms:
    """How inputs are gathered: longest times, and what voting validators share in a round."""

    commit: int
    seal: int
    vote: int
    vote_pay: int


@dataclass(frozen=True, slots=True)
class ResultTerms:
    """How a result is found: turns of elected proposers, challenge window, pay."""

    turn: int
    turns: int
    open_turn: int
    challenge: int
    challenge_blocks: int
    round_budget: int
    proposer_pay: int


@dataclass(frozen=True, slots=True)
class StakeTerms:
    """What enrolment and bonded proposals take; stake in units."""

    weight_cap: int
    stake_per_weight: int
    min_contributor_stake: int
    min_validator_stake: int
    cooldown_rounds: int
    proposal_bond: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The numbers that decide a result's bits, fixed for a task's life."""

    rule: Rule
    trim_bps: int
    code_bits: int
    fraction_bits: int
    master_exponent: int
    update_leaves: int
    target_weight: int


@dataclass(frozen=True, slots=True)
class TaskParams:
    """Everything that a task owner decides; nothing of it changes later."""

    manifest_hash: bytes
    genesis_model_root: bytes
    inputs: InputTerms
    results: ResultTerms
    stakes: StakeTerms
    arithmetic: Arithmetic


@dataclass(frozen=True, slots=True)
class Head:
    """What changes in a task from round to round.

    `round` is BEFORE_ALL for the initial model; `tip` names the head as rounds name their parent.
    """

    unspent: int
    allocated: int
    version: int
    next_round: int
    round: int
    tip: int


@dataclass(frozen=True, slots=True)
class Header:
    """Snapshot of a round at OPEN; ends are absolute times.

    `anchor` is the block whose hash elects proposers, 0 until it is chosen, with UNDRAWN added
    while the seed of several cohorts is not drawn from it; `parent` is the place in the ring plus
    RING times the number of the proposal that the round builds on.
    """

    round: int
    commit_ends: int
    seal_ends: int
    vote_ends: int
    propose_ends: int
    validator_count: int
    validator_stake: int
    anchor: int
    parent: int


@dataclass(frozen=True, slots=True)
class Commitments:
    """Direct commitments: 24 bytes of hash chain, once sealed of the list root."""

    hash: bytes
    count: int
    expected: int
    unsealed: int
    stage: SealStage


@dataclass(frozen=True, slots=True)
class Progress:
    """Votes and the leading proposal.

    `proposer` is a validator index + 1, OUTSIDER for an account with a bond, 0 without a lead;
    `made` counts proposals; `lead` is the number + 1 of the sole standing one, 0 if none stands,
    CONTESTED while several do; `challenge_ends` is OPEN_END while demands are open.
    """

    round: int
    voted_stake: int
    proposer: int
    challenge_ends: int
    challenge_end_block: int
    reward_total: int
    made: int
    lead: int


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """Everything stored of a round; `seed` is that of several cohorts, once it is drawn."""

    header: Header
    commitments: Commitments
    progress: Progress
    proposal_hash: bytes
    seed: bytes


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """A proposal by its number; `bond` in stake units, 0 where an allocation stands behind it."""

    hash: bytes
    account: Address
    validator: int
    bond: int
    is_standing: bool
    challenge_ends: int
    challenge_end_block: int
    reward_total: int


@dataclass(frozen=True, slots=True)
class Refuted:
    """What stood behind a refuted proposal; `bond` in stake units, 0 for the allocation."""

    account: Address
    validator: int
    bond: int


@dataclass(frozen=True, slots=True)
class Roster:
    """Enrolment counts of a task; indices given out, and who is enrolled now."""

    contributor_indices: int
    validator_indices: int
    contributors: int
    validators: int
    validator_stake: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Contributor:
    """A contributor's place in a task; `until_round` 0: never enrolled."""

    index: int
    weight_limit: int
    from_round: int
    until_round: int
    rest_until: int
    next_commit: int
    stake: int


@dataclass(frozen=True, slots=True)
class Validator:
    """A validator's place in a task."""

    account: Address
    stake: int
    from_round: int
    until_round: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A validator's vote in a round: 23 bytes of the Merkle root of its words."""

    root: bytes
    round: int
    stake: int


@dataclass(frozen=True, slots=True)
class OpenedVote:
    """One validator's vote, opened at one word."""

    validator_index: int
    word: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ContentId:
    """An IPFS CIDv1 as it stands on chain: digest and size."""

    digest: bytes
    size: int


@dataclass(frozen=True, slots=True)
class ListLeaf:
    """One commitment in the list of a round."""

    index: int
    contributor: Address
    weight: int
    update_root: bytes
    content_digest: bytes
    content_size: int
    signature_hash: bytes = bytes(32)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The result of a round; a function of its frozen inputs alone."""

    parent: bytes
    member_root: bytes
    total_weight: int
    cohorts_root: bytes
    aggregate_root: bytes
    model_root: bytes
    reward_root: bytes
    reward_total: int


@dataclass(frozen=True, slots=True)
class SumNode:
    """A node of a Merkle-sum tree."""

    hash: bytes
    sum: int


@dataclass(frozen=True, slots=True)
class RewardProof:
    """A contributor's leaf of the reward tree and its path, empty siblings left out."""

    index: int
    cumulative: int
    last_multiplier: int
    list_position: int
    mask: int
    siblings: tuple[SumNode, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Stake of one account in one role of one task; `release_at` 0 while enrolled.

    `frozen` counts convictions whose slash waits.
    """

    amount: int
    release_at: int
    release_block: int
    frozen: int

    @property
    def is_in_use(self) -> bool:
        """Tell whether it keeps its account from enrolling in the role: also slashed to nothing."""
        return bool(self.amount or self.release_at)


@dataclass(frozen=True, slots=True)
class VaultTotals:
    """Sums over all accounts of the vault."""

    free: int
    active: int
    exiting: int
    bonded: int
    burn_pending: int


class Tree(IntEnum):
    """The trees behind a proposal's roots."""

    MEMBERS = 0
    COHORTS = 1
    OUTPUT = 2
    AGGREGATE = 3
    MODEL = 4
    REWARDS = 5
    UPDATE = 6


class Proof(IntEnum):
    """What a conviction rests on."""

    BAD_MEMBER = 0
    BAD_PADDING = 1
    BAD_SUM = 2
    BAD_COHORT = 3
    BAD_TOP = 4
    BAD_STEP = 5
    BAD_REWARD = 6
    BAD_INPUT = 7
    SILENCE = 8


@dataclass(frozen=True, slots=True)
class Target:
    """The proposal that evidence is about; `number` counts the round's proposals from 0."""

    task: TaskId
    round: int
    number: int
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Frozen:
    """What of a round is frozen before anybody can propose; `list_root` is cut to 24 bytes."""

    list_root: bytes
    count: int
    voted_stake: int
    seed: bytes


@dataclass(frozen=True, slots=True)
class Basis:
    """What a round builds on: a proposal, and the older model that it trains on, 0 for its own."""

    parent: bytes
    base: bytes


@dataclass(frozen=True, slots=True)
class NodePlace:
    """A node's place; `owner` is the cohort of OUTPUT or the tree slot of UPDATE."""

    tree: Tree
    owner: int
    height: int
    position: int


@dataclass(frozen=True, slots=True)
class NodeProof:
    """A node and its path; what names the tree's root is given for OUTPUT and UPDATE only."""

    hash: bytes
    sum: int
    siblings: tuple[bytes, ...]
    sums: tuple[int, ...] = ()
    root: bytes = bytes(32)
    weight: int = 0
    owner_siblings: tuple[bytes, ...] = ()
    owner_sums: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberProof:
    """A member leaf that is not what list and votes say."""

    slot: int
    hash: bytes
    sum: int
    siblings: tuple[bytes, ...]
    sums: tuple[int, ...]
    leaf: ListLeaf
    list_path: tuple[bytes, ...]
    votes: tuple[OpenedVote, ...]


@dataclass(frozen=True, slots=True)
class CoordinateClaim:
    """One coordinate of an output that the inputs do not allow.

    `leaf` counts the leaves of the model state; `is_high` says that absent inputs count as the
    largest value and the output is too large; `low` and `high` are where the trim ends.
    """

    cohort: int
    leaf: int
    coordinate: int
    is_high: bool
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class OutputProof:
    """An output leaf and what leads from it to the proposal; the last three at cohort level."""

    leaf: bytes
    path: tuple[bytes, ...]
    siblings: tuple[bytes, ...] = ()
    sums: tuple[int, ...] = ()
    cohort_path: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class StepProof:
    """One leaf of the model state before, the aggregate leaves between, its hash afterwards."""

    leaf: int
    before: bytes
    before_path: tuple[bytes, ...]
    aggregates: bytes
    aggregates_path: tuple[bytes, ...]
    afterwards: bytes
    afterwards_path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class RewardLeaf:
    """What one enrolment index has earned so far.

    `last_multiplier` is 0 before it was first included, `list_position` its position + 1 in the
    list of the round that the tree belongs to, 0 if it is not in it.
    """

    cumulative: int = 0
    last_multiplier: int = 0
    list_position: int = 0


@dataclass(frozen=True, slots=True)
class RewardCheck:
    """A reward leaf that is not what the inputs earn."""

    index: int
    hash: bytes
    sum: int
    siblings: tuple[bytes, ...]
    sums: tuple[int, ...]
    claimed: RewardLeaf
    before: RewardLeaf
    before_siblings: tuple[bytes, ...]
    before_sums: tuple[int, ...]
    is_listed: bool
    position: int
    leaf: ListLeaf
    list_path: tuple[bytes, ...]
    weight: int
    member_siblings: tuple[bytes, ...]
    member_sums: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InputFault:
    """An update with a false header, and a vote that let it in."""

    parent: Proposal
    position: int
    leaf: ListLeaf
    list_path: tuple[bytes, ...]
    header: bytes
    header_path: tuple[bytes, ...]
    vote: OpenedVote


class SlashState(IntEnum):
    """Where a slash stands."""

    NONE = 0
    FROZEN = 1
    EXECUTED = 2
    DROPPED = 3


class SlashId(int):
    """Names a slash: its task, its round, and the proposal or the voter that was convicted there.

    Written task/round/number, with a v where the number is the index of a voter: 0/7/1, 0/7/v2.
    """

    __slots__ = ()
    VOTERS = 1 << 16

    @classmethod
    def of_proposal(cls, task: TaskId, round_: int, number: int) -> Self:
        """Return the id of what a proposal costs who made it."""
        return cls(task << 48 | round_ << 24 | number)

    @classmethod
    def of_voter(cls, task: TaskId, round_: int, index: int) -> Self:
        """Return the id of what a vote costs who cast it."""
        return cls(task << 48 | round_ << 24 | cls.VOTERS + index)

    @property
    def task(self) -> TaskId:
        """Return the task in which somebody was convicted."""
        return TaskId(self >> 48)

    @property
    def round(self) -> int:
        """Return the round in which somebody was convicted."""
        return self >> 24 & 0xFFFFFF

    @property
    def is_voter(self) -> bool:
        """Tell whether the slash is about a vote."""
        return self & 0xFFFFFF >= self.VOTERS

    @property
    def number(self) -> int:
        """Return the number of the proposal, or the voter's index."""
        return self & 0xFFFF

    def __str__(self) -> str:
        return f"{self.task}/{self.round}/{'v' * self.is_voter}{self.number}"


@dataclass(frozen=True, slots=True)
class Slash:
    """Money frozen by a conviction: a bond, or the allocation of validator `validator` - 1."""

    accuser: Address
    execute_at: int
    proof: Proof
    state: SlashState
    validator: int


class DemandState(IntEnum):
    """Where a demand stands; ANSWERED: its deposit waits to be paid out."""

    NONE = 0
    OPEN = 1
    ANSWERED = 2
    UNANSWERED = 3
    DROPPED = 4
    PAID = 5

    @property
    def is_answered(self) -> bool:
        """Tell whether there is an answer, paid or not."""
        return self in {DemandState.ANSWERED, DemandState.PAID}


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand: `subject` hashes its node, `deadline` is the time by which it must be answered.

    Once answered, `subject` is the account that answered, and the next must follow by `deadline`.
    """

    subject: bytes
    asker: Address
    deposit: int
    task: TaskId
    round: int
    number: int
    tree: Tree
    state: DemandState
    line: int
    deadline: int
    deadline_block: int


@dataclass(frozen=True, slots=True)
class Judges:
    """The contracts that judge, deployed before the coordinator and bound by it."""

    disputes: Address
    demands: Address
    input_proofs: Address
    others: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """Times that a deployment fixes, in seconds and blocks."""

    max_round_time: int
    max_extension: int
    exit_blocks: int


@dataclass(frozen=True, slots=True)
class Action:
    """A call that a node account makes; `data` is selector and arguments."""

    target: Address
    data: bytes
