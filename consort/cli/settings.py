"""What options say, as values: which network, which account, which model on which terms."""

import re
import tomllib
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click

from consort.app import Option
from consort.spec.params import TOKEN
from consort.spec.types import SlashId, TaskId

if TYPE_CHECKING:
    from consort.chain.receipts import Depth
    from consort.chain.rehearsal import Rehearsal

GWEI: Final = 10**9
TAGS: Final[tuple[Literal["safe", "finalized"], ...]] = ("safe", "finalized")


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes' addresses in order, and the deployment's record if it is not the chain's own."""

    rpc_url: tuple[str, ...]
    deployment: Path | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Which account signs; a password that no file holds is asked for on a terminal.

    `sender` is the account that a signer outside signs for, `act_as` the node account acted as.
    Fees are wei per gas, `max_fee` None has no limit. With a `rehearsal` nothing is sent: what
    would be is noted there.
    """

    keystore: str | None = None
    password_file: Path | None = None
    signer_command: str | None = None
    signer_rpc: str | None = None
    sender: str | None = None
    act_as: str | None = None
    confirmations: "Depth" = 1
    max_fee: int | None = None
    fee_floor: int = 0
    dry_run: bool = False
    yes: bool = False
    rehearsal: "Rehearsal | None" = None


@dataclass(frozen=True, slots=True)
class NodePlace:
    """Where a role works, `interval` seconds between two looks at the chain.

    `keep_files` is for how many seconds files stay in the store once their round is over. `health`
    is where it tells how it is, None for nowhere.
    """

    task: int
    store: str
    state: Path
    interval: float
    keep_files: int | None
    health: str | None


@dataclass(frozen=True, slots=True)
class TrainingChoice:
    """How one contributor trains; what is None is as `ContributorConfig` has it."""

    index: int | None
    of: int | None
    seed: int | None
    device: str | None
    time_limit: float | None
    option: tuple[tuple[str, Option], ...]


@dataclass(frozen=True, slots=True)
class ContributeChoice:
    """How long to contribute; `stake` in base units to enrol with, None to be enrolled already."""

    stake: int | None
    once: bool


@dataclass(frozen=True, slots=True)
class ValidateChoice:
    """How long to validate, `rounds` None for ever; `stake` as for contributors."""

    stake: int | None
    rounds: int | None


@dataclass(frozen=True, slots=True)
class WatchChoice:
    """How long to watch, and whether to propose: `rounds` None for ever."""

    propose: bool
    once: bool
    rounds: int | None


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Whose model, from which seed, in codes of how many bits."""

    app: str
    seed: int
    code_bits: int


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """How updates become one: a rule's name, and what it trims at each end."""

    rule: str
    trim_bps: int


@dataclass(frozen=True, slots=True)
class TermsChoice:
    """A preset's name, single terms changed, and money: `budget` in base units."""

    preset: str
    term: tuple[str, ...]
    target_weight: int
    budget: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a task moves: another deployment's record, and a node if it is not the same one."""

    to: Path
    to_rpc: str | None


@dataclass(frozen=True, slots=True)
class MigrationChoice:
    """What changes as a task moves: what is None stays. `budget` in base units."""

    version: int | None
    rule: str | None
    trim_bps: int | None
    term: tuple[str, ...]
    target_weight: int | None
    budget: int


@dataclass(frozen=True, slots=True)
class OriginChoice:
    """Records of the deployments where a lineage began, and nodes of their chains."""

    origin_deployment: tuple[Path, ...]
    origin_rpc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which account is meant, without any will to sign."""

    keystore: str | None
    password_file: Path | None
    sender: str | None
    act_as: str | None


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose part is looked at: an address, else the node account, sender or keystore set."""

    address: str | None
    keystore: str | None
    sender: str | None
    act_as: str | None


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is shown: so many records, after those of the page before."""

    limit: int
    after: str | None


@dataclass(frozen=True, slots=True)
class EventChoice:
    """Which events are shown; None leaves all in."""

    task: int | None
    round: int | None
    account: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class DoctorChoice:
    """What a doctor looks at beside the usual: other nodes, a task; for how many rounds."""

    compare_rpc: tuple[str, ...]
    task: int | None
    rounds: int


@dataclass(frozen=True, slots=True)
class DashboardChoice:
    """Where a dashboard listens, by which names and proxies it is reached, and how often."""

    host: str
    port: int
    allow_host: tuple[str, ...]
    proxy: tuple[str, ...]
    rate: float


@dataclass(frozen=True, slots=True)
class DeployChoice:
    """What a deployment fixes; what is None comes from the preset. Money in base units."""

    supply: int
    preset: str
    governor: str | None
    slash_delay: int | None
    demand_price: int | None


@dataclass(frozen=True, slots=True)
class Listening:
    """Where an IPFS node listens, as multiaddrs; what is not given stays as it is."""

    listen: tuple[str, ...]
    announce: tuple[str, ...]
    rpc: str | None
    gateway: str | None
    storage_max: str | None


class Tokens(click.ParamType[int]):
    """An amount of tokens, as base units."""

    name = "tokens"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return base units of a decimal number such as 12.5."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d{1,30})(?:\.(\d{1,18}))?", str(value))
        if match is None:
            self.fail(f"{value!r} is not an amount of tokens, such as 100 or 0.5.", param, ctx)
        return int(match[1]) * TOKEN + int((match[2] or "").ljust(18, "0"))


class RpcUrl(click.types.StringParamType):
    """A node's address, or several separated by commas; the environment separates them so too."""

    name = "url"
    envvar_list_splitter = ","


class Gwei(click.ParamType[int]):
    """A price of gas in gwei, as wei."""

    name = "gwei"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return wei of a decimal number such as 1.5."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d{1,12})(?:\.(\d{1,9}))?", str(value))
        if match is None:
            self.fail(f"{value!r} is not a price in gwei, such as 30 or 0.5.", param, ctx)
        return int(match[1]) * GWEI + int((match[2] or "").ljust(9, "0"))


class Confirmations(click.ParamType["Depth"]):
    """How deep a transaction must lie before it counts: blocks, or what the chain calls them."""

    name = "blocks"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> "Depth":
        """Return a number from 1 on, or a tag."""
        for tag in TAGS:
            if value == tag:
                return tag
        if not str(value).isdecimal() or int(str(value)) < 1:
            self.fail(f"{value!r} is neither a number from 1 on nor safe or finalized.", param, ctx)
        return int(str(value))


class AppOption(click.ParamType[tuple[str, Option]]):
    """A name and a value for the app."""

    name = "app option"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Option]:
        """Return name and value of a text such as path=/data, alpha=0.1 or fast=true."""
        if isinstance(value, tuple):
            return value
        name, separator, text = str(value).partition("=")
        if not separator or not name:
            self.fail(f"{value!r} is not NAME=VALUE.", param, ctx)
        return name, _parse_option(text)


class IPv4(click.ParamType[str]):
    """An address to listen at."""

    name = "address"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return an IPv4 address."""
        try:
            return str(IPv4Address(str(value)))
        except ValueError:
            self.fail(f"{value!r} is not an IPv4 address such as 127.0.0.1.", param, ctx)


class SlashName(click.ParamType[SlashId]):
    """A slash as `consort slash list` names it."""

    name = "slash"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> SlashId:
        """Return the id that a text such as 0/7/1 or 0/7/v2 stands for."""
        if isinstance(value, SlashId):
            return value
        match = re.fullmatch(r"(\d{1,9})/(\d{1,7})/(v?)(\d{1,5})", str(value))
        if match is None or int(match[4]) >= SlashId.VOTERS:
            self.fail(f"{value!r} is not a slash such as 0/7/1 or 0/7/v2.", param, ctx)
        make = SlashId.of_voter if match[3] else SlashId.of_proposal
        return make(TaskId(int(match[1])), int(match[2]), int(match[4]))


def _parse_option(text: str) -> Option:
    """Return a number, true or false as TOML has them, and anything else as it is."""
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float) else text
