"""`consort contribute` and `consort validate`."""

import click

from consort.cli.command import Command, runs_node
from consort.cli.options import (
    FILE,
    app_option,
    network_options,
    node_options,
    signer_options,
)


@click.command(
    cls=Command, example="consort contribute --task 0 --app my_app.py:app --config me.toml"
)
@network_options
@signer_options
@node_options
@app_option
@click.option("--config", type=FILE, help="Settings in TOML; the options below go first.")
@click.option("--index", type=int, help="Which share of the data is mine, of a public data set.")
@click.option("--of", type=int, help="How many shares there are.")
@click.option("--seed", type=int)
@click.option("--device", help="Where to train, such as cpu or cuda:0.")
@click.option("--time-limit", type=float, help="Seconds that one training may take.")
@click.option("--once", is_flag=True, help="End after one round contributed to.")
@runs_node("actions.roles:contribute")
def contribute(**_: object) -> None:
    """Train on private data and contribute to every round, until Ctrl-C.

    Enrol first with `consort stake deposit`. Killed at any moment, the command goes on where it
    was when it is started again.
    """


@click.command(cls=Command, example="consort validate --task 0 --app my_app.py:app")
@network_options
@signer_options
@node_options
@click.option("--app", help="Measure each new version with this app.")
@click.option("--rounds", type=click.IntRange(1), help="End once the task has had so many.")
@runs_node("actions.roles:validate")
def validate(**_: object) -> None:
    """Open rounds, verify updates, vote, aggregate, propose, refute what is false, until Ctrl-C.

    Enrol first with `consort stake deposit`. Killed at any moment, the command goes on where it
    was when it is started again.
    """
