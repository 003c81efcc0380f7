"""A new configuration file: every key with what it means, set or commented out."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from consort.cli.config.paths import express
from consort.cli.config.setting import Setting
from consort.cli.config.table import OPTIONS, SECTIONS
from consort.cli.config.values import write

_HEAD: Final = """\
# Settings of Consort. Flags go first, then environment variables, then this file, then defaults;
# `consort config show --origin` tells what holds. Paths are relative to this file.
"""
_PLACE: Final = ("chain.rpc_url", "account.keystore", "account.password_file", "store.url")
_NODE: Final = ("node.task", "node.health")
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "contributor": (*_PLACE, *_NODE, "app.name"),
    "validator": (*_PLACE, *_NODE, "app.name"),
    "watcher": (*_PLACE, *_NODE),
}
"""What a role cannot do without, or should think of."""
_LEFT_OUT: Final[Mapping[str | None, tuple[str, ...]]] = {
    "validator": ("training",),
    "watcher": ("training", "app"),
}


def choose_keys(role: str | None) -> list[str]:
    """Return the keys that matter to a role, all of them if it is None."""
    without = _LEFT_OUT.get(role, ())
    return [key for key in OPTIONS if key.partition(".")[0] not in without]


def render(settings: Mapping[str, Setting], values: Mapping[str, Any], base: Path) -> str:
    """Return a file that will lie in `base`, with these values by key."""
    lines = [_HEAD]
    for section, subject in SECTIONS.items():
        inside = [key for key in settings if key.partition(".")[0] == section]
        if inside:
            lines += [f"# {subject}", f"[{section}]"]
            lines += [line for key in inside for line in _iterate(settings[key], values, base)]
            lines.append("")
    return "\n".join(lines)


def _iterate(setting: Setting, values: Mapping[str, Any], base: Path) -> Iterator[str]:
    name = setting.key.partition(".")[2]
    yield f"# {setting.help} ({setting.opts[0]}, {setting.variable})"
    if setting.key in values:
        value = values[setting.key]
        yield f"{name} = {_write(setting, express(setting, value, base))}"
    else:
        yield f"# {name} = {_write(setting, _find_example(setting))}"


def _write(setting: Setting, value: Any) -> str:
    if setting.name == "option":
        return f"{{{', '.join(f'{write(name)} = {write(item)}' for name, item in value)}}}"
    return write(value)


def _find_example(setting: Setting) -> Any:
    """Return a default, or something of the right type."""
    if setting.name == "option":
        return [("path", "/data/mine")]
    if isinstance(setting.default, str | int | float | Path | list):
        return setting.default
    is_text = isinstance(setting.type, click.types.StringParamType | click.Path | click.Choice)
    return "" if is_text else 0
