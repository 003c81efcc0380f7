"""Where an account stands: staked, counted in this round, included, paid, punished; what to do now.

Amounts of the past are the index's; what stands now is read from the contracts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consort.amounts import format_tokens
from consort.chain.client import Chain
from consort.index.reader import Index
from consort.index.records import AccountDetail, RewardEntry, RoleEntry, SlashEntry
from consort.node.round_view import ChainClock, RoundView, TaskView, read_view
from consort.node.waiting import Clock
from consort.spec.types import Address, Phase, Role, TaskId

RECENT = 5
"""Final rounds that are looked back at."""
MOST_SLASHES = 100


class Part(StrEnum):
    """What an account has to do with the last round."""

    NO_ROUND = "NO_ROUND"
    NOT_COUNTED = "NOT_COUNTED"
    RESTING = "RESTING"
    DONE = "DONE"
    DUE = "DUE"
    MISSED = "MISSED"


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to do now; `command` is how, None where it is only to know."""

    text: str
    command: str | None

    def to_json(self) -> dict[str, object]:
        """Return the document."""
        return {"text": self.text, "command": self.command}


@dataclass(frozen=True, slots=True)
class Now:
    """The last round of a task, and the account's part in it.

    `ends_at` is when its phase ends by the chain's time, None where no time ends it. `rest_until`
    is the first round in which a contributor may commit again, None if it may.
    """

    round: int | None
    phase: Phase
    ends_at: int | None
    part: Part
    rest_until: int | None

    def to_json(self) -> dict[str, object]:
        """Return the document."""
        return {
            "round": self.round,
            "phase": self.phase.name,
            "ends_at": self.ends_at,
            "part": self.part.value,
            "rest_until": self.rest_until,
        }


@dataclass(frozen=True, slots=True)
class RoleStanding:
    """An account in one role of one task; `recent` are its last final rounds, newest first.

    `release_at` and `release_block` say from when on the stake of one that leaves is free; `frozen`
    counts convictions that keep it.
    """

    entry: RoleEntry
    stake: int
    release_at: int | None
    release_block: int | None
    frozen: int
    now: Now
    recent: Sequence[RewardEntry]

    @property
    def is_leaving(self) -> bool:
        """Tell whether the enrolment has ended."""
        return self.entry.until_round is not None

    def to_json(self) -> dict[str, object]:
        """Return the document: the index's entry, and what stands now."""
        return self.entry.to_json() | {
            "stake": str(self.stake),
            "release_at": self.release_at,
            "release_block": self.release_block,
            "frozen": self.frozen,
            "now": self.now.to_json(),
            "recent": [each.to_json() for each in self.recent],
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that an account asks of itself, at one block."""

    account: Address
    block: int
    time: int
    detail: AccountDetail
    roles: Sequence[RoleStanding]
    slashes: Sequence[SlashEntry]
    advice: Sequence[Advice]

    def to_json(self) -> dict[str, object]:
        """Return the document."""
        return {
            "account": self.account,
            "block": self.block,
            "time": self.time,
            "free_stake": str(self.detail.free_stake),
            "credit": str(self.detail.credit),
            "roles": [role.to_json() for role in self.roles],
            "slashes": [slash.to_json() for slash in self.slashes],
            "advice": [each.to_json() for each in self.advice],
        }


def read_standing(
    chain: Chain, index: Index, account: Address, task: TaskId | None, clock: Clock
) -> Standing:
    """Return where an account stands in a task, in all of its tasks if None.

    Raises UnknownTask, and what the chain raises.
    """
    if task is not None:
        chain.get_task(task)
    newest, detail = chain.clock(), index.get_account(account)
    pinned, chain_clock = chain.at(newest.block), ChainClock(clock)
    entries = [entry for entry in detail.roles if task is None or entry.task == task]
    views = {n: read_view(pinned, TaskId(n), chain_clock) for n in {each.task for each in entries}}
    roles = [_read_role(pinned, index, account, each, views[each.task]) for each in entries]
    slashes = [
        slash
        for slash in index.list_slashes(task, account=account, limit=MOST_SLASHES).items
        if slash.accused == account
    ]
    advice = [*_advise(detail, roles, slashes, task, newest.block, newest.time)]
    return Standing(account, newest.block, newest.time, detail, roles, slashes, advice)


def _read_role(
    chain: Chain, index: Index, account: Address, entry: RoleEntry, view: TaskView
) -> RoleStanding:
    task, role = TaskId(entry.task), Role[entry.role.upper()]
    held = chain.get_allocation(account, task, role)
    is_contributor = role is Role.CONTRIBUTOR
    judge = _judge_contributor if is_contributor else _judge_validator
    recent = index.list_rewards(account, task, RECENT).items if is_contributor else ()
    return RoleStanding(
        entry,
        held.amount,
        held.release_at or None,
        held.release_block or None,
        held.frozen,
        _make_now(view, *judge(chain, account, entry, view.last)),
        recent,
    )


def _judge_contributor(
    chain: Chain, account: Address, entry: RoleEntry, last: RoundView | None
) -> tuple[Part, int | None]:
    held = chain.get_contributor(TaskId(entry.task), account)
    number = last.number if last else 0
    rest = held.rest_until if held.rest_until > number else None
    if last is None:
        return Part.NO_ROUND, rest
    if not held.from_round <= number < held.until_round:
        return Part.NOT_COUNTED, rest
    if held.next_commit > number:
        return Part.DONE, rest
    if rest is not None:
        return Part.RESTING, rest
    return (Part.DUE if last.phase is Phase.COMMIT else Part.MISSED), rest


def _judge_validator(
    chain: Chain, _: Address, entry: RoleEntry, last: RoundView | None
) -> tuple[Part, int | None]:
    if last is None:
        return Part.NO_ROUND, None
    held = chain.get_validator(TaskId(entry.task), entry.enrolment)
    if not held.from_round <= last.number < held.until_round:
        return Part.NOT_COUNTED, None
    vote = chain.get_vote(TaskId(entry.task), entry.enrolment, last.number)
    if vote.stake and vote.round == last.number:
        return Part.DONE, None
    is_early = last.phase in {Phase.COMMIT, Phase.SEAL, Phase.VOTE}
    return (Part.DUE if is_early else Part.MISSED), None


def _make_now(view: TaskView, part: Part, rest_until: int | None) -> Now:
    last = view.last
    if last is None:
        return Now(None, Phase.NONE, None, part, rest_until)
    return Now(last.number, last.phase, last.ends_at, part, rest_until)


def _advise(
    detail: AccountDetail,
    roles: Sequence[RoleStanding],
    slashes: Sequence[SlashEntry],
    task: TaskId | None,
    block: int,
    time: int,
) -> Iterator[Advice]:
    """Yield what to do now, the most urgent first."""
    for slash in slashes:
        if slash.state == "FROZEN":
            text = f"Slash {slash.slash} waits: {slash.proof} was proved. Look at the evidence."
            yield Advice(text, f"consort ledger slashes --account {detail.account}")
    for role in roles:
        yield from _advise_role(role, detail.account, block, time)
    if not roles:
        place = "TASK" if task is None else str(task)
        text = "This account is not enrolled: deposit stake in the role that you want."
        yield Advice(text, f"consort stake deposit TOKENS --task {place} --role contributor")
    if detail.credit:
        any_task = roles[0].entry.task if roles else task or 0
        text = f"{format_tokens(detail.credit)} tokens of pay wait to be withdrawn."
        yield Advice(text, f"consort claim --task {any_task} --account {detail.account}")
    elif not any(role.stake for role in roles) and detail.free_stake:
        text = f"{format_tokens(detail.free_stake)} tokens are free in the vault."
        yield Advice(text, "consort stake withdraw")


def _advise_role(role: RoleStanding, account: Address, block: int, time: int) -> Iterator[Advice]:
    entry, name = role.entry, role.entry.role.lower()
    node = "contribute" if name == "contributor" else "validate"
    place = f"--task {entry.task}"
    if role.now.part is Part.DUE and not role.is_leaving:
        act = "commit to" if name == "contributor" else "vote in"
        text = f"A node has to run to {act} round {role.now.round}, now in {role.now.phase.name}."
        yield Advice(text, f"consort {node} {place}" + (" --app APP" if node[0] == "c" else ""))
    if role.now.part is Part.RESTING:
        text = f"Nobody could fetch an update: it sits out until round {role.now.rest_until}."
        yield Advice(text, None)
    if role.stake and role.is_leaving:
        yield _advise_exit(role, block, time, f"{place} --role {name}")
    if name == "contributor" and entry.unclaimed:
        text = f"{format_tokens(entry.unclaimed)} tokens of task {entry.task} wait to be claimed."
        yield Advice(text, f"consort claim {place} --account {account}")


def _advise_exit(role: RoleStanding, block: int, time: int, place: str) -> Advice:
    stake, at = format_tokens(role.stake), role.release_at or 0
    blocks = max(0, (role.release_block or 0) - block)
    if role.frozen:
        return Advice(f"{stake} tokens stay while {role.frozen} convictions wait.", None)
    if at > time or blocks:
        waits = f"{max(0, at - time)} seconds and {blocks} blocks"
        return Advice(f"{stake} tokens are free in {waits}; then withdraw them.", None)
    return Advice(f"{stake} tokens can be withdrawn.", f"consort stake withdraw {place}")
