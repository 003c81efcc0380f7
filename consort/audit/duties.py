"""What an account has to do in the last round of a task, and what it has done of it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from consort.chain.client import Chain
from consort.errors import NoSuchRound
from consort.index.reader import Index
from consort.index.records import DemandEntry, RoleEntry
from consort.node.round_view import RoundView, TaskView
from consort.spec.types import Address, Contributor, Phase, TaskId
from consort_nodes.election import find_elected, is_drawn


class Part(StrEnum):
    """What an account has to do with the last round."""

    NO_ROUND = "NO_ROUND"
    NOT_COUNTED = "NOT_COUNTED"
    RESTING = "RESTING"
    DONE = "DONE"
    DUE = "DUE"
    MISSED = "MISSED"


@dataclass(frozen=True, slots=True)
class Accused:
    """A demand that nobody has answered yet, about an account's proposal."""

    round: int
    demand: DemandEntry


def list_accused(index: Index, account: Address, task: TaskId, view: TaskView) -> list[Accused]:
    """Return the open demands about an account's proposals, the one that ends first first."""
    found = [each for seen in view.rounds for each in _iterate_open(index, account, task, seen)]
    return sorted(found, key=lambda each: each.demand.deadline)


def _iterate_open(
    index: Index, account: Address, task: TaskId, seen: RoundView
) -> Iterator[Accused]:
    with suppress(NoSuchRound):  # the index may be some blocks behind
        told = index.get_round(task, seen.number)
        own = {made.number for made in told.proposals if made.account == account}
        for demand in told.disputes:
            if demand.state == "OPEN" and demand.proposal in own:
                yield Accused(seen.number, demand)


def judge_contributor(held: Contributor, last: RoundView | None) -> tuple[Part, int | None]:
    """Return a contributor's part, and until which round it rests, None if it does not."""
    number = last.number if last else 0
    rest = held.rest_until if held.rest_until > number else None
    if last is None:
        return Part.NO_ROUND, rest
    if not held.from_round <= number < held.until_round:
        return Part.NOT_COUNTED, rest
    if held.next_commit > number:
        return Part.DONE, rest
    if rest is not None:
        return Part.RESTING, rest
    return (Part.DUE if last.phase is Phase.COMMIT else Part.MISSED), rest


def judge_validator(chain: Chain, entry: RoleEntry, view: TaskView, accused: list[Accused]) -> Part:
    """Return a validator's part; `accused` are the open demands about its proposals."""
    last, task = view.last, TaskId(entry.task)
    if last is None:
        return Part.NO_ROUND
    if any(each.round == last.number for each in accused):
        return Part.DUE
    held = chain.get_validator(task, entry.enrolment)
    if not held.from_round <= last.number < held.until_round:
        return Part.NOT_COUNTED
    vote = chain.get_vote(task, entry.enrolment, last.number)
    if not (vote.stake and vote.round == last.number):
        is_early = last.phase in {Phase.COMMIT, Phase.SEAL, Phase.VOTE}
        return Part.DUE if is_early else Part.MISSED
    return Part.DUE if _has_floor(chain, entry, view, last) else Part.DONE


def _has_floor(chain: Chain, entry: RoleEntry, view: TaskView, last: RoundView) -> bool:
    """Tell whether nobody has proposed yet, and a validator is the one to do so, or anybody is."""
    if last.phase is not Phase.PROPOSE or not is_drawn(view, last):
        return False
    results = chain.get_task(TaskId(entry.task)).params.results
    return find_elected(chain, results, view, last) in {None, entry.enrolment}
