"""`consort ipfs`."""

from pathlib import Path
from typing import Final

import click

from consort.cli.command import Group, runs
from consort.cli.options import FILE, PATH, bundle
from consort.cli.settings import Listening

repository_option: Final = click.option(
    "--repo",
    "repository",
    type=PATH,
    default=Path("ipfs"),
    show_default=True,
    envvar="CONSORT_IPFS_REPO",
    show_envvar=True,
    help="The node's own directory.",
)
listening_options = bundle(
    "listening",
    Listening,
    click.option(
        "--listen",
        multiple=True,
        metavar="MULTIADDR",
        help="Where peers reach this node [default: /ip4/127.0.0.1/tcp/4001].",
    ),
    click.option(
        "--announce",
        multiple=True,
        metavar="MULTIADDR",
        help="What peers are told instead: behind a router, or listening everywhere.",
    ),
    click.option(
        "--rpc",
        metavar="MULTIADDR",
        help="Where nodes use the store [default: /ip4/127.0.0.1/tcp/5001].",
    ),
    click.option(
        "--gateway",
        metavar="MULTIADDR",
        help="Serve what is here to anybody who reads it there [default: nowhere].",
    ),
    click.option(
        "--storage-max",
        metavar="SIZE",
        help="Disk space near which unpinned files are dropped [default: 10GB].",
    ),
)


@click.group(cls=Group)
def ipfs() -> None:
    """Run an IPFS node in a private network of organisations."""


@ipfs.command(
    "init", example="consort ipfs init --listen /ip4/192.0.2.7/tcp/4001 --swarm-key swarm.key"
)
@repository_option
@click.option("--swarm-key", type=FILE, help="Key of the network to join [default: a new one].")
@listening_options
@runs("actions.ipfs:init_repository")
def init(**_: object) -> None:
    """Make a node, or change how it listens; run again at will.

    What a repository has is kept: identity, files, peers, keys. RPC calls need the secret in
    rpc.secret, which the printed store address names.
    """


@ipfs.command("daemon", example="consort ipfs daemon")
@repository_option
@runs("actions.ipfs:run_daemon")
def daemon(**_: object) -> None:
    """Run the node in the foreground until Ctrl-C; its log goes to standard error."""


@ipfs.command("id", example="consort ipfs id")
@repository_option
@runs("actions.ipfs:show_contacts")
def id_(**_: object) -> None:
    """Print the address that others give to `consort ipfs peer add`."""


@ipfs.command("doctor", example="consort ipfs doctor --json")
@repository_option
@click.option("--store", help="The store in it [default: what the repository says].")
@runs("actions.ipfs:run_doctor")
def doctor(**_: object) -> None:
    """Say what is wrong with the node, one line for each thing, and what to do.

    Puts a small file and reads it again. Exit codes: 0 without a failure, 4 if something does not
    answer and trying again may be enough, else 3.
    """


@ipfs.group("peer", cls=Group)
def peer() -> None:
    """Name the nodes that this one stays connected with."""


@peer.command(
    "add",
    example="consort ipfs peer add "
    "/ip4/192.0.2.8/tcp/4001/p2p/12D3KooWHwk9Y4vQG4NCcDfwzHnyLMAVeDVTB4zqRwSgPTZFuBnG",
)
@repository_option
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@runs("actions.ipfs:add_peers")
def add(**_: object) -> None:
    """Add peers by what `consort ipfs id` prints there; a running daemon has to be restarted."""


@peer.command("list", example="consort ipfs peer list")
@repository_option
@runs("actions.ipfs:list_peers")
def list_(**_: object) -> None:
    """List the configured peers."""


@peer.command(
    "remove",
    example="consort ipfs peer remove 12D3KooWHwk9Y4vQG4NCcDfwzHnyLMAVeDVTB4zqRwSgPTZFuBnG",
)
@repository_option
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@runs("actions.ipfs:remove_peers")
def remove(**_: object) -> None:
    """Remove peers by their ids; a running daemon has to be restarted."""
