"""Options whose defaults a configuration file may give."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import click

from consort.cli.config.table import KEYS, OPTIONS


class Setting(click.Option):
    """An option that has a key in the configuration file, and an environment variable.

    The variable is CONSORT_ and the option's name, unless another one is given.
    """

    def __init__(self, declarations: Sequence[str], **attributes: Any) -> None:
        variable = f"CONSORT{declarations[0].replace('-', '_').upper()[1:]}"
        defaults: dict[str, Any] = {"envvar": variable, "show_envvar": True}
        super().__init__(declarations, **defaults | attributes)
        self.key, self.variable = KEYS[declarations[0]], str(self.envvar)


setting = partial(click.option, cls=Setting)
"""Declare an option that is in the table."""


def list_settings(command: click.Command) -> list[Setting]:
    """Return a command's own settings."""
    return [param for param in command.params if isinstance(param, Setting)]


def find_settings(commands: Iterable[click.Command]) -> dict[str, Setting]:
    """Return the settings of all commands by key, in the table's order."""
    found = {own.key: own for command in _walk(commands) for own in list_settings(command)}
    return {key: found[key] for key in OPTIONS if key in found}


def _walk(commands: Iterable[click.Command]) -> Iterator[click.Command]:
    for command in commands:
        yield command
        if isinstance(command, click.Group):
            yield from _walk(command.commands.values())
