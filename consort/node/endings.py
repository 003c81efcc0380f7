"""Rounds that are over, as soon as anybody can tell: the chain notes a void one only later."""

from collections.abc import Iterator

from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.progress import RoundEnded
from consort.node.round_view import RoundView
from consort.spec.types import Phase


def is_ended(round_: RoundHistory, view: RoundView) -> bool:
    """Tell whether a round of a history that `is_synced` with the view is over."""
    is_void = round_.number == view.number and view.phase is Phase.VOID
    return is_void or round_.state is not RoundState.RUNNING


def iterate_ended(view: RoundView, history: TaskHistory, after: int) -> Iterator[RoundHistory]:
    """Yield the rounds above number `after` that are over, in order."""
    for number in sorted(number for number in history.rounds if number > after):
        if is_ended(history.rounds[number], view):
            yield history.rounds[number]


def describe_end(round_: RoundHistory, history: TaskHistory) -> RoundEnded:
    """Return what to tell about a round that is over, its metrics left out."""
    is_final = round_.state is RoundState.FINAL
    pairs = zip(round_.committed, round_.compute_included(), strict=True)
    return RoundEnded(
        round_.number,
        Phase.FINAL if is_final else Phase.VOID,
        history.version,
        tuple(round_.committed),
        tuple(account for account, is_in in pairs if is_in and is_final),
    )
