"""What rounds build on, and what of it still stands."""

from collections.abc import Iterator

from consort.ledger.rounds import MadeProposal, RoundHistory
from consort.ledger.task_history import TaskHistory


def list_standing(round_: RoundHistory) -> list[MadeProposal]:
    """Return the proposals of a round that are not refuted, in order."""
    return [made for made in round_.proposals.values() if made.convicted is None]


def find_parent(history: TaskHistory, round_: RoundHistory) -> RoundHistory | None:
    """Return the round whose proposal a round builds on, None for the initial model."""
    return history.rounds.get(round_.parent_round)


def iterate_below(history: TaskHistory, round_: RoundHistory) -> Iterator[RoundHistory]:
    """Yield the rounds whose proposals led to the model a round trains on, the newest first.

    It ends at the initial model, or where the history begins that a node keeps.
    """
    below = history.rounds.get(round_.base_round)
    while below is not None:
        yield below
        below = history.rounds.get(below.base_round)
