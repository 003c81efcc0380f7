"""The whole state of a deployment, as the readable twin of the contracts' storage."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from consort.spec.aggregation import Rule
from consort.spec.params import BEFORE_ALL, KNOWN_BLOCKS, RING
from consort.spec.types import (
    NOBODY,
    Address,
    Allocation,
    Arithmetic,
    Commitments,
    Contributor,
    Demand,
    Head,
    Header,
    InputTerms,
    Judges,
    Progress,
    Proof,
    ProposalRecord,
    ResultTerms,
    Role,
    Roster,
    RoundRecord,
    SealStage,
    Slash,
    SlashId,
    StakeTerms,
    TaskId,
    TaskParams,
    Validator,
    VaultTotals,
    Vote,
)

EMPTY_PROGRESS = Progress(0, 0, 0, 0, 0, 0, 0, 0)
EMPTY_RECORD = RoundRecord(
    Header(0, 0, 0, 0, 0, 0, 0, 0, 0),
    Commitments(bytes(24), 0, 0, 0, SealStage.UNSEALED),
    EMPTY_PROGRESS,
    bytes(32),
    bytes(32),
)
FIRST_HEAD = Head(0, 0, 0, 0, BEFORE_ALL, BEFORE_ALL % RING)
EMPTY_ROSTER = Roster(0, 0, 0, 0, 0, closed=False)
EMPTY_VAULT = VaultTotals(0, 0, 0, 0, 0)
NO_PARAMS = TaskParams(
    bytes(32),
    bytes(32),
    InputTerms(0, 0, 0, 0),
    ResultTerms(0, 0, 0, 0, 0, 0, 0),
    StakeTerms(0, 0, 0, 0, 0, 0),
    Arithmetic(Rule.WEIGHTED_MEAN, 0, 0, 0, 0, 0, 0),
)
NEVER_ENROLLED = Contributor(0, 0, 0, 0, 0, 0, 0)
NO_VALIDATOR = Validator(NOBODY, 0, 0, 0)
NO_VOTE = Vote(bytes(23), 0, 0)
BLANK_PROPOSAL = ProposalRecord(
    hash=bytes(32),
    account=NOBODY,
    validator=0,
    bond=0,
    is_standing=False,
    challenge_ends=0,
    challenge_end_block=0,
    reward_total=0,
)
NOTHING_ALLOCATED = Allocation(0, 0, 0, 0)

ProposalKey = tuple[TaskId, int, int]
"""Task, round and number of a proposal."""


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, and the block in which it happens.

    `hashes` has those of earlier blocks that matter to the call; `evidence` is the hash of the
    call's data, which only proofs need.
    """

    sender: Address
    time: int
    block: int
    hashes: Mapping[int, bytes] = field(default_factory=dict)
    evidence: bytes = bytes(32)

    def get_hash(self, block: int) -> bytes:
        """Return the hash of a block, zeros where the chain does not know it any more or yet."""
        is_known = block < self.block <= block + KNOWN_BLOCKS
        return self.hashes[block] if is_known else bytes(32)


@dataclass(slots=True)
class TaskState:
    """One task: what its owner fixed, its head, its enrolments and the ring of its rounds.

    `proposals` by (round, number) has those of rounds with several; `bases` has model roots of
    rounds that were opened on an older model; `votes` is by (index, place in the ring).
    """

    owner: Address
    genesis: bytes
    params: TaskParams
    head: Head = FIRST_HEAD
    roster: Roster = EMPTY_ROSTER
    records: list[RoundRecord] = field(default_factory=lambda: [EMPTY_RECORD] * RING)
    proposals: dict[tuple[int, int], ProposalRecord] = field(default_factory=dict)
    bases: dict[int, bytes] = field(default_factory=dict)
    contributors: dict[Address, Contributor] = field(default_factory=dict)
    contributor_at: dict[int, Address] = field(default_factory=dict)
    validators: dict[int, Validator] = field(default_factory=dict)
    validator_numbers: dict[Address, int] = field(default_factory=dict)
    votes: dict[tuple[int, int], Vote] = field(default_factory=dict)
    claimed: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def get_record(self, round_: int) -> RoundRecord:
        """Return the record at a round's place in the ring, whichever round it holds."""
        return self.records[round_ % RING]

    def update_record(self, round_: int, **changes: object) -> None:
        """Replace parts of a round's record."""
        place = round_ % RING
        self.records[place] = replace(self.records[place], **changes)  # type: ignore[arg-type]

    def get_vote(self, index: int, round_: int) -> Vote:
        """Return what stands at a validator's place for the votes of a round."""
        return self.votes.get((index, round_ % RING), NO_VOTE)


@dataclass(slots=True)
class VaultState:
    """Stake by account; `allocations` by (account, task, role)."""

    exit_delay: int
    exit_blocks: int
    totals: VaultTotals = EMPTY_VAULT
    free: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    allocations: dict[tuple[Address, TaskId, Role], Allocation] = field(default_factory=dict)

    def get_allocation(self, account: Address, task: TaskId, role: Role) -> Allocation:
        """Return the stake of an enrolment."""
        return self.allocations.get((account, task, role), NOTHING_ALLOCATED)


@dataclass(slots=True)
class DisputesState:
    """Convictions and what follows."""

    governor: Address
    slash_delay: int
    gas_price: int
    coordinator: Address = NOBODY
    accusers: frozenset[Address] = frozenset()
    precommitted: dict[bytes, int] = field(default_factory=dict)
    disabled: dict[Proof, int] = field(default_factory=dict)
    slashes: dict[SlashId, Slash] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Window:
    """What the demands about a proposal share: the window's end without them, how many are open."""

    end_time: int
    end_block: int
    open: int


@dataclass(slots=True)
class DemandsState:
    """Demands by number; `spent` is what an account paid for answered ones about a proposal."""

    answer_time: int
    answer_blocks: int
    reply_time: int
    base_price: int
    demands: list[Demand] = field(default_factory=list)
    windows: dict[ProposalKey, Window] = field(default_factory=dict)
    spent: dict[tuple[ProposalKey, Address], int] = field(default_factory=lambda: defaultdict(int))


@dataclass(slots=True)
class NodeAccountState:
    """A node account's keys, and the free stake in base units that its operator may still use."""

    owner: Address
    operator: Address
    stake_allowance: int
    pending_owner: Address = NOBODY


@dataclass(slots=True)
class State:
    """A deployment: tasks, stake, disputes, credits, and the token balances that pay for them.

    `node_accounts` by address are participants' own.
    """

    chain_id: int
    coordinator: Address
    vault_address: Address
    ledger_address: Address
    judges: Judges
    max_round_time: int
    uses_beacon: bool
    vault: VaultState
    disputes: DisputesState
    demands: DemandsState
    tasks: list[TaskState] = field(default_factory=list)
    credits: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    balances: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    node_accounts: dict[Address, NodeAccountState] = field(default_factory=dict)
