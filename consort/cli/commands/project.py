"""`consort simulate` and `consort new`."""

import click

from consort.cli.command import Command, runs
from consort.cli.options import PATH, model_options, network_options, rule_options


@click.command(cls=Command, example="consort simulate --app my_app.py:app --contributors 3")
@model_options
@rule_options
@click.option("--contributors", type=click.IntRange(1, 16_384), default=3, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True)
@click.option(
    "--like",
    type=click.IntRange(0),
    metavar="TASK",
    help="Take rule, accounts and weight limits from this task of the chain.",
)
@network_options
@runs("actions.simulating:run_simulation")
def simulate(**_: object) -> None:
    """Train together in one process, without a chain.

    Gives the same aggregates and models as a chain with the same app, seed and contributors; with
    --like, the same update roots too.
    """


@click.command(
    cls=Command, example="consort new flowers && consort simulate --app flowers/flowers.py:app"
)
@click.argument("name")
@click.option("--directory", type=PATH, default=".", show_default=True, help="Where to put it.")
@runs("actions.projects:write_new_project")
def new(**_: object) -> None:
    """Write a project NAME: an app, its test and a README, all of which run."""
