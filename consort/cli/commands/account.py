"""`consort account`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import ADDRESS, PATH, network_options, password_option, signer_options
from consort.cli.settings import Tokens


@click.group(cls=Group)
def account() -> None:
    """Make keystores and node accounts, show balances, send tokens."""


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


@account.command("delegate", example=f"consort account delegate {ADDRESS} --keystore me.json")
@network_options
@signer_options
@click.argument("operator")
@click.option(
    "--allowance",
    type=Tokens(),
    default="0",
    show_default=True,
    help="Free stake that the operator may use for bonds and demands.",
)
@runs("actions.node_accounts:delegate")
def delegate(**_: object) -> None:
    """Make a node account: the signer owns it, OPERATOR runs nodes for it.

    The node account is what enrols, holds stake and is paid. Its owner's key can stay offline
    between deposits, exits and changes. Whoever steals the operator's key can vote falsely until
    another one is named, and use up the allowance; all else is out of reach.
    """


@account.command(
    "operator",
    example=f"consort account operator {ADDRESS} --keystore me.json",
)
@network_options
@signer_options
@click.argument("operator")
@runs("actions.node_accounts:set_operator")
def operator(**_: object) -> None:
    """Let another key operate the node account named by --act-as, at once; the owner only.

    Enrolments, stake and rewards stay. The node goes on in the same state directory once it is
    started with the new key.
    """


@account.command("allow", example="consort account allow 25 --keystore me.json")
@network_options
@signer_options
@click.argument("amount", type=Tokens())
@runs("actions.node_accounts:allow_stake")
def allow(**_: object) -> None:
    """Let the operator use so much free stake for bonds and demands; the owner only.

    Each use lowers it, and what comes back does not raise it again.
    """


@account.command(
    "transfer-ownership",
    example=f"consort account transfer-ownership {ADDRESS} --keystore me.json",
)
@network_options
@signer_options
@click.argument("owner")
@runs("actions.node_accounts:transfer_ownership")
def transfer_ownership(**_: object) -> None:
    """Offer the node account to a new owner, who has to accept; the owner only."""


@account.command(
    "accept-ownership",
    example="consort account accept-ownership --keystore keystores/alice.json",
)
@network_options
@signer_options
@runs("actions.node_accounts:accept_ownership")
def accept_ownership(**_: object) -> None:
    """Become the owner of a node account that was offered to the signer."""


@account.command("sweep", example="consort account sweep --keystore me.json")
@network_options
@signer_options
@runs("actions.node_accounts:sweep")
def sweep(**_: object) -> None:
    """Send the node account's tokens to its owner; any key may sign."""
