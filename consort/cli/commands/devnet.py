"""`consort devnet` and `consort deploy`."""

import click

from consort.cli.command import Command, runs
from consort.cli.options import (
    ADDRESS,
    CHAIN,
    PATH,
    deploy_options,
    network_options,
    signer_options,
)
from consort.cli.settings import IPv4


@click.command(
    cls=Command,
    example=f"consort devnet --keep my-chain --fund {ADDRESS}",
)
@click.option("--chain", type=CHAIN, help="What runs a new chain [default: anvil].")
@click.option(
    "--host",
    type=IPv4(),
    default="127.0.0.1",
    show_default=True,
    help="Where to listen; whoever reaches it can do anything with the chain.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8545, show_default=True)
@click.option("--keep", type=PATH, metavar="DIR", help="Keep the new chain's state there.")
@click.option("--resume", type=PATH, metavar="DIR", help="Go on with the chain kept there.")
@click.option(
    "--data", type=PATH, metavar="DIR", help="Go on with the chain there, or keep a new one there."
)
@click.option("--fund", multiple=True, metavar="ADDRESS", help="Give an account coins for gas.")
@runs("actions.devnet:run_devnet")
def devnet(**_: object) -> None:
    """Run a local chain until Ctrl-C.

    On loopback unless told otherwise, mining on every transaction and at least once a second. The
    directory of `consort demo --keep DIR` can be resumed too; its IPFS daemon, if any, then runs as
    well. A chain is resumed by the program that ran it.
    """


@click.command(cls=Command, example="consort deploy --keystore owner.json")
@network_options
@signer_options
@deploy_options
@click.option("--directory", type=PATH, default="deployments", show_default=True)
@runs("actions.devnet:deploy_contracts")
def deploy(**_: object) -> None:
    """Deploy the contracts; the account gets the supply.

    Writes deployments/CHAINID.json. Run again after a crash, it goes on where it stopped; where
    the record's contracts are there, it changes nothing.
    """
