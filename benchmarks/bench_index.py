"""Measure the index: events a second beside a plain replay, questions over ten million rewards.

`make bench-index` prints the table and keeps it; some minutes and some gigabytes in a temporary
directory. Arguments: contributors, rounds, directory.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.made_task import PARAMS, STAKE, TASK, UNITS, MadeTask, make_account
from benchmarks.measure import read_status
from consort.chain.events import Event, Logged
from consort.index import deriving
from consort.index.columns import encode_address, encode_amount, list_layouts
from consort.index.heads import Head
from consort.index.indexer import Indexer
from consort.index.reader import Index, open_index
from consort.index.store import Identity, Store
from consort.node.log import read_ledger
from consort.spec.params import MULTIPLIER_ONE
from consort.spec.types import Role
from tests.index.made_chain import CHAIN_ID, MadeChain
from tests.index.story import COORDINATOR

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks" / "index.md"
INTRODUCTION = """# The index: rate, size, answers

Made-up events of one task. The rate is that of one process from a node's answers to the file: logs
decoded, checked against their blocks, written a transaction a block, rewards derived. *Plain
replay* decodes the same logs into the ledger that nodes keep in memory, in the same run. Each
question is asked {calls} times with random arguments, pages of 100 records, the file in the
system's cache as after its first use. All times are of the processor, so that other work on the
machine does not count. Written by `make bench-index`.

"""
CALLS = 200
RATE_TASK = MadeTask(contributors=2_000, rounds=10)
REPEATS = 3
ROUNDS_AT_ONCE = 100
IDENTITY = Identity(CHAIN_ID, bytes(32), COORDINATOR)


def main() -> None:
    """Measure, print and write the page."""
    arguments = dict(enumerate(sys.argv[1:]))
    task = MadeTask(int(arguments.get(0, 10_000)), int(arguments.get(1, 1_000)))
    text = StringIO()
    with redirect_stdout(text), TemporaryDirectory(dir=arguments.get(2)) as directory:
        measure_rate(Path(directory))
        print()
        measure_questions(task, Path(directory) / "large.db")
    PAGE.write_text(INTRODUCTION.format(calls=CALLS) + text.getvalue(), "utf-8")
    print(text.getvalue())


# ---------------------------------------------------------------------- the rate


def measure_rate(directory: Path) -> None:
    """Print events a second of the index and of a plain replay, by turns."""
    node = MadeChain()
    for blocks in (RATE_TASK.begin(), *map(RATE_TASK.play, range(RATE_TASK.rounds))):
        for events in blocks:
            node.mine(*events)
    count = len(node.events)
    print(f"| {count:,} events | events/s | beside the replay |\n|---|--:|--:|")
    pairs = [
        (
            _time(lambda at=at: Indexer(node.chain, directory / f"{at}.db").catch_up()),
            _time(lambda: read_ledger(node.chain)),
        )
        for at in range(REPEATS)
    ]
    index, replay = (min(times) for times in zip(*pairs, strict=True))
    ratio = median(theirs / ours for ours, theirs in pairs)
    print(f"| index | {count / index:,.0f} | {ratio:.2f} |")
    print(f"| plain replay | {count / replay:,.0f} | 1 |")


# ---------------------------------------------------------------------- questions


def measure_questions(task: MadeTask, path: Path) -> None:
    """Fill a file, and print its size and how long each question takes, each in a new process."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        seconds = processes.submit(_fill_file, task, path).result()
        size, rows = path.stat().st_size, task.contributors * task.rounds
        rate, writer = processes.submit(_measure_growth, task, path).result()
        table, reader = processes.submit(_ask_all, task, path).result()
    print(
        f"{task.contributors:,} contributors, {task.rounds:,} rounds: {rows:,} reward rows and as"
    )
    print(
        f"many commitments, {size / 1e9:.2f} GB, {size / rows:.0f} bytes for each pair; written in"
    )
    print(f"bulk in {seconds:.0f} s. One more round is then taken in at {rate:,.0f} events/s by a")
    print(f"process of {writer:.0f} MB at most; the one that asks has {reader:.0f} MB at most.\n")
    print("| question | median, ms | 95th percentile, ms |\n|---|--:|--:|")
    print("\n".join(table))


def _fill_file(task: MadeTask, path: Path) -> float:
    """Write a whole history; return the seconds that took."""
    with Store(path, IDENTITY) as store:
        return _time(lambda: fill(store, task))


def _ask_all(task: MadeTask, path: Path) -> tuple[list[str], float]:
    """Return lines of the table, and the most memory in megabytes."""
    table = [_format("open the file", _time_many(lambda: _open_and_close(path), 50))]
    with open_index(path) as index:
        table += [
            _format(name, _time_many(ask, CALLS)) for name, ask in _list_questions(index, task)
        ]
    return table, read_status("VmHWM")


def fill(store: Store, task: MadeTask) -> None:
    """Write the rows of a whole history, by the writer's own statements, many at once."""
    database = store._database
    number = 0
    for events in task.begin():
        number += 1
        store.add_block(_make_head(number), _place(number, events))
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA cache_size = -2000000")
    earned = [0] * task.contributors
    for start in range(0, task.rounds, ROUNDS_AT_ONCE):
        database.execute("BEGIN")
        for round_ in range(start, min(start + ROUNDS_AT_ONCE, task.rounds)):
            number = _fill_round(store, task, round_, number, earned)
        database.execute("COMMIT")
    _fill_standings(store, task, earned)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")


def _fill_round(store: Store, task: MadeTask, round_: int, number: int, earned: list[int]) -> int:
    """Write a round's blocks, facts and rewards; return its last block."""
    database = store._database
    weights: list[int] = []
    for events in task.play(round_):
        number += 1
        head, tip = _make_head(number), store.get_tip()
        total = (tip.total if tip else 0) + len(events)
        values = (head.number, head.hash, head.time, len(events), total)
        database.execute("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, 1)", values)
        store._add_facts(head, _place(number, events))
        weights += [getattr(event, "weight", 0) for event in events if hasattr(event, "weight")]
    included = deriving.find_inclusion(database, TASK, round_, task.contributors)
    total = sum(weight for weight, is_in in zip(weights, included, strict=True) if is_in)
    budget, rows, paid = PARAMS.results.round_budget, [], 0
    for position, (weight, is_in) in enumerate(zip(weights, included, strict=True)):
        amount = budget * weight // total if is_in else 0
        earned[position] += amount
        paid += amount
        sums = encode_amount(amount), encode_amount(earned[position])
        rows.append((TASK, position, round_, position, weight, is_in, MULTIPLIER_ONE, *sums))
    database.executemany(deriving.ADD_REWARD, rows)
    counts = (TASK, round_, task.contributors, sum(included), total)
    deriving.add_result(database, counts, paid)
    return number


def _fill_standings(store: Store, task: MadeTask, earned: list[int]) -> None:
    statement = (
        "UPDATE standings SET earned = ?, acted = ?, counted = ?"
        " WHERE task = ? AND role = ? AND account = ?"
    )
    store._database.executemany(
        statement,
        (
            (encode_amount(amount), task.rounds, task.rounds, TASK, Role.CONTRIBUTOR, account)
            for amount, account in zip(earned, _list_raw(task), strict=True)
        ),
    )


def _list_raw(task: MadeTask) -> Iterator[bytes]:
    return (encode_address(make_account(number)) for number in range(task.contributors))


def _measure_growth(task: MadeTask, path: Path) -> tuple[float, float]:
    """Return at how many events a second one more round is taken in, and the most megabytes."""
    with Store(path, IDENTITY) as store:
        tip = store.get_tip()
        number = tip.number if tip else 0
        blocks = [_place(number + at, made) for at, made in enumerate(task.play(task.rounds), 1)]
        seconds = _time(
            lambda: [store.add_block(_make_head(logged[0].block), logged) for logged in blocks]
        )
    return sum(map(len, blocks)) / seconds, read_status("VmHWM")


def _make_head(number: int) -> Head:
    hash_ = number.to_bytes(32, "big")
    return Head(number, hash_, bytes(32), 1_700_000_000 + 12 * number)


def _place(number: int, events: Iterable[Event]) -> list[Logged[Event]]:
    names = {layout.kind: layout.contract for layout in list_layouts()}
    return [
        Logged(event, names[type(event)], number, f"0x{number << 16 | index:064x}", index)
        for index, event in enumerate(events)
    ]


def _list_questions(index: Index, task: MadeTask) -> Iterator[tuple[str, Callable[[], object]]]:
    rng = Random(0)

    def pick_round() -> int:
        return rng.randrange(task.rounds)

    def pick_account() -> str:
        return make_account(rng.randrange(task.contributors))

    def pick_cursor() -> str:
        return f"{rng.randrange(1, task.rounds):x}"

    def ask_deep(ask: Callable[[str | None], object]) -> Callable[[], object]:
        return lambda: ask(pick_cursor())

    validator = make_account(task.first_validator)
    middle = index.list_events(limit=1).items[0].block // 2
    yield "get_tip", index.get_tip
    yield "list_tasks", index.list_tasks
    yield "get_task", lambda: index.get_task(TASK)
    yield "list_rounds, anywhere", ask_deep(lambda after: index.list_rounds(TASK, after=after))
    yield "get_round", lambda: index.get_round(TASK, pick_round())
    yield "list_commitments, first page", lambda: index.list_commitments(TASK, pick_round())
    yield "list_versions, anywhere", ask_deep(lambda after: index.list_versions(TASK, after=after))
    yield "list_accounts, first page", lambda: index.list_accounts(TASK)
    yield (
        "list_accounts, anywhere",
        lambda: index.list_accounts(TASK, after=f"{rng.randrange(STAKE * UNITS):x}.0.0"),
    )
    yield "get_account, contributor", lambda: index.get_account(pick_account())
    yield "get_account, validator", lambda: index.get_account(validator)
    yield "list_rewards", lambda: index.list_rewards(pick_account())
    yield "list_slashes", lambda: index.list_slashes(TASK)
    yield "list_events, newest", index.list_events
    yield "list_events, anywhere", lambda: index.list_events(after=f"{middle:x}.0")
    yield "list_events of a round", lambda: index.list_events(TASK, pick_round())
    yield "list_events of an account", lambda: index.list_events(account=pick_account())
    yield (
        "list_events of a task and account",
        lambda: index.list_events(TASK, account=pick_account()),
    )
    yield "list_events of a kind", lambda: index.list_events(kind="Proposed")
    yield "compute_reward_leaves", lambda: index.compute_reward_leaves(TASK, pick_round())


def _time(call: Callable[[], object]) -> float:
    """Return the seconds of processor time that one call takes."""
    start = time.process_time()
    call()
    return time.process_time() - start


def _open_and_close(path: Path) -> None:
    with open_index(path):
        pass


def _time_many(ask: Callable[[], object], times: int) -> list[float]:
    ask()
    return [_time(ask) for _ in range(times)]


def _format(name: str, seconds: list[float]) -> str:
    slow = quantiles(seconds, n=20)[-1]
    return f"| {name} | {median(seconds) * 1e3:.1f} | {slow * 1e3:.1f} |"


if __name__ == "__main__":
    main()
