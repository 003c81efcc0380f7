"""`consort demo`."""

import click

from consort.cli.command import Command, runs
from consort.cli.options import CHAIN, PATH

DIGITS = "consort.apps.digits:app"


@click.command(cls=Command, example="consort demo --contributors 2 --rounds 2 --keep my-demo")
@click.option("--contributors", type=click.IntRange(1, 16_384), default=5, show_default=True)
@click.option("--validators", type=click.IntRange(1, 128), default=3, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=8, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option(
    "--chain", type=CHAIN, default="anvil", show_default=True, help="What runs the chain."
)
@click.option("--app", default=DIGITS, show_default=True, help="Whose model to train.")
@click.option(
    "--store",
    type=click.Choice(["directory", "kubo"]),
    default="directory",
    show_default=True,
    help="Where updates and models lie; kubo starts a private IPFS daemon.",
)
@click.option(
    "--attack",
    type=click.Choice(["collude"]),
    help="All validators lie alike about one round; a watcher catches them.",
)
@click.option("--keep", type=PATH, metavar="DIR", help="Keep chain, store and keys there.")
@click.option(
    "--model",
    type=PATH,
    metavar="FILE",
    help="Where the trained model goes [default: DIR/ or consort-demo/model.safetensors].",
)
@click.option("--no-dashboard", is_flag=True, help="Serve no web page, and end when all is done.")
@runs("demo.run:run_demo")
def demo(**_: object) -> None:
    """Train a model on a local chain, every party a process of its own.

    Starts a chain, deploys the contracts, opens a task, runs contributors and validators for
    several rounds, claims what was earned, shows the ledger, and leaves nothing running.

    On a terminal a web page shows all of it as it happens, until Ctrl-C; with --json, or without a
    terminal, there is none. `consort dashboard --data DIR` shows what was kept.
    """
