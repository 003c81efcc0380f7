"""What one round was given: its commitments and votes, read from the chain's own blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from consort.aggregation.permutation import compute_slots
from consort.audit.outline import Outline
from consort.chain.client import Chain
from consort.chain.events import (
    Committed,
    E,
    Event,
    ListSealed,
    Logged,
    Proposed,
    RoundFinalised,
    RoundOpened,
    RoundVoided,
    SeedDrawn,
    Voted,
)
from consort.ledger.inclusion import compute_included
from consort.spec.commitments import compute_block_roots, compute_list_root, hash_list_leaf
from consort.spec.proposals import compute_member_tree
from consort.spec.types import ListLeaf, SumNode

KINDS: Final[tuple[type[Event], ...]] = (
    Committed,
    ListSealed,
    Proposed,
    RoundFinalised,
    RoundOpened,
    RoundVoided,
    SeedDrawn,
    Voted,
)
UNKNOWN: Final = (1 << 32) - 1
"""Stands for the index of a contributor whose enrolment was not told: no list has it."""


@dataclass(frozen=True)
class Inputs:
    """One round's events from its own blocks, in the chain's order.

    `leaves` are the commitments in list order, as the chain lists them if `list_root` is what the
    contract computed of them; a contributor without a known enrolment has the index
    UNKNOWN. `is_whole` says
    that the round's beginning, and its end where it has one, are in the blocks that were read.
    """

    commits: Sequence[Logged[Committed]]
    leaves: Sequence[ListLeaf]
    votes: Sequence[Logged[Voted]]
    sealed: ListSealed | None
    seed: bytes
    proposals: Sequence[Logged[Proposed]]
    is_whole: bool

    @cached_property
    def included(self) -> tuple[bool, ...]:
        """Tell for each position whether the votes let it in."""
        votes = [(vote.event.stake, vote.event.exceptions) for vote in self.votes]
        count = len(self.leaves)
        return compute_included(votes, count) if votes else (False,) * count

    @property
    def weights(self) -> list[int]:
        """Return the effective weights by position: 0 for one that is out."""
        pairs = zip(self.leaves, self.included, strict=True)
        return [leaf.weight if is_in else 0 for leaf, is_in in pairs]

    @property
    def members(self) -> list[tuple[int, int]]:
        """Return enrolment index and effective weight of each position."""
        indices = (leaf.index for leaf in self.leaves)
        return list(zip(indices, self.weights, strict=True))

    @property
    def is_list_right(self) -> bool:
        """Tell whether the contract computed this list's root when the list was sealed."""
        return self.sealed is not None and compute_root(self.leaves) == self.sealed.list_root

    def compute_member_root(self) -> SumNode:
        """Return the root of the member tree that a right proposal has."""
        if not self.leaves:
            return compute_member_tree({}).root
        slots = compute_slots(self.seed, len(self.leaves)).tolist()
        placed = zip(slots, self.leaves, self.weights, strict=True)
        return compute_member_tree(
            {slot: (leaf.update_root, weight) for slot, leaf, weight in placed}
        ).root


def compute_root(leaves: Sequence[ListLeaf]) -> bytes:
    """Return the root of a list of commitments."""
    return compute_list_root(compute_block_roots([hash_list_leaf(leaf) for leaf in leaves]))


def read_inputs(chain: Chain, outline: Outline, number: int) -> Inputs:
    """Return what a round was given, up to its end or the block that is read."""
    ends = outline.final.get(number) or outline.voided.get(number)
    first, last = outline.opened[number].block, ends.block if ends else chain.clock().block
    events = [
        logged
        for logged in chain.get_events(first, last, *KINDS)
        if getattr(logged.event, "task", None) == outline.task
        and getattr(logged.event, "round", None) == number
    ]
    return make_inputs(outline, number, events)


def make_inputs(outline: Outline, number: int, events: Sequence[Logged[Event]]) -> Inputs:
    """Return what a round was given, from its own events."""
    commits = list(_iterate(events, Committed))
    ends = outline.final.get(number) or outline.voided.get(number)
    ended = [*_iterate(events, RoundFinalised), *_iterate(events, RoundVoided)]
    begins = [outline.opened[number]] == list(_iterate(events, RoundOpened))
    proposals = list(_iterate(events, Proposed))
    told = [made for (round_, _), made in outline.proposals.items() if round_ == number]
    seeds = [drawn.event.seed for drawn in _iterate(events, SeedDrawn)]
    return Inputs(
        commits,
        [_make_leaf(outline, logged) for logged in commits],
        list(_iterate(events, Voted)),
        next((sealed.event for sealed in _iterate(events, ListSealed)), None),
        seeds[-1] if seeds else bytes(32),
        proposals,
        begins and ended == ([ends] if ends else []) and proposals == told,
    )


def _iterate(events: Sequence[Logged[Event]], kind: type[E]) -> Iterator[Logged[E]]:
    return (cast("Logged[E]", logged) for logged in events if isinstance(logged.event, kind))


def _make_leaf(outline: Outline, logged: Logged[Committed]) -> ListLeaf:
    event = logged.event
    enrolment = outline.find_enrolment(event.contributor, (logged.block, logged.index))
    return ListLeaf(
        UNKNOWN if enrolment is None else enrolment.event.index,
        event.contributor,
        event.weight,
        event.update_root,
        event.content_digest,
        event.content_size,
    )
