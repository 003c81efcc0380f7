"""What is left to do once a round is over: error feedback, unpinning, the claim's proof."""

from collections.abc import Iterator
from pathlib import Path

from consort.codec.feedback import Attempt, FeedbackStore
from consort.ledger.claims import Claim, compute_claim, encode_claim
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.lineage import iterate_below
from consort.spec.chunk_tree import Digest
from consort.spec.types import Address, Role
from consort.storage.disk import write_whole

CLAIM_FILE = "claim.json"


def iterate_lineage(
    history: TaskHistory, round_: RoundHistory, contributor: Address
) -> Iterator[Attempt]:
    """Yield the rounds that led to a round's base and counted an update, the newest first."""
    for below in iterate_below(history, round_):
        if is_included(below, contributor):
            yield make_attempt(below)


def make_attempt(round_: RoundHistory) -> Attempt:
    """Return the name of an update for this round."""
    return Attempt(round_.number, Digest(round_.base))


def is_included(round_: RoundHistory, contributor: Address) -> bool:
    """Tell whether the votes let a contributor's update in."""
    pairs = zip(round_.committed, round_.compute_included(), strict=True)
    return any(is_in for account, is_in in pairs if account == contributor)


def settle_feedback(feedback: FeedbackStore, ended: RoundHistory, contributor: Address) -> None:
    """Keep the residual of an update that counted, forget that of one that did not."""
    attempt = make_attempt(ended)
    if ended.state is RoundState.FINAL and is_included(ended, contributor):
        feedback.settle(attempt)
    else:
        feedback.discard(attempt)


def save_claim(history: TaskHistory, contributor: Address, directory: Path) -> Claim | None:
    """Write what the contributor needs to claim at the head, and return it if there is anything."""
    index = history.find_index(Role.CONTRIBUTOR, contributor)
    claim = None if index is None else compute_claim(history, index)
    if claim is not None:
        write_whole(directory / CLAIM_FILE, [encode_claim(claim)])
    return claim
