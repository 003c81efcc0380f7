"""What of a round is frozen before anybody proposes: its list, and the votes on it.

Readable twin of the contracts' `FrozenLib`.
"""

from collections.abc import Sequence

from consort.errors import NotInList, ProposalMismatch, VoteNotShown, VotesNotAscending
from consort.spec.commitments import CHAIN_BYTES, hash_list_leaf
from consort.spec.params import LIST_DEPTH, VOTE_DEPTH, WORD_BITS
from consort.spec.proposals import hash_proposal
from consort.spec.trees import compute_root_of
from consort.spec.types import Frozen, ListLeaf, OpenedVote, Proposal, Vote
from consort.spec.votes import ROOT_BYTES, hash_word


def require_proposal(expected: bytes, proposal: Proposal) -> None:
    """Require that a proposal is the one that is meant."""
    actual = hash_proposal(proposal)
    if actual != expected:
        raise ProposalMismatch(expected, actual)


def require_listed(frozen: Frozen, position: int, leaf: ListLeaf, path: Sequence[bytes]) -> None:
    """Require that a commitment is at a position of the sealed list."""
    root = compute_root_of(hash_list_leaf(leaf), position, path)[:CHAIN_BYTES]
    is_listed = len(path) == LIST_DEPTH and position < frozen.count and root == frozen.list_root
    if not is_listed:
        raise NotInList(position)


def tally_votes(
    round_: int, position: int, shown: Sequence[OpenedVote], cast: Sequence[Vote]
) -> tuple[int, int]:
    """Return the stake units that keep an input out, and those that let it in, as far as shown.

    `cast` is what is stored of the shown validators' votes, in the same order.
    """
    excepting = admitting = 0
    for i, (vote, stored) in enumerate(zip(shown, cast, strict=True)):
        if i and vote.validator_index <= shown[i - 1].validator_index:
            raise VotesNotAscending(shown[i - 1].validator_index, vote.validator_index)
        require_shown(round_, position, vote, stored)
        if is_excepted(vote, position):
            excepting += stored.stake
        else:
            admitting += stored.stake
    return excepting, admitting


def require_shown(round_: int, position: int, shown: OpenedVote, cast: Vote) -> None:
    """Require that an opened word is the one of the vote that holds a position."""
    root = compute_root_of(hash_word(shown.word), position // WORD_BITS, shown.path)
    is_shown = cast.root == root[:ROOT_BYTES] and cast.round == round_
    if len(shown.path) != VOTE_DEPTH or not is_shown:
        raise VoteNotShown(shown.validator_index)


def is_excepted(shown: OpenedVote, position: int) -> bool:
    """Tell whether an opened vote keeps a position out."""
    return bool(shown.word >> position % WORD_BITS & 1)
