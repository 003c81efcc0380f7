"""`consort account`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import ADDRESS, PATH, network_options, password_option, signer_options
from consort.cli.settings import Tokens


@click.group(cls=Group)
def account() -> None:
    """Make keystores, show balances, send tokens."""


@account.command("new", example="consort account new keystores/alice.json")
@click.argument("path", type=PATH)
@password_option
@runs("actions.accounts:make_account")
def new(**_: object) -> None:
    """Make an account in a new keystore of version 3, which Foundry and geth read too."""


@account.command("list", example="consort account list keystores")
@click.argument("directory", type=PATH, default="keystores")
@runs("actions.accounts:list_accounts")
def list_(**_: object) -> None:
    """List the keystores in a directory with their addresses."""


@account.command("show", example=f"consort account show {ADDRESS}")
@network_options
@click.argument("address")
@runs("actions.accounts:show_account")
def show(**_: object) -> None:
    """Show an account's coins, tokens, free stake and credit."""


@account.command(
    "send",
    example=f"consort account send {ADDRESS} 100 --keystore owner.json",
)
@network_options
@signer_options
@click.argument("address")
@click.argument("amount", type=Tokens())
@runs("actions.accounts:send_tokens")
def send(**_: object) -> None:
    """Send tokens to an account."""
