"""Values in the configuration file: of the type that the option takes, within its bounds."""

import json
from typing import Any, Final

import click

from consort.cli.config.setting import Setting

_KINDS: Final[dict[type, tuple[tuple[type, ...], str]]] = {
    click.types.IntParamType: ((int,), "a whole number"),
    click.types.FloatParamType: ((int, float), "a number"),
    click.types.BoolParamType: ((bool,), "true or false"),
    click.Choice: ((str,), "one of"),
    click.Path: ((str,), "a path"),
    click.types.StringParamType: ((str,), "a text"),
}
_AS_WRITTEN: Final = (str, int, float), "what the flag takes"
"""Of types that read a text of their own, amounts for instance: 1 is what "1" is."""


def parse(setting: Setting, value: Any) -> Any:
    """Return a value for click's default map; raise ValueError with what is allowed."""
    if setting.name == "option":
        return _parse_table(value)
    is_list = setting.multiple and isinstance(value, list)
    items = [_parse_one(setting, item) for item in (value if is_list else [value])]
    return items if setting.multiple else items[0]


def describe(setting: Setting) -> str:
    """Return what a setting takes, in words."""
    if setting.name == "option":
        return "a table of texts, numbers, true and false"
    _, words = _find_kind(setting)
    match setting.type:
        case click.Choice(choices=choices):
            words = f"one of {', '.join(map(str, choices))}"
        case click.IntRange() | click.FloatRange() as bounds:
            words += "".join(
                f", {limit} {side}"
                for limit, side in ((bounds.min, "or more"), (bounds.max, "or less"))
                if limit is not None
            )
    return f"{words}, or a list of such" if setting.multiple else words


def write(value: Any) -> str:
    """Return a value as TOML has it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(write, value))}]"
    plain = value if isinstance(value, bool | int | float) else str(value)
    return json.dumps(plain, ensure_ascii=False)


def _parse_table(value: Any) -> list[tuple[str, Any]]:
    kinds = (str, int, float, bool)
    if not isinstance(value, dict) or not all(type(item) in kinds for item in value.values()):
        raise ValueError("a table of texts, numbers, true and false")
    return list(value.items())


def _parse_one(setting: Setting, value: Any) -> Any:
    kinds, words = _find_kind(setting)
    if type(value) not in kinds:  # by exact type: true is an int, but no number
        raise ValueError(words)
    parsed = str(value) if kinds is _AS_WRITTEN[0] else value
    try:
        setting.type.convert(parsed, setting, None)
    except click.BadParameter as error:
        raise ValueError(words) from error
    return parsed


def _find_kind(setting: Setting) -> tuple[tuple[type, ...], str]:
    return next((_KINDS[kind] for kind in _KINDS if isinstance(setting.type, kind)), _AS_WRITTEN)
