"""Rounds: how they went, and what was said in them."""

import sqlite3
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from consort.errors import NoSuchRound
from consort.index.columns import decode_number
from consort.index.deriving import find_terms
from consort.index.queries.paging import INTEGER_BITS, check_limit, make_page, parse_cursor
from consort.index.queries.proposals import (
    format_cid,
    list_demands,
    list_proposals,
    list_votes,
)
from consort.index.queries.tasks import require_task
from consort.index.queries.tips import get_now
from consort.index.records import Amount, Page, PhaseSeconds, RoundDetail, RoundSummary
from consort.ledger.rounds import RoundState
from consort.spec.params import RING, STAKE_UNIT
from consort.spec.types import Phase

_ROUNDS: Final = """
SELECT o.round, o.parent, o.block, b.time, o.validator_count, o.validator_stake
FROM round_opened o JOIN blocks b ON b.number = o.block
"""


class _End(NamedTuple):
    """How a round ended; `number` is that of the final proposal."""

    state: RoundState
    version: int | None = None
    number: int | None = None
    block: int | None = None
    time: int | None = None


class _Terms(NamedTuple):
    commit: int
    seal: int
    vote: int


def list_rounds(
    database: sqlite3.Connection, task: int, limit: int, after: str | None
) -> Page[RoundSummary]:
    """Return a task's rounds, newest first; raises UnknownTask."""
    require_task(database, task)
    place = parse_cursor(after, INTEGER_BITS)
    rows = database.execute(
        f"{_ROUNDS} WHERE o.task = ? AND o.round < ? ORDER BY o.round DESC LIMIT ?",
        (task, place[0] if place else 1 << INTEGER_BITS, check_limit(limit) + 1),
    ).fetchall()
    return make_page(rows, limit, lambda row: _build(database, task, row), lambda row: row[:1])


def get_round(database: sqlite3.Connection, task: int, round_: int) -> RoundDetail:
    """Return a round with everything that was said in it; raises UnknownTask, NoSuchRound."""
    row = get_row(database, task, round_)
    summary = _build(database, task, row)
    terms = find_terms(database, task)
    result = _one(
        database,
        "SELECT weight, amount FROM results WHERE task = ? AND round = ?",
        task,
        round_,
    )
    return RoundDetail(
        summary=summary,
        round_budget=Amount(terms.round_budget),
        target_weight=terms.target_weight,
        total_weight=result[0] if result else None,
        amount=Amount(decode_number(result[1])) if result else None,
        list_root=_get(database, "list_root", "list_sealed", task, round_),
        anchor=_get(database, "anchor", "seed_anchored", task, round_),
        seed=_get(database, "seed", "seed_drawn", task, round_),
        validator_stake=Amount(row[5] * STAKE_UNIT),
        votes=list_votes(database, task, round_),
        proposals=list_proposals(database, task, round_),
        disputes=list_demands(database, task, round_),
    )


def iterate_summaries(database: sqlite3.Connection, task: int) -> Iterator[RoundSummary]:
    """Yield a task's rounds, oldest first."""
    for round_ in list_numbers(database, task):
        yield _build(database, task, get_row(database, task, round_))


def list_numbers(database: sqlite3.Connection, task: int) -> list[int]:
    """Return the numbers of a task's rounds, oldest first."""
    rows = database.execute("SELECT round FROM round_opened WHERE task = ? ORDER BY round", (task,))
    return [round_ for (round_,) in rows]


def get_row(database: sqlite3.Connection, task: int, round_: int) -> tuple[Any, ...]:
    """Return a round's row; raises UnknownTask, NoSuchRound."""
    require_task(database, task)
    is_number = round_ >> INTEGER_BITS == 0
    statement = f"{_ROUNDS} WHERE o.task = ? AND o.round = ?"
    row = _one(database, statement, task, round_) if is_number else None
    if row is None:
        (count,) = _one(database, "SELECT count(*) FROM round_opened WHERE task = ?", task)
        raise NoSuchRound(task, round_, count)
    return tuple(row)


def find_parent_round(
    database: sqlite3.Connection, task: int, round_: int, pointer: int
) -> int | None:
    """Return the round that a round's pointer to its parent means, None for the initial model."""
    row = _one(
        database,
        "SELECT round FROM round_opened WHERE task = ? AND round < ? AND round % ? = ?"
        " ORDER BY round DESC LIMIT 1",
        *(task, round_, RING, pointer % RING),
    )
    return row[0] if row else None


def count_committed(database: sqlite3.Connection, task: int, round_: int) -> int:
    """Return how many updates a round's list has."""
    sealed = _get(database, "count", "list_sealed", task, round_)
    if sealed is not None:
        return int(sealed)
    statement = "SELECT count(*) FROM committed WHERE task = ? AND round = ?"
    return int(_one(database, statement, task, round_)[0])


def _build(database: sqlite3.Connection, task: int, row: tuple[Any, ...]) -> RoundSummary:
    round_, pointer, block, opened_at, validators, _ = row

    def count(table: str) -> int:
        statement = f'SELECT count(*) FROM "{table}" WHERE task = ? AND round = ?'
        return int(_one(database, statement, task, round_)[0])

    end = _find_end(database, task, round_)
    result = _one(
        database, "SELECT included FROM results WHERE task = ? AND round = ?", task, round_
    )
    model = _find_model(database, task, round_, end.number)
    return RoundSummary(
        task=task,
        round=round_,
        state=end.state,
        version=end.version,
        parent_round=find_parent_round(database, task, round_, pointer),
        opened_at=opened_at,
        opened_block=block,
        ended_at=end.time,
        ended_block=end.block,
        committed=count_committed(database, task, round_),
        included=result[0] if result else None,
        votes=count("voted"),
        validators=validators,
        proposals=count("proposed"),
        convicted=count("proposal_convicted"),
        model_root=model[0] if model else None,
        model_cid=format_cid(*model[1:]) if model else None,
        seconds=_find_seconds(database, task, round_, opened_at, end.time),
    )


def _find_end(database: sqlite3.Connection, task: int, round_: int) -> _End:
    final = _one(
        database,
        "SELECT f.version, f.number, f.block, b.time FROM round_finalised f"
        " JOIN blocks b ON b.number = f.block WHERE f.task = ? AND f.round = ?",
        *(task, round_),
    )
    if final:
        return _End(RoundState.FINAL, *final)
    void = _one(
        database,
        "SELECT v.block, b.time FROM round_voided v"
        " JOIN blocks b ON b.number = v.block WHERE v.task = ? AND v.round = ?"
        " ORDER BY v.block LIMIT 1",
        *(task, round_),
    )
    return _End(RoundState.VOID, None, None, *void) if void else _End(RoundState.RUNNING)


def _find_model(
    database: sqlite3.Connection, task: int, round_: int, number: int | None
) -> tuple[Any, ...] | None:
    if number is None:
        return None
    row: tuple[Any, ...] | None = _one(
        database,
        "SELECT proposal_model_root, model_digest, model_size FROM proposed"
        " WHERE task = ? AND round = ? AND number = ?",
        *(task, round_, number),
    )
    return row


def _find_seconds(
    database: sqlite3.Connection, task: int, round_: int, opened_at: int, ended_at: int | None
) -> PhaseSeconds:
    """Return how long the phases took, by the terms where nobody ended them early."""
    terms = _Terms(
        *_one(
            database,
            "SELECT params_inputs_commit, params_inputs_seal, params_inputs_vote"
            " FROM task_created WHERE task = ?",
            task,
        )
    )
    commit_end = _find_close(database, task, round_, Phase.COMMIT, opened_at + terms.commit)
    sealed_at = _find_time(database, "list_sealed", task, round_)
    last_vote = opened_at + terms.commit + terms.seal + terms.vote
    vote_end = _find_close(database, task, round_, Phase.VOTE, last_vote) if sealed_at else None
    proposed_at = _find_time(database, "proposed", task, round_)
    return PhaseSeconds(
        commit=_subtract(commit_end, opened_at),
        seal=_subtract(sealed_at, commit_end),
        vote=_subtract(vote_end, sealed_at),
        propose=_subtract(proposed_at, vote_end),
        challenge=_subtract(ended_at, proposed_at),
    )


def _find_close(
    database: sqlite3.Connection, task: int, round_: int, phase: Phase, latest: int
) -> int | None:
    """Return when a phase closed, at the latest at a time; None while it lasts."""
    row = _one(
        database,
        "SELECT closed_at FROM phase_closed WHERE task = ? AND round = ? AND phase = ?",
        *(task, round_, phase),
    )
    if row:
        return int(row[0])
    return latest if get_now(database) >= latest else None


def _find_time(database: sqlite3.Connection, table: str, task: int, round_: int) -> int | None:
    (time,) = _one(
        database,
        f'SELECT min(b.time) FROM "{table}" e JOIN blocks b ON b.number = e.block'
        " WHERE e.task = ? AND e.round = ?",
        *(task, round_),
    )
    return time if time is None else int(time)


def _subtract(end: int | None, start: int | None) -> int | None:
    return None if end is None or start is None else max(0, end - start)


def _get(database: sqlite3.Connection, column: str, table: str, task: int, round_: int) -> Any:
    """Return what the newest event of a kind says of a round."""
    statement = (
        f'SELECT "{column}" FROM "{table}" WHERE task = ? AND round = ?'
        " ORDER BY block DESC, log_index DESC LIMIT 1"
    )
    row = _one(database, statement, task, round_)
    return row[0] if row else None


def _one(database: sqlite3.Connection, statement: str, *values: int) -> Any:
    return database.execute(statement, values).fetchone()
