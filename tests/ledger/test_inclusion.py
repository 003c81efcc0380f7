"""Which inputs are in, for long lists: as the readable twin has it."""

from hypothesis import given
from hypothesis import strategies as st

from consort.ledger.inclusion import compute_included
from consort.spec import votes
from consort.spec.votes import compute_words_of


@given(st.data(), st.integers(0, 600), st.integers(1, 5))
def test_inclusion_is_the_readable_one(data: st.DataObject, count: int, voters: int) -> None:
    positions = st.sets(st.integers(0, count - 1)) if count else st.just(set[int]())
    stakes = st.integers(1, 3) | st.integers(1, (1 << 48) - 1)
    cast = [
        (data.draw(stakes), compute_words_of(data.draw(positions), count)) for _ in range(voters)
    ]
    assert compute_included(cast, count) == votes.compute_included(cast, count)


def test_the_heaviest_votes_on_the_longest_list() -> None:
    stake, count = (1 << 48) - 1, 16_384
    everything, nothing = compute_words_of(range(count), count), compute_words_of([], count)
    halves = [(stake, everything)] * 64 + [(stake, nothing)] * 64
    assert not any(compute_included(halves, count))
    assert all(compute_included([*halves, (1, nothing)], count))
