"""Contributors that committed to what nobody could fetch or accept: the proof that they rest."""

from collections.abc import Mapping
from dataclasses import dataclass

from consort.ledger.rounds import CastVote, RoundHistory
from consort.spec.commitments import compute_list_path, hash_list_leaf
from consort.spec.params import WORD_BITS
from consort.spec.types import ListLeaf, OpenedVote
from consort.spec.votes import compute_vote_path, is_excepted


@dataclass(frozen=True, slots=True)
class Absence:
    """What `cool_down` is called with."""

    position: int
    leaf: ListLeaf
    path: tuple[bytes, ...]
    votes: tuple[OpenedVote, ...]


def compute_absences(round_: RoundHistory) -> list[Absence]:
    """Return the inputs that the votes keep out, each with its proof."""
    hashes = [hash_list_leaf(leaf) for leaf in round_.leaves]
    outs = [at for at, is_in in enumerate(round_.compute_included()) if not is_in]
    return [
        Absence(at, round_.leaves[at], compute_list_path(hashes, at), _open_votes(round_.votes, at))
        for at in outs
    ]


def _open_votes(votes: Mapping[int, CastVote], position: int) -> tuple[OpenedVote, ...]:
    return tuple(
        OpenedVote(
            index,
            vote.exceptions[position // WORD_BITS],
            compute_vote_path(vote.exceptions, position),
        )
        for index, vote in sorted(votes.items())
        if is_excepted(vote.exceptions, position)
    )
