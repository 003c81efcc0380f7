"""`consort status`."""

import click

from consort.cli.command import Command, runs
from consort.cli.completion import complete_task
from consort.cli.config.setting import setting
from consort.cli.options import index_option, network_options, whose_options


@click.command(cls=Command, example="consort status --keystore me.json")
@network_options
@index_option
@whose_options
@setting(
    "--task",
    type=click.IntRange(0),
    shell_complete=complete_task,
    help="The task's number.",
)
@runs("actions.standing:show_status")
def status(**_: object) -> None:
    """Tell a contributor or validator where it stands, and what it must do now.

    Am I staked, in this round, included in the last ones? What did I earn, what was I penalised
    for? ADDRESS is anybody's [default: that of --act-as, --from or --keystore].
    """
