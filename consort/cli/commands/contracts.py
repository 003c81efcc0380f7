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
