"""`consort contracts`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import PATH, network_options


@click.group(cls=Group)
def contracts() -> None:
    """Help others to check the deployed contracts."""


@contracts.command("verification", example="consort contracts verification explorer")
@network_options
@click.argument("directory", type=PATH)
@runs("actions.contracts:write_verification")
def verification(**_: object) -> None:
    """Write what a block explorer wants to verify every contract.

    DIRECTORY gets one file of the compiler's standard JSON input for each contract, and
    verification.json with its address, compiler, libraries and constructor arguments. The arguments
    are read from the chain; sources and settings are those that this package was made from.
    """


@contracts.command("abi", example="consort contracts abi RewardLedger")
@click.argument("contract", required=False)
@runs("actions.contracts:show_abi")
def abi(**_: object) -> None:
    """Print a contract's ABI as JSON, or all of them by name.

    The record in deployments/ says where they are deployed.
    """


@contracts.command("types", example="consort contracts types --output consort.ts")
@click.option("--output", "path", type=PATH, metavar="FILE", help="Where to [default: stdout].")
@runs("actions.contracts:show_types")
def types(**_: object) -> None:
    """Print TypeScript for a view of your own.

    It has the ABIs, the deployment record, and the documents of --json and of the HTTP API.
    """
