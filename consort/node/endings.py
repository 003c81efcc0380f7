"""Rounds that are over, as soon as anybody can tell: the chain notes a void one only later."""

from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.progress import RoundEnded
from consort.node.round_view import TaskView
from consort.spec.types import Phase


def is_ended(round_: RoundHistory, view: TaskView) -> bool:
    """Tell whether a round of a history that `is_synced` with the view is over."""
    seen = view.find(round_.number)
    is_void = seen is not None and seen.phase is Phase.VOID
    return is_void or round_.state is not RoundState.RUNNING


def describe_end(round_: RoundHistory, history: TaskHistory) -> RoundEnded:
    """Return what to tell about a round that is over, its metrics left out."""
    is_final = round_.state is RoundState.FINAL
    pairs = zip(round_.committed, round_.compute_included(), strict=True)
    return RoundEnded(
        round_.number,
        Phase.FINAL if is_final else Phase.VOID,
        history.compute_version_after(round_.number),
        tuple(round_.committed),
        tuple(account for account, is_in in pairs if is_in and is_final),
    )
