"""Versions of a task's model: the initial one, and what each final round made."""

import sqlite3
from typing import Any, Final

from consort.errors import UnknownVersion
from consort.index.columns import decode_address, decode_number
from consort.index.queries.paging import INTEGER_BITS, check_limit, make_page, parse_cursor
from consort.index.queries.proposals import format_cid
from consort.index.queries.tasks import require_task
from consort.index.records import Amount, Page, VersionEntry
from consort.ledger.announcements import Announcements, Rank
from consort.spec.proposals import compute_genesis, hash_proposal
from consort.spec.types import Address, ContentId, Proposal, TaskId
from consort.storage.cid import Cid

_FINALS: Final = """
SELECT f.version, f.round, p.proposal_parent, p.proposal_member_root, p.proposal_total_weight,
 p.proposal_cohorts_root, p.proposal_aggregate_root, p.proposal_model_root, p.proposal_reward_root,
 p.proposal_reward_total, p.model_digest, p.model_size, r.members, r.included, b.time, f.block
FROM round_finalised f JOIN blocks b ON b.number = f.block
JOIN proposed p ON p.task = f.task AND p.round = +f.round AND p.number = f.number
LEFT JOIN results r ON r.task = f.task AND r.round = +f.round
WHERE f.task = ? AND f.round < ? ORDER BY f.round DESC LIMIT ?
"""
_INITIAL: Final = """
SELECT t.params_genesis_model_root, b.time, t.block FROM task_created t
JOIN blocks b ON b.number = t.block WHERE t.task = ?
"""
_HEARD: Final = 1_000
# Announcing costs next to nothing: of a file only the newest announcements are looked at, and the
# owner's.
_WORDS: Final = f"""
WITH heard AS (
 SELECT * FROM (SELECT * FROM announced WHERE subject = :subject AND +task = :task
  ORDER BY block DESC, log_index DESC LIMIT {_HEARD})
 UNION SELECT a.* FROM task_created t JOIN announced a ON a.announcer = t.owner
  WHERE t.task = :task AND +a.subject = :subject AND +a.task = :task
)
SELECT a.block, a.log_index, a.announcer, a.content_digest, a.content_size,
 CASE WHEN a.announcer = t.owner THEN {Rank.OWNER:d}
  WHEN EXISTS (SELECT 1 FROM contributor_enrolled e WHERE e.account = a.announcer
   AND +e.task = a.task AND (e.block, e.log_index) < (a.block, a.log_index)) THEN {Rank.ENROLLED:d}
  WHEN EXISTS (SELECT 1 FROM validator_enrolled e WHERE e.account = a.announcer
   AND +e.task = a.task AND (e.block, e.log_index) < (a.block, a.log_index)) THEN {Rank.ENROLLED:d}
  ELSE {Rank.STRANGER:d} END
FROM heard a JOIN task_created t ON t.task = :task
UNION ALL
SELECT p.block, p.log_index, coalesce(o.account, e.account), p.model_digest, p.model_size,
 {Rank.PROPOSER:d}
FROM proposed p
LEFT JOIN proposal_bonded o ON o.task = p.task AND o.round = p.round AND o.number = p.number
LEFT JOIN validator_enrolled e ON e.task = p.task AND e."index" = p.validator_index
WHERE p.proposal_model_root = :subject AND +p.task = :task
ORDER BY 1, 2
"""


def list_versions(
    database: sqlite3.Connection, task: int, limit: int, after: str | None
) -> Page[VersionEntry]:
    """Return the versions of the model, newest first, 0 the last; raises UnknownTask."""
    require_task(database, task)
    place = parse_cursor(after, INTEGER_BITS)
    below = place[0] if place else 1 << INTEGER_BITS
    wanted = (task, below, check_limit(limit) + 1)
    rows: list[tuple[Any, ...]] = database.execute(_FINALS, wanted).fetchall()
    rows += [] if len(rows) > limit else [(0, 0)]
    return make_page(rows, limit, lambda row: _build(database, task, row), lambda row: row[1:2])


def get_version(database: sqlite3.Connection, task: int, version: int) -> VersionEntry:
    """Return one version; raises UnknownTask, UnknownVersion."""
    require_task(database, task)
    if version == 0:
        return _build_initial(database, task)
    newest, round_ = database.execute(
        "SELECT max(version), max(CASE WHEN version = ? THEN round END)"
        " FROM round_finalised WHERE task = ?",
        (version if version >> INTEGER_BITS == 0 else None, task),
    ).fetchone()
    if round_ is None:
        raise UnknownVersion(task, version, newest or 0)
    [found] = database.execute(_FINALS, (task, round_ + 1, 1))
    return _build(database, task, found)


def list_places(database: sqlite3.Connection, task: int, subject: bytes) -> list[ContentId]:
    """Return where the file of a root or hash is said to lie, most trusted first.

    Who is believed more is what `Announcements` says; a proposal's word about its model is one.
    Raises UnknownTask.
    """
    require_task(database, task)
    return _list_places(database, task, subject)


def _build(database: sqlite3.Connection, task: int, row: tuple[Any, ...]) -> VersionEntry:
    if row[0] == 0:
        return _build_initial(database, task)
    version, round_, parent, members, weight, cohorts, aggregate, model, rewards, total = row[:10]
    digest, size, committed, included, time, block = row[10:]
    weight, total = decode_number(weight), decode_number(total)
    proposal = Proposal(parent, members, weight, cohorts, aggregate, model, rewards, total)
    cid = format_cid(digest, size)
    downloads = _list_downloads(database, task, model)
    return VersionEntry(
        version=version,
        round=round_,
        model_root=model,
        model_cid=cid,
        model_size=decode_number(size),
        proposal_hash=hash_proposal(proposal),
        parent_hash=parent,
        reward_total=Amount(total),
        committed=committed,
        included=included,
        at=time,
        block=block,
        downloads=tuple(dict.fromkeys((*downloads, cid))),
    )


def _build_initial(database: sqlite3.Connection, task: int) -> VersionEntry:
    root, time, block = database.execute(_INITIAL, (task,)).fetchone()
    chain_id, coordinator = database.execute(
        "SELECT chain_id, coordinator FROM identity"
    ).fetchone()
    genesis = compute_genesis(chain_id, decode_address(coordinator), TaskId(task), root)
    downloads = _list_downloads(database, task, root)
    return VersionEntry(
        version=0,
        round=None,
        model_root=root,
        model_cid=downloads[0] if downloads else None,
        model_size=None,
        proposal_hash=hash_proposal(genesis),
        parent_hash=genesis.parent,
        reward_total=Amount(0),
        committed=None,
        included=None,
        at=time,
        block=block,
        downloads=downloads,
    )


def _list_places(database: sqlite3.Connection, task: int, subject: bytes) -> list[ContentId]:
    heard = Announcements(lambda _: Rank.STRANGER)
    words = database.execute(_WORDS, {"subject": subject, "task": task})
    for _, _, account, digest, size, rank in words:
        place = ContentId(digest, decode_number(size))
        heard.note(subject, Address(account.hex()), place, Rank(rank))
    return heard.get(subject)


def _list_downloads(database: sqlite3.Connection, task: int, root: bytes) -> tuple[str, ...]:
    places = _list_places(database, task, root)
    return tuple(str(Cid.of_file(place.digest, place.size)) for place in places)
