"""The configuration file: found, read, and every key of it checked."""

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from consort.cli.config.paths import anchor
from consort.cli.config.setting import Setting
from consort.cli.config.values import describe, parse
from consort.errors import (
    BadConfigValue,
    ConfigError,
    ConfigUnreadable,
    ConfigUnsafe,
    SecretInConfig,
    UnknownConfigKey,
)

NAME: Final = Path("consort.toml")
VARIABLE: Final = "CONSORT_CONFIG"
_SECRETS: Final = ("password", "secret", "private_key", "mnemonic", "token", "seed_phrase")
_LARGEST: Final = 1 << 20
_LIKENESS: Final = 0.8


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A file's values by key, ready for click: paths anchored, types checked."""

    path: Path
    values: Mapping[str, Any]
    faults: list[ConfigError] = field(default_factory=list)

    def select(self, settings: list[Setting]) -> dict[str, Any]:
        """Return the values of these settings by the parameters' names, as a default map."""
        return {str(own.name): self.values[own.key] for own in settings if own.key in self.values}


def read_config(given: Path | None, settings: Mapping[str, Setting]) -> ConfigFile | None:
    """Read a file, else the working directory's if there is one, and check every key of it.

    Raises ConfigUnreadable, ConfigUnsafe; what is wrong with single keys is in `faults`.
    """
    if given is None and not NAME.is_file():
        return None
    path = (given or NAME).expanduser().absolute()
    values: dict[str, Any] = {}
    faults: list[ConfigError] = []
    for key, value in _iterate_keys(_read_toml(path, must_be_own=given is None)):
        try:
            values[key] = _parse(path, key, value, settings)
        except ConfigError as fault:
            faults.append(fault)
    return ConfigFile(path, values, faults)


def refuse_secret(path: Path, key: str, value: object) -> None:
    """Raise SecretInConfig for an address with a password in it, or a list with one."""
    for item in value if isinstance(value, list | tuple) else [value]:
        place = str(item).partition("://")[2].partition("/")[0]
        if "@" in place:
            raise SecretInConfig(str(path), key)


def _read_toml(path: Path, *, must_be_own: bool) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            if must_be_own:
                _require_own(path, os.fstat(stream.fileno()))
            content = stream.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ConfigUnreadable(str(path), "it is larger than 1 MiB")
        return tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise ConfigUnreadable(str(path), error.strerror or str(error)) from None
    except (ValueError, RecursionError) as error:
        raise ConfigUnreadable(str(path), str(error)) from None


def _require_own(path: Path, status: os.stat_result) -> None:
    """Raise ConfigUnsafe for a file that somebody else could have put there.

    It names programs and keys, and nobody has asked for it.
    """
    if status.st_uid not in {os.getuid(), 0}:
        raise ConfigUnsafe(str(path), "it belongs to another user")
    if status.st_mode & stat.S_IWOTH:
        raise ConfigUnsafe(str(path), "everybody may write to it")


def _iterate_keys(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield section.key and value; what should be a section and is none, alone."""
    for section, content in document.items():
        if not isinstance(content, dict):
            yield section, content
            continue
        for name, value in content.items():
            yield f"{section}.{name}", value


def _parse(path: Path, key: str, value: Any, settings: Mapping[str, Setting]) -> Any:
    setting = settings.get(key)
    if setting is None:
        raise _explain_unknown(path, key, settings)
    refuse_secret(path, key, value)
    try:
        return anchor(setting, parse(setting, value), path.parent)
    except ValueError:
        raise BadConfigValue(str(path), key, repr(value), describe(setting)) from None


def _explain_unknown(path: Path, key: str, settings: Mapping[str, Setting]) -> ConfigError:
    """Say what is there instead; never show the value, which may be a secret."""
    section, _, name = key.rpartition(".")
    if any(word in name.replace("-", "_").lower() for word in _SECRETS):
        return SecretInConfig(str(path), key)
    close = get_close_matches(key, settings, 1, _LIKENESS)
    namesakes = [known for known in settings if known.rpartition(".")[2] == name]
    if close or namesakes:
        return UnknownConfigKey(str(path), key, f"perhaps you mean {(close or namesakes)[0]}")
    inside = [known for known in settings if known.rpartition(".")[0] == section]
    names = inside or sorted({known.partition(".")[0] for known in settings})
    kind = "it has" if inside else "sections are"
    return UnknownConfigKey(str(path), key, f"{kind} {', '.join(names)}")
