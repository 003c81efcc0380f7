"""`consort slash`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import network_options, signer_options
from consort.cli.settings import SlashName


@click.group(cls=Group)
def slash() -> None:
    """Show what convictions have frozen; take it once the delay is over."""


@slash.command("list", example="consort slash list --task 0")
@network_options
@click.option("--task", type=click.IntRange(0), help="Only this task's [default: all].")
@runs("actions.slashes:list_slashes")
def list_(**_: object) -> None:
    """List all convictions: whose stake or bond, why, and what became of it."""


@slash.command("execute", example="consort slash execute 1/0/0 --keystore me.json")
@network_options
@signer_options
@click.argument("slash", type=SlashName())
@runs("actions.slashes:execute_slash")
def execute(**_: object) -> None:
    """Take what a conviction has frozen; validators do so by themselves.

    SLASH is task/round/number, as `consort slash list` shows it: 0/7/1 is about proposal 1 of round
    7 in task 0, 0/7/v2 about the vote of validator 2.
    """
