"""`consort task`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import (
    app_option,
    network_options,
    signer_options,
    store_option,
    task_argument,
)
from consort.cli.settings import Tokens

RULES = ("weighted-mean", "trimmed-mean", "median")


@click.group(cls=Group)
def task() -> None:
    """Open, list, show, fund and close tasks."""


@task.command("create", example="consort task create --app my_app.py:app --budget 1000")
@network_options
@signer_options
@store_option
@app_option
@click.option("--seed", type=click.IntRange(0), default=0, help="Seed of the first model.")
@click.option("--budget", type=Tokens(), default="0", help="Tokens to fund it with.")
@click.option(
    "--preset",
    type=click.Choice(["default", "minimal"]),
    default="default",
    show_default=True,
    help="Terms to start from; minimal has phases of seconds.",
)
@click.option(
    "--term",
    "terms",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Change one term, such as commit=600 or challenge=60 (seconds).",
)
@click.option("--rule", type=click.Choice(RULES), default=RULES[0], show_default=True)
@click.option("--trim-bps", type=int, default=0, help="Trimmed at each end, in 1/10000 of weight.")
@click.option("--code-bits", type=click.Choice(["8", "16"]), default="8", show_default=True)
@click.option(
    "--target-weight",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Total weight below which a round pays only a part of its budget.",
)
@runs("actions.tasks:create_task")
def create(**_: object) -> None:
    """Open a task for an app's model, and publish its manifest and first model."""


@task.command("list", example="consort task list --json")
@network_options
@runs("actions.tasks:list_tasks")
def list_(**_: object) -> None:
    """List all tasks of the deployment."""


@task.command("show", example="consort task show 0")
@network_options
@task_argument
@runs("actions.tasks:show_task")
def show(**_: object) -> None:
    """Show a task's terms, budget, enrolments and newest version."""


@task.command("fund", example="consort task fund 0 500 --keystore owner.json")
@network_options
@signer_options
@task_argument
@click.argument("amount", type=Tokens())
@runs("actions.tasks:fund_task")
def fund(**_: object) -> None:
    """Add tokens to a task's budget."""


@task.command("close", example="consort task close 0 --keystore owner.json")
@network_options
@signer_options
@task_argument
@runs("actions.tasks:close_task")
def close(**_: object) -> None:
    """End a task of yours; what is unspent becomes your credit (see `consort claim`)."""
