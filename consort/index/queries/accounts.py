"""Accounts: what each is in a task, and everything that belongs to one."""

import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple

from consort.index.columns import decode_address, decode_number, encode_address, encode_amount
from consort.index.deriving import ENROLLED
from consort.index.queries import money
from consort.index.queries.paging import INTEGER_BITS, check_limit, make_page, parse_cursor
from consort.index.queries.tasks import require_task
from consort.index.records import (
    AccountDetail,
    AccountSummary,
    Amount,
    ExitEntry,
    Page,
    RoleEntry,
)
from consort.spec.types import Address, Role

_AMOUNT_BITS: Final = 128
_ADDRESS_BITS: Final = 160
_STANDINGS: Final = "SELECT task, role, account, earned, acted, counted FROM standings"
_TOP: Final = f"""{_STANDINGS} WHERE task = ? AND
 (earned < ? OR earned = ? AND (role > ? OR role = ? AND account > ?))
ORDER BY earned DESC, role, account LIMIT ?
"""
_ALL: Final = f"{_STANDINGS} WHERE task = ? ORDER BY earned DESC, role, account LIMIT ?"
_BY_ENROLMENT: Final = f"""
SELECT s.*, e.first FROM (
 SELECT {Role.CONTRIBUTOR:d} AS role, account, min("index") AS first
 FROM contributor_enrolled WHERE task = :task GROUP BY account
 UNION ALL SELECT {Role.VALIDATOR:d}, account, min("index")
 FROM validator_enrolled WHERE task = :task GROUP BY account
) e JOIN standings s ON s.task = :task AND s.role = e.role AND s.account = e.account
WHERE (e.role, e.first) > (:role, :first) ORDER BY e.role, e.first LIMIT :end
"""
_LAST_COMMIT: Final = """
SELECT round FROM committed WHERE contributor = ? AND +task = ?
ORDER BY block DESC, log_index DESC LIMIT 1
"""
_LAST_VOTE: Final = """
SELECT round FROM voted WHERE validator_index = ? AND task = ?
ORDER BY block DESC, log_index DESC LIMIT 1
"""
_UNTIL: Final = """
SELECT until_round FROM exit_requested WHERE account = ? AND +task = ? AND role = ?
 AND (block, log_index) > (?, ?)
"""
_EXITS: Final = """
SELECT task, role, release_at, release_block FROM exit_begun e WHERE account = ? AND
 NOT EXISTS (SELECT 1 FROM released r WHERE r.account = e.account AND +r.task = e.task
 AND r.role = e.role AND (r.block, r.log_index) > (e.block, e.log_index))
ORDER BY release_at, task, role
"""


class _Standing(NamedTuple):
    """A row of the table; account and `earned` as it holds them."""

    task: int
    role: int
    account: bytes
    earned: bytes
    acted: int
    counted: int


def list_accounts(
    database: sqlite3.Connection, task: int, limit: int, after: str | None
) -> Page[AccountSummary]:
    """Return a task's accounts by what they earned, most first; raises UnknownTask."""
    require_task(database, task)
    place = parse_cursor(after, _AMOUNT_BITS, 1, _ADDRESS_BITS)
    end = check_limit(limit) + 1
    if place:
        earned, role, account = encode_amount(place[0]), place[1], place[2].to_bytes(20, "big")
        values = (task, earned, earned, role, role, account, end)
        rows = database.execute(_TOP, values).fetchall()
    else:
        rows = database.execute(_ALL, (task, end)).fetchall()
    return make_page(
        [_Standing(*row) for row in rows],
        limit,
        lambda row: _build_summary(database, row),
        lambda row: (decode_number(row.earned), row.role, decode_number(row.account)),
    )


def list_enrolled(
    database: sqlite3.Connection, task: int, limit: int, after: str | None
) -> Page[AccountSummary]:
    """Return a task's contributors, then its validators, as they first enrolled.

    Raises UnknownTask.
    """
    require_task(database, task)
    role, first = parse_cursor(after, 1, INTEGER_BITS) or (-1, -1)
    values = {"task": task, "role": role, "first": first, "end": check_limit(limit) + 1}
    return make_page(
        database.execute(_BY_ENROLMENT, values).fetchall(),
        limit,
        lambda row: _build_summary(database, _Standing(*row[:-1])),
        lambda row: (row[1], row[-1]),
    )


def get_account(database: sqlite3.Connection, account: Address) -> AccountDetail:
    """Return everything that belongs to an account."""
    raw = encode_address(account)
    credit, paid = money.compute_credit(database, raw)
    rows = database.execute(f"{_STANDINGS} WHERE account = ? ORDER BY task, role", (raw,))
    roles = [_Standing(*row) for row in rows.fetchall()]
    exits = tuple(_list_exits(database, raw))
    return AccountDetail(
        account=account,
        free_stake=Amount(money.compute_free(database, raw)),
        bonded=Amount(money.compute_bonded(database, raw)),
        exiting=exits,
        credit=Amount(credit),
        credit_paid=Amount(paid),
        bounties=Amount(money.compute_bounties(database, raw)),
        roles=tuple(_build_role(database, standing, exits) for standing in roles),
    )


def list_enrolments(
    database: sqlite3.Connection, task: int, role: Role, account: bytes
) -> tuple[int, ...]:
    """Return the indices that an account was given in a role, oldest first."""
    statement = (
        f'SELECT "index" FROM {ENROLLED[role]} WHERE account = ? AND +task = ? ORDER BY "index"'
    )
    return tuple(index for (index,) in database.execute(statement, (account, task)))


class _Sums(NamedTuple):
    """What summary and role entry share, in base units but for the enrolments."""

    enrolments: tuple[int, ...]
    stake: Amount
    earned: Amount
    claimed: Amount
    unclaimed: Amount
    slashed: Amount


def _compute_sums(database: sqlite3.Connection, standing: _Standing) -> _Sums:
    key = standing.task, Role(standing.role), standing.account
    earned = decode_number(standing.earned)
    if key[1] is Role.CONTRIBUTOR:
        claimed = money.compute_claimed(database, standing.task, standing.account)
        unclaimed = earned - claimed
    else:
        unclaimed, claimed = money.compute_credit(database, standing.account)
    return _Sums(
        list_enrolments(database, *key),
        Amount(money.compute_stake(database, *key)),
        Amount(earned),
        Amount(claimed),
        Amount(unclaimed),
        Amount(money.compute_slashed(database, *key)),
    )


def _build_summary(database: sqlite3.Connection, standing: _Standing) -> AccountSummary:
    return AccountSummary(
        account=decode_address(standing.account),
        role=Role(standing.role).name,
        **_compute_sums(database, standing)._asdict(),
        rounds_committed=standing.acted,
        rounds_included=standing.counted,
    )


def _build_role(
    database: sqlite3.Connection, standing: _Standing, exits: Sequence[ExitEntry]
) -> RoleEntry:
    sums = _compute_sums(database, standing)
    task, role, account = standing.task, Role(standing.role), standing.account
    statement = (
        f"SELECT from_round, block, log_index FROM {ENROLLED[role]}"
        " WHERE account = ? AND +task = ? ORDER BY block DESC, log_index DESC LIMIT 1"
    )
    from_round, *place = database.execute(statement, (account, task)).fetchone()
    until = database.execute(_UNTIL, (account, task, role, *place)).fetchone()
    return RoleEntry(
        task=task,
        role=role.name,
        enrolment=sums.enrolments[-1],
        **sums._asdict(),
        exiting=any((exit_.task, exit_.role) == (task, role.name) for exit_ in exits),
        from_round=from_round,
        until_round=until[0] if until else None,
        rounds_committed=standing.acted,
        rounds_included=standing.counted,
        last_round=_find_last_round(database, standing, sums.enrolments[-1]),
    )


def _find_last_round(
    database: sqlite3.Connection, standing: _Standing, enrolment: int
) -> int | None:
    if standing.role == Role.CONTRIBUTOR:
        row = database.execute(_LAST_COMMIT, (standing.account, standing.task)).fetchone()
    else:
        row = database.execute(_LAST_VOTE, (enrolment, standing.task)).fetchone()
    return row[0] if row else None


def _list_exits(database: sqlite3.Connection, account: bytes) -> list[ExitEntry]:
    """Return the stake that waits: what was taken since the exit began is no longer there."""
    return [
        ExitEntry(
            task,
            Role(role).name,
            Amount(money.compute_stake(database, task, Role(role), account)),
            *ends,
        )
        for task, role, *ends in database.execute(_EXITS, (account,)).fetchall()
    ]
