"""Writing, showing and checking the configuration file."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from consort.cli.config.file import NAME, ConfigFile, read_config, refuse_secret
from consort.cli.config.loading import get_config_file, get_given
from consort.cli.config.paths import find_path
from consort.cli.config.setting import Setting, find_settings, list_settings
from consort.cli.config.template import ASKED, choose_keys, render
from consort.cli.output import Output, format_table
from consort.errors import ConfigExists, ConfigUnreadable, NamedFileMissing
from consort.storage.disk import write_whole

_URL: Final = re.compile(r"(\w+://)(?:[^/?#,]*@)?([^/?#,]*)([^,]*)")
"""An address in a setting: scheme, user, host and port, and what may be a key."""
_MUST_EXIST: Final = ("account.keystore", "account.password_file", "chain.deployment")


def write_config(
    output: Output, path: Path, role: str | None, force: bool, **flags: object
) -> None:
    """Write a file with the flags' values and what a person answers; raises ConfigExists."""
    path = path.expanduser().absolute()
    if path.exists() and not force:
        raise ConfigExists(str(path))
    settings = {own.key: own for own in list_settings(click.get_current_context().command)}
    values = _take_given(settings, flags)
    if sys.stdin.isatty() and not output.is_json:
        role = role or click.prompt("Role", type=click.Choice(sorted(ASKED)), err=True)
        _ask(settings, role, values)
    for key, value in values.items():
        refuse_secret(path, key, value)
    wanted = {*choose_keys(role), *values}
    chosen = {key: own for key, own in settings.items() if key in wanted}
    write_whole(path, [render(chosen, values, path.parent).encode()])
    path.chmod(0o600)
    named = {key: _show(value) for key, value in values.items()}
    output.show(
        {"file": str(path), "role": role, "settings": named},
        f"Wrote {path}. See what holds by: consort config show --origin",
    )


def show_config(output: Output, origin: bool, **values: object) -> None:
    """Show every setting."""
    context = click.get_current_context()
    file = get_config_file(context)
    shown = {
        own.key: {"value": _show(values[str(own.name)]), **_find_origin(context, own, file)}
        for own in list_settings(context.command)
    }
    if not origin:
        for item in shown.values():
            del item["origin"], item["source"]
    rows = [(key, _to_text(item["value"]), item.get("source", "")) for key, item in shown.items()]
    output.show(
        {"file": str(file.path) if file else None, "settings": shown},
        format_table(("setting", "value", "origin" if origin else ""), rows),
    )


def check_config(output: Output, path: Path | None) -> None:
    """Tell every fault of a file on stderr and raise the first; raises ConfigError."""
    context = click.get_current_context()
    settings = find_settings([context.find_root().command])
    file = read_config(path or get_given(context), settings)
    if file is None:
        raise ConfigUnreadable(str(NAME), "there is none in this directory")
    faults = [*file.faults, *_find_missing(file, settings)]
    for fault in faults[1:]:
        output.note(str(fault))
    if faults:
        raise faults[0]
    keys = sorted(file.values)
    output.show(
        {"file": str(file.path), "keys": keys}, f"{file.path}: {len(keys)} settings, right."
    )


def _take_given(settings: Mapping[str, Setting], flags: Mapping[str, object]) -> dict[str, Any]:
    """Return the flags that were given, by key."""
    context = click.get_current_context()
    return {
        key: flags[str(own.name)]
        for key, own in settings.items()
        if context.get_parameter_source(str(own.name)) is ParameterSource.COMMANDLINE
    }


def _ask(settings: Mapping[str, Setting], role: str, values: dict[str, Any]) -> None:
    """Ask for what a role needs; an empty answer leaves the default."""
    for key in ASKED[role]:
        own = settings[key]
        if key in values:
            continue
        default = own.default if isinstance(own.default, str) else ""
        answer = click.prompt(
            str(own.help).rstrip("."), default=default, type=_Optional(own), err=True
        )
        if answer not in {"", default}:
            values[key] = answer


class _Optional(click.ParamType[Any]):
    """What a setting takes, or nothing."""

    def __init__(self, setting: Setting) -> None:
        self.name = setting.type.name
        self._setting = setting

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if value == "" else self._setting.type.convert(value, param, ctx)


def _find_origin(context: click.Context, own: Setting, file: ConfigFile | None) -> dict[str, str]:
    """Return the kind of origin, and the flag, variable or key itself."""
    match context.get_parameter_source(str(own.name)):
        case ParameterSource.COMMANDLINE:
            return {"origin": "flag", "source": f"flag {own.opts[0]}"}
        case ParameterSource.ENVIRONMENT:
            return {"origin": "environment", "source": f"environment variable {own.variable}"}
        case ParameterSource.DEFAULT_MAP if file is not None:
            return {"origin": "file", "source": f"file {file.path}:{own.key}"}
    return {"origin": "default", "source": "default"}


def _find_missing(file: ConfigFile, settings: Mapping[str, Setting]) -> list[NamedFileMissing]:
    named = {key: find_path(settings[key], file.values.get(key)) for key in _MUST_EXIST}
    return [
        NamedFileMissing(str(file.path), key, str(path))
        for key, path in named.items()
        if path is not None and not path.exists()
    ]


def _show(value: Any) -> Any:
    """Return a value as JSON has it; of an address, the part that cannot be a secret."""
    match value:
        case list() | tuple():
            return [_show(item) for item in value]
        case None | bool() | int() | float():
            return value
    return _URL.sub(
        lambda url: f"{url[1]}{url[2]}{'/...' if url[3].strip('/') else ''}", str(value)
    )


def _to_text(value: Any) -> str:
    """Return a value as a flag takes it."""
    if not isinstance(value, list):
        return "-" if value is None else str(value)
    words = ("=".join(map(str, item)) if isinstance(item, list) else str(item) for item in value)
    return " ".join(words) or "-"
