"""Error feedback outlives void rounds and crashes, and goes only when a newer one is final."""

from pathlib import Path

import numpy as np
import pytest

from consort.codec.feedback import Attempt, FeedbackStore
from consort.errors import FeedbackUnreadable
from consort.spec.chunk_tree import Digest

SHAPE = (2, 4)
PARENT_A, PARENT_B = Digest(b"\xaa" * 32), Digest(b"\xbb" * 32)
FIRST, SECOND, RIVAL = Attempt(0, PARENT_A), Attempt(1, PARENT_B), Attempt(1, PARENT_A)


def load_value(store: FeedbackStore, *lineage: Attempt) -> float:
    """Return the value that fills the residuals of a lineage, newest attempt first."""
    return float(store.load(lineage, SHAPE)[0, 0])


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    feedback = FeedbackStore(tmp_path / "feedback")
    for value, attempt in enumerate((FIRST, SECOND, RIVAL), start=1):
        feedback.save(attempt, np.full(SHAPE, value, np.float32))
    return feedback


def test_the_newest_attempt_on_the_lineage_counts(store: FeedbackStore) -> None:
    assert load_value(store, SECOND, FIRST) == 2
    assert load_value(store, Attempt(7, PARENT_A), FIRST) == 1


def test_without_attempts_there_is_nothing_to_carry(store: FeedbackStore) -> None:
    assert load_value(store) == 0


def test_a_void_round_leaves_the_residual_before_it(store: FeedbackStore) -> None:
    store.discard(SECOND)
    store.discard(SECOND)
    assert load_value(store, FIRST) == 1


def test_a_final_round_drops_its_rivals_and_elders(store: FeedbackStore) -> None:
    store.save(Attempt(2, PARENT_A), np.full(SHAPE, 9, np.float32))
    store.settle(SECOND)
    store.settle(SECOND)
    assert [load_value(store, attempt) for attempt in (FIRST, RIVAL, SECOND)] == [0, 0, 2]
    assert load_value(store, Attempt(2, PARENT_A)) == 9


def test_a_final_round_without_us_drops_nothing(store: FeedbackStore) -> None:
    store.settle(Attempt(5, PARENT_A))
    assert load_value(store, FIRST) == 1


def test_a_second_save_replaces_the_first(store: FeedbackStore) -> None:
    store.save(FIRST, np.full(SHAPE, 5, np.float32))
    assert load_value(store, FIRST) == 5


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.zeros((3, 4), np.float32), "shape"),
        (np.zeros(SHAPE, np.float64), "float64"),
        (np.full(SHAPE, np.nan, np.float32), "NaN"),
    ],
)
def test_residuals_of_another_kind_are_refused(
    store: FeedbackStore, array: np.ndarray, reason: str
) -> None:
    store.save(FIRST, array)
    with pytest.raises(FeedbackUnreadable, match=reason):
        store.load([FIRST], SHAPE)


@pytest.mark.parametrize("data", [b"", b"not an array", b"\x93NUMPY\x01\x00"])
def test_a_damaged_file_is_refused(store: FeedbackStore, data: bytes) -> None:
    (store.directory / FIRST.file_name).write_bytes(data)
    with pytest.raises(FeedbackUnreadable, match="Delete the file"):
        store.load([FIRST], SHAPE)
