"""From settings to a chain: its deployment record found, its account unlocked."""

import sys
from functools import cache
from pathlib import Path
from typing import Final

import click

from consort.chain.accounts import Account, open_account
from consort.chain.client import Chain
from consort.chain.deployment import load_deployment
from consort.chain.fees import FeeLimits
from consort.chain.rpc import Rpc
from consort.chain.sender import SendOptions
from consort.cli.settings import Network, Signer

LONG: Final = 3_600.0
"""Seconds to wait for confirmations: finality alone takes a quarter of an hour on some chains."""


def connect(network: Network, signer: Signer | None = None) -> Chain:
    """Return the verified chain, for reading only if nobody signs.

    Raises as `Chain.connect` and `open_account`.
    """
    account = unlock(signer) if signer else None
    options = make_send_options(signer) if signer else None
    rpc = Rpc(network.rpc_url)
    record = network.deployment or int(rpc.request("eth_chainId"), 16)
    return Chain.connect(rpc, load_deployment(record), account, options)


def make_send_options(signer: Signer) -> SendOptions:
    """Return how the account that signs sends, or rehearses sending."""
    return SendOptions(
        confirmations=signer.confirmations,
        timeout=180.0 if signer.confirmations == 1 else LONG,
        limits=FeeLimits(signer.fee_floor, signer.max_fee),
        rehearsal=signer.rehearsal,
    )


def unlock(signer: Signer) -> Account:
    """Return the account that signs, its password asked for on a terminal."""
    prompt = ask_password if sys.stdin.isatty() else None
    return open_account(signer.keystore, signer.password_file, prompt=prompt)


@cache
def ask_password(keystore: Path) -> str:
    """Ask a person for the password of a keystore, once for the rehearsal and what follows."""
    password: str = click.prompt(f"Password of {keystore}", hide_input=True, err=True, default="")
    return password
