"""`consort init` and `consort config`, which know the settings of every other command."""

from collections.abc import Iterable
from copy import copy

import click

from consort.cli.command import Command, Group, runs
from consort.cli.config.file import NAME
from consort.cli.config.setting import Setting, find_settings
from consort.cli.options import PATH


def make_configuration(commands: Iterable[click.Command]) -> tuple[click.Command, ...]:
    """Return the commands that write, show and check the settings of these commands."""
    settings = list(find_settings(commands).values())
    return _make_init(settings), _make_group(settings)


def _make_init(settings: Iterable[Setting]) -> click.Command:
    example = "consort init --role contributor --task 0 --app my_app.py:app --keystore me.json"

    @click.command(
        cls=Command,
        example=example,
        reads_config=False,
        params=_loosen(settings, is_flag_only=True),
    )
    @click.argument("path", type=PATH, default=NAME)
    @click.option(
        "--role",
        type=click.Choice(["contributor", "validator", "watcher"]),
        help="Write what this role needs [default: everything].",
    )
    @click.option("--force", is_flag=True, help="Write over a file that is there.")
    @runs("actions.configuring:write_config")
    def init(**_: object) -> None:
        """Write a commented consort.toml.

        On a terminal what is not given is asked for. Commands find the file in the working
        directory, by --config or by CONSORT_CONFIG. It holds no secret: only where a keystore and
        its password lie.
        """

    return init


def _make_group(settings: Iterable[Setting]) -> click.Command:
    @click.group(cls=Group)
    def config() -> None:
        """Show and check what holds: flags first, then environment, file, defaults."""

    @config.command("show", example="consort config show --origin", params=_loosen(settings))
    @click.option("--origin", is_flag=True, help="Say where each value comes from.")
    @runs("actions.configuring:show_config")
    def show(**_: object) -> None:
        """Show every setting, as a command with the same flags would have it."""

    @config.command("check", example="consort config check", reads_config=False)
    @click.argument("path", type=PATH, required=False)
    @runs("actions.configuring:check_config")
    def check(**_: object) -> None:
        """Find everything that is wrong in a file, and files that it names but are not there."""

    return config


def _loosen(settings: Iterable[Setting], *, is_flag_only: bool = False) -> list[click.Parameter]:
    """Return the same options for a command that only passes them on."""
    return [_copy(setting, is_flag_only=is_flag_only) for setting in settings]


def _copy(setting: Setting, *, is_flag_only: bool) -> Setting:
    loose = copy(setting)
    loose.required, loose.expose_value, loose.callback = False, True, None
    if is_flag_only:
        loose.envvar = None
    return loose
