"""One round as its events tell it."""

from dataclasses import dataclass, field
from enum import StrEnum

from consort.ledger.inclusion import compute_included
from consort.spec.params import COHORT_SIZE
from consort.spec.types import Address, ContentId, ListLeaf, Proof, Proposal


class RoundState(StrEnum):
    """How a round ended, as far as the chain has noted it."""

    RUNNING = "RUNNING"
    FINAL = "FINAL"
    VOID = "VOID"


@dataclass(frozen=True, slots=True)
class CastVote:
    """One validator's vote: stake units behind it, and the words of its exceptions."""

    stake: int
    exceptions: tuple[int, ...]


@dataclass(slots=True)
class MadeProposal:
    """One proposal of a round, counted from 0, and where its files are said to lie.

    `validator_index` is OUTSIDER for an account that is no validator; `bond` is in stake units, 0
    where the account's allocation stands behind it; `convicted` is what refuted it.
    """

    number: int
    validator_index: int
    account: Address
    bond: int
    proposal: Proposal
    model: ContentId
    trees: ContentId
    convicted: Proof | None = None


@dataclass(slots=True)
class RoundHistory:
    """A round that grows with its events.

    It builds on `parent`, the proposal `parent_number` of the round `parent_round`; that is -1 for
    the initial model. `leaves` are the commitments in list order, `votes` are by validator index,
    `proposals` by their number. `seed` is the one of the cohorts: 0 where there is one cohort, and
    until it is drawn. `anchor` is the block that SeedAnchored named, 0 where the vote ended early.
    `base` is the root of the model that the round trains on, `base_round` the round that made it:
    the parent's, unless nobody had that any more and an older one was revived.
    """

    number: int
    parent: Proposal
    parent_round: int
    parent_number: int
    base: bytes
    base_round: int
    validator_count: int
    validator_stake: int
    leaves: list[ListLeaf] = field(default_factory=list)
    votes: dict[int, CastVote] = field(default_factory=dict)
    anchor: int = 0
    seed: bytes = bytes(32)
    bonds: dict[int, tuple[Address, int]] = field(default_factory=dict)
    proposals: dict[int, MadeProposal] = field(default_factory=dict)
    state: RoundState = RoundState.RUNNING

    @property
    def standing(self) -> MadeProposal | None:
        """Return the sole proposal that is not refuted, None while there are several or none."""
        return self.unrefuted[0] if len(self.unrefuted) == 1 else None

    @property
    def unrefuted(self) -> tuple[MadeProposal, ...]:
        """Return all proposals that are not refuted, in order."""
        return tuple(made for made in self.proposals.values() if made.convicted is None)

    @property
    def voted_stake(self) -> int:
        """Return the stake units that voted."""
        return sum(vote.stake for vote in self.votes.values())

    @property
    def committed(self) -> list[Address]:
        """Return who committed, in list order."""
        return [leaf.contributor for leaf in self.leaves]

    @property
    def is_dealt(self) -> bool:
        """Tell whether it is known which cohort each commitment is in."""
        return len(self.leaves) <= COHORT_SIZE or any(self.seed)

    def compute_included(self) -> tuple[bool, ...]:
        """Tell for each position whether the votes so far let it in."""
        votes = [(vote.stake, vote.exceptions) for vote in self.votes.values()]
        return compute_included(votes, len(self.leaves)) if votes else (False,) * len(self.leaves)

    def compute_weights(self) -> list[int]:
        """Return the effective weight of each position: 0 for one that is out."""
        pairs = zip(self.leaves, self.compute_included(), strict=True)
        return [leaf.weight if is_in else 0 for leaf, is_in in pairs]
