"""Every row of an index, beside what the chain tells: of events, blocks, rewards, standings.

How often blocks were replaced under the file, only the file knows: nobody can check it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Final

from consort.audit.leaves import Leaves
from consort.audit.outline import to_logged
from consort.audit.recomputation import FinalRound
from consort.audit.records import Records
from consort.audit.steps import Fault, FaultKind
from consort.chain.client import Chain
from consort.chain.events import Event, Logged
from consort.index.columns import encode_address, encode_amount
from consort.index.heads import read_final_number, read_heads, read_newest
from consort.index.queries import tables
from consort.index.reader import Index
from consort.ledger.replay import Ledger
from consort.spec.types import Address, RewardLeaf, Role, TaskId

Place = tuple[int, int]
Names = Sequence[str]
AMOUNTS: Final = ("amount", "cumulative", "earned")
"""Columns that hold base units."""
SHOWN: Final = 100
"""Characters of a value that are told of: a file can hold any."""


@dataclass(slots=True)
class IndexRows:
    """Compare an index's rows with the chain, at one block of both; `compared` counts them.

    Its methods may raise IndexUnusable.
    """

    index: Index
    chain: Chain
    compared: int = 0
    _final: int = field(init=False)
    _events: int = 0
    _rewards: int = 0
    _results: int = 0
    _paid: int = 0

    def __post_init__(self) -> None:
        rpc = self.chain.rpc
        # Read after the index is held: whatever that calls final was final before.
        self._final = read_final_number(rpc, read_newest(rpc).number)

    def check_blocks(self, first: int, last: int, told: Sequence[Logged[Event]]) -> Iterator[Fault]:
        """Yield where some blocks or their events are not those that the chain tells of."""
        rows = [to_logged(entry) for entry in self.index.list_block_events(first, last)]
        with self.index.reading() as database:
            blocks = tables.list_blocks(database, first, last)
        self.compared += len(rows) + len(blocks)
        if rows != list(told):
            yield from _compare_events(_place(rows), _place(told))
        yield from self._compare_blocks(blocks, Counter(logged.block for logged in told))

    def check_round(self, final: FinalRound) -> Iterator[Fault]:
        """Yield where the rewards of a final round are not what its inputs earn."""
        number, right = final.round.number, _list_rewards(final)
        with self.index.reading() as database:
            told = tables.list_rewards(database, final.history.task, number, right)
            result = tables.find_result(database, final.history.task, number)
        self.compared += len(right) + 1
        self._rewards += len(right)
        self._results += 1
        weights = [weight for weight in final.round.compute_weights() if weight]
        amount = sum(int.from_bytes(row[4], "big") for row in right.values())
        self._paid += amount
        sums = encode_amount(amount), encode_amount(self._paid)
        counts = len(right), len(weights), sum(weights)
        where = f"round {number}"
        yield from _compare(
            where, f"the result of {where}", tables.RESULT, result, (*counts, *sums)
        )
        for enrolment, row in right.items():
            what = f"{where}, contributor {enrolment}"
            yield from _compare(where, what, tables.REWARD, told[enrolment], row)

    def check_totals(self, task: TaskId, ledger: Ledger, records: Records) -> Iterator[Fault]:
        """Yield where sums of the whole task are other ones, and rows that no question reaches."""
        first, last = self.chain.deployment.first_block, self.chain.clock().block
        with self.index.reading() as database:
            strays = list(tables.list_strays(database, first, last))
            counted = tables.count_rows(database, task)
            standings = tables.list_standings(database, task)
        self.compared += len(standings)
        for table, count in strays:
            text = f"{count} rows of {table} are in no block of the chain from {first} to {last}"
            yield _blame("events", text)
        for what, count, told in zip(
            ("rewards", "results"), counted, (self._rewards, self._results), strict=True
        ):
            if count != told:
                yield _blame("task", f"task {task}: {count} {what} are there, {told} by the chain")
        right = _list_standings(task, ledger, records)
        for key in dict.fromkeys([*right, *standings]):
            what = f"the standing of {_show(key[1])} in role {_show(key[0])}"
            rows = standings.get(key), right.get(key)
            yield from _compare("task", what, tables.STANDING, *rows)

    def _compare_blocks(
        self, told: Mapping[int, tables.Row], events: Mapping[int, int]
    ) -> Iterator[Fault]:
        numbers = sorted({*told, *events})
        heads = read_heads(self.chain.rpc, numbers)
        for number, head in zip(numbers, heads, strict=True):
            self._events += events.get(number, 0)
            counts = events.get(number, 0), self._events
            row = told.get(number)
            # A block may have become final since; one that is not final is never called so.
            is_final = row is not None and row[-1] == 1 and number <= self._final
            right = (head.hash, head.time, *counts, int(is_final)) if head else None
            yield from _compare("events", f"block {number}", tables.BLOCK, row, right)


def _list_rewards(final: FinalRound) -> dict[int, tables.Row]:
    """Return what the rows of a round should have, by enrolment."""
    weights, after = final.round.compute_weights(), final.history.rewards
    rows: dict[int, tables.Row] = {}
    for at, (leaf, weight) in enumerate(zip(final.round.leaves, weights, strict=True)):
        new, old = after.get(leaf.index, RewardLeaf()), _get_cumulative(final.rewards, leaf.index)
        sums = encode_amount(new.cumulative - old), encode_amount(new.cumulative)
        rows[leaf.index] = at, leaf.weight, int(weight > 0), new.last_multiplier, *sums
    return rows


def _get_cumulative(leaves: Leaves, index: int) -> int:
    return leaves.get(index, RewardLeaf()).cumulative


def _list_standings(
    task: TaskId, ledger: Ledger, records: Records
) -> dict[tuple[int, bytes], tables.Row]:
    """Return what the standings of a task should be, by role and account."""
    history, earned = ledger.get_task(task), Counter[tuple[Role, Address]]()
    for index, account in history.contributors.items():
        earned[Role.CONTRIBUTOR, account] += _get_cumulative(history.rewards, index)
    for index, account in history.validators.items():
        earned[Role.VALIDATOR, account] += ledger.money.validator_pay[task, index]
    return {
        (int(role), encode_address(account)): (
            encode_amount(amount),
            records.acted[account, role],
            records.counted[account, role],
        )
        for (role, account), amount in earned.items()
    }


def _compare(
    where: str, what: str, names: Names, told: tables.Row | None, right: tables.Row | None
) -> Iterator[Fault]:
    if told is None or right is None:
        if told is not right:
            place = "not there" if told is None else "there, but not on the chain"
            yield _blame(where, f"{what} is {place}")
        return
    for name, here, there in zip(names, told, right, strict=True):
        if here != there:
            text = f"{what}: {name} is {_show(here, name)} there, {_show(there, name)} by the chain"
            yield _blame(where, text)


def _place(events: Sequence[Logged[Event]]) -> dict[Place, Logged[Event]]:
    return {(logged.block, logged.index): logged for logged in events}


def _compare_events(
    told: dict[Place, Logged[Event]], right: dict[Place, Logged[Event]]
) -> Iterator[Fault]:
    # A tampered file may name places of any type: nothing of it is sorted.
    for block, at in dict.fromkeys([*right, *told]):
        here, there = told.get((block, at)), right.get((block, at))
        if here == there:
            continue
        where = f"block {block}, event {at}"
        yield _blame(where, f"{where}: {_describe_difference(here, there)}")


def _describe_difference(told: Logged[Event] | None, right: Logged[Event] | None) -> str:
    if told is None or right is None:
        missing, event = ("not there", right) if told is None else ("not on the chain", told)
        return f"{type(event.event).__name__ if event else 'an event'} is {missing}"
    if type(told.event) is not type(right.event):
        return f"it is {type(told.event).__name__} there, {type(right.event).__name__} by the chain"
    names = [field.name for field in fields(right.event)]
    differing = [n for n in names if getattr(told.event, n) != getattr(right.event, n)]
    parts = [
        f"{name} is {_show(getattr(told.event, name))} there, "
        f"{_show(getattr(right.event, name))} by the chain"
        for name in differing
    ]
    return f"{type(right.event).__name__}: {'; '.join(parts) or 'another transaction or contract'}"


def _show(value: object, name: str = "") -> str:
    """Return a value in a line, whatever somebody wrote into a file in its place."""
    if isinstance(value, bytes):
        is_amount = name in AMOUNTS
        return str(int.from_bytes(value, "big")) if is_amount else f"0x{value.hex()}"[:SHOWN]
    return repr(value)[:SHOWN] if isinstance(value, str) else str(value)


def _blame(where: str, text: str) -> Fault:
    return Fault(FaultKind.TAMPERED_INDEX, where, text)
