"""Node accounts: made, given to other keys, emptied to their owners."""

from dataclasses import replace

import click

from consort.amounts import format_tokens
from consort.chain.accounts import parse_address
from consort.chain.client import Chain
from consort.chain.events import Swept
from consort.cli.actions.connection import connect
from consort.cli.output import Output
from consort.cli.settings import Network, Signer
from consort.spec.types import Address


def delegate(
    output: Output, network: Network, signer: Signer, operator: str, allowance: int
) -> None:
    """Create a node account; raises BadAddress."""
    acts = parse_address(operator)
    chain = connect(network, replace(signer, act_as=None))
    receipt = chain.create_node_account(acts, allowance)
    document = {"account": receipt.contract, "owner": chain.address, "operator": acts}
    text = f"{receipt.contract} is owned by {chain.address} and operated by {acts}."
    output.show(document | {"allowance": str(allowance)}, text)


def set_operator(output: Output, network: Network, signer: Signer, operator: str) -> None:
    """Let another key act; raises BadAddress, NotNodeAccount, OwnableUnauthorizedAccount."""
    acts = parse_address(operator)
    chain, account = _connect_beside(network, signer)
    chain.set_operator(account, acts)
    output.show({"account": account, "operator": acts}, f"{account} is operated by {acts} now.")


def allow_stake(output: Output, network: Network, signer: Signer, amount: int) -> None:
    """Set the operator's allowance; raises NotNodeAccount, OwnableUnauthorizedAccount."""
    chain, account = _connect_beside(network, signer)
    chain.set_stake_allowance(account, amount)
    text = f"The operator of {account} may use {format_tokens(amount)} tokens of free stake."
    output.show({"account": account, "allowance": str(amount)}, text)


def transfer_ownership(output: Output, network: Network, signer: Signer, owner: str) -> None:
    """Offer to a new owner; raises BadAddress, NotNodeAccount, OwnableUnauthorizedAccount."""
    offered = parse_address(owner)
    chain, account = _connect_beside(network, signer)
    chain.transfer_ownership(account, offered)
    text = (
        f"{account} is offered to {offered}, who owns it after `consort account accept-ownership`."
    )
    output.show({"account": account, "pending_owner": offered}, text)


def accept_ownership(output: Output, network: Network, signer: Signer) -> None:
    """Take an offer; raises NotNodeAccount, OwnableUnauthorizedAccount."""
    chain, account = _connect_beside(network, signer)
    chain.accept_ownership(account)
    document = {"account": account, "owner": chain.address}
    output.show(document, f"{account} is owned by {chain.address} now.")


def sweep(output: Output, network: Network, signer: Signer) -> None:
    """Send tokens to the owner; raises NotNodeAccount, NothingToSweep."""
    chain, account = _connect_beside(network, signer)
    swept = chain.sweep(account).get(Swept)
    document = {"account": account, "owner": swept.owner, "amount": str(swept.amount)}
    output.show(document, f"Sent {format_tokens(swept.amount)} tokens to {swept.owner}.")


def _connect_beside(network: Network, signer: Signer) -> tuple[Chain, Address]:
    """Return the chain as the key itself uses it, and the node account that is named."""
    if signer.act_as is None:
        raise click.UsageError("Name the node account with --act-as or CONSORT_ACT_AS.")
    return connect(network, replace(signer, act_as=None)), parse_address(signer.act_as)
