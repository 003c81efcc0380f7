"""I4: phases follow from record and clock, and while nobody acts they only move on."""

from hypothesis import given
from hypothesis import strategies as st

from consort.spec.params import CONFLICTED, MINIMAL
from consort.spec.phases import (
    compute_elected,
    compute_phase,
    is_contestable,
    is_finalisable,
    is_proposable,
    is_sealable,
    is_votable,
)
from consort.spec.types import Commitments, Header, Phase, Progress, RoundRecord, SealStage

HEADER = Header(5, 20, 30, 50, 82, 4, 7)
PATHS = (
    (Phase.COMMIT, Phase.SEAL, Phase.VOID),
    (Phase.COMMIT, Phase.VOTE, Phase.PROPOSE, Phase.VOID),
    (Phase.CHALLENGE, Phase.FINALISE),
)
times = st.integers(0, 120)
blocks = st.integers(0, 60)


@st.composite
def records(draw: st.DrawFn) -> RoundRecord:
    """Draw a record that calls can lead to: a vote needs a sealed list, a proposal a quorum."""
    count = draw(st.integers(0, 3))
    stage = draw(st.sampled_from(SealStage)) if count else SealStage.UNSEALED
    voted = draw(st.integers(0, 7)) if stage == SealStage.SEALED else 0
    proposer = draw(st.sampled_from([0, 2, CONFLICTED])) if voted >= 4 else 0
    listed = Commitments(bytes(24), count, 3, 0, stage)
    ends = (draw(times), draw(blocks)) if proposer else (0, 0)
    progress = Progress(5, voted, proposer, *ends, 0)
    return RoundRecord(HEADER, listed, progress, bytes(32), bytes(32))


@given(records(), times, blocks, times, blocks)
def test_phase_never_goes_back_as_time_passes(
    record: RoundRecord, time: int, block: int, seconds: int, more: int
) -> None:
    before = compute_phase(record, time, block)
    after = compute_phase(record, time + seconds, block + more)
    follows = any(
        before in path and after in path and path.index(before) <= path.index(after)
        for path in PATHS
    )
    assert before == after or follows or (before == Phase.COMMIT and after == Phase.VOID)


@given(records(), times, blocks)
def test_void_and_final_are_for_ever(record: RoundRecord, time: int, block: int) -> None:
    if compute_phase(record, time, block) == Phase.VOID:
        assert compute_phase(record, time + 10**6, block + 10**6) == Phase.VOID
    assert compute_phase(record, time, block, is_head=True) == Phase.FINAL


@given(records())
def test_every_round_ends_without_anybody(record: RoundRecord) -> None:
    end = compute_phase(record, 10**6, 10**6)
    assert end in (Phase.VOID, Phase.FINALISE)


@given(times, blocks, times, blocks)
def test_window_closes_after_its_time_and_its_blocks(
    time: int, block: int, end: int, end_block: int
) -> None:
    is_over = is_finalisable(Progress(5, 7, 2, end, end_block, 0), time, block)
    assert is_over == (time >= end and block >= end_block)


@given(records(), times, blocks)
def test_guards_of_the_entry_points_agree_with_the_phase(
    record: RoundRecord, time: int, block: int
) -> None:
    header, listed, progress = record.header, record.commitments, record.progress
    phase = compute_phase(record, time, block)
    assert is_contestable(progress, time, block) == (phase == Phase.CHALLENGE)
    assert is_finalisable(progress, time, block) == (phase == Phase.FINALISE)
    assert is_proposable(header, progress, time) == (phase == Phase.PROPOSE)
    if not progress.proposer:
        assert is_sealable(header, listed, time) == (phase == Phase.SEAL)
    # A list is sealed after COMMIT only: COMMIT with a sealed list cannot happen.
    if not progress.proposer and time >= header.commit_ends:
        assert is_votable(header, listed, time) == (phase == Phase.VOTE)


@given(st.integers(0, 100), st.integers(1, 128))
def test_turns_go_round_the_validators(round_: int, validators: int) -> None:
    header = Header(round_, 20, 30, 50, 82, validators, 7)
    results = MINIMAL.results
    for turn in range(results.turns):
        seconds = (turn * results.turn, (turn + 1) * results.turn - 1)
        elected = {compute_elected(header, results, header.vote_ends + after) for after in seconds}
        assert elected == {(round_ + turn) % validators}
    open_turn = header.vote_ends + results.turns * results.turn
    assert compute_elected(header, results, open_turn) is None
