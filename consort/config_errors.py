"""What can be wrong with the configuration; import it from `consort.errors`."""

from dataclasses import dataclass
from typing import ClassVar

from consort.error_base import CONFIGURATION, ConsortError


@dataclass(eq=False)
class ConfigError(ConsortError):
    """Head what can be wrong with the configuration file."""

    exit_code: ClassVar[int] = CONFIGURATION


@dataclass(eq=False)
class ConfigUnreadable(ConfigError):
    """Report a configuration file that is missing, or no TOML."""

    path: str
    reason: str
    message: ClassVar[str] = "The configuration file {path} cannot be read: {reason}."
    hint: ClassVar[str] = "Name another with --config or CONSORT_CONFIG, or write it: consort init."


@dataclass(eq=False)
class ConfigUnsafe(ConfigError):
    """Refuse a file in the working directory that somebody else could have put there."""

    path: str
    reason: str
    message: ClassVar[str] = "The configuration file {path} is not used: {reason}."
    hint: ClassVar[str] = (
        "It names programs to run and keys to sign with. Make it yours, or name it with --config."
    )


@dataclass(eq=False)
class UnknownConfigKey(ConfigError):
    """Refuse a key that no option has."""

    path: str
    key: str
    allowed: str
    message: ClassVar[str] = "{path}: there is no key {key}; {allowed}."
    hint: ClassVar[str] = "`consort config show` lists every key."


@dataclass(eq=False)
class BadConfigValue(ConfigError):
    """Refuse a value of the wrong type, or outside its bounds."""

    path: str
    key: str
    value: str
    allowed: str
    message: ClassVar[str] = "{path}: {key} = {value} is not allowed; it takes {allowed}."
    hint: ClassVar[str] = "Correct the file; `consort config check` looks at all of it."


@dataclass(eq=False)
class SecretInConfig(ConfigError):
    """Refuse a secret in a file that is copied, shown and committed."""

    path: str
    key: str
    message: ClassVar[str] = "{path}: {key} would be a secret, and none belongs into this file."
    hint: ClassVar[str] = (
        "Put it into a file that only you can read, and name that: account.password_file."
    )


@dataclass(eq=False)
class NamedFileMissing(ConfigError):
    """Report a file that the configuration names and that is not there."""

    path: str
    key: str
    file: str
    message: ClassVar[str] = "{path}: {key} names {file}, which is not there."
    hint: ClassVar[str] = "Paths in the file are relative to the file itself."


@dataclass(eq=False)
class ConfigExists(ConfigError):
    """Refuse to write over a configuration file."""

    path: str
    message: ClassVar[str] = "{path} is there already; it was left as it is."
    hint: ClassVar[str] = "Write over it with --force, or choose another place with --config."


@dataclass(eq=False)
class BadHealthAddress(ConfigError):
    """Refuse an address on which a node cannot tell how it is."""

    address: str
    reason: str
    message: ClassVar[str] = "--health {address} is not a place to listen on: {reason}."
    hint: ClassVar[str] = "Give HOST:PORT, or PORT alone for loopback; 0 is any free port."
