"""Votes: bitmaps of the inputs that a validator could not fetch or verify, and what they decide."""

from collections.abc import Collection, Sequence

from consort.spec.hashing import Kind, hash_empty, hash_leaf
from consort.spec.params import VOTE_DEPTH, WORD_BITS
from consort.spec.trees import compute_path, compute_root

ROOT_BYTES = 23
EMPTY = hash_empty(Kind.VOTE)


def compute_word_count(count: int) -> int:
    """Return how many words a vote on `count` inputs has."""
    return -(-count // WORD_BITS)


def compute_words_of(exceptions: Collection[int], count: int) -> tuple[int, ...]:
    """Return the bitmap of excepted positions, the lowest bit of a word first."""
    words = [0] * compute_word_count(count)
    for position in exceptions:
        words[position // WORD_BITS] |= 1 << position % WORD_BITS
    return tuple(words)


def is_excepted(words: Sequence[int], position: int) -> bool:
    """Tell whether a vote excepts a position."""
    return bool(words[position // WORD_BITS] >> position % WORD_BITS & 1)


def is_well_shaped(words: Sequence[int], count: int) -> bool:
    """Tell whether a vote has the right number of words and no bit beyond the list."""
    if len(words) != compute_word_count(count):
        return False
    used = count % WORD_BITS
    return not used or words[-1] >> used == 0


def hash_word(word: int) -> bytes:
    """Return the leaf of one word."""
    return hash_leaf(Kind.VOTE, word)


def compute_vote_root(words: Sequence[int]) -> bytes:
    """Return the first 23 bytes of the Merkle root of the words."""
    return compute_root([hash_word(word) for word in words], VOTE_DEPTH, EMPTY)[:ROOT_BYTES]


def compute_vote_path(words: Sequence[int], position: int) -> tuple[bytes, ...]:
    """Return the path of the word that holds a position."""
    leaves = [hash_word(word) for word in words]
    return compute_path(leaves, VOTE_DEPTH, EMPTY, position // WORD_BITS)


def compute_included(votes: Sequence[tuple[int, Sequence[int]]], count: int) -> tuple[bool, ...]:
    """Tell for each input whether it is in: unless half of the voted stake or more excepts it.

    `votes` are (stake units, words).
    """
    voted = sum(stake for stake, _ in votes)
    excepted = [
        sum(stake for stake, words in votes if is_excepted(words, position))
        for position in range(count)
    ]
    return tuple(2 * stake < voted for stake in excepted)
