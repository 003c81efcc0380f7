"""The whole state of a deployment, as the readable twin of the contracts' storage."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from consort.spec.aggregation import Rule
from consort.spec.params import RING
from consort.spec.types import (
    Address,
    Allocation,
    Arithmetic,
    Commitments,
    Contributor,
    Head,
    Header,
    InputTerms,
    Progress,
    ResultTerms,
    Role,
    Roster,
    RoundRecord,
    SealStage,
    StakeTerms,
    TaskId,
    TaskParams,
    Validator,
    VaultTotals,
    Vote,
)

EMPTY_PROGRESS = Progress(0, 0, 0, 0, 0, 0)
EMPTY_RECORD = RoundRecord(
    Header(0, 0, 0, 0, 0, 0, 0),
    Commitments(bytes(24), 0, 0, 0, SealStage.UNSEALED),
    EMPTY_PROGRESS,
    bytes(32),
    bytes(32),
)
FIRST_HEAD = Head(0, 0, 0, 0, RING - 1, closed=False)
EMPTY_ROSTER = Roster(0, 0, 0, 0, 0)
EMPTY_VAULT = VaultTotals(0, 0, 0, 0)
NO_PARAMS = TaskParams(
    bytes(32),
    bytes(32),
    InputTerms(0, 0, 0, 0),
    ResultTerms(0, 0, 0, 0, 0, 0, 0),
    StakeTerms(0, 0, 0, 0, 0),
    Arithmetic(Rule.WEIGHTED_MEAN, 0, 0, 0, 0, 0, 0),
)
NEVER_ENROLLED = Contributor(0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, and the block in which it happens."""

    sender: Address
    time: int
    block: int


@dataclass(slots=True)
class TaskState:
    """One task: what its owner fixed, its head, its enrolments and the ring of its rounds."""

    owner: Address
    genesis: bytes
    params: TaskParams
    head: Head = FIRST_HEAD
    roster: Roster = EMPTY_ROSTER
    records: list[RoundRecord] = field(default_factory=lambda: [EMPTY_RECORD] * RING)
    contributors: dict[Address, Contributor] = field(default_factory=dict)
    contributor_at: dict[int, Address] = field(default_factory=dict)
    validators: dict[int, Validator] = field(default_factory=dict)
    validator_numbers: dict[Address, int] = field(default_factory=dict)
    votes: dict[int, Vote] = field(default_factory=dict)
    claimed: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def get_record(self, round_: int) -> RoundRecord:
        """Return the record at a round's place in the ring, whichever round it holds."""
        return self.records[round_ % RING]

    def update_record(self, round_: int, **changes: object) -> None:
        """Replace parts of a round's record."""
        place = round_ % RING
        self.records[place] = replace(self.records[place], **changes)  # type: ignore[arg-type]


@dataclass(slots=True)
class VaultState:
    """Stake by account; `allocations` by (account, task, role)."""

    exit_delay: int
    totals: VaultTotals = EMPTY_VAULT
    free: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    allocations: dict[tuple[Address, TaskId, Role], Allocation] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """A deployment: tasks, stake, credits, and the token balances that pay for them."""

    chain_id: int
    coordinator: Address
    vault_address: Address
    ledger_address: Address
    max_round_time: int
    vault: VaultState
    tasks: list[TaskState] = field(default_factory=list)
    credits: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
    balances: dict[Address, int] = field(default_factory=lambda: defaultdict(int))
