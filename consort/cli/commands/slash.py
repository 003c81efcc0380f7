"""`consort slash`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import network_options, signer_options


@click.group(cls=Group)
def slash() -> None:
    """Show what convictions have frozen; take it once the delay is over."""


@slash.command("list", example="consort slash list --task 0")
@network_options
@click.option("--task", type=click.IntRange(0), help="Only this task's [default: all].")
@runs("actions.slashes:list_slashes")
def list_(**_: object) -> None:
    """List all convictions: whose stake or bond, why, and what became of it."""


@slash.command("execute", example="consort slash execute 3 --keystore keystores/alice.json")
@network_options
@signer_options
@click.argument("number", type=click.IntRange(0))
@runs("actions.slashes:execute_slash")
def execute(**_: object) -> None:
    """Take what a conviction has frozen; validators do so by themselves."""
