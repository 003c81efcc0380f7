"""The list of a round's commitments."""

import sqlite3
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

from consort.aggregation.permutation import Numbers, compute_slots
from consort.index.columns import decode_address, decode_number
from consort.index.deriving import ENROLMENT
from consort.index.queries.paging import (
    INTEGER_BITS,
    MOST,
    check_limit,
    iterate_pages,
    make_page,
    parse_cursor,
)
from consort.index.queries.proposals import format_cid
from consort.index.queries.rounds import count_committed, get_row
from consort.index.records import Amount, CommitmentEntry, Page
from consort.spec.params import COHORT_SIZE

_COMMITMENTS: Final = f"""
SELECT c.block, c.log_index, c.contributor, c.weight, c.update_root, c.content_digest,
 c.content_size, b.time, c."transaction", {ENROLMENT}
FROM committed c JOIN blocks b ON b.number = c.block
WHERE c.task = ? AND c.round = ? AND (c.block, c.log_index) > (?, ?)
ORDER BY c.block, c.log_index LIMIT ?
"""
_BEFORE: Final = """
SELECT count(*) FROM committed WHERE task = ? AND round = ? AND (block, log_index) <= (?, ?)
"""


def list_commitments(
    database: sqlite3.Connection, task: int, round_: int, limit: int, after: str | None
) -> Page[CommitmentEntry]:
    """Return a round's commitments in list order; raises UnknownTask, NoSuchRound."""
    get_row(database, task, round_)
    place = parse_cursor(after, INTEGER_BITS, INTEGER_BITS) or (-1, -1)
    rows = database.execute(_COMMITMENTS, (task, round_, *place, check_limit(limit) + 1)).fetchall()
    (start,) = database.execute(_BEFORE, (task, round_, *place)).fetchone()
    numbered = [(start + at, *row) for at, row in enumerate(rows)]
    find_cohort = _find_cohorts(database, task, round_)

    def build(row: tuple[Any, ...]) -> CommitmentEntry:
        return _build(row, find_cohort, _find_reward(database, task, round_, row[-1]))

    return make_page(numbered, limit, build, lambda row: row[1:3])


def iterate_commitments(
    database: sqlite3.Connection, task: int, round_: int
) -> Iterator[CommitmentEntry]:
    """Yield all of a round's commitments in list order; raises UnknownTask, NoSuchRound."""
    return iterate_pages(lambda after: list_commitments(database, task, round_, MOST, after))


def _build(
    row: tuple[Any, ...],
    find_cohort: Callable[[int], int | None],
    reward: tuple[Any, ...] | None,
) -> CommitmentEntry:
    position, block, _, account, weight, root, digest, size, time, transaction, enrolment = row
    return CommitmentEntry(
        position=position,
        account=decode_address(account),
        enrolment=enrolment,
        weight=weight,
        update_root=root,
        cid=format_cid(digest, size),
        size=decode_number(size),
        included=bool(reward[0]) if reward else None,
        reward=Amount(decode_number(reward[1])) if reward else None,
        cumulative=Amount(decode_number(reward[2])) if reward else None,
        cohort=find_cohort(position),
        at=time,
        block=block,
        transaction=transaction,
    )


def _find_reward(
    database: sqlite3.Connection, task: int, round_: int, enrolment: int
) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = database.execute(
        "SELECT included, amount, cumulative FROM rewards"
        " WHERE task = ? AND enrolment = ? AND round = ?",
        (task, enrolment, round_),
    ).fetchone()
    return row


def _find_cohorts(
    database: sqlite3.Connection, task: int, round_: int
) -> Callable[[int], int | None]:
    """Return what tells the cohort of a position: None before the list is sealed and dealt out."""
    key = (task, round_)
    sealed = "SELECT count FROM list_sealed WHERE task = ? AND round = ?"
    drawn = "SELECT seed FROM seed_drawn WHERE task = ? AND round = ?"
    if not database.execute(sealed, key).fetchone():
        return lambda _: None
    count = count_committed(database, task, round_)
    if count <= COHORT_SIZE:
        return lambda _: 0
    seed = database.execute(drawn, key).fetchone()
    if not seed:
        return lambda _: None
    slots = _deal(seed[0], count)
    return lambda position: int(slots[position]) // COHORT_SIZE


@lru_cache(maxsize=16)
def _deal(seed: bytes, count: int) -> Numbers:
    return compute_slots(seed, count)
