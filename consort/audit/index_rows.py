"""Every row of an index, beside what the chain tells: events one by one, rewards round by round."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from consort.audit.leaves import Leaves
from consort.audit.outline import PAGE, to_logged
from consort.audit.recomputation import FinalRound
from consort.audit.steps import Fault, FaultKind
from consort.chain.events import Event, Logged
from consort.errors import ConsortError, IndexUnusable
from consort.index.queries.paging import iterate_pages
from consort.index.reader import Index
from consort.index.records import CommitmentEntry
from consort.ledger.task_history import TaskHistory
from consort.spec.types import RewardLeaf

Place = tuple[int, int]


@dataclass(slots=True)
class IndexRows:
    """Compare an index's rows with the chain; `compared` counts them."""

    index: Index
    compared: int = 0

    def check_events(self, first: int, last: int, told: Sequence[Logged[Event]]) -> Iterator[Fault]:
        """Yield where the events of some blocks are not those that the chain tells of."""
        try:
            rows = [to_logged(entry) for entry in self.index.list_block_events(first, last)]
        except IndexUnusable as error:
            yield _blame("events", f"blocks {first} to {last}: {error}")
            return
        self.compared += len(rows)
        if rows != list(told):
            yield from _compare_events(_place(rows), _place(told))

    def check_round(self, final: FinalRound) -> Iterator[Fault]:
        """Yield where the rows of a final round are not what its inputs earn."""
        where = f"round {final.round.number}"
        try:
            rows = list(self._iterate_commitments(final))
            leaves = self.index.compute_reward_leaves(final.history.task, final.round.number)
        except ConsortError as error:
            yield _blame(where, f"{where}: {error}")
            return
        self.compared += len(rows)
        right = _list_right(final)
        if len(rows) != len(right):
            yield _blame(where, f"{where} has {len(rows)} commitments there, not {len(right)}")
        for row, values in zip(rows, right, strict=False):
            yield from _compare_row(where, row, values)
        yield from _compare_leaves(where, leaves, final.history.rewards)

    def check_totals(self, history: TaskHistory) -> Iterator[Fault]:
        """Yield where the index's figures of the whole task are other ones."""
        try:
            told = self.index.get_task(history.task)
        except ConsortError as error:
            yield _blame("task", f"task {history.task}: {error}")
            return
        right = {
            "paid": history.head.reward_total,
            "rounds": history.opened,
            "versions": history.version,
        }
        for name, value in right.items():
            if getattr(told, name) != value:
                text = f"{name} is {getattr(told, name)} there, {value} by the chain"
                yield _blame("task", f"task {history.task}: {text}")

    def _iterate_commitments(self, final: FinalRound) -> Iterator[CommitmentEntry]:
        task, number = final.history.task, final.round.number
        return iterate_pages(
            lambda after: self.index.list_commitments(task, number, limit=PAGE, after=after)
        )


def _list_right(final: FinalRound) -> list[dict[str, object]]:
    """Return what the rows of a round should have, in list order."""
    leaves = zip(final.round.leaves, final.round.compute_included(), strict=True)
    return [
        {
            "account": leaf.contributor,
            "enrolment": leaf.index,
            "weight": leaf.weight,
            "update_root": leaf.update_root,
            "included": is_in,
            "reward": _get_cumulative(final.history.rewards, leaf.index)
            - _get_cumulative(final.rewards, leaf.index),
            "cumulative": _get_cumulative(final.history.rewards, leaf.index),
        }
        for leaf, is_in in leaves
    ]


def _get_cumulative(leaves: Leaves, index: int) -> int:
    return leaves.get(index, RewardLeaf()).cumulative


def _compare_row(where: str, row: CommitmentEntry, right: dict[str, object]) -> Iterator[Fault]:
    for name, value in right.items():
        if getattr(row, name) != value:
            text = f"{name} is {_show(getattr(row, name))} there, {_show(value)} by the chain"
            yield _blame(where, f"{where}, position {row.position}: {text}")


def _compare_leaves(where: str, told: Leaves, right: Leaves) -> Iterator[Fault]:
    for index in dict.fromkeys([*right, *told]):
        here, there = told.get(index, RewardLeaf()), right.get(index, RewardLeaf())
        if here != there:
            text = f"the reward leaf of contributor {index} is {here} there, {there} by the chain"
            yield _blame(where, f"{where}: {text}")


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


def _show(value: object) -> str:
    return f"0x{value.hex()}" if isinstance(value, bytes) else str(value)


def _blame(where: str, text: str) -> Fault:
    return Fault(FaultKind.TAMPERED_INDEX, where, text)
