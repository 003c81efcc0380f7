"""A vote excepts what it says, and an input is out once half of the voted stake excepts it."""

from hypothesis import given
from hypothesis import strategies as st

from consort.spec.trees import compute_root_of
from consort.spec.votes import (
    ROOT_BYTES,
    compute_included,
    compute_vote_path,
    compute_vote_root,
    compute_words_of,
    hash_word,
    is_excepted,
    is_well_shaped,
)

COUNT = 300
exceptions = st.sets(st.integers(0, COUNT - 1), max_size=20)
stakes = st.integers(1, 3) | st.integers(1, 1 << 48)
few = st.sets(st.sampled_from([0, 255, 256, COUNT - 1]))
ballots = st.lists(st.tuples(stakes, few), min_size=1, max_size=5)


@given(exceptions)
def test_words_except_just_what_they_were_made_of(excepted: set[int]) -> None:
    words = compute_words_of(excepted, COUNT)
    assert {place for place in range(COUNT) if is_excepted(words, place)} == excepted
    assert is_well_shaped(words, COUNT)


@given(st.integers(1, 600), st.integers(0, 599))
def test_bit_is_allowed_within_the_list_only(count: int, position: int) -> None:
    words = compute_words_of([position], max(count, position + 1))
    assert is_well_shaped(words, count) == (position < count)


@given(exceptions, st.integers(0, COUNT - 1))
def test_path_leads_the_word_of_a_position_to_the_root(excepted: set[int], position: int) -> None:
    words = compute_words_of(excepted, COUNT)
    path, word = compute_vote_path(words, position), position // 256
    root = compute_root_of(hash_word(words[word]), word, path)
    assert root[:ROOT_BYTES] == compute_vote_root(words)


@given(exceptions, exceptions)
def test_different_votes_have_different_roots(first: set[int], second: set[int]) -> None:
    roots = [compute_vote_root(compute_words_of(vote, COUNT)) for vote in (first, second)]
    assert (roots[0] == roots[1]) == (first == second)


@given(ballots)
def test_input_is_in_while_less_than_half_of_the_stake_excepts_it(
    cast: list[tuple[int, set[int]]],
) -> None:
    votes = [(stake, compute_words_of(excepted, COUNT)) for stake, excepted in cast]
    included = compute_included(votes, COUNT)
    for position in range(COUNT):
        against = sum(stake for stake, excepted in cast if position in excepted)
        content = sum(stake for stake, excepted in cast if position not in excepted)
        assert included[position] == (against < content)
