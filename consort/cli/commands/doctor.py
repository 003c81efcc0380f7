"""`consort doctor`."""

import click

from consort.cli.command import Command, runs
from consort.cli.options import (
    doctor_options,
    identity_options,
    network_options,
    state_option,
    store_option,
)


@click.command(
    cls=Command, example="consort doctor --task 0 --keystore me.json", forgives_config=True
)
@network_options
@identity_options
@store_option
@state_option
@doctor_options
@runs("actions.doctoring:run_doctor")
def doctor(**_: object) -> None:
    """Say what is wrong with a set-up, one line for each thing, and what to do.

    Looks at what is named and works with half of it missing; sends no transaction. Exit codes: 0
    without a failure, 4 if something does not answer and trying again may be enough, else 3.
    """
