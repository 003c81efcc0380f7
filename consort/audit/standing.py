"""Where an account stands: staked, counted in this round, included, paid, punished; what to do now.

Amounts of the past are the index's; what stands now is read from the contracts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from consort.amounts import format_tokens
from consort.audit.duties import Accused, Part, judge_contributor, judge_validator, list_accused
from consort.chain.client import Chain
from consort.index.queries.paging import MOST, iterate_pages
from consort.index.reader import Index
from consort.index.records import AccountDetail, RewardEntry, RoleEntry, SlashEntry
from consort.node.round_view import ChainClock, TaskView, read_view
from consort.node.waiting import Clock
from consort.spec.types import Address, Phase, Role, TaskId

RECENT = 5
"""Final rounds that are looked back at."""
MOST_SLASHES = 100
ACTS = {
    Phase.COMMIT: "vote in",
    Phase.SEAL: "vote in",
    Phase.VOTE: "vote in",
    Phase.PROPOSE: "propose in",
}
"""What a validator has to do, by the phase in which it is still to be done."""


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
    numbers = {TaskId(entry.task) for entry in entries} | ({task} if task is not None else set())
    views = {number: read_view(pinned, number, chain_clock) for number in sorted(numbers)}
    accused = {n: list_accused(index, account, n, view) for n, view in views.items()}
    roles = [
        _read_role(
            pinned, index, account, each, views[TaskId(each.task)], accused[TaskId(each.task)]
        )
        for each in entries
    ]
    slashes = list(islice(_iterate_slashes(index, account, task), MOST_SLASHES))
    case = Standing(account, newest.block, newest.time, detail, roles, slashes, ())
    return replace(case, advice=[*_advise_accused(case, accused), *_advise(case, task)])


def _iterate_slashes(index: Index, account: Address, task: TaskId | None) -> Iterator[SlashEntry]:
    """Yield what an account was convicted of; the index tells of those that it convicted too."""
    slashes = iterate_pages(
        lambda after: index.list_slashes(task, account=account, limit=MOST, after=after)
    )
    return (slash for slash in slashes if slash.accused == account)


def _read_role(
    chain: Chain,
    index: Index,
    account: Address,
    entry: RoleEntry,
    view: TaskView,
    accused: list[Accused],
) -> RoleStanding:
    task, role, rest = TaskId(entry.task), Role[entry.role.upper()], None
    held = chain.get_allocation(account, task, role)
    recent: Sequence[RewardEntry] = ()
    if role is Role.CONTRIBUTOR:
        part, rest = judge_contributor(chain.get_contributor(task, account), view.last)
        recent = index.list_rewards(account, task, RECENT).items
    else:
        part = judge_validator(chain, entry, view, accused)
    return RoleStanding(
        entry,
        held.amount,
        held.release_at or None,
        held.release_block or None,
        held.frozen,
        _make_now(view, part, rest),
        recent,
    )


def _make_now(view: TaskView, part: Part, rest_until: int | None) -> Now:
    last = view.last
    if last is None:
        return Now(None, Phase.NONE, None, part, rest_until)
    return Now(last.number, last.phase, last.ends_at, part, rest_until)


def _advise_accused(
    case: Standing, accused: Mapping[TaskId, Sequence[Accused]]
) -> Iterator[Advice]:
    """Yield the demands about own proposals that convict if nobody answers."""
    validated = {role.entry.task for role in case.roles if role.entry.role == Role.VALIDATOR.name}
    for task, demands in accused.items():
        node = "validate" if task in validated else "watch"
        for each in demands:
            left = max(0, each.demand.deadline - case.time)
            text = (
                f"Demand {each.demand.demand} about your proposal in round {each.round} has to be "
                f"answered in {left} seconds, or it convicts you: a node has to run."
            )
            yield Advice(text, f"consort {node} --task {task}")


def _advise(case: Standing, task: TaskId | None) -> Iterator[Advice]:
    """Yield what else to do now, the most urgent first."""
    detail, roles = case.detail, case.roles
    for slash in case.slashes:
        if slash.state == "FROZEN":
            text = f"Slash {slash.slash} waits: {slash.proof} was proved. Look at the evidence."
            yield Advice(text, f"consort ledger slashes --account {detail.account}")
    for role in roles:
        yield from _advise_role(role, case)
    if not roles:
        place = "TASK" if task is None else str(task)
        text = "This account is not enrolled: deposit stake in the role that you want."
        yield Advice(text, f"consort stake deposit TOKENS --task {place} --role contributor")
    if detail.credit:
        any_task = roles[0].entry.task if roles else task or 0
        text = f"{format_tokens(detail.credit)} tokens of pay wait to be withdrawn."
        yield Advice(text, f"consort claim --task {any_task} --account {detail.account}")
    if detail.free_stake:
        text = f"{format_tokens(detail.free_stake)} tokens are free in the vault."
        yield Advice(text, "consort stake withdraw")


def _advise_role(role: RoleStanding, case: Standing) -> Iterator[Advice]:
    entry, name = role.entry, role.entry.role.lower()
    place, in_role = f"--task {entry.task}", f"--task {entry.task} --role {name}"
    if role.now.part is Part.DUE and role.now.phase in ACTS:
        is_contributor = name == "contributor"
        act = "commit to" if is_contributor else ACTS[role.now.phase]
        text = f"A node has to run to {act} round {role.now.round}, now in {role.now.phase.name}."
        node = f"contribute {place} --app APP" if is_contributor else f"validate {place}"
        yield Advice(text, f"consort {node}")
    if role.now.part is Part.RESTING:
        text = f"Nobody could fetch an update: it sits out until round {role.now.rest_until}."
        yield Advice(text, None)
    if role.stake and role.is_leaving:
        yield _advise_exit(role, case, in_role)
    if entry.slashed and not role.stake:
        yield _advise_slashed(role, case, in_role)
    if name == "contributor" and entry.unclaimed:
        text = f"{format_tokens(entry.unclaimed)} tokens of task {entry.task} wait to be claimed."
        yield Advice(text, f"consort claim {place} --account {case.account}")


def _advise_exit(role: RoleStanding, case: Standing, place: str) -> Advice:
    stake = format_tokens(role.stake)
    if role.frozen:
        return Advice(f"{stake} tokens stay while {role.frozen} convictions wait.", None)
    if waits := _describe_wait(role, case):
        return Advice(f"{stake} tokens are free in {waits}; then withdraw them.", None)
    return Advice(f"{stake} tokens can be withdrawn.", f"consort stake withdraw {place}")


def _advise_slashed(role: RoleStanding, case: Standing, place: str) -> Advice:
    slashed, task = format_tokens(role.entry.slashed), role.entry.task
    text = f"Stake of {slashed} tokens was slashed in task {task}; it takes no part any more."
    if waits := _describe_wait(role, case):
        return Advice(f"{text} It may come back with new stake in {waits}.", None)
    if role.release_at is not None:
        return Advice(f"{text} Make room for new stake:", f"consort stake withdraw {place}")
    return Advice(f"{text} To come back:", f"consort stake deposit TOKENS {place}")


def _describe_wait(role: RoleStanding, case: Standing) -> str | None:
    """Return how long the exit delay still lasts, None if it is over."""
    seconds = max(0, (role.release_at or 0) - case.time)
    blocks = max(0, (role.release_block or 0) - case.block)
    return f"{seconds} seconds and {blocks} blocks" if seconds or blocks else None
