"""The command `consort` itself."""

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from itertools import pairwise

import click

from consort.cli.command import Group
from consort.cli.commands import COMMANDS
from consort.cli.config.loading import make_config_option
from consort.cli.failures import report_failure
from consort.cli.output import Output


def _print_version(context: click.Context, _parameter: click.Parameter, is_wanted: bool) -> None:
    if is_wanted:
        click.echo(f"consort {version('consort')}")
        context.exit()


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def consort() -> None:
    """Train a model together, without a conductor.

    \b
    Everything on this machine, in under a minute:  consort demo
    Your own model:                                 consort new NAME
    """


consort.params.append(make_config_option())
for command in COMMANDS:
    consort.add_command(command)


def _wants_log_lines(arguments: Sequence[str]) -> bool:
    """Tell it before anything is parsed: what is wrong with the arguments is a line too."""
    following = dict(pairwise(arguments)).get("--log-format")
    return (
        "--log-format=json" in arguments
        or (following or os.environ.get("CONSORT_LOG_FORMAT")) == "json"
    )


def run(arguments: Sequence[str]) -> int:
    """Run a command line; return its exit code."""
    output = Output("--json" in arguments, "--debug" in arguments)
    if _wants_log_lines(arguments):
        output.use_log_lines()
    try:
        return int(consort.main(list(arguments), "consort", standalone_mode=False, obj=output) or 0)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place for all of them
        return report_failure(error, output)


def main() -> None:
    """Run what the shell was given."""
    sys.exit(run(sys.argv[1:]))
