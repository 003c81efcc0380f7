"""`consort net`."""

from pathlib import Path

import click

from consort.cli.command import Group, runs
from consort.cli.options import (
    CHAIN,
    FILE,
    PATH,
    model_options,
    network_options,
    rule_options,
    signer_options,
    store_option,
    terms_options,
)

directory_option = click.option(
    "--directory",
    type=PATH,
    default=Path("consort-net"),
    show_default=True,
    help="Where the net and all of its parts lie.",
)


@click.group(cls=Group)
def net() -> None:
    """Run a whole network of processes on this machine."""


@net.command("up", example="consort net up --store kubo")
@directory_option
@click.option("--chain", type=CHAIN, help="What runs the chain [default: anvil].")
@click.option(
    "--store",
    type=click.Choice(["directory", "kubo"]),
    help="Where updates and models lie: in one directory, or on Kubo nodes [default: directory].",
)
@click.option(
    "--kubo-nodes",
    type=click.Choice(["validator", "participant"]),
    help="Who has a Kubo node of its own; others use a validator's [default: validator].",
)
@click.option("--validators", type=click.IntRange(1, 128), help="How many [default: 3].")
@click.option("--contributors", type=click.IntRange(1, 1024), help="How many [default: 5].")
@click.option(
    "--app",
    help="Whose model to train: an installed module or a path [default: consort.apps.digits:app].",
)
@click.option("--seed", type=click.IntRange(0), help="Of the model and the data's shares.")
@click.option(
    "--term", multiple=True, metavar="NAME=NUMBER", help="Change one term of the task's preset."
)
@click.option("--budget", type=click.IntRange(1), help="The task's tokens [default: 1000000].")
@click.option(
    "--interval",
    type=click.FloatRange(0.05),
    help="Seconds between two looks at the chain [default: 0.5].",
)
@click.option("--foreground", is_flag=True, help="Run until Ctrl-C instead of returning.")
@click.option(
    "--patience",
    type=click.FloatRange(1),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait until everything is healthy.",
)
@runs("net.up:bring_up")
def up(**_: object) -> None:
    """Start chain, Kubo nodes, deployer, validators, contributors, a watcher and a dashboard.

    Each is a process with a directory of its own: consort.toml, keystore, state. Each starts once
    what it needs is healthy, and again if it fails or is killed. Returns when all are healthy; run
    again, it starts what does not run. Options say what a new net consists of.
    """


@net.command("status", example="consort net status --json")
@directory_option
@runs("net.status:show_status")
def status(**_: object) -> None:
    """Show every process, and where the task stands."""


@net.command("logs", example="consort net logs validator-0 --lines 50")
@directory_option
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--lines", type=click.IntRange(0), default=20, show_default=True)
@click.option("--follow", "follows", is_flag=True, help="Go on with what is added, until Ctrl-C.")
@runs("net.show_logs:show_logs")
def logs(**_: object) -> None:
    """Show the last lines of some processes' logs, or of all."""


@net.command("down", example="consort net down --purge")
@directory_option
@click.option(
    "--purge", "--volumes", is_flag=True, help="Delete chain, keys and everything else as well."
)
@runs("net.down:take_down")
def down(**_: object) -> None:
    """End everything that the net has started, and nothing else.

    Also what a killed supervisor or a killed process has left behind.
    """


@net.command(
    "deploy",
    example="consort net deploy --app my_app.py --accounts accounts.json --keystore owner.json",
)
@network_options
@signer_options
@store_option
@model_options
@rule_options
@terms_options
@click.option("--directory", type=PATH, default="deployments", show_default=True)
@click.option(
    "--accounts", type=FILE, required=True, help='A list of {"address": ..., "tokens": ...}.'
)
@runs("net.deploy:deploy_net")
def deploy(**_: object) -> None:
    """Do a deployer's work on a local chain: contracts, coins and tokens for all, a task.

    What is done already is left alone.
    """


@net.command("prepare", example="consort net prepare --directory /net")
@directory_option
@runs("net.containers:prepare_containers")
def prepare(**_: object) -> None:
    """Write keys, configurations and Kubo repositories for docker-compose.yml.

    The first of its containers does. What is there already is left alone.
    """
