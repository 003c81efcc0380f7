"""Vectors of votes: words, shape, roots, paths, and which inputs they leave in."""

from collections.abc import Iterator

from consort.spec.trees import compute_root_of
from consort.spec.vectors_numeric import Case
from consort.spec.votes import (
    compute_included,
    compute_vote_path,
    compute_vote_root,
    compute_word_count,
    compute_words_of,
    hash_word,
    is_excepted,
    is_well_shaped,
)
from tests.vectors.cases import make_case

FUNCTIONS = (
    compute_word_count,
    compute_words_of,
    is_excepted,
    is_well_shaped,
    hash_word,
    compute_vote_root,
    compute_vote_path,
    compute_root_of,
    compute_included,
)
FULL = (1 << 256) - 1


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    yield from _word_cases()
    yield from _shape_cases()
    yield from _tree_cases()
    yield from _included_cases()


def _word_cases() -> Iterator[Case]:
    for count in (1, 128, 255, 256, 257, 300, 16_384):
        yield make_case(f"words for {count} inputs", compute_word_count, count)
    for exceptions, count in (([], 5), ([0], 5), ([4, 1], 5), ([255], 256), ([0, 256, 299], 300)):
        yield make_case(f"{exceptions} of {count}", compute_words_of, exceptions, count)
    words = compute_words_of([0, 256, 299], 300)
    for position in (0, 1, 255, 256, 298, 299):
        yield make_case(f"is {position} excepted", is_excepted, words, position)


def _shape_cases() -> Iterator[Case]:
    yield make_case("no word for one input", is_well_shaped, [], 1)
    yield make_case("two words for 256 inputs", is_well_shaped, [0, 0], 256)
    yield make_case("one word for 257 inputs", is_well_shaped, [0], 257)
    for count in (1, 5, 255):
        yield make_case(f"bit {count - 1} of {count}", is_well_shaped, [1 << count - 1], count)
        yield make_case(f"bit {count} of {count}", is_well_shaped, [1 << count], count)
    yield make_case("all of 256", is_well_shaped, [FULL], 256)
    yield make_case("bit 299 of 300", is_well_shaped, [FULL, 1 << 43], 300)
    yield make_case("bit 300 of 300", is_well_shaped, [0, 1 << 44], 300)


def _tree_cases() -> Iterator[Case]:
    yield make_case("leaf of a word", hash_word, FULL - 1)
    for name, words in (
        ("no exception", [0]),
        ("all of 256", [FULL]),
        ("300 inputs", compute_words_of([0, 256, 299], 300)),
        ("64 words", [1 << index for index in range(64)]),
    ):
        yield make_case(f"root of {name}", compute_vote_root, words)
        position = 256 * (len(words) - 1)
        path = compute_vote_path(words, position)
        yield make_case(f"path of {name}", compute_vote_path, words, position)
        leaf, word = hash_word(words[-1]), position // 256
        yield make_case(f"whole root by path of {name}", compute_root_of, leaf, word, path)


def _included_cases() -> Iterator[Case]:
    yield make_case("one vote, no exception", compute_included, [(5, [0])], 3)
    yield make_case("one vote against input 1", compute_included, [(5, [2])], 3)
    yield make_case("exactly half against", compute_included, [(5, [2]), (5, [0])], 3)
    yield make_case("just under half against", compute_included, [(5, [2]), (6, [0])], 3)
    yield make_case("just over half against", compute_included, [(6, [2]), (5, [0])], 3)
    yield make_case("three differ", compute_included, [(3, [1]), (2, [3]), (4, [4])], 3)
    first, second = compute_words_of([0, 299], 300), compute_words_of([299], 300)
    yield make_case("300 inputs", compute_included, [(2, first), (1, second), (4, [0, 0])], 300)
