"""`consort task`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import (
    destination_options,
    migration_options,
    model_options,
    network_options,
    rule_options,
    signer_options,
    store_option,
    task_argument,
    terms_options,
)
from consort.cli.settings import Tokens


@click.group(cls=Group)
def task() -> None:
    """Open, list, show, fund, move and close tasks."""


@task.command(
    "create", example="consort task create --app my_app.py --preset minimal --keystore owner.json"
)
@network_options
@signer_options
@store_option
@model_options
@rule_options
@terms_options
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


@task.command(
    "migrate",
    example="consort task migrate 0 --to new/deployments/31337.json --keystore owner.json",
)
@network_options
@destination_options
@signer_options
@store_option
@task_argument
@migration_options
@runs("actions.migrating:migrate_task")
def migrate(**_: object) -> None:
    """Go on with a task's model on another deployment, on the same chain or another.

    The new task begins with the old one's newest final model, on the same terms but for what is
    changed here; its manifest names that version, and `consort model history` checks it. The old
    deployment stays as it is: rewards are claimed there, for ever.
    """
