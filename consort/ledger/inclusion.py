"""Which inputs the votes let in, for long lists: fast twin of `votes.compute_included`."""

from collections.abc import Sequence

import numpy as np

from consort.spec.params import WORD_BITS


def compute_included(votes: Sequence[tuple[int, Sequence[int]]], count: int) -> tuple[bool, ...]:
    """Tell for each input whether it is in: unless half of the voted stake or more excepts it.

    `votes` are (stake units, words) as the chain took them: stakes of 48 bits, words for `count`.
    """
    voted = sum(stake for stake, _ in votes)
    excepted = np.zeros(count, np.int64)
    for stake, words in votes:
        data = b"".join(word.to_bytes(WORD_BITS // 8, "little") for word in words)
        bits = np.unpackbits(np.frombuffer(data, np.uint8), count=count, bitorder="little")
        excepted[bits.astype(bool)] += stake
    return tuple((2 * excepted < voted).tolist())
