"""What a node tells about its work, for people and for programs: one message for each step."""

from collections.abc import Callable
from dataclasses import dataclass

from consort.app import Metrics
from consort.spec.types import Address, NodePlace, Phase, Proof, SlashId, Tree


@dataclass(frozen=True, slots=True)
class NodeEvent:
    """Head the messages; `round` is the round that they are about."""

    round: int


@dataclass(frozen=True, slots=True)
class PhaseChanged(NodeEvent):
    """A round entered another phase."""

    phase: Phase


@dataclass(frozen=True, slots=True)
class UpdateTrained(NodeEvent):
    """Training is over; the update claims `samples`, cut to the weight limit."""

    samples: int
    seconds: float


@dataclass(frozen=True, slots=True)
class UpdateStored(NodeEvent):
    """The update file lies in the store."""

    cid: str
    size: int


@dataclass(frozen=True, slots=True)
class UpdateCommitted(NodeEvent):
    """The update is committed on chain, by this call or by one before a restart."""

    weight: int
    update_root: bytes


@dataclass(frozen=True, slots=True)
class UpdateVerified(NodeEvent):
    """A committed update was fetched and is what was committed."""

    contributor: Address


@dataclass(frozen=True, slots=True)
class UpdateRejected(NodeEvent):
    """A committed update could not be fetched in time, or is not acceptable."""

    contributor: Address
    reason: str


@dataclass(frozen=True, slots=True)
class ListSealed(NodeEvent):
    """This node sealed the list of commitments."""

    count: int


@dataclass(frozen=True, slots=True)
class VoteCast(NodeEvent):
    """This node voted; `exceptions` are the positions that it leaves out."""

    exceptions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SeedDrawn(NodeEvent):
    """This node chose the block that elects proposers, or drew the cohorts."""


@dataclass(frozen=True, slots=True)
class ResultComputed(NodeEvent):
    """The round's result is known here."""

    proposal_hash: bytes
    model_root: bytes


@dataclass(frozen=True, slots=True)
class ResultProposed(NodeEvent):
    """This node proposed the result, or objected to another one with it."""

    model_root: bytes
    model_cid: str
    is_objection: bool


@dataclass(frozen=True, slots=True)
class DemandAnswered(NodeEvent):
    """This node showed what somebody demanded to see of a tree."""

    demand: int
    tree: Tree


@dataclass(frozen=True, slots=True)
class ProposalRight(NodeEvent):
    """A standing proposal is what its inputs give, as recomputed here."""

    number: int


@dataclass(frozen=True, slots=True)
class ProposalWrong(NodeEvent):
    """A standing proposal is wrong; `words` say in which place."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class ProposalUnclear(NodeEvent):
    """Something about a proposal cannot be told; `words` say what."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class ProofSent(NodeEvent):
    """This node refuted a proposal."""

    number: int
    proof: Proof
    transaction: str
    gas: int


@dataclass(frozen=True, slots=True)
class VoterAccused(NodeEvent):
    """This node convicted a validator that let in an update with a false header."""

    validator: int
    contributor: Address
    transaction: str
    gas: int


@dataclass(frozen=True, slots=True)
class DemandSent(NodeEvent):
    """This node demanded to see what lies under a node of a proposal's tree."""

    number: int
    demand: int
    place: NodePlace
    deposit: int


@dataclass(frozen=True, slots=True)
class SilencePunished(NodeEvent):
    """This node ended a demand that nobody answered, and the proposal if it was its own tree."""

    number: int
    demand: int


@dataclass(frozen=True, slots=True)
class BondLocked(NodeEvent):
    """Free stake of this node stands behind what it proposed, in base units."""

    number: int
    amount: int


@dataclass(frozen=True, slots=True)
class BondReturned(NodeEvent):
    """The bond of a proposal that can no longer be refuted is free stake again."""

    number: int
    amount: int


@dataclass(frozen=True, slots=True)
class SlashTaken(NodeEvent):
    """This node executed a slash whose delay was over."""

    slash: SlashId
    account: Address


@dataclass(frozen=True, slots=True)
class RoundEnded(NodeEvent):
    """A round is over: FINAL with the new version and what it scores, or VOID."""

    phase: Phase
    version: int
    committed: tuple[Address, ...]
    included: tuple[Address, ...]
    metrics: Metrics | None = None


@dataclass(frozen=True, slots=True)
class ClaimSaved(NodeEvent):
    """The proof of what this contributor has earned up to a final round lies in a file."""

    cumulative: int
    path: str


@dataclass(frozen=True, slots=True)
class CooledDown(NodeEvent):
    """This node made a contributor sit out whose update nobody could fetch or accept."""

    contributor: Address


@dataclass(frozen=True, slots=True)
class Waiting(NodeEvent):
    """The node cannot go on now and tries again; the sentence says why, `cause` names the error."""

    reason: str
    cause: str

    @classmethod
    def of(cls, number: int, error: Exception) -> "Waiting":
        """Return the message about an error in a round."""
        return cls(number, str(error), type(error).__name__)


@dataclass(frozen=True, slots=True)
class ChainNodeChanged(NodeEvent):
    """Another of the chain's nodes is asked from now on; the sentence says why."""

    reason: str


Report = Callable[[NodeEvent], None]


def keep_silent(_event: NodeEvent) -> None:
    """Report nothing."""
