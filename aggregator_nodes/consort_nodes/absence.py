"""Contributors that committed to what nobody could fetch or accept: the proof that they rest."""

from dataclasses import dataclass

from consort.ledger.rounds import RoundHistory
from consort.spec.commitments import compute_list_path, hash_list_leaf
from consort.spec.types import ListLeaf, OpenedVote
from consort_nodes.evidence.votes import open_votes


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
        Absence(
            at,
            round_.leaves[at],
            compute_list_path(hashes, at),
            open_votes(round_.votes, at, excepting=True),
        )
        for at in outs
    ]
