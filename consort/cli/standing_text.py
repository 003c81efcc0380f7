"""Where an account stands, as a person reads it."""

from collections.abc import Iterator

from consort.amounts import format_tokens
from consort.audit.duties import Part
from consort.audit.standing import RoleStanding, Standing
from consort.cli.ledger_text import format_rewards, format_slashes, format_time
from consort.spec.types import Phase

PARTS = {
    Part.NO_ROUND: "there was no round yet",
    Part.NOT_COUNTED: "not counted in it",
    Part.RESTING: "sits out",
    Part.DONE: "done: its part is on the chain",
    Part.DUE: "DUE: its part is not on the chain yet",
    Part.MISSED: "MISSED: nothing came of it in time",
}


def format_standing(standing: Standing) -> str:
    """Return roles, recent rounds, penalties, and what to do now."""
    return "\n".join(_iterate_lines(standing))


def _iterate_lines(standing: Standing) -> Iterator[str]:
    free, credit = standing.detail.free_stake, standing.detail.credit
    yield f"{standing.account} at block {standing.block}, {format_time(standing.time)} UTC"
    yield f"free stake {format_tokens(free)}, credit {format_tokens(credit)}"
    for role in standing.roles:
        yield ""
        yield from _describe_role(role)
    if standing.slashes:
        yield f"\nPenalties\n{format_slashes(standing.slashes)}"
    yield "\nTo do now"
    for advice in standing.advice:
        yield f"  {advice.text}"
        if advice.command:
            yield f"    $ {advice.command}"
    if not standing.advice:
        yield "  nothing: all is well"


def _describe_role(role: RoleStanding) -> Iterator[str]:
    entry, now = role.entry, role.now
    yield f"{entry.role.lower()} {entry.enrolment} of task {entry.task}, {_describe_stake(role)}"
    if now.round is not None:
        ends = f", until {format_time(now.ends_at)}" if now.ends_at else ""
        phase = "" if now.phase is Phase.NONE else f" ({now.phase.name}{ends})"
        yield f"  round {now.round}{phase}: {PARTS[now.part]}"
    amounts = entry.earned, entry.claimed, entry.unclaimed, entry.slashed
    earned, claimed, unclaimed, slashed = map(format_tokens, amounts)
    is_contributor = entry.role.lower() == "contributor"
    # A validator's pay is credit of the account, not of the task: the second line has it.
    paid = f", claimed {claimed}, unclaimed {unclaimed}" if is_contributor else ""
    yield f"  earned {earned}{paid}, slashed {slashed}"
    rounds = "committed to" if is_contributor else "voted in"
    yield f"  {rounds} {entry.rounds_committed} rounds, counted in {entry.rounds_included}"
    if role.recent:
        yield from (f"  {line}" for line in format_rewards(role.recent).splitlines())


def _describe_stake(role: RoleStanding) -> str:
    stake = format_tokens(role.stake)
    if not role.stake:
        return "without stake: it left, or was slashed"
    if not role.is_leaving:
        return f"staked with {stake} tokens"
    free = f"free at {format_time(role.release_at or 0)} UTC, from block {role.release_block}"
    return f"leaving: {stake} tokens, {free}"
