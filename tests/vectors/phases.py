"""Vectors of phases at every boundary second, of the election by turns, and of derived terms."""

from collections.abc import Iterator
from dataclasses import replace

from consort.spec.params import BEFORE_ALL, CONTESTED, DEFAULT, MINIMAL, OPEN_END
from consort.spec.phases import (
    compute_cost,
    compute_elected,
    compute_longest,
    compute_phase,
    compute_pointer,
    has_quorum,
    is_decided,
    is_proposable,
)
from consort.spec.types import Commitments, Head, Header, Progress, RoundRecord, SealStage
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import make_case

HEADER = Header(5, 1_020, 1_030, 1_050, 1_082, 4, 101, 72, 4)
LISTED = Commitments(b"\x44" * 24, 2, 3, 0, SealStage.SEALED)
VOTED = Progress(5, 51, 0, 0, 0, 0, 0, 0)
ENDS = {"challenge_ends": 1_062, "challenge_end_block": 77}
PROPOSED = replace(VOTED, proposer=2, made=1, lead=1, **ENDS)
CONTESTED_BY_TWO = replace(PROPOSED, made=2, lead=CONTESTED)
REFUTED = replace(PROPOSED, proposer=0, lead=0)
RECORD = RoundRecord(HEADER, LISTED, VOTED, bytes(32), bytes(32))


FUNCTIONS = (
    compute_phase,
    compute_pointer,
    has_quorum,
    is_decided,
    is_proposable,
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
    yield from _proposable_cases()
    yield from _lineage_cases()
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
    for time in (1_061, 1_062, 5_000):
        for block in (76, 77):
            at = f"at {time} in block {block}"
            for name, progress in _progress_after_proposals():
                record = replace(RECORD, progress=progress)
                yield make_case(f"{name} {at}", compute_phase, record, time, block)


def _progress_after_proposals() -> Iterator[tuple[str, Progress]]:
    yield "proposed", PROPOSED
    yield "contested", CONTESTED_BY_TWO
    yield "demanded", replace(PROPOSED, challenge_ends=OPEN_END)
    yield "refuted", REFUTED


def _proposable_cases() -> Iterator[Case]:
    for name, progress in (("voted", VOTED), *_progress_after_proposals()):
        for time in (1_049, 1_050, 1_061, 1_062, 1_081, 1_082):
            at = f"{name} at {time}"
            yield make_case(at, is_proposable, HEADER, progress, time, 77)


def _lineage_cases() -> Iterator[Case]:
    for round_, number in ((0, 0), (7, 0), (8, 1), (13, 30)):
        name = f"proposal {number} of round {round_}"
        yield make_case(name, compute_pointer, round_, number)
    for head in (BEFORE_ALL, 0, 5):
        tip = compute_pointer(head, 0)
        for round_ in (0, 5, 6):
            name = f"round {round_} and head {head}"
            yield make_case(name, is_decided, Head(0, 0, 1, 9, head, tip), round_)


def _quorum_cases() -> Iterator[Case]:
    for voted, stake in ((0, 0), (0, 2), (1, 3), (1, 2), (2, 2), ((1 << 48) - 1, (1 << 48) - 1)):
        header = replace(HEADER, validator_stake=stake)
        progress = replace(VOTED, voted_stake=voted)
        yield make_case(f"quorum of {voted} of {stake}", has_quorum, header, progress)


def _election_cases() -> Iterator[Case]:
    results = MINIMAL.results
    seconds = (0, results.turn - 1, results.turn, 2 * results.turn, 3 * results.turn - 1)
    for anchor_hash in (bytes(32), b"\0" * 31 + b"\x05", b"\xff" * 32):
        for after in (*seconds, 3 * results.turn):
            name = f"hash {anchor_hash.hex()[:2]}..{anchor_hash.hex()[-2:]}, {after} seconds after"
            args = (HEADER, results, HEADER.vote_ends + after, anchor_hash)
            yield make_case(name, compute_elected, *args)
