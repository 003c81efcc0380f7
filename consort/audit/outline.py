"""A task without what grows with contributors times rounds: enrolments, rounds, proposals.

An outline may come from an index: whoever uses it checks against the chain what follows from it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from consort.audit.steps import to_hex
from consort.chain.client import Chain
from consort.chain.events import (
    ContributorEnrolled,
    Event,
    Logged,
    Proposed,
    RoundFinalised,
    RoundOpened,
    RoundVoided,
)
from consort.index.queries.paging import iterate_pages
from consort.index.reader import Index
from consort.index.records import EventEntry, Page
from consort.spec.proposals import compute_genesis
from consort.spec.types import Address, Proposal, TaskId, TaskParams

KINDS: Final[tuple[type[Event], ...]] = (
    ContributorEnrolled,
    Proposed,
    RoundFinalised,
    RoundOpened,
    RoundVoided,
)
"""The events that an outline is made of."""

PAGE: Final = 1_000
"""Events asked of an index at a time."""
Place = tuple[int, int]
"""Block and index in it."""


@dataclass(frozen=True, slots=True)
class Version:
    """A final version: what was proposed and made final; neither for the initial model."""

    number: int
    proposal: Proposal
    proposed: Logged[Proposed] | None = None
    final: Logged[RoundFinalised] | None = None

    @property
    def round(self) -> int | None:
        """Return the round that made it, None for the initial model."""
        return None if self.final is None else self.final.event.round


@dataclass(frozen=True, slots=True)
class Outline:
    """A task's enrolments, rounds and proposals, as far as they were told; `genesis` is computed.

    `proposals` are by round and number, `enrolled` by account in the chain's order.
    """

    task: TaskId
    params: TaskParams
    genesis: Proposal
    opened: dict[int, Logged[RoundOpened]] = field(default_factory=dict)
    voided: dict[int, Logged[RoundVoided]] = field(default_factory=dict)
    final: dict[int, Logged[RoundFinalised]] = field(default_factory=dict)
    proposals: dict[tuple[int, int], Logged[Proposed]] = field(default_factory=dict)
    enrolled: dict[Address, list[Logged[ContributorEnrolled]]] = field(default_factory=dict)

    def list_versions(self) -> list[Version]:
        """Return the lineage, the initial model first; it ends where a proposal is missing."""
        versions = [Version(0, self.genesis)]
        for final in self.final.values():
            made = self.proposals.get((final.event.round, final.event.number))
            if made is None:
                break
            versions.append(Version(len(versions), made.event.proposal, made, final))
        return versions

    def find_enrolment(self, account: Address, before: Place) -> Logged[ContributorEnrolled] | None:
        """Return an account's newest enrolment as contributor that is older than a place."""
        held = [e for e in self.enrolled.get(account, ()) if (e.block, e.index) < before]
        return held[-1] if held else None


def make_outline(chain: Chain, task: TaskId, events: Iterable[Logged[Event]]) -> Outline:
    """Return the outline that events tell; others than a task's own are left out."""
    params = chain.get_task(task).params
    coordinator = chain.deployment.get_address("Coordinator")
    genesis = compute_genesis(chain.chain_id, coordinator, task, params.genesis_model_root)
    outline = Outline(task, params, genesis)
    for logged in events:
        if getattr(logged.event, "task", None) == task:
            _note(outline, logged)
    return outline


def read_outline(chain: Chain, task: TaskId) -> Outline:
    """Return the outline as the chain itself tells it, up to the block that is read."""
    first, last = chain.deployment.first_block, chain.clock().block
    return make_outline(chain, task, chain.get_events(first, last, *KINDS))


def take_outline(chain: Chain, task: TaskId, index: Index) -> Outline:
    """Return the outline as an index tells it; raises ValueError for places that there are not."""
    told = sorted(_iterate_told(task, index), key=lambda logged: (logged.block, logged.index))
    known = range(chain.deployment.first_block, chain.clock().block + 1)
    for logged in told:
        if logged.block not in known:
            raise ValueError(f"block {logged.block} has no event of this deployment")
    return make_outline(chain, task, told)


def iterate_entries(
    task: TaskId, index: Index, kind: type[Event], account: Address | None = None
) -> Iterator[EventEntry]:
    """Return a task's events of one kind that an index tells of, newest first."""

    def read(after: str | None) -> Page[EventEntry]:
        return index.list_events(task, account=account, kind=kind.__name__, limit=PAGE, after=after)

    return iterate_pages(read)


def _iterate_told(task: TaskId, index: Index) -> Iterator[Logged[Event]]:
    for kind in KINDS:
        for entry in iterate_entries(task, index, kind):
            yield to_logged(entry)


def to_logged(entry: EventEntry) -> Logged[Event]:
    """Return an index's event as the chain tells it."""
    place = entry.block, to_hex(entry.transaction), entry.log_index
    return Logged(entry.event, entry.contract, *place)


def _note(outline: Outline, logged: Logged[Any]) -> None:
    match logged.event:
        case ContributorEnrolled(account=account):
            outline.enrolled.setdefault(account, []).append(logged)
        case RoundOpened(round=number):
            outline.opened[number] = logged
        case RoundVoided(round=number):
            outline.voided[number] = logged
        case RoundFinalised(round=number):
            outline.final[number] = logged
        case Proposed(round=round_, number=number):
            outline.proposals[round_, number] = logged
