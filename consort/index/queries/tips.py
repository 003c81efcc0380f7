"""How far an index has read."""

import sqlite3

from consort.index.records import Reorg, Tip


def get_tip(database: sqlite3.Connection) -> Tip | None:
    """Return the newest block that was read, None before there is one."""
    row = database.execute(
        "SELECT number, hash, time, (SELECT number FROM blocks WHERE final = 1"
        " ORDER BY number DESC LIMIT 1), total, (SELECT count(*) FROM reorgs)"
        " FROM blocks ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return Tip(*row) if row else None


def list_reorgs(database: sqlite3.Connection, since: int) -> list[Reorg]:
    """Return the reorganisations after so many, oldest first."""
    rows = database.execute("SELECT * FROM reorgs WHERE number > ? ORDER BY number", (since,))
    return [
        Reorg(number, first, last, events, bool(was_final))
        for number, first, last, events, was_final in rows
    ]


def get_now(database: sqlite3.Connection) -> int:
    """Return the time of the newest block that was read, 0 before there is one."""
    row = database.execute("SELECT time FROM blocks ORDER BY number DESC LIMIT 1").fetchone()
    return int(row[0]) if row else 0
