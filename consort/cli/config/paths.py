"""Paths in the configuration file: relative to the file, whatever the working directory is."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from consort.cli.config.setting import Setting

Move = Callable[[str], str]
"""Gives a path another form: one that is relative to another directory, say."""


_SECRET_FILE: Final = re.compile(r"(,secret-file=)([^,]+)")


def anchor(setting: Setting, value: Any, base: Path) -> Any:
    """Return a value of a file in the directory `base`, as it is meant from anywhere."""
    return _move(setting, value, lambda path: str(base / Path(path).expanduser()))


def express(setting: Setting, value: Any, base: Path) -> Any:
    """Return a value as a file in the directory `base` has it."""

    def shorten(path: str) -> str:
        absolute = Path(path).absolute()
        return str(absolute.relative_to(base) if absolute.is_relative_to(base) else absolute)

    return _move(setting, value, shorten)


def find_path(setting: Setting, value: Any) -> Path | None:
    """Return the path that a value is, or has in it."""
    found: list[Path] = []

    def note(path: str) -> str:
        found.append(Path(path))
        return path

    _move(setting, value, note)
    return found[0] if found else None


def _move(setting: Setting, value: Any, move: Move) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(setting.type, click.Path):
        return move(value)
    return _INSIDE.get(setting.key, _keep)(value, move)


def _keep(value: str, _move: Move) -> str:
    return value


def _move_keystore(value: str, move: Move) -> str:
    """Move a path; leave a name of Foundry's, which has no suffix, unless such a file is there."""
    is_path = "/" in value or Path(value).suffix or Path(move(value)).is_file()
    return move(value) if is_path else value


def _move_store(value: str, move: Move) -> str:
    kind, separator, place = value.partition(":")
    if separator and kind != "directory":
        return _SECRET_FILE.sub(lambda found: found[1] + move(found[2]), value)
    return f"directory:{move(place or kind)}"


def _move_app(value: str, move: Move) -> str:
    location, separator, name = value.partition(":")
    return f"{move(location)}{separator}{name}" if location.endswith(".py") else value


_INSIDE: Final[Mapping[str, Callable[[str, Move], str]]] = {
    "account.keystore": _move_keystore,
    "store.url": _move_store,
    "app.name": _move_app,
}
"""How to get at the path in a value that is more than a path."""
