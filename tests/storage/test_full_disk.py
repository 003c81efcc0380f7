"""What a node must write says DiskFull on a full disk, which nodes wait out: none dies of it."""

import resource
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from consort.aggregation.two_levels import aggregate_round
from consort.chain.journal import Journal, Pending
from consort.chain.signing import Transaction
from consort.codec.feedback import Attempt, FeedbackStore
from consort.errors import DiskFull
from consort.file_lock import hold_alone
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.chunk_tree import Digest
from consort.spec.types import NOBODY
from tests.aggregation.inputs import make_member
from tests.codec.models import make_flat_manifest


def write_journal(place: Path) -> None:
    transaction = Transaction(31337, 0, NOBODY, b"", 21_000, 9, 1)
    journal = Journal(place / "journal.json")
    with journal.lock():
        journal.write([Pending(transaction, (b"signed",), "vote")])


def save_feedback(place: Path) -> None:
    attempt = Attempt(0, Digest(bytes(32)))
    FeedbackStore(place / "feedback").save(attempt, np.zeros((1, 256), np.float32))


def write_result(place: Path) -> None:
    manifest = make_flat_manifest(3, 8, 8)
    rule = AggregationRule(Rule.WEIGHTED_MEAN)
    cohorts = [[make_member([1, 2, 3], 1, manifest)]]
    aggregate_round(cohorts, rule, manifest, place / "aggregate")


def hold_lock(place: Path) -> None:
    """The lock needs no room: what does not fit is the holder's id, which is for people."""
    with hold_alone(place / "lock", lambda _: AssertionError()):
        raise DiskFull(str(place))


@pytest.mark.parametrize("write", [write_journal, save_feedback, write_result, hold_lock])
def test_full_disk_is_named(write: Callable[[Path], None], tmp_path: Path) -> None:
    process = get_context("fork").Process(target=partial(write_without_room, write, tmp_path))
    process.start()
    process.join()
    assert process.exitcode == DiskFull.exit_code
    assert not (tmp_path / "journal.json").exists()


def write_without_room(write: Callable[[Path], None], place: Path) -> None:
    """Run in a process of its own, whose files may not grow."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        write(place)
    except DiskFull as error:
        raise SystemExit(error.exit_code) from None
