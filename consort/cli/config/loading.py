"""The option --config, which gives a command's other options their defaults."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
from click.core import ParameterSource

from consort.cli.config.file import NAME, VARIABLE, ConfigFile, read_config
from consort.cli.config.setting import find_settings, list_settings
from consort.errors import ConfigError

_GIVEN: Final = "consort.config.given"
_FILE: Final = "consort.config.file"
_FAULTS: Final = "consort.config.faults"


def make_config_option() -> click.Option:
    """Return --config for a command that has settings, or for all commands below a group."""
    return click.Option(
        ["--config"],
        type=click.Path(path_type=Path),
        envvar=VARIABLE,
        show_envvar=True,
        is_eager=True,
        expose_value=False,
        callback=_use,
        help=f"Settings in TOML, below flags and environment [default: {NAME}, if there].",
    )


def get_given(context: click.Context) -> Path | None:
    """Return the file that was named before the command."""
    given: Path | None = context.find_root().meta.get(_GIVEN)
    return given


def get_config_faults(context: click.Context) -> Sequence[ConfigError]:
    """Return what is wrong with the file, to a command that runs all the same."""
    faults: Sequence[ConfigError] = context.meta.get(_FAULTS, ())
    return faults


def get_config_file(context: click.Context) -> ConfigFile | None:
    """Return the file that a command's defaults come from."""
    file: ConfigFile | None = context.meta.get(_FILE)
    return file


def _use(context: click.Context, parameter: click.Parameter, given: Path | None) -> None:
    if context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE:
        context.meta[_GIVEN] = given
    if isinstance(context.command, click.Group):
        return
    try:
        file = _load(context, context.meta.get(_GIVEN, given))
    except ConfigError as fault:
        context.meta[_FAULTS] = [fault]
        # A shell that completes wants no errors, and a doctor wants to tell of them.
        if not (context.resilient_parsing or getattr(context.command, "forgives_config", False)):
            raise
        return
    if file is not None:
        context.meta[_FILE] = file
        context.default_map = file.select(list_settings(context.command))


def _load(context: click.Context, given: Path | None) -> ConfigFile | None:
    """Return the file, whole and right; raises ConfigError."""
    file = read_config(given, find_settings([context.find_root().command]))
    if file is None or not file.faults:
        return file
    if not getattr(context.command, "forgives_config", False):
        raise file.faults[0]
    context.meta[_FAULTS] = file.faults
    return file
