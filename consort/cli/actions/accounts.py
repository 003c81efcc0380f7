"""Keystores, balances, transfers."""

from pathlib import Path

import click

from consort.amounts import format_tokens
from consort.chain.accounts import (
    create_account,
    get_keystore_address,
    get_password,
    parse_address,
)
from consort.chain.client import Chain
from consort.cli.actions.connection import connect
from consort.cli.output import Output, format_table
from consort.cli.settings import Network, Signer
from consort.errors import ConsortError, NotNodeAccount
from consort.spec.types import Address


def make_account(output: Output, path: Path, password_file: Path | None) -> None:
    """Make a keystore; raises KeystoreExists, PasswordMissing."""
    account = create_account(path, _choose_password(path, password_file))
    document = {"address": account.address, "keystore": str(path)}
    output.show(document, f"{account.address} in {path}")


def list_accounts(output: Output, directory: Path) -> None:
    """List keystores; what is no keystore is left out."""
    found = [(path, _find_address(path)) for path in sorted(directory.glob("*"))]
    accounts = [
        {"keystore": str(path), "address": address}
        for path, address in found
        if address is not None
    ]
    rows = [(account["address"], account["keystore"]) for account in accounts]
    output.show({"accounts": accounts}, format_table(("account", "keystore"), rows))


def show_account(output: Output, network: Network, address: str) -> None:
    """Show what an account has."""
    account, chain = parse_address(address), connect(network)
    amounts = {
        "coins": chain.get_coins(account),
        "tokens": chain.get_balance(account),
        "free_stake": chain.get_free_stake(account),
        "credit": chain.get_credit(account),
    }
    document: dict[str, object] = {"address": account}
    document |= {name: str(amount) for name, amount in amounts.items()}
    rows = [(name.replace("_", " "), format_tokens(amount)) for name, amount in amounts.items()]
    keys = _describe_keys(chain, account)
    lines = [f"{name.replace('_', ' ')}: {value}" for name, value in keys.items()]
    output.show(
        document | ({"node_account": keys} if keys else {}),
        "\n".join((format_table((account, "amount"), rows), *lines)),
    )


def _describe_keys(chain: Chain, account: Address) -> dict[str, str]:
    """Return the keys of a node account, nothing of other accounts."""
    try:
        held = chain.get_node_account(account)
    except NotNodeAccount:
        return {}
    return {
        "owner": held.owner,
        "pending_owner": held.pending_owner,
        "operator": held.operator,
        "allowance": str(held.stake_allowance),
    }


def send_tokens(
    output: Output, network: Network, signer: Signer, address: str, amount: int
) -> None:
    """Send tokens."""
    to = parse_address(address)
    receipt = connect(network, signer).transfer(to, amount)
    document = {"to": to, "amount": str(amount), "transaction": receipt.transaction}
    output.show(document, f"Sent {format_tokens(amount)} tokens to {to}.")


def _choose_password(keystore: Path, file: Path | None) -> str:
    def prompt(_: Path) -> str:
        password: str = click.prompt(
            "Password of the new keystore", hide_input=True, confirmation_prompt=True, err=True
        )
        return password

    return get_password(keystore, file, prompt)


def _find_address(path: Path) -> str | None:
    try:
        return get_keystore_address(path)
    except ConsortError:
        return None
