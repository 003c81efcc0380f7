"""What the index answers: rounds, accounts, rewards, slashes, versions, events, tables."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from consort.chain.accounts import parse_address
from consort.cli.accounts_text import describe_account, format_accounts
from consort.cli.actions.indexes import open_current
from consort.cli.ledger_text import (
    format_account,
    format_events,
    format_rewards,
    format_round,
    format_rounds,
    format_slashes,
    format_versions,
)
from consort.cli.ledger_text import format_accounts as format_ranking
from consort.cli.output import Output
from consort.cli.settings import EventChoice, Network, Paging, Whose
from consort.cli.whose import find_account
from consort.index.exporting import Format, export_table
from consort.index.queries.commitments import iterate_commitments
from consort.index.queries.rounds import get_round
from consort.index.reader import Index
from consort.index.records import AccountSummary, Page, Record
from consort.ledger.accounts import AccountLedger
from consort.spec.types import Role, TaskId
from consort.storage.disk import name_failures, writing_whole

R = TypeVar("R", bound=Record)


def show_rounds(
    output: Output, network: Network, index_file: Path | None, task: int, paging: Paging
) -> None:
    """List a task's rounds, newest first; raises UnknownTask, BadPage."""
    with open_current(output, network, index_file) as (_, index):
        page = index.list_rounds(TaskId(task), paging.limit, paging.after)
    _show_page(output, {"task": task}, "rounds", page, format_rounds)


def show_round(
    output: Output, network: Network, index_file: Path | None, task: int, number: int
) -> None:
    """Show a round with all that was said in it; raises UnknownTask, NoSuchRound."""
    with open_current(output, network, index_file) as (_, index), index.asking() as database:
        detail = get_round(database, task, number)
        commitments = [*iterate_commitments(database, task, number)]
    listed = [each.to_json() for each in commitments]
    output.show(detail.to_json() | {"commitments": listed}, format_round(detail, commitments))


def show_account(output: Output, network: Network, index_file: Path | None, whose: Whose) -> None:
    """Show what an account has and does; raises NobodyMeant."""
    account = find_account(whose)
    with open_current(output, network, index_file) as (_, index):
        detail = index.get_account(account)
    output.show(detail.to_json(), format_account(detail))


def show_rewards(
    output: Output,
    network: Network,
    index_file: Path | None,
    task: int,
    account: str | None,
    paging: Paging,
) -> None:
    """List what each account earned, or one account round by round; raises UnknownTask, BadPage."""
    with open_current(output, network, index_file) as (_, index):
        if account is not None:
            address = parse_address(account)
            page = index.list_rewards(address, TaskId(task), paging.limit, paging.after)
            head = {"task": task, "account": address}
            _show_page(output, head, "rewards", page, format_rewards)
            return
        enrolled = index.list_enrolled(TaskId(task), paging.limit, paging.after)
    accounts = [_to_ledger(account) for account in enrolled.items]
    document = {"task": task, "accounts": [describe_account(account) for account in accounts]}
    _show_part(output, document, format_accounts(accounts), enrolled.next)


def show_top(
    output: Output, network: Network, index_file: Path | None, task: int, paging: Paging
) -> None:
    """List a task's accounts by what they earned; raises UnknownTask, BadPage."""
    with open_current(output, network, index_file) as (_, index):
        page = index.list_accounts(TaskId(task), paging.limit, paging.after)
    _show_page(output, {"task": task}, "accounts", page, format_ranking)


def show_slashes(
    output: Output,
    network: Network,
    index_file: Path | None,
    task: int | None,
    account: str | None,
    paging: Paging,
) -> None:
    """List convictions and what became of them; raises UnknownTask, BadPage."""
    whose = parse_address(account) if account else None
    number = None if task is None else TaskId(task)
    with open_current(output, network, index_file) as (_, index):
        page = index.list_slashes(number, None, whose, paging.limit, paging.after)
    _show_page(output, {}, "slashes", page, format_slashes)


def show_models(
    output: Output, network: Network, index_file: Path | None, task: int, paging: Paging
) -> None:
    """List a model's versions, newest first; raises UnknownTask, BadPage."""
    with open_current(output, network, index_file) as (_, index):
        page = index.list_versions(TaskId(task), paging.limit, paging.after)
    _show_page(output, {"task": task}, "versions", page, format_versions)


def show_events(
    output: Output,
    network: Network,
    index_file: Path | None,
    choice: EventChoice,
    paging: Paging,
) -> None:
    """List events, newest first; raises UnknownTask, UnknownEvent, BadPage."""
    account = parse_address(choice.account) if choice.account else None
    task = None if choice.task is None else TaskId(choice.task)
    with open_current(output, network, index_file) as (_, index):
        page = index.list_events(
            task, choice.round, account, choice.kind, paging.limit, paging.after
        )
    _show_page(output, {}, "events", page, format_events)


def export(
    output: Output,
    network: Network,
    index_file: Path | None,
    table: str,
    form: str,
    path: Path | None,
) -> None:
    """Write a whole table, to stdout unless a file is named; raises DiskFull, PathUnusable."""
    kind = Format(form)
    with open_current(output, network, index_file) as (_, index):
        if path is None:
            export_table(index, table, kind, sys.stdout.buffer)
            return
        rows = _write_file(index, table, kind, path)
    document = {"table": table, "format": form, "file": str(path), "rows": rows}
    output.show(document, f"{path} has {rows} rows of {table}.")


def _write_file(index: Index, table: str, kind: Format, path: Path) -> int:
    """Write a file that appears only once it is whole; a pipe or device gets it as it comes."""
    if path.exists() and not path.is_file():
        with name_failures(path), path.open("wb") as file:
            return export_table(index, table, kind, file)
    with writing_whole(path) as file:
        return export_table(index, table, kind, file)


def _show_page(
    output: Output,
    head: dict[str, object],
    name: str,
    page: Page[R],
    describe: Callable[[Sequence[R]], str],
) -> None:
    items = [item.to_json() for item in page.items]
    _show_part(output, {**head, name: items}, describe(page.items), page.next)


def _show_part(output: Output, document: dict[str, object], text: str, after: str | None) -> None:
    more = f"\nThere is more: --after {after}" if after else ""
    output.show({**document, "next": after}, f"{text}{more}")


def _to_ledger(account: AccountSummary) -> AccountLedger:
    amounts = account.stake, account.earned, account.slashed, account.claimed
    return AccountLedger(account.account, Role[account.role], *amounts)
