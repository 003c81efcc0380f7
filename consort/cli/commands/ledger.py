"""`consort ledger` and `consort claim`."""

import click

from consort.cli.command import Command, Group, runs
from consort.cli.completion import complete_task
from consort.cli.options import (
    ADDRESS,
    PATH,
    event_options,
    index_option,
    network_options,
    paging_options,
    signer_options,
    store_option,
    task_option,
    whose_options,
)

TABLES = (
    *("rewards", "rounds", "commitments", "votes", "proposals", "slashes", "accounts"),
    *("versions", "events"),
)
FORMATS = ("csv", "json", "parquet")
any_task_option = click.option(
    "--task", type=click.IntRange(0), shell_complete=complete_task, help="Only this task."
)
round_option = click.option(
    "--round", "number", type=click.IntRange(0), required=True, help="The round's number."
)


@click.group(cls=Group)
def ledger() -> None:
    """Ask what happened: rounds, rewards, votes, slashes, models; and whether it is true.

    Every question first reads what is new on the chain into an index, a file of one's own.
    """


@ledger.command("index", example="consort ledger index")
@network_options
@index_option
@click.option("--follow", is_flag=True, help="Go on reading what is new, until Ctrl-C.")
@click.option("--rebuild", is_flag=True, help="Throw the index away, and read all events again.")
@runs("actions.indexes:update_index")
def index(**_: object) -> None:
    """Bring the index up to date with the chain."""


@ledger.command("balance", example="consort ledger balance")
@network_options
@runs("actions.ledgers:show_balance")
def balance(**_: object) -> None:
    """Compare the contracts' token balances with the replayed events."""


@ledger.command("rounds", example="consort ledger rounds --task 0 --json")
@network_options
@index_option
@task_option
@paging_options
@runs("actions.ledger_lists:show_rounds")
def rounds(**_: object) -> None:
    """List the rounds of a task, the newest first."""


@ledger.command("round", example="consort ledger round 0 --task 0")
@network_options
@index_option
@task_option
@click.argument("number", type=click.IntRange(0))
@runs("actions.ledger_lists:show_round")
def round_(**_: object) -> None:
    """Show a round: who committed, who was included, votes, proposals, what refuted them."""


@ledger.command("account", example=f"consort ledger account {ADDRESS}")
@network_options
@index_option
@whose_options
@runs("actions.ledger_lists:show_account")
def account(**_: object) -> None:
    """Show what an account has, and what it staked, earned and lost in each task."""


@ledger.command("rewards", example="consort ledger rewards --task 0")
@network_options
@index_option
@task_option
@click.option("--account", metavar="ADDRESS", help="Round by round what this one earned.")
@paging_options
@runs("actions.ledger_lists:show_rewards")
def rewards(**_: object) -> None:
    """List what each account of a task staked, earned, lost and claimed."""


@ledger.command("slashes", example="consort ledger slashes --task 0")
@network_options
@index_option
@any_task_option
@click.option("--account", metavar="ADDRESS", help="Only what this one lost, or accused of.")
@paging_options
@runs("actions.ledger_lists:show_slashes")
def slashes(**_: object) -> None:
    """List all convictions, what was taken, and the transactions that hold the evidence."""


@ledger.command("models", example="consort ledger models --task 0")
@network_options
@index_option
@task_option
@paging_options
@runs("actions.ledger_lists:show_models")
def models(**_: object) -> None:
    """List the versions of a task's model, the newest first, and where their files lie."""


@ledger.command("top", example="consort ledger top --task 0 --limit 10")
@network_options
@index_option
@task_option
@paging_options
@runs("actions.ledger_lists:show_top")
def top(**_: object) -> None:
    """List the accounts of a task by what they earned."""


@ledger.command("events", example="consort ledger events --task 0 --kind Committed")
@network_options
@index_option
@event_options
@paging_options
@runs("actions.ledger_lists:show_events")
def events(**_: object) -> None:
    """List events, the newest first."""


@ledger.command("explain", example="consort ledger explain --round 0 --task 0 --keystore me.json")
@network_options
@index_option
@store_option
@task_option
@whose_options
@round_option
@runs("actions.ledger_audits:explain_reward")
def explain(**_: object) -> None:
    """Derive an account's reward of a round step by step, each step checked against the chain.

    ADDRESS is a contributor's [default: that of --act-as, --from or --keystore]. The index only
    says where to look. A tampered index or file and a wrong proposal are named; the exit code is 1
    then.
    """


@ledger.command("verify", example="consort ledger verify --task 0")
@network_options
@index_option
@store_option
@task_option
@runs("actions.ledger_audits:verify")
def verify(**_: object) -> None:
    """Replay a whole task, and report everything that does not hold; the exit code is 1 then.

    All events are read from the chain, and compared with the index and with what the contracts
    store. Final rounds are computed once more from their updates, where the store still has them.
    """


@ledger.command("export", example="consort ledger export rewards --output rewards.csv")
@network_options
@index_option
@click.argument("table", type=click.Choice(TABLES))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="csv",
    show_default=True,
    help="json has one object a line.",
)
@click.option("--output", "path", type=PATH, metavar="FILE", help="Where to [default: stdout].")
@runs("actions.ledger_lists:export")
def export(**_: object) -> None:
    """Write a whole table, sorted: the same bytes from every index of the chain.

    Amounts are base units as decimal digits, hashes 0x and hexadecimal.
    """


@click.command(cls=Command, example="consort claim --task 0 --keystore me.json")
@network_options
@signer_options
@task_option
@click.option("--account", metavar="ADDRESS", help="Whose rewards [default: the signer's].")
@runs("actions.ledgers:claim")
def claim(**_: object) -> None:
    """Pay out an account's rewards and credit, to that account.

    Nothing but the chain and the key is needed: the proof is rebuilt from events.
    """
