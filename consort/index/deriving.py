"""What follows from the events: rewards of final rounds, and the standing of every account.

Everything is looked up in the tables of events; nothing is remembered between blocks. What a block
adds, `take_back` takes away again, so a reorganisation leaves no trace.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from consort.chain.events import (
    Committed,
    ContributorEnrolled,
    Event,
    Logged,
    RoundFinalised,
    ValidatorEnrolled,
    Voted,
)
from consort.index.columns import decode_number, decode_words, encode_address, encode_amount
from consort.ledger.inclusion import compute_included
from consort.spec.params import MULTIPLIER_ONE, OUTSIDER
from consort.spec.rewards import compute_reward
from consort.spec.types import Address, RewardLeaf, Role

NOTHING: Final = encode_amount(0)
ENROLLED: Final = {
    Role.CONTRIBUTOR: "contributor_enrolled",
    Role.VALIDATOR: "validator_enrolled",
}
"""The tables that say who was given which index in a role."""
ADD_REWARD: Final = "INSERT INTO rewards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

ENROLMENT: Final = """
 (SELECT max(e."index") FROM contributor_enrolled e
  WHERE e.account = c.contributor AND +e.task = c.task
  AND (e.block, e.log_index) < (c.block, c.log_index)) AS enrolment
"""
"""The enrolment index with which an account made a commitment `c`."""
_MEMBERS: Final = f"""
SELECT c.contributor, c.weight, {ENROLMENT}
FROM committed c WHERE c.task = ? AND c.round = ? ORDER BY c.block, c.log_index
"""
_MOVE: Final = """
UPDATE standings SET earned = moved(earned, ?, ?), acted = acted + ?, counted = counted + ?
WHERE task = ? AND role = ? AND account = ?
"""
_NO_LONGER_ENROLLED: Final = """
DELETE FROM standings WHERE role = ? AND (task, account) IN
 (SELECT task, account FROM "{table}" WHERE block > ?
  EXCEPT SELECT task, account FROM "{table}" WHERE block <= ?)
"""


class Member(NamedTuple):
    """A commitment of a final round in list order; the account as tables hold it."""

    account: bytes
    weight: int
    enrolment: int


class Move(NamedTuple):
    """What is added to a standing; `earned` in base units."""

    task: int
    role: Role
    account: bytes
    earned: int = 0
    acted: int = 0
    counted: int = 0


def add_functions(database: sqlite3.Connection) -> None:
    """Teach a connection the arithmetic of amounts that the statements here use."""
    database.create_function("moved", 3, _move_amount, deterministic=True)


def take_in(database: sqlite3.Connection, logged: Sequence[Logged[Event]]) -> None:
    """Derive what the events of a block add; their tables hold them already."""
    commits: Counter[tuple[int, Address]] = Counter()
    for event in (item.event for item in logged):
        match event:
            case ContributorEnrolled():
                _enrol(database, event.task, Role.CONTRIBUTOR, event.account)
            case ValidatorEnrolled():
                _enrol(database, event.task, Role.VALIDATOR, event.account)
            case Committed():
                commits[event.task, event.contributor] += 1
            case Voted():
                _count_vote(database, event.task, event.validator_index, event.pay, 1)
            case RoundFinalised():
                _finalise(database, event.task, event.round, event.number)
    _move(
        database,
        (
            Move(task, Role.CONTRIBUTOR, encode_address(account), acted=count)
            for (task, account), count in commits.items()
        ),
    )


def take_back(database: sqlite3.Connection, number: int) -> None:
    """Take away what the blocks after this one added, while their events are still there."""
    after = (number,)
    finals = "SELECT task, round, number FROM round_finalised WHERE block > ? ORDER BY block DESC"
    for task, round_, made in database.execute(finals, after).fetchall():
        _unfinalise(database, task, round_, made)
    votes = "SELECT task, validator_index, pay FROM voted WHERE block > ?"
    for task, index, pay in database.execute(votes, after).fetchall():
        _count_vote(database, task, index, decode_number(pay), -1)
    commits = "SELECT task, contributor, count(*) FROM committed WHERE block > ? GROUP BY 1, 2"
    moves = database.execute(commits, after).fetchall()
    _move(database, (Move(task, Role.CONTRIBUTOR, who, acted=-n) for task, who, n in moves))
    for role, table in ENROLLED.items():
        statement = _NO_LONGER_ENROLLED.format(table=table)
        database.execute(statement, (role, number, number))


def list_members(database: sqlite3.Connection, task: int, round_: int) -> list[Member]:
    """Return a round's commitments in list order."""
    rows = database.execute(_MEMBERS, (task, round_))
    return [Member(*row) for row in rows if row[2] is not None]


def find_inclusion(
    database: sqlite3.Connection, task: int, round_: int, count: int
) -> tuple[bool, ...]:
    """Tell for each position of a round's list whether the votes so far let it in."""
    rows = database.execute(
        "SELECT stake, exceptions FROM voted WHERE task = ? AND round = ?", (task, round_)
    )
    votes = [(stake, decode_words(words)) for stake, words in rows]
    return compute_included(votes, count) if votes else (False,) * count


def find_leaf(database: sqlite3.Connection, task: int, enrolment: int, before: int) -> RewardLeaf:
    """Return what an enrolment had earned before a round; its list position is left out."""
    row = database.execute(
        "SELECT cumulative, multiplier FROM rewards"
        " WHERE task = ? AND enrolment = ? AND round < ? ORDER BY round DESC LIMIT 1",
        (task, enrolment, before),
    ).fetchone()
    return RewardLeaf(decode_number(row[0]), row[1]) if row else RewardLeaf()


def _finalise(database: sqlite3.Connection, task: int, round_: int, number: int) -> None:
    """Write what a final round paid, see `consort.spec.rewards.compute_reward_leaves`."""
    if not _has_proposal(database, task, round_, number):
        return
    terms = find_terms(database, task)
    members = list_members(database, task, round_)
    included = find_inclusion(database, task, round_, len(members))
    weights = [
        member.weight if is_in else 0 for member, is_in in zip(members, included, strict=True)
    ]
    total, rows, moves = sum(weights), [], []
    for position, (member, weight) in enumerate(zip(members, weights, strict=True)):
        old = find_leaf(database, task, member.enrolment, round_)
        amount = compute_reward(terms.round_budget, weight, total, terms.target_weight)
        multiplier = MULTIPLIER_ONE if weight else old.last_multiplier
        sums = encode_amount(amount), encode_amount(old.cumulative + amount)
        place = task, member.enrolment, round_, position
        rows.append((*place, member.weight, weight > 0, multiplier, *sums))
        role = Role.CONTRIBUTOR
        moves.append(Move(task, role, member.account, amount, counted=int(weight > 0)))
    database.executemany(ADD_REWARD, rows)
    _move(database, moves)
    counts = len(members), sum(weight > 0 for weight in weights), total
    add_result(database, (task, round_, *counts), sum(move.earned for move in moves))
    _count_result(database, task, round_, number, 1)


def _unfinalise(database: sqlite3.Connection, task: int, round_: int, number: int) -> None:
    """Take away what `_finalise` wrote."""
    key = (task, round_)
    if not database.execute("DELETE FROM results WHERE task = ? AND round = ?", key).rowcount:
        return
    one = "FROM rewards WHERE task = ? AND enrolment = ? AND round = ?"
    for member in list_members(database, task, round_):
        place = (task, member.enrolment, round_)
        amount, is_in = database.execute(f"SELECT amount, included {one}", place).fetchone()
        lost = Move(task, Role.CONTRIBUTOR, member.account, -decode_number(amount), 0, -is_in)
        _move(database, [lost])
        database.execute(f"DELETE {one}", place)
    _count_result(database, task, round_, number, -1)


def add_result(
    database: sqlite3.Connection, counts: tuple[int, int, int, int, int], amount: int
) -> None:
    """Write what a final round paid in all; `counts` are its task, round, members and so on."""
    row = database.execute(
        "SELECT cumulative FROM results WHERE task = ? ORDER BY round DESC LIMIT 1", counts[:1]
    ).fetchone()
    paid = decode_number(row[0]) + amount if row else amount
    values = (*counts, encode_amount(amount), encode_amount(paid))
    database.execute("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def _count_result(
    database: sqlite3.Connection, task: int, round_: int, number: int, sign: int
) -> None:
    """Count a final round for its voters, and its pay for the validator that proposed it."""
    voters = database.execute(
        "SELECT e.account FROM voted v JOIN validator_enrolled e"
        ' ON e.task = v.task AND e."index" = v.validator_index'
        " WHERE v.task = ? AND v.round = ?",
        (task, round_),
    ).fetchall()
    _move(database, (Move(task, Role.VALIDATOR, who, counted=sign) for (who,) in voters))
    index, pay = database.execute(
        "SELECT p.validator_index, t.params_results_proposer_pay FROM proposed p"
        " JOIN task_created t ON t.task = p.task"
        " WHERE p.task = ? AND p.round = ? AND p.number = ?",
        (task, round_, number),
    ).fetchone()
    proposer = None if index == OUTSIDER else find_validator(database, task, index)
    if proposer is not None:
        earned = sign * decode_number(pay)
        _move(database, [Move(task, Role.VALIDATOR, proposer, earned)])


def _count_vote(database: sqlite3.Connection, task: int, index: int, pay: int, sign: int) -> None:
    account = find_validator(database, task, index)
    if account is not None:
        _move(database, [Move(task, Role.VALIDATOR, account, sign * pay, acted=sign)])


def find_validator(database: sqlite3.Connection, task: int, index: int) -> bytes | None:
    """Return the account of a validator's index as tables hold it."""
    row = database.execute(
        'SELECT account FROM validator_enrolled WHERE task = ? AND "index" = ?', (task, index)
    ).fetchone()
    return row[0] if row else None


class Terms(NamedTuple):
    """What a task's rounds pay, in base units, and the weight from which on they pay all of it."""

    round_budget: int
    target_weight: int


def find_terms(database: sqlite3.Connection, task: int) -> Terms:
    """Return the terms of a task that is there."""
    budget, target = database.execute(
        "SELECT params_results_round_budget, params_arithmetic_target_weight FROM task_created"
        " WHERE task = ?",
        (task,),
    ).fetchone()
    return Terms(decode_number(budget), target)


def _has_proposal(database: sqlite3.Connection, task: int, round_: int, number: int) -> bool:
    key = (task, round_, number)
    statement = "SELECT 1 FROM proposed WHERE task = ? AND round = ? AND number = ?"
    return database.execute(statement, key).fetchone() is not None


def _enrol(database: sqlite3.Connection, task: int, role: Role, account: Address) -> None:
    values = (task, role, encode_address(account), NOTHING)
    database.execute("INSERT OR IGNORE INTO standings VALUES (?, ?, ?, ?, 0, 0)", values)


def _move(database: sqlite3.Connection, moves: Iterable[Move]) -> None:
    rows = (
        (
            encode_amount(abs(move.earned)),
            -1 if move.earned < 0 else 1,
            move.acted,
            move.counted,
            move.task,
            move.role,
            move.account,
        )
        for move in moves
    )
    database.executemany(_MOVE, rows)


def _move_amount(amount: bytes, by: bytes, sign: int) -> bytes:
    return encode_amount(decode_number(amount) + sign * decode_number(by))
