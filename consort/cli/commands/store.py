"""`consort store`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import store_option


@click.group(cls=Group)
def store() -> None:
    """Look after a store of published files."""


@store.command("prune", example="consort store prune --store directory:store")
@store_option
@runs("actions.storing:prune_store")
def prune(**_: object) -> None:
    """Delete what no node keeps any more, such as old updates and models.

    Nodes unpin a round's files once it is over and the exit delay has passed (--keep-files). An
    IPFS daemon then drops them by itself when space runs out, a directory only by this command. It
    may run beside nodes that use the store.
    """
