"""From settings to a chain: its deployment record found, its account unlocked."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Final

import click

from consort.chain.accounts import open_account, parse_address
from consort.chain.client import Chain
from consort.chain.deployment import load_deployment
from consort.chain.external_signers import Asker, CommandAsker, ExternalAccount, RpcAsker
from consort.chain.fees import FeeLimits
from consort.chain.rpc import Rpc
from consort.chain.sender import SendOptions
from consort.chain.signing import Account
from consort.cli.settings import Network, Signer
from consort.errors import SeveralSigners, SignerAddressMissing

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
    chain = Chain.connect(rpc, load_deployment(record), account, options)
    return chain.act_as(parse_address(signer.act_as)) if signer and signer.act_as else chain


def make_send_options(signer: Signer) -> SendOptions:
    """Return how the account that signs sends, or rehearses sending."""
    return SendOptions(
        confirmations=signer.confirmations,
        timeout=180.0 if signer.confirmations == 1 else LONG,
        limits=FeeLimits(signer.fee_floor, signer.max_fee),
        rehearsal=signer.rehearsal,
    )


def unlock(signer: Signer) -> Account:
    """Return the account that signs: an external signer's if one is named, else a keystore's.

    A keystore's password is asked for on a terminal. Raises SeveralSigners, SignerAddressMissing,
    and as `open_account`.
    """
    asker = _find_asker(signer)
    if asker is not None:
        if not signer.sender:
            raise SignerAddressMissing
        return ExternalAccount(parse_address(signer.sender), asker)
    prompt = ask_password if sys.stdin.isatty() else None
    environment = os.environ | ({"ETH_FROM": signer.sender} if signer.sender else {})
    keystore, file = signer.keystore, signer.password_file
    return open_account(keystore, file, prompt=prompt, environment=environment)


def _find_asker(signer: Signer) -> Asker | None:
    """Return the way to ask an external signer, if one is named."""
    if signer.signer_command and signer.signer_rpc:
        raise SeveralSigners
    if signer.signer_command:
        return CommandAsker(signer.signer_command)
    return RpcAsker(signer.signer_rpc) if signer.signer_rpc else None


@cache
def ask_password(keystore: Path) -> str:
    """Ask a person for the password of a keystore, once for the rehearsal and what follows."""
    password: str = click.prompt(f"Password of {keystore}", hide_input=True, err=True, default="")
    return password
