"""I4: phases follow from record and clock, and while nobody acts they only move on."""

from hypothesis import given
from hypothesis import strategies as st

from consort.spec.params import CONTESTED, MINIMAL, OPEN_END
from consort.spec.phases import (
    compute_elected,
    compute_phase,
    compute_pointer,
    is_contestable,
    is_decided,
    is_finalisable,
    is_proposable,
    is_sealable,
    is_votable,
)
from consort.spec.types import Commitments, Head, Header, Phase, Progress, RoundRecord, SealStage

HEADER = Header(5, 20, 30, 50, 82, 4, 7, 9, 4)
PATHS = (
    (Phase.COMMIT, Phase.SEAL, Phase.VOID),
    (Phase.COMMIT, Phase.VOTE, Phase.PROPOSE, Phase.VOID),
    (Phase.CHALLENGE, Phase.FINALISE),
    (Phase.CHALLENGE, Phase.VOID),
)
times = st.integers(0, 120)
blocks = st.integers(0, 60)


@st.composite
def records(draw: st.DrawFn) -> RoundRecord:
    """Draw a record that calls can lead to: a vote needs a sealed list, a proposal a quorum."""
    count = draw(st.integers(0, 3))
    stage = draw(st.sampled_from(SealStage)) if count else SealStage.UNSEALED
    voted = draw(st.integers(0, 7)) if stage == SealStage.SEALED else 0
    lead = draw(st.sampled_from([0, 1, 2, CONTESTED])) if voted >= 4 else 0
    listed = Commitments(bytes(24), count, 3, 0, stage)
    ends = (draw(times), draw(blocks)) if lead else (0, 0)
    progress = Progress(5, voted, 2, *ends, 0, 2, lead)
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
def test_void_is_for_ever(record: RoundRecord, time: int, block: int) -> None:
    if compute_phase(record, time, block) == Phase.VOID:
        assert compute_phase(record, time + 10**6, block + 10**6) == Phase.VOID


@given(records())
def test_every_round_ends_without_anybody(record: RoundRecord) -> None:
    end = compute_phase(record, 10**6, 10**6)
    assert end in (Phase.VOID, Phase.FINALISE)


@given(times, blocks, times, blocks)
def test_window_closes_after_its_time_and_its_blocks(
    time: int, block: int, end: int, end_block: int
) -> None:
    progress = Progress(5, 7, 2, end, end_block, 0, 1, 1)
    is_over = is_finalisable(progress, time, block)
    assert is_over == (time >= end and block >= end_block)


@given(times, blocks)
def test_no_window_closes_while_a_demand_is_open(time: int, block: int) -> None:
    assert is_contestable(Progress(5, 7, 2, OPEN_END, 0, 0, 1, 1), time, block)


@given(records(), times, blocks)
def test_guards_of_the_entry_points_agree_with_the_phase(
    record: RoundRecord, time: int, block: int
) -> None:
    header, listed, progress = record.header, record.commitments, record.progress
    phase = compute_phase(record, time, block)
    assert is_contestable(progress, time, block) == (phase == Phase.CHALLENGE)
    assert is_finalisable(progress, time, block) == (phase == Phase.FINALISE)
    is_open = header.vote_ends <= time < header.propose_ends
    is_waiting = phase == Phase.PROPOSE or (phase == Phase.CHALLENGE and is_open)
    assert is_proposable(header, progress, time, block) == is_waiting
    if not progress.lead:
        assert is_sealable(header, listed, time) == (phase == Phase.SEAL)
    # A list is sealed after COMMIT only: COMMIT with a sealed list cannot happen.
    if not progress.lead and time >= header.commit_ends:
        assert is_votable(header, listed, time) == (phase == Phase.VOTE)


@given(st.binary(min_size=32, max_size=32).filter(any), st.integers(1, 128))
def test_turns_go_round_the_validators(anchor_hash: bytes, validators: int) -> None:
    header = Header(5, 20, 30, 50, 82, validators, 7, 9, 4)
    results, start = MINIMAL.results, int.from_bytes(anchor_hash, "big")
    for turn in range(results.turns):
        seconds = (turn * results.turn, (turn + 1) * results.turn - 1)
        times = [header.vote_ends + after for after in seconds]
        elected = {compute_elected(header, results, time, anchor_hash) for time in times}
        assert elected == {(start + turn) % validators}
    open_turn = header.vote_ends + results.turns * results.turn
    assert compute_elected(header, results, open_turn, anchor_hash) is None


def test_everybody_has_the_floor_once_the_chain_forgot_the_anchor() -> None:
    assert compute_elected(HEADER, MINIMAL.results, HEADER.vote_ends, bytes(32)) is None


@given(st.integers(0, 100), st.integers(0, 30))
def test_pointers_of_a_ring_differ(round_: int, number: int) -> None:
    others = {compute_pointer(round_ + more, number) for more in range(1, 8)}
    others |= {compute_pointer(round_, one) for one in range(31) if one != number}
    assert compute_pointer(round_, number) not in others
    assert compute_pointer(round_, number) < 256


def test_nothing_is_decided_by_the_initial_model() -> None:
    assert not is_decided(Head(0, 0, 0, 0, (1 << 24) - 1, 7), 0)
    assert is_decided(Head(0, 0, 1, 3, 2, 2), 2)
    assert not is_decided(Head(0, 0, 1, 4, 2, 2), 3)
