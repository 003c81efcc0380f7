"""`consort contribute` and `consort validate`."""

import click

from consort.cli.command import Command, runs_node
from consort.cli.config.setting import setting
from consort.cli.options import (
    app_option,
    bundle,
    network_options,
    node_options,
    signer_options,
    training_options,
)
from consort.cli.settings import ContributeChoice, Tokens, ValidateChoice

stake_option = click.option(
    "--stake",
    type=Tokens(),
    metavar="TOKENS",
    help="Enrol with so much first, if the account is not enrolled.",
)
contribute_options = bundle(
    "choice",
    ContributeChoice,
    stake_option,
    click.option("--once", is_flag=True, help="End after one round contributed to."),
)
validate_options = bundle(
    "choice",
    ValidateChoice,
    stake_option,
    click.option("--rounds", type=click.IntRange(1), help="End once the task has had so many."),
)


@click.command(
    cls=Command, example="consort contribute --task 0 --app my_app.py:app --keystore me.json"
)
@network_options
@signer_options
@node_options
@app_option
@training_options
@contribute_options
@runs_node("actions.roles:contribute")
def contribute(**_: object) -> None:
    """Train on private data and contribute to every round, until Ctrl-C.

    Enrol first with `consort stake deposit`, or by --stake. Killed at any moment, the command
    goes on where it was when it is started again.
    """


@click.command(cls=Command, example="consort validate --task 0 --keystore v1.json")
@network_options
@signer_options
@node_options
@setting("--app", help="Measure each new version with this app.")
@validate_options
@runs_node("actions.roles:validate")
def validate(**_: object) -> None:
    """Open rounds, verify updates, vote, aggregate, propose, refute what is false, until Ctrl-C.

    Enrol first with `consort stake deposit`, or by --stake. Killed at any moment, the command
    goes on where it was when it is started again.
    """
