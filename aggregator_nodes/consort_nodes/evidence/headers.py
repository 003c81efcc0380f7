"""Updates with a false header: evidence against every validator that let one in."""

from collections.abc import Sequence

from consort.spec.types import InputFault
from consort.spec.votes import is_excepted
from consort_nodes.evidence.facts import RoundFacts
from consort_nodes.evidence.votes import open_vote


def make_input_faults(
    facts: RoundFacts, position: int, header: bytes, header_path: Sequence[bytes]
) -> list[InputFault]:
    """Return what `bad_input` is called with, once for each validator that let the update in.

    `header` is the update's first leaf as its root has it, `header_path` its path.
    """
    return [
        InputFault(
            facts.parent,
            position,
            facts.leaves[position],
            facts.compute_list_path(position),
            header,
            tuple(header_path),
            open_vote(index, vote, position),
        )
        for index, vote in sorted(facts.votes.items())
        if not is_excepted(vote.exceptions, position)
    ]
