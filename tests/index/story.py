"""Random histories of a deployment that contradict themselves nowhere, a transaction at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from consort.chain.events import (
    Allocated,
    Announced,
    Answered,
    AnswerPaid,
    Approval,
    BatchSealed,
    Bonded,
    BondForfeited,
    Claimed,
    Committed,
    ContributorEnrolled,
    CooledDown,
    CreditWithdrawn,
    DemandDropped,
    Demanded,
    Deposited,
    Event,
    ExitBegun,
    ExitRequested,
    Frozen,
    ListSealed,
    ModelRevived,
    PhaseClosed,
    Precommitted,
    ProofDisabled,
    ProposalBonded,
    ProposalConvicted,
    Proposed,
    Released,
    RoundFinalised,
    RoundOpened,
    RoundVoided,
    SeedAnchored,
    SeedDrawn,
    SlashDropped,
    Slashed,
    SlashExecuted,
    TaskClosed,
    TaskCreated,
    TaskFunded,
    Thawed,
    Transfer,
    Unanswered,
    Unbonded,
    ValidatorEnrolled,
    Voted,
    VoterConvicted,
    Withdrawn,
)
from consort.ledger.replay import Ledger, replay
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import INITIAL, TaskHistory
from consort.spec.aggregation import Rule
from consort.spec.params import (
    BEFORE_ALL,
    BURNED_PART,
    FOREVER,
    MINIMAL,
    OUTSIDER,
    RING,
    STAKE_UNIT,
    TOKEN,
)
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import compute_reward_tree
from consort.spec.types import (
    Address,
    Arithmetic,
    Artifact,
    ContentId,
    DemandState,
    NodePlace,
    Phase,
    Proof,
    Proposal,
    Role,
    SlashId,
    SlashState,
    TaskId,
    TaskParams,
    Tree,
)
from tests.index.made_chain import CHAIN_ID, DEPLOYMENT

MOST = 2**256 - 1
PEOPLE = [Address(f"0x{'0' * 38}{number:02x}") for number in range(0x10, 0x18)]
OWNER = PEOPLE[0]
STAKE = 100 * TOKEN
UNITS = STAKE // STAKE_UNIT
ARITHMETIC = Arithmetic(Rule.WEIGHTED_MEAN, 0, 8, 8, 16, 10, 100)
PARAMS = TaskParams(
    bytes([1]) * 32, bytes([2]) * 32, MINIMAL.inputs, MINIMAL.results, MINIMAL.stakes, ARITHMETIC
)
COORDINATOR = DEPLOYMENT.get_address("Coordinator")

Events = list[Event]


@dataclass(slots=True)
class Story:
    """What happened so far, as the ledger has it, and what chance lets happen next."""

    rng: Random
    ledger: Ledger = field(default_factory=lambda: Ledger(CHAIN_ID, COORDINATOR))

    def go_back(self, events: Events) -> None:
        """Let only these events have happened."""
        self.ledger = replay(CHAIN_ID, COORDINATOR, events)

    def tell(self) -> Events:
        """Return the events of the next transaction."""
        for _ in range(100):
            events = self.rng.choice(_ACTIONS)(self)
            if events:
                break
        for event in events:
            self.ledger.apply(event)
        return events

    # ------------------------------------------------------------------ who and where

    def pick_task(self) -> TaskHistory | None:
        """Return some task."""
        tasks = list(self.ledger.tasks.values())
        return self.rng.choice(tasks) if tasks else None

    def pick_round(
        self, state: RoundState = RoundState.RUNNING
    ) -> tuple[TaskHistory, RoundHistory]:
        """Return some round in a state; raises LookupError where there is none."""
        found = [
            (task, round_)
            for task in self.ledger.tasks.values()
            for round_ in task.rounds.values()
            if round_.state is state
        ]
        return self.rng.choice(found)

    def pick_hash(self) -> bytes:
        """Return 32 random bytes."""
        return self.rng.randbytes(32)

    def pick_file(self) -> ContentId:
        """Return where a file is said to lie; sizes may be nonsense."""
        return ContentId(self.pick_hash(), self.rng.choice([0, 100, 1 << 20, 1 << 21, 2**64 - 1]))

    def is_backed(self, account: Address, task: TaskId, role: Role) -> bool:
        """Tell whether an enrolment has stake, leaving or not."""
        key = (account, task, role)
        return key in self.ledger.money.active or key in self.ledger.money.exiting

    # ------------------------------------------------------------------ tasks and people

    def create_task(self) -> Events:
        """Create a task, if there are few."""
        number = TaskId(len(self.ledger.tasks))
        if number > 1 and self.rng.random() < 0.9:
            return []
        genesis = self.pick_hash()
        return [TaskCreated(number, OWNER, genesis, PARAMS), TaskFunded(number, 10**24)]

    def enrol(self) -> Events:
        """Enrol somebody in some role, with stake deposited for it."""
        task, account = self.pick_task(), self.rng.choice(PEOPLE)
        role = self.rng.choice(list(Role))
        if task is None or self.is_backed(account, task.task, role):
            return []
        allocated = Allocated(account, task.task, role, STAKE)
        if role is Role.CONTRIBUTOR:
            index = len(task.contributors)
            enrolled: Event = ContributorEnrolled(
                task.task, account, index, STAKE, 1_000, task.opened
            )
        else:
            enrolled = ValidatorEnrolled(
                task.task, account, len(task.validators), STAKE, task.opened
            )
        return [Deposited(account, STAKE), enrolled, allocated]

    def leave(self) -> Events:
        """Let somebody ask to leave."""
        key = self.rng.choice(list(self.ledger.money.active))
        account, task, role = key
        begun = ExitBegun(*key, self.ledger.money.active[key], 2_000_000_000, 1_000)
        until = self.ledger.get_task(task).opened + 2
        return [ExitRequested(task, account, role, until), begun]

    def release(self) -> Events:
        """Release somebody's stake."""
        key = self.rng.choice(list(self.ledger.money.exiting))
        return [Released(*key, self.ledger.money.exiting[key])]

    def withdraw(self) -> Events:
        """Withdraw a part of somebody's free stake."""
        account = self.rng.choice(PEOPLE)
        free = self.ledger.money.free[account]
        return [Withdrawn(account, free // 2)] if free else []

    # ------------------------------------------------------------------ a round

    def open_round(self) -> Events:
        """End the rounds that run, and open the next on the head or on what may become it."""
        task = self.pick_task()
        if task is None or not task.contributors or not task.validators:
            return []
        base, number = task.head_place
        running = [n for n, round_ in task.rounds.items() if round_.state is RoundState.RUNNING]
        voided = [RoundVoided(task.task, n) for n in running]
        voided += voided[: self.rng.randrange(2)]  # noted again
        place = (BEFORE_ALL if base == INITIAL else base) % RING
        next_ = max(task.rounds, default=-1) + 1
        next_ += next_ % RING == place
        stake = len(task.validators) * UNITS
        counts = (len(task.contributors), len(task.validators), stake)
        opened = RoundOpened(task.task, next_, place + RING * number, *counts)
        revived = [ModelRevived(task.task, next_, 0, PARAMS.genesis_model_root)]
        return [*voided, opened, *(revived if self.rng.random() < 0.1 else [])]

    def commit(self) -> Events:
        """Let somebody commit who has not."""
        task, round_ = self.pick_round()
        account = self.rng.choice(list(task.contributors.values()))
        if account in round_.committed or round_.votes:
            return []
        weight, file = self.rng.randint(1, 200), self.pick_file()
        place = (task.task, account, round_.number, weight)
        return [Committed(*place, self.pick_hash(), file.digest, file.size)]

    def close_phase(self) -> Events:
        """Close a phase early, seal a batch, or choose and draw the seed."""
        task, round_ = self.pick_round()
        key = (task.task, round_.number)
        phase = self.rng.choice([Phase.COMMIT, Phase.VOTE])
        choices: list[Events] = [
            [PhaseClosed(*key, phase, 1_700_000_000 + self.rng.randrange(9_999))],
            [BatchSealed(*key, 1)],
            [SeedAnchored(*key, self.rng.randrange(1, 99))],
            [SeedDrawn(*key, self.pick_hash())],
        ]
        return self.rng.choice(choices)

    def vote(self) -> Events:
        """Seal the list if need be, and let a validator vote."""
        task, round_ = self.pick_round()
        index, count = self.rng.choice(list(task.validators)), len(round_.leaves)
        if not count or index in round_.votes:
            return []
        key = (task.task, round_.number)
        sealed = [] if round_.votes else [ListSealed(*key, self.pick_hash(), count)]
        pay = UNITS * (PARAMS.inputs.vote_pay // round_.validator_stake)
        words = (self.rng.getrandbits(count) & self.rng.getrandbits(count),)
        return [*sealed, Voted(*key, index, UNITS, pay, words)]

    def propose(self) -> Events:
        """Let a validator propose, or an outsider with a bond."""
        task, round_ = self.pick_round()
        if not round_.votes or len(round_.proposals) > 3 or round_.base_round != task.head_place[0]:
            return []
        number, key = len(round_.proposals), (task.task, round_.number)
        leaves = task.compute_rewards_of(round_.number)
        root = compute_reward_tree(leaves).root
        roots = [self.pick_hash() for _ in range(4)]
        parent = hash_proposal(round_.parent)
        made = Proposal(parent, roots[0], 50, roots[1], roots[2], roots[3], root.hash, root.sum)
        files = self.pick_file(), self.pick_file()
        index = self.rng.choice(list(task.validators))
        if number == 0:
            return [Proposed(*key, number, index, made, *files)]
        account = self.rng.choice(PEOPLE)
        bond = PARAMS.stakes.proposal_bond << number
        amount = bond * STAKE_UNIT
        bonded = ProposalBonded(*key, number, account, bond)
        proposed = Proposed(*key, number, OUTSIDER, made, *files)
        return [Deposited(account, amount), Bonded(account, amount), bonded, proposed]

    def finalise(self) -> Events:
        """Make a round final that has a proposal and builds on the head."""
        task, round_ = self.pick_round()
        if (
            round_.standing is None
            or (round_.parent_round, round_.parent_number) != task.head_place
        ):
            return []
        number = round_.standing.number
        return [RoundFinalised(task.task, round_.number, task.version + 1, number)]

    # ------------------------------------------------------------------ disputes

    def convict(self) -> Events:
        """Convict a proposal, or a voter."""
        task, round_ = self.pick_round()
        key, accuser = (task.task, round_.number), self.rng.choice(PEOPLE)
        if self.rng.random() < 0.5 and round_.votes:
            index = self.rng.choice(list(round_.votes))
            id_ = SlashId.of_voter(*key, index)
            if id_ in {slash.id for slash in self.ledger.slashes}:
                return []
            account = task.validators[index]
            frozen = Frozen(account, task.task, Role.VALIDATOR)
            return [frozen, VoterConvicted(*key, index, accuser, id_)]
        if not round_.unrefuted:
            return []
        made = self.rng.choice(round_.unrefuted)
        proof = self.rng.choice([Proof.BAD_STEP, Proof.SILENCE, Proof.BAD_REWARD])
        id_ = SlashId.of_proposal(*key, made.number)
        return [
            Precommitted(accuser, self.pick_hash()),
            ProposalConvicted(*key, made.number, proof, accuser, id_),
        ]

    def end_slash(self) -> Events:
        """Execute a slash, or drop it."""
        slash = self.rng.choice([s for s in self.ledger.slashes if s.state is SlashState.FROZEN])
        if self.rng.random() < 0.2:
            thawed = Thawed(slash.account, slash.task, Role.VALIDATOR)
            return [thawed, SlashDropped(slash.id)]
        key = (slash.account, slash.task, Role.VALIDATOR)
        if slash.bond:
            amount = slash.bond * STAKE_UNIT
            bounty = amount // 10
            taken: Event = BondForfeited(amount, slash.accuser, bounty, 1)
        elif self.is_backed(*key):
            money = self.ledger.money
            held = money.exiting if key in money.exiting else money.active
            amount = held[key] // 2
            bounty = amount // 10
            taken = Slashed(*key, amount, slash.accuser, bounty, 1)
        else:
            return []
        got = bounty + 1
        return [taken, SlashExecuted(slash.id, amount, amount - got, got)]

    def demand(self) -> Events:
        """Let somebody demand a node of a proposal."""
        task, round_ = self.pick_round()
        if not round_.proposals:
            return []
        number, asker = self.rng.choice(list(round_.proposals)), self.rng.choice(PEOPLE)
        deposit, id_ = self.rng.randint(1, 10**18), len(self.ledger.demands)
        place = NodePlace(self.rng.choice(list(Tree)), 1, 2, 3)
        demanded = Demanded(
            *(task.task, round_.number, number, id_, asker, place, self.pick_hash()),
            *(self.rng.choice([0, 2**80 - 1]), deposit, 2_000_000_000, 99),
        )
        return [Deposited(asker, deposit), Bonded(asker, deposit), demanded]

    def end_demand(self) -> Events:
        """Answer a demand, pay for an answer, or end it without one."""
        open_states = {DemandState.OPEN, DemandState.ANSWERED}
        demand = self.rng.choice([d for d in self.ledger.demands if d.state in open_states])
        account = self.rng.choice(PEOPLE)
        if demand.state is DemandState.ANSWERED:
            pay = demand.deposit - demand.deposit // BURNED_PART
            paid = AnswerPaid(demand.number, account, pay)
            burned = BondForfeited(demand.deposit - pay, account, 0, 0)
            return [burned, paid, Unbonded(account, pay)]
        if self.rng.random() < 0.5:
            return [Answered(demand.number, account, self.rng.choice(HOSTILE))]
        end = self.rng.choice([Unanswered, DemandDropped])
        return [end(demand.number), Unbonded(demand.asker, demand.deposit)]

    # ------------------------------------------------------------------ pay, and the rest

    def claim(self) -> Events:
        """Claim what an enrolment has earned."""
        task = self.pick_task()
        if task is None or not task.rewards:
            return []
        index = self.rng.choice(list(task.rewards))
        earned = task.rewards[index].cumulative
        due = earned - self.ledger.money.claimed[task.task, index]
        return [Claimed(task.task, task.contributors[index], index, due, earned)] if due else []

    def withdraw_credit(self) -> Events:
        """Withdraw somebody's credit."""
        account = self.rng.choice(PEOPLE)
        credit = self.ledger.money.credits[account]
        return [CreditWithdrawn(account, credit)] if credit else []

    def close_task(self) -> Events:
        """Close a task, seldom."""
        task = self.pick_task()
        unspent = self.ledger.money.unspent[task.task] if task else 0
        is_due = task and unspent > 0 and self.rng.random() < 0.05
        return [TaskClosed(task.task, unspent)] if task and is_due else []

    def make_noise(self) -> Events:
        """Say what changes nothing, with the widest numbers that the chain lets through."""
        task, account = self.pick_task(), self.rng.choice(PEOPLE)
        if task is None:
            return []
        file = self.pick_file()
        roots = [made.model_root for made in task.lineage[-2:]]
        subject = self.rng.choice([PARAMS.genesis_model_root, self.pick_hash(), *roots])
        announced = [
            Announced(task.task, subject, Artifact.MODEL_STATE, each.digest, each.size, who)
            for each, who in (
                (file, account),
                (self.pick_file(), self.rng.choice([account, OWNER])),
            )
        ]
        return [
            Approval(account, OWNER, MOST),
            Transfer(account, OWNER, MOST),
            *announced,
            CooledDown(task.task, account, 0, FOREVER),
            ProofDisabled(Proof.BAD_TOP, 2**40 - 1),
        ]


HOSTILE = (
    b"",
    b"<script>alert(1)</script>",
    b"=cmd|'/c calc'!A1",
    b"'; DROP TABLE blocks; --",
    b"\x00\x1b[2J\xff\xfe\r\n",
    "\u202e\u2066 https://evil.example/".encode(),
)
"""Bytes that somebody may put into an answer, which nothing forbids."""


def _try(action: Callable[[Story], Events]) -> Callable[[Story], Events]:
    def act(story: Story) -> Events:
        try:
            return action(story)
        except LookupError:  # there is nothing to choose from
            return []

    return act


_ACTIONS = [
    _try(action)
    for action, weight in (
        (Story.create_task, 1),
        (Story.enrol, 4),
        (Story.leave, 1),
        (Story.release, 1),
        (Story.withdraw, 1),
        (Story.open_round, 2),
        (Story.commit, 8),
        (Story.close_phase, 1),
        (Story.vote, 8),
        (Story.propose, 6),
        (Story.finalise, 8),
        (Story.convict, 1),
        (Story.end_slash, 2),
        (Story.demand, 1),
        (Story.end_demand, 2),
        (Story.claim, 3),
        (Story.withdraw_credit, 1),
        (Story.close_task, 1),
        (Story.make_noise, 1),
    )
    for _ in range(weight)
]
