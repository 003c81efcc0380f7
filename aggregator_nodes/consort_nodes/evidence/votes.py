"""Votes, opened at the word that holds a position."""

from collections.abc import Mapping

from consort.ledger.rounds import CastVote
from consort.spec.params import WORD_BITS
from consort.spec.types import OpenedVote
from consort.spec.votes import compute_vote_path, is_excepted


def open_vote(index: int, vote: CastVote, position: int) -> OpenedVote:
    """Return one validator's vote on a position."""
    words = vote.exceptions
    return OpenedVote(index, words[position // WORD_BITS], compute_vote_path(words, position))


def open_votes(
    votes: Mapping[int, CastVote], position: int, *, excepting: bool
) -> tuple[OpenedVote, ...]:
    """Return as few votes for or against an input as decide it, by ascending index.

    Half of the stake that voted keeps an input out, more than half lets it in. Where the votes on
    that side are not enough, all of them are returned.
    """
    voted = sum(vote.stake for vote in votes.values())
    agreeing = [
        index
        for index, vote in votes.items()
        if is_excepted(vote.exceptions, position) == excepting
    ]
    chosen, stake = [], 0
    for index in sorted(agreeing, key=lambda index: (-votes[index].stake, index)):
        if 2 * stake > voted or (excepting and stake and 2 * stake == voted):
            break
        chosen.append(index)
        stake += votes[index].stake
    return tuple(open_vote(index, votes[index], position) for index in sorted(chosen))
