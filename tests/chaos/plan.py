"""What goes wrong in a run, where and when: a pure function of a seed."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from consort.spec.types import Phase

ROUNDS = 5
CONTRIBUTORS = ("contributor-0", "contributor-1")
VALIDATORS = ("validator-0", "validator-1")
WATCHER = "contributor-5"
MEMBERS = CONTRIBUTORS + VALIDATORS

PHASES = (Phase.COMMIT, Phase.SEAL, Phase.VOTE, Phase.PROPOSE, Phase.CHALLENGE, Phase.FINALISE)
ANY_STEPS = (
    *("Signed", "JournalWritten", "TransactionSent", "ReceiptSeen", "BlobStored"),
    "Flushed",  # on the disk, but not under its name yet
)
CONTRIBUTOR_STEPS = (
    *ANY_STEPS,
    *("UpdateTrained", "FeedbackSaved", "NoteSaved", "UpdateStored", "UpdateCommitted"),
    *("ModelFetched", "ClaimSaved", "RoundEnded"),
)
VALIDATOR_STEPS = (
    *ANY_STEPS,
    *("UpdateFetched", "UpdateVerified", "ListSealed", "VoteCast", "SeedDrawn"),
    *("ModelKept", "ResultComputed", "ResultProposed", "RoundEnded"),
)


class StoreKind(StrEnum):
    """Where a run's files lie."""

    DIRECTORY = "directory"
    KUBO = "kubo"


class RpcTrouble(StrEnum):
    """What is wrong on a node's way to the chain."""

    DOWN = "down"  # connections close without an answer
    HANGING = "hanging"  # no answer until the trouble is over
    SLOW = "slow"
    FAILING = "failing"  # every other request is answered with an error
    BUSY = "busy"  # HTTP 503
    LAGGING = "lagging"  # answers of some blocks ago
    DEAF = "deaf"  # transactions go out, their answers are lost
    LOSSY = "lossy"  # transactions are taken, and nobody ever sees them


class StoreTrouble(StrEnum):
    """What is wrong with the store; a directory can only lose its content."""

    DOWN = "down"
    HANGING = "hanging"
    SLOW = "slow"
    RESTARTED = "restarted"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Moment:
    """So many seconds after a round was first seen in a phase, or beyond it."""

    round: int
    phase: Phase
    delay: float


@dataclass(frozen=True, slots=True)
class Kill:
    """SIGKILL; the node is started again after `rest` seconds."""

    node: str
    rest: float


@dataclass(frozen=True, slots=True)
class Rpc:
    """Trouble between one node, or all (None), and the chain; `behind` counts blocks."""

    node: str | None
    trouble: RpcTrouble
    seconds: float
    behind: int = 0


@dataclass(frozen=True, slots=True)
class Reorganise:
    """The newest blocks are replaced by as many empty ones."""

    depth: int


@dataclass(frozen=True, slots=True)
class Intrude:
    """Another wallet with the node's key sends a transaction."""

    node: str


@dataclass(frozen=True, slots=True)
class FillDisk:
    """Nothing more fits on the disk with the node's state."""

    node: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Twin:
    """The same node is started once more, on the same state directory or on another one."""

    node: str
    shares_state: bool


@dataclass(frozen=True, slots=True)
class Store:
    """Trouble with the store that all nodes use."""

    trouble: StoreTrouble
    seconds: float


Fault = Kill | Rpc | Reorganise | Intrude | FillDisk | Twin | Store


@dataclass(frozen=True, slots=True)
class Death:
    """In one life, a node dies right after a step for the n-th time, and rests so long."""

    step: str
    nth: int
    rest: float


@dataclass(frozen=True, slots=True)
class Skew:
    """A machine's clock: seconds ahead of the others', and how fast it runs."""

    ahead: float = 0.0
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that goes wrong; `deaths` are those of each node's first lives, in order."""

    seed: int
    store: StoreKind
    is_watched: bool
    faults: tuple[tuple[Moment, Fault], ...]
    deaths: dict[str, tuple[Death, ...]]
    skews: dict[str, Skew]
    small_disk: str | None

    @property
    def nodes(self) -> tuple[str, ...]:
        """Return who takes part."""
        return (*MEMBERS, WATCHER) if self.is_watched else MEMBERS


def make_plan(seed: int) -> Plan:
    """Return the plan of a seed: the same one always and everywhere."""
    random = Random(f"consort chaos {seed}")
    store = StoreKind.KUBO if random.random() < 0.15 else StoreKind.DIRECTORY
    small_disk = random.choice(MEMBERS) if random.random() < 0.4 else None
    makers = [_make_kill, _make_rpc, _make_rpc, _make_reorganisation, _make_reorganisation]
    makers += [_make_intrusion, _make_twin]
    faults = [random.choice(makers)(random) for _ in range(random.randint(4, 9))]
    if small_disk:
        faults += [FillDisk(small_disk, random.uniform(0.3, 1.5))]
    faults += _make_store_troubles(random, store)
    placed = [(_make_moment(random), fault) for fault in faults]
    loss, deaths = _make_lost_transaction(random), _make_deaths(random)
    if loss is not None:
        placed.append(loss[0])
        deaths[loss[1]] = (Death("TransactionSent", 1, random.uniform(0.5, 2.0)),)
    return Plan(
        seed,
        store,
        random.random() < 0.25,
        tuple(placed),
        deaths,
        {node: _make_skew(random) for node in MEMBERS if random.random() < 0.4},
        small_disk,
    )


def _make_moment(random: Random) -> Moment:
    return Moment(random.randrange(ROUNDS), random.choice(PHASES), random.uniform(0.0, 0.4))


def _make_kill(random: Random) -> Fault:
    return Kill(random.choice(MEMBERS), random.choice([0.0, 0.0, random.uniform(0.2, 2.0)]))


def _make_rpc(random: Random) -> Fault:
    node = random.choice([None, *MEMBERS])
    trouble = random.choice(list(RpcTrouble))
    return Rpc(node, trouble, random.uniform(0.3, 1.5), random.randint(1, 4))


def _make_reorganisation(random: Random) -> Fault:
    return Reorganise(random.randint(1, 6))


def _make_intrusion(random: Random) -> Fault:
    return Intrude(random.choice(MEMBERS))


def _make_twin(random: Random) -> Fault:
    return Twin(random.choice(MEMBERS), random.random() < 0.5)


def _make_store_troubles(random: Random, store: StoreKind) -> list[Fault]:
    if store is StoreKind.DIRECTORY:
        return [Store(StoreTrouble.LOST, 0.0)] if random.random() < 0.15 else []
    count = random.randint(1, 3)
    troubles = [random.choice(list(StoreTrouble)) for _ in range(count)]
    return [Store(trouble, random.uniform(0.3, 1.5)) for trouble in troubles]


def _make_lost_transaction(random: Random) -> tuple[tuple[Moment, Fault], str] | None:
    """Return a node whose transaction is lost, and which dies before it notices."""
    if random.random() < 0.5:
        return None
    node = random.choice(MEMBERS)
    moment = Moment(random.randrange(ROUNDS), Phase.COMMIT, 0.0)
    return (moment, Rpc(node, RpcTrouble.LOSSY, random.uniform(1.0, 2.0))), node


def _make_deaths(random: Random) -> dict[str, tuple[Death, ...]]:
    deaths = {node: _make_deaths_of(random, CONTRIBUTOR_STEPS) for node in CONTRIBUTORS}
    return deaths | {node: _make_deaths_of(random, VALIDATOR_STEPS) for node in VALIDATORS}


def _make_deaths_of(random: Random, steps: tuple[str, ...]) -> tuple[Death, ...]:
    return tuple(
        Death(random.choice(steps), random.randint(1, 3), random.choice([0.0, 0.0, 0.8]))
        for _ in range(random.randint(0, 3))
    )


def _make_skew(random: Random) -> Skew:
    return Skew(random.choice([-3600.0, -30.0, 30.0, 86_400.0]), random.choice([0.5, 1.0, 2.0]))
