"""Vectors of phases at every boundary second, of the election by turns, and of derived terms."""

from collections.abc import Iterator
from dataclasses import replace

from consort.spec.params import CONFLICTED, DEFAULT, MINIMAL
from consort.spec.phases import (
    compute_cost,
    compute_elected,
    compute_longest,
    compute_phase,
    has_quorum,
)
from consort.spec.types import Commitments, Header, Phase, Progress, RoundRecord, SealStage
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import make_case

HEADER = Header(5, 1_020, 1_030, 1_050, 1_082, 4, 101)
LISTED = Commitments(b"\x44" * 24, 2, 3, 0, SealStage.SEALED)
VOTED = Progress(5, 51, 0, 0, 0, 0)
PROPOSED = replace(VOTED, proposer=2, challenge_ends=1_062, challenge_end_block=77)
RECORD = RoundRecord(HEADER, LISTED, VOTED, bytes(32), bytes(32))


def compute_phase_of_head(record: RoundRecord, time: int, block: int) -> Phase:
    """Return the phase of the round whose proposal became final."""
    return compute_phase(record, time, block, is_head=True)


FUNCTIONS = (
    compute_phase,
    compute_phase_of_head,
    has_quorum,
    compute_elected,
    compute_longest,
    compute_cost,
)


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    ends = (HEADER.commit_ends, HEADER.seal_ends, HEADER.vote_ends, HEADER.propose_ends)
    for name, record in _records_before_proposal():
        for time in (second for end in ends for second in (end - 1, end)):
            yield make_case(f"{name} at {time}", compute_phase, record, time, 70)
    yield from _challenge_cases()
    yield from _quorum_cases()
    yield from _election_cases()
    for name, preset in (("MINIMAL", MINIMAL), ("DEFAULT", DEFAULT)):
        yield make_case(f"longest of {name}", compute_longest, preset.inputs, preset.results)
        yield make_case(f"cost of {name}", compute_cost, preset.inputs, preset.results)


def _records_before_proposal() -> Iterator[tuple[str, RoundRecord]]:
    open_list = replace(LISTED, stage=SealStage.UNSEALED)
    partly = replace(LISTED, stage=SealStage.PARTLY, count=40, unsealed=32)
    none = replace(VOTED, voted_stake=0)
    few = replace(VOTED, voted_stake=50)
    yield "sealed with a quorum", RECORD
    yield "nobody committed", replace(RECORD, commitments=replace(open_list, count=0))
    yield "unsealed", replace(RECORD, commitments=open_list, progress=none)
    yield "partly sealed", replace(RECORD, commitments=partly, progress=none)
    yield "nobody voted", replace(RECORD, progress=none)
    yield "less than half voted", replace(RECORD, progress=few)


def _challenge_cases() -> Iterator[Case]:
    proposed = replace(RECORD, progress=PROPOSED)
    conflicted = replace(RECORD, progress=replace(PROPOSED, proposer=CONFLICTED))
    for time in (1_061, 1_062, 5_000):
        for block in (76, 77):
            at = f"at {time} in block {block}"
            yield make_case(f"proposed {at}", compute_phase, proposed, time, block)
            yield make_case(f"conflicted {at}", compute_phase, conflicted, time, block)
    yield make_case("the head's round", compute_phase_of_head, proposed, 5_000, 77)


def _quorum_cases() -> Iterator[Case]:
    for voted, stake in ((0, 0), (0, 2), (1, 3), (1, 2), (2, 2), ((1 << 48) - 1, (1 << 48) - 1)):
        header = replace(HEADER, validator_stake=stake)
        progress = replace(VOTED, voted_stake=voted)
        yield make_case(f"quorum of {voted} of {stake}", has_quorum, header, progress)


def _election_cases() -> Iterator[Case]:
    results = MINIMAL.results
    seconds = (0, results.turn - 1, results.turn, 2 * results.turn, 3 * results.turn - 1)
    for round_ in (5, 6, 7):
        header = replace(HEADER, round=round_)
        for after in (*seconds, 3 * results.turn):
            name = f"round {round_}, {after} seconds after the vote"
            yield make_case(name, compute_elected, header, results, header.vote_ends + after)
