"""What a validator does from one round to the next: who rests, what is final, what opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from consort.ledger.rounds import RoundHistory
from consort.node.progress import CooledDown
from consort.node.round_view import RoundView, TaskView
from consort.node.session import Session
from consort.spec.params import BEFORE_ALL, MAX_DEPTH, OPEN_END, PATIENCE
from consort.spec.phases import compute_cost, has_quorum, is_sole
from consort.spec.types import Phase
from consort_nodes.absence import compute_absences


@dataclass(frozen=True, slots=True)
class Base:
    """What a new round would build on, the oldest first.

    `due` become final in the same call; `pending` stay undecided, so they should be known to be
    right.
    """

    due: Sequence[RoundView]
    pending: Sequence[RoundView]


def find_base(view: TaskView) -> Base | None:
    """Return what a round that opens now builds on; None while the last one does not let it.

    The last round's sole proposal without open demands, if few are undecided below it; where it is
    void, what it built on itself.
    """
    rounds = [seen for seen in view.rounds if seen.phase is not Phase.FINAL]
    while rounds and rounds[-1].phase is Phase.VOID:
        rounds.pop()
    due = list_due(view)
    pending = rounds[len(due) :]
    if rounds and (not _is_sound(rounds[-1]) or len(pending) > MAX_DEPTH):
        return None
    return Base(due, pending)


def list_due(view: TaskView) -> Sequence[RoundView]:
    """Return the rounds that anybody's call makes final, the oldest first."""
    rounds = [seen for seen in view.rounds if seen.phase is not Phase.FINAL]
    return list(takewhile(lambda seen: seen.phase is Phase.FINALISE, rounds))


def is_stuck(view: TaskView, base: Base) -> bool:
    """Tell whether a round that opens now may train on an older model instead of the head's."""
    is_on_head = not base.due and not base.pending
    first = 0 if view.head.round == BEFORE_ALL else view.head.round + 1
    return is_on_head and view.head.next_round - first >= PATIENCE


def can_afford(session: Session, view: TaskView, base: Base) -> bool:
    """Tell whether the task has people and budget for a round on this base."""
    is_manned = view.roster.contributors > 0 and view.roster.validators > 0
    return is_manned and session.chain.get_unspent(session.task) >= _compute_need(
        session, view, base
    )


def rest_absent(session: Session, seen: RoundView, round_: RoundHistory) -> None:
    """Make those sit out whose updates the votes keep out, unless they do already."""
    cooldown = session.params.stakes.cooldown_rounds
    for absence in compute_absences(round_):
        account = absence.leaf.contributor
        contributor = session.chain.get_contributor(session.task, account)
        if contributor.rest_until <= seen.number + cooldown:
            proof = absence.position, absence.leaf, absence.path, absence.votes
            session.chain.cool_down(session.task, seen.number, *proof)
            session.tell(CooledDown(seen.number, account))


def may_rest(session: Session, view: TaskView, seen: RoundView) -> bool:
    """Tell whether the votes of a round are in, and keep somebody out for a while."""
    header, progress = seen.record.header, seen.record.progress
    is_frozen = view.time >= header.vote_ends and has_quorum(header, progress)
    return is_frozen and session.params.stakes.cooldown_rounds > 0


def _is_sound(seen: RoundView) -> bool:
    progress = seen.record.progress
    return is_sole(progress) and progress.challenge_ends != OPEN_END


def _compute_need(session: Session, view: TaskView, base: Base) -> int:
    """Return the base units that a new round must find unspent, as the contract counts them."""
    inputs, results = session.params.inputs, session.params.results
    earned = base.due[-1].record.progress.reward_total - view.head.allocated if base.due else 0
    pay = results.proposer_pay * len(base.due)
    undecided = len(base.pending) * (results.round_budget + results.proposer_pay)
    return compute_cost(inputs, results) + earned + pay + undecided
