"""What the index answers, as tables: amounts in tokens, times in UTC."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from consort.amounts import format_tokens
from consort.cli.output import format_table
from consort.index.records import (
    AccountDetail,
    AccountSummary,
    CommitmentEntry,
    EventEntry,
    RewardEntry,
    RoundDetail,
    RoundSummary,
    SlashEntry,
    VersionEntry,
)

SHORT = 10
"""Characters of a hash that tables show."""


def format_rounds(rounds: Sequence[RoundSummary]) -> str:
    """Return rounds as a table."""
    headings = ("round", "state", "version", "included", "votes", "proposals", "opened", "model")
    rows = [
        (
            each.round,
            each.state,
            _blank(each.version),
            f"{_blank(each.included)}/{each.committed}",
            f"{each.votes}/{each.validators}",
            each.proposals,
            format_time(each.opened_at),
            each.model_cid or "",
        )
        for each in rounds
    ]
    return format_table(headings, rows)


def format_round(detail: RoundDetail, commitments: Sequence[CommitmentEntry]) -> str:
    """Return a round: what became of it, who committed, who voted, what was proposed."""
    summary = detail.summary
    facts = [
        ("state", summary.state),
        ("version", _blank(summary.version)),
        ("opened", f"{format_time(summary.opened_at)}, block {summary.opened_block}"),
        ("ended", format_time(summary.ended_at) if summary.ended_at else ""),
        ("weight", f"{_blank(detail.total_weight)}, target {detail.target_weight}"),
        ("paid", f"{_tokens(detail.amount)} of {format_tokens(detail.round_budget)} tokens"),
        ("seconds", _describe_seconds(summary)),
    ]
    parts = [format_table((f"round {summary.round}", ""), facts)]
    parts += [_format_commitments(commitments)] if commitments else []
    parts += [_format_votes(detail)] if detail.votes else []
    parts += [_format_proposals(detail)] if detail.proposals else []
    return "\n\n".join(parts)


def _describe_seconds(summary: RoundSummary) -> str:
    seconds = summary.seconds.to_json()
    return ", ".join(f"{phase} {took}" for phase, took in seconds.items() if took is not None)


def _format_commitments(commitments: Iterable[CommitmentEntry]) -> str:
    rows = [
        (
            each.position,
            each.account,
            each.weight,
            {True: "yes", False: "no", None: ""}[each.included],
            _tokens(each.reward),
            each.cid,
        )
        for each in commitments
    ]
    return format_table(("at", "committed", "weight", "included", "reward", "update"), rows)


def _format_votes(detail: RoundDetail) -> str:
    rows = [
        (
            vote.validator,
            vote.account,
            format_tokens(vote.stake),
            format_tokens(vote.pay),
            ", ".join(map(str, vote.exceptions)) or "nobody",
        )
        for vote in detail.votes
    ]
    return format_table(("validator", "voted", "stake", "pay", "leaves out"), rows)


def _format_proposals(detail: RoundDetail) -> str:
    rows = [
        (
            made.number,
            made.account,
            made.state,
            made.proof or "",
            made.accuser or "",
            _shorten(made.hash),
            made.model_cid,
        )
        for made in detail.proposals
    ]
    headings = ("number", "proposed", "state", "refuted by", "accuser", "hash", "model")
    return format_table(headings, rows)


def format_accounts(accounts: Sequence[AccountSummary]) -> str:
    """Return accounts as a table, in the order in which they come."""
    headings = (
        *("account", "role", "earned", "claimed", "unclaimed", "slashed", "stake"),
        *("rounds", "included"),
    )
    rows = [
        (
            each.account,
            each.role.lower(),
            *map(
                format_tokens,
                (each.earned, each.claimed, each.unclaimed, each.slashed, each.stake),
            ),
            each.rounds_committed,
            each.rounds_included,
        )
        for each in accounts
    ]
    return format_table(headings, rows)


def format_account(detail: AccountDetail) -> str:
    """Return what an account has, and what it does in each task."""
    amounts = ("free_stake", "bonded", "credit", "credit_paid", "bounties")
    held = [(name.replace("_", " "), format_tokens(getattr(detail, name))) for name in amounts]
    held += [
        (
            f"leaving task {each.task} ({each.role.lower()})",
            f"{format_tokens(each.amount)}, free at {format_time(each.release_at)}",
        )
        for each in detail.exiting
    ]
    rows = [
        (
            role.task,
            role.role.lower(),
            role.enrolment,
            *map(
                format_tokens,
                (role.stake, role.earned, role.claimed, role.unclaimed, role.slashed),
            ),
            role.rounds_committed,
            role.rounds_included,
        )
        for role in detail.roles
    ]
    headings = (
        *("task", "role", "index", "stake", "earned", "claimed", "unclaimed", "slashed"),
        *("rounds", "included"),
    )
    table = format_table((detail.account, "tokens"), held)
    return f"{table}\n\n{format_table(headings, rows)}" if rows else table


def format_rewards(rewards: Sequence[RewardEntry]) -> str:
    """Return what rounds paid as a table."""
    headings = ("task", "round", "version", "weight", "included", "amount", "cumulative", "at")
    rows = [
        (
            each.task,
            each.round,
            each.version,
            each.weight,
            "yes" if each.included else "no",
            format_tokens(each.amount),
            format_tokens(each.cumulative),
            format_time(each.at),
        )
        for each in rewards
    ]
    return format_table(headings, rows)


def format_slashes(slashes: Sequence[SlashEntry]) -> str:
    """Return convictions as a table, with the transactions that hold the evidence."""
    headings = ("slash", "accused", "proof", "state", "tokens", "bounty", "accuser", "evidence")
    rows = [
        (
            str(each.slash),
            each.accused,
            each.proof,
            each.state,
            format_tokens(each.amount),
            format_tokens(each.bounty),
            each.accuser,
            f"0x{each.evidence.transaction.hex()}",
        )
        for each in slashes
    ]
    return format_table(headings, rows) if rows else "Nobody was convicted."


def format_versions(versions: Sequence[VersionEntry]) -> str:
    """Return the versions of a model as a table."""
    headings = ("version", "round", "included", "paid", "at", "model root", "model")
    rows = [
        (
            each.version,
            _blank(each.round),
            "" if each.included is None else f"{each.included}/{each.committed}",
            format_tokens(each.reward_total),
            format_time(each.at),
            _shorten(each.model_root),
            each.model_cid or "",
        )
        for each in versions
    ]
    return format_table(headings, rows)


def format_events(events: Sequence[EventEntry]) -> str:
    """Return events as a table."""
    rows = [
        (
            each.block,
            each.log_index,
            format_time(each.at),
            "final" if each.final else "",
            each.contract,
            type(each.event).__name__,
            _describe_fields(each),
        )
        for each in events
    ]
    return format_table(("block", "log", "at", "", "contract", "event", "fields"), rows)


def _describe_fields(entry: EventEntry) -> str:
    fields = entry.to_json()["fields"]
    plain = {name: value for name, value in fields.items() if not isinstance(value, dict | list)}
    return ", ".join(f"{name} {_cut(value)}" for name, value in plain.items())


def _cut(value: object) -> str:
    text = str(value)
    return f"{text[:SHORT]}..." if len(text) == 66 else text


def format_time(seconds: int) -> str:
    """Return a block's time in UTC; one that no calendar has stays a number."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, OSError, ValueError):
        return str(seconds)


def _shorten(hash_: bytes) -> str:
    return f"0x{hash_.hex()}"[:SHORT]


def _tokens(amount: int | None) -> str:
    return "" if amount is None else format_tokens(amount)


def _blank(value: object) -> object:
    return "" if value is None else value
