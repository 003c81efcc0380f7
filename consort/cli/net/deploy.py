"""What the deployer of a net does: contracts, coins and tokens, a task. Then it ends."""

import json
from pathlib import Path
from typing import Any, Final

from consort.chain.accounts import parse_address
from consort.chain.chain_program import CHAIN_ID
from consort.chain.devnet import give_coins
from consort.chain.rpc import Rpc
from consort.cli.actions.connection import connect, unlock
from consort.cli.actions.devnet import deploy_contracts
from consort.cli.actions.tasks import create_task
from consort.cli.output import Output
from consort.cli.settings import DeployChoice, Network, Signer, TermsChoice
from consort.errors import PathUnusable
from consort.spec.params import TOKEN
from consort.spec.types import Address

SUPPLY: Final = 1_000_000_000 * TOKEN


def deploy_net(
    output: Output,
    network: Network,
    signer: Signer,
    terms: TermsChoice,
    directory: Path,
    accounts: Path,
    **opening: Any,
) -> None:
    """Do what is not done yet; run again after a crash it goes on where it stopped.

    A rehearsal gives no coins, and ends with the contracts where they are not there yet. Raises
    what deploying, sending and opening a task raise.
    """
    tokens = _read_accounts(accounts)
    if signer.rehearsal is None:
        give_coins(Rpc(network.rpc_url), [unlock(signer).address, *tokens])
    contracts = DeployChoice(SUPPLY, terms.preset, None, None, None)
    deploy_contracts(output, network, signer, contracts, directory)
    if signer.rehearsal is not None and not (directory / f"{CHAIN_ID}.json").exists():
        return
    chain = connect(network, signer)
    if chain.get_task_count():
        output.note("There is a task already: nothing is left to do.")
        return
    for address, amount in tokens.items():
        missing = amount - chain.get_balance(address)
        if missing > 0:
            chain.transfer(address, missing)
    create_task(output, network, signer, terms=terms, **opening)


def _read_accounts(path: Path) -> dict[Address, int]:
    """Return base units by address, from what `prepare` wrote; raises PathUnusable."""
    try:
        listed: list[dict[str, Any]] = json.loads(path.read_text())
        return {parse_address(one["address"]): int(one["tokens"]) * TOKEN for one in listed}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise PathUnusable(str(path), f"it is no list of accounts ({error})") from None
