"""What those who ask for events or convictions want of them."""

import sqlite3
from typing import Final, NamedTuple

from consort.errors import BadPage
from consort.index.columns import encode_address
from consort.index.queries.tasks import require_task
from consort.spec.types import Address

_ROUND_BITS: Final = 24
"""Bits of a round in the id of a slash: the next one up would be of another task."""


class Filter(NamedTuple):
    """What a record must fit; None fits everything. The account is as tables hold it."""

    task: int | None = None
    round: int | None = None
    account: bytes | None = None


def can_fit(database: sqlite3.Connection, wanted: Filter) -> bool:
    """Tell whether anything can fit; raises UnknownTask, BadPage for a round without its task."""
    if wanted.task is not None:
        require_task(database, wanted.task)
    if wanted.round is None:
        return True
    if wanted.task is None:  # no index serves it, and rounds of several tasks tell nobody much
        raise BadPage("filter", f"round {wanted.round}"[:100], "a round together with its task")
    return wanted.round >> _ROUND_BITS == 0


def parse_account(account: Address | None) -> bytes | None:
    """Return an account as tables hold it."""
    return None if account is None else encode_address(account)
