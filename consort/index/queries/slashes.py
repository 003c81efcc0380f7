"""Convictions, the slashes that follow, and where their evidence is."""

import sqlite3
from typing import Any, Final

from consort.errors import UnknownSlash
from consort.index.columns import decode_address, decode_number, encode_slash
from consort.index.queries.filters import Filter, can_fit
from consort.index.queries.paging import INTEGER_BITS, check_limit, make_page, parse_cursor
from consort.index.records import Amount, Evidence, Page, SlashEntry, SlashKind
from consort.spec.types import Proof, SlashId, SlashState

# Of each kind the newest are found in the order of its table: CROSS JOIN keeps that outermost.
_PROPOSALS: Final = f"""
SELECT c.block, c.log_index, c.slash, '{SlashKind.PROPOSAL}' AS kind, c.task, c.round,
 c.number AS number, NULL AS validator, coalesce(o.account, e.account) AS accused, c.accuser,
 c.proof, c."transaction"
FROM proposal_convicted c
CROSS JOIN proposed p ON p.task = c.task AND p.round = c.round AND p.number = c.number
LEFT JOIN proposal_bonded o ON o.task = c.task AND o.round = c.round AND o.number = c.number
LEFT JOIN validator_enrolled e ON e.task = c.task AND e."index" = p.validator_index
"""
_VOTERS: Final = f"""
SELECT c.block, c.log_index, c.slash, '{SlashKind.VOTER}', c.task, c.round, NULL,
 c.validator_index, e.account AS accused, c.accuser, {Proof.BAD_INPUT:d}, c."transaction"
FROM voter_convicted c
CROSS JOIN validator_enrolled e ON e.task = c.task AND e."index" = c.validator_index
"""
_SLASHES: Final = """
SELECT s.*, b.time, x.amount, x.burned, x.bounty, x."transaction", y.time,
 EXISTS (SELECT 1 FROM slash_dropped d WHERE d.slash = s.slash)
FROM ({convicted}) s CROSS JOIN blocks b ON b.number = s.block
LEFT JOIN slash_executed x ON x.slash = s.slash LEFT JOIN blocks y ON y.number = x.block
WHERE {where} ORDER BY s.block DESC, s.log_index DESC LIMIT ?
"""
_CALLS: Final = {
    Proof.BAD_MEMBER: ("RecordProofs", "badMember"),
    Proof.BAD_PADDING: ("RecordProofs", "badPadding"),
    Proof.BAD_SUM: ("RecordProofs", "badSum"),
    Proof.BAD_COHORT: ("AggregationProofs", "badCohort"),
    Proof.BAD_TOP: ("AggregationProofs", "badTop"),
    Proof.BAD_STEP: ("AggregationProofs", "badStep"),
    Proof.BAD_REWARD: ("RecordProofs", "badReward"),
    Proof.BAD_INPUT: ("InputProofs", "badInput"),
    Proof.SILENCE: ("Demands", "punishSilence"),
}
"""The calls that convict; a test compares them with the contracts."""


def list_slashes(
    database: sqlite3.Connection,
    wanted: Filter,
    limit: int,
    after: str | None,
) -> Page[SlashEntry]:
    """Return convictions, newest first: of a task or of a round of it, by or of an account.

    Raises UnknownTask, BadPage.
    """
    place = parse_cursor(after, INTEGER_BITS, INTEGER_BITS) or (1 << INTEGER_BITS, 0)
    if not can_fit(database, wanted):
        return Page((), None)
    conditions = {
        "s.task = ?": wanted.task,
        "s.round = ?": wanted.round,
        "? IN (s.accused, s.accuser)": wanted.account,
    }
    given = {text: value for text, value in conditions.items() if value is not None}
    where = " AND ".join(("(s.block, s.log_index) < (?, ?)", *given))
    end = check_limit(limit) + 1
    rows = _read(database, where, (*place, *given.values()), end)
    newest = sorted(rows, key=lambda row: row[:2], reverse=True)[:end]
    return make_page(newest, limit, _build, lambda row: row[:2])


def get_slash(database: sqlite3.Connection, slash: SlashId) -> SlashEntry:
    """Return a conviction; raises UnknownSlash."""
    rows = _read(database, "s.slash = ?", (encode_slash(slash),), 1)
    if not rows:
        raise UnknownSlash(str(slash))
    return _build(rows[0])


def _read(
    database: sqlite3.Connection, where: str, values: tuple[Any, ...], limit: int
) -> list[tuple[Any, ...]]:
    """Return the newest convictions of each kind that fit a condition."""
    statements = [
        _SLASHES.format(convicted=convicted, where=where) for convicted in (_PROPOSALS, _VOTERS)
    ]
    return [row for each in statements for row in database.execute(each, (*values, limit))]


def _build(row: tuple[Any, ...]) -> SlashEntry:
    block, _, slash, kind, task, round_, number, validator, accused, accuser = row[:10]
    proof, transaction, time, amount, burned, bounty, executed_in, executed_at, is_dropped = row[
        10:
    ]
    ended = SlashState.DROPPED if is_dropped else SlashState.FROZEN
    return SlashEntry(
        slash=SlashId(decode_number(slash)),
        kind=SlashKind(kind),
        task=task,
        round=round_,
        number=number,
        validator=validator,
        accused=decode_address(accused),
        accuser=decode_address(accuser),
        proof=Proof(proof).name,
        state=(SlashState.EXECUTED if executed_in else ended).name,
        amount=Amount(decode_number(amount or b"")),
        burned=Amount(decode_number(burned or b"")),
        bounty=Amount(decode_number(bounty or b"")),
        convicted_at=time,
        block=block,
        transaction=transaction,
        executed_at=executed_at,
        executed_transaction=executed_in,
        evidence=Evidence(transaction, *_CALLS[Proof(proof)]),
    )
