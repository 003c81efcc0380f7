"""For which rounds files are kept: those not decided, and those whose proposals can be asked about.

Whoever stands behind a proposal has to answer demands about it, and whoever goes on has to compute
again what its round builds on.
"""

from collections.abc import Iterable
from itertools import takewhile

from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.endings import is_ended
from consort.node.lineage import iterate_below, list_standing
from consort.node.round_view import TaskView
from consort.node.session import Session
from consort.spec.phases import is_within


def compute_kept(
    session: Session, view: TaskView, history: TaskHistory, held: Iterable[int]
) -> set[int]:
    """Return which rounds, of those that files are `held` of, still need them.

    A round needs them until it is over and all its proposals' windows are, and so does what it
    builds on.
    """
    kept: set[int] = set()
    for number in held:
        round_ = history.rounds.get(number)
        if round_ is not None and not _is_settled(session, view, round_):
            kept |= _list_path(history, round_)
    return kept


def _list_path(history: TaskHistory, round_: RoundHistory) -> set[int]:
    below = takewhile(_is_not_final, iterate_below(history, round_))
    return {round_.number, *(other.number for other in below)}


def _is_not_final(round_: RoundHistory) -> bool:
    return round_.state is not RoundState.FINAL


def _is_settled(session: Session, view: TaskView, round_: RoundHistory) -> bool:
    """A final round's only proposal outlived its window; a void one's may still be in it."""
    if round_.state is RoundState.FINAL:
        return True
    if not is_ended(round_, view):
        return False
    standing = list_standing(round_)
    return all(_is_beyond_proof(session, view, round_.number, made.number) for made in standing)


def _is_beyond_proof(session: Session, view: TaskView, number: int, proposal: int) -> bool:
    held = session.chain.get_proposal(session.task, number, proposal)
    ends = held.challenge_ends, held.challenge_end_block
    return not held.is_standing or not is_within(*ends, view.time, view.block)
