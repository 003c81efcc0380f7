"""`consort round`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import network_options, signer_options, task_option


@click.group("round", cls=Group)
def round_() -> None:
    """Show a round; open or finish one when nobody else does."""


@round_.command("show", example="consort round show --task 0")
@network_options
@task_option
@click.argument("number", type=click.IntRange(0), required=False)
@runs("actions.rounds:show_round")
def show(**_: object) -> None:
    """Show a round, the last one if no number is given: its phase, who committed, its result."""


@round_.command("open", example="consort round open --task 0 --keystore owner.json")
@network_options
@signer_options
@task_option
@runs("actions.rounds:open_round")
def open_(**_: object) -> None:
    """Open the next round; validators do so by themselves."""


@round_.command("revive", example="consort round revive 0 --task 0 --keystore owner.json")
@network_options
@signer_options
@task_option
@click.argument("version", type=click.IntRange(0))
@runs("actions.rounds:revive_version")
def revive(**_: object) -> None:
    """Open the next round on an older version, where nobody has the newest model any more.

    The chain allows it after two void rounds on the newest version, while none is open. The new
    version is trained from the older one; rewards and numbers of versions go on from the newest.
    `consort model pull --version` tells which versions can still be had.
    """


@round_.command("finalise", example="consort round finalise --task 0 --keystore owner.json")
@network_options
@signer_options
@task_option
@runs("actions.rounds:finalise_round")
def finalise(**_: object) -> None:
    """Make the oldest unrefuted result the head once its window is over.

    Validators do so by themselves, and so do the next round's opening and a claim.
    """
