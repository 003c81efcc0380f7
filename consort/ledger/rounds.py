"""One round as its events tell it."""

from dataclasses import dataclass, field
from enum import StrEnum

from consort.spec.types import Address, ContentId, ListLeaf, Proposal
from consort.spec.votes import compute_included


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


@dataclass(frozen=True, slots=True)
class StandingProposal:
    """The first proposal of a round, and where its files are said to lie."""

    proposer: int
    proposal: Proposal
    model: ContentId
    trees: ContentId


@dataclass(slots=True)
class RoundHistory:
    """A round that grows with its events; `parent` is the proposal that it builds on.

    `leaves` are the commitments in list order, `votes` are by validator index.
    """

    number: int
    parent: Proposal
    validator_stake: int
    leaves: list[ListLeaf] = field(default_factory=list)
    votes: dict[int, CastVote] = field(default_factory=dict)
    standing: StandingProposal | None = None
    state: RoundState = RoundState.RUNNING

    @property
    def voted_stake(self) -> int:
        """Return the stake units that voted."""
        return sum(vote.stake for vote in self.votes.values())

    @property
    def committed(self) -> list[Address]:
        """Return who committed, in list order."""
        return [leaf.contributor for leaf in self.leaves]

    def compute_included(self) -> tuple[bool, ...]:
        """Tell for each position whether the votes so far let it in."""
        votes = [(vote.stake, vote.exceptions) for vote in self.votes.values()]
        return compute_included(votes, len(self.leaves)) if votes else (False,) * len(self.leaves)

    def compute_weights(self) -> list[int]:
        """Return the effective weight of each position: 0 for one that is out."""
        pairs = zip(self.leaves, self.compute_included(), strict=True)
        return [leaf.weight if is_in else 0 for leaf, is_in in pairs]
