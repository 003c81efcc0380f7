"""Options that several commands share, those that belong together passed on as one value."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from consort.cli.completion import complete_keystore, complete_task
from consort.cli.config.setting import setting
from consort.cli.output import Output
from consort.cli.settings import (
    AppOption,
    Confirmations,
    DeployChoice,
    Destination,
    DoctorChoice,
    EventChoice,
    Gwei,
    Identity,
    MigrationChoice,
    ModelChoice,
    Network,
    NodePlace,
    OriginChoice,
    Paging,
    RpcUrl,
    RuleChoice,
    Signer,
    TermsChoice,
    Tokens,
    TrainingChoice,
    Whose,
)

Declaration = Callable[..., int | None]
Decorator = Callable[[Declaration], Declaration]

PATH: Final = click.Path(path_type=Path)
FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
CHAIN: Final = click.Choice(["anvil", "ganache"])
ROLE: Final = click.Choice(["contributor", "validator"])
ADDRESS: Final = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
"""An account for examples, the one of EIP-55."""
RULES: Final = ("weighted-mean", "trimmed-mean", "median")


def bundle(name: str, kind: type[Any], *options: Decorator) -> Decorator:
    """Add options, and pass their values on as one `kind`, under `name`."""

    def decorate(declaration: Declaration) -> Declaration:
        @wraps(declaration)
        def run(**values: Any) -> int | None:
            names = [field.name for field in fields(kind) if field.name in values]
            own = {name: values.pop(name) for name in names}
            return declaration(**values, **{name: kind(**own)})

        decorated: Declaration = run
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def use_log_format(context: click.Context, _parameter: click.Parameter, form: str) -> None:
    """Write the log as a command's option says."""
    output = context.find_object(Output)
    if form == "json" and output is not None and not context.resilient_parsing:
        output.use_log_lines()


preset_option = click.option(
    "--preset",
    type=click.Choice(["default", "minimal"]),
    default="default",
    show_default=True,
    help="Terms to start from; minimal has phases of seconds, for local chains.",
)
task_argument = click.argument("task", type=click.IntRange(0), shell_complete=complete_task)
task_option = setting(
    "--task",
    type=click.IntRange(0),
    required=True,
    shell_complete=complete_task,
    help="The task's number.",
)
store_option = setting(
    "--store",
    default="directory:store",
    show_default=True,
    help="directory:PATH, kubo:ADDRESS[,secret-file=FILE][,gateway=URL], or gateway:URL.",
)
keystore_option = setting(
    "--keystore",
    envvar="ETH_KEYSTORE",
    shell_complete=complete_keystore,
    help="Keystore, a path or a name of Foundry's.",
)
password_option = setting(
    "--password-file", type=PATH, envvar="ETH_PASSWORD", help="Holds the keystore's password."
)
index_option = setting(
    "--index-file",
    type=PATH,
    help="The index of events [default: $XDG_STATE_HOME/consort/index/, one for each deployment].",
)
state_option = setting(
    "--state",
    type=PATH,
    default=Path("state"),
    show_default=True,
    help="Where the node keeps what it must not forget.",
)

sender_option = setting(
    "--from",
    "sender",
    metavar="ADDRESS",
    envvar="ETH_FROM",
    help="The account that signs; a signer outside must be told.",
)
act_as_option = setting(
    "--act-as", metavar="ADDRESS", help="The node account that this key acts for."
)
identity_options = bundle(
    "identity", Identity, keystore_option, password_option, sender_option, act_as_option
)
whose_options = bundle(
    "whose",
    Whose,
    click.argument("address", required=False),
    keystore_option,
    sender_option,
    act_as_option,
)
paging_options = bundle(
    "paging",
    Paging,
    click.option(
        "--limit",
        type=click.IntRange(1, 1_000),
        default=100,
        show_default=True,
        help="How many to list.",
    ),
    click.option("--after", metavar="CURSOR", help="Go on where the page before ended."),
)
event_options = bundle(
    "choice",
    EventChoice,
    click.option("--task", type=click.IntRange(0), help="Only those of a task."),
    click.option("--round", type=click.IntRange(0), help="Only those of a round of the task."),
    click.option("--account", metavar="ADDRESS", help="Only those that name an account."),
    click.option("--kind", metavar="EVENT", help="Only those of one kind, such as Committed."),
)
network_options = bundle(
    "network",
    Network,
    setting(
        "--rpc-url",
        type=RpcUrl(),
        multiple=True,
        envvar="ETH_RPC_URL",
        default=["http://127.0.0.1:8545"],
        show_default=True,
        help="The chain's node; give more than one, and the next is asked where one fails.",
    ),
    setting(
        "--deployment", type=PATH, help="Deployment record [default: deployments/CHAINID.json]."
    ),
)
signer_options = bundle(
    "signer",
    Signer,
    keystore_option,
    password_option,
    setting("--signer-command", metavar="COMMAND", help="A program that signs instead."),
    setting("--signer-rpc", metavar="URL", help="A service that signs instead."),
    sender_option,
    act_as_option,
    setting(
        "--confirmations",
        type=Confirmations(),
        default=1,
        show_default=True,
        help="Blocks to wait for, or: safe, finalized.",
    ),
    setting(
        "--max-fee",
        type=Gwei(),
        metavar="GWEI",
        help="Never pay more per gas, wait instead [default: no limit].",
    ),
    setting(
        "--fee-floor",
        type=Gwei(),
        metavar="GWEI",
        default="0",
        show_default=True,
        help="Never offer less per gas.",
    ),
    click.option(
        "--dry-run", is_flag=True, help="Show what would be sent and what it costs; send nothing."
    ),
    click.option("--yes", is_flag=True, help="Do not ask on a terminal before anything is sent."),
)
node_options = bundle(
    "place",
    NodePlace,
    task_option,
    store_option,
    state_option,
    setting(
        "--interval",
        type=click.FloatRange(0.01),
        default=1.0,
        show_default=True,
        help="Seconds between two looks at the chain.",
    ),
    setting(
        "--keep-files",
        type=click.IntRange(0),
        metavar="SECONDS",
        help="How long files of a round that is over stay in the store [default: the exit delay].",
    ),
    setting(
        "--health",
        metavar="HOST:PORT",
        help="Serve /healthz, /ready and /metrics there; PORT alone is on loopback.",
    ),
    setting(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        expose_value=False,
        callback=use_log_format,
        help="Progress, warnings and errors on stderr, a line each.",
    ),
)
app_option = setting("--app", required=True, help="The app: module:name or path/to/file.py:name.")
training_options = bundle(
    "training",
    TrainingChoice,
    setting("--index", type=int, help="Which share of the data is mine, of a public data set."),
    setting("--of", type=int, help="How many shares there are."),
    setting("--seed", type=int, help="What my share and my training are drawn from."),
    setting("--device", help="Where to train, such as cpu or cuda:0."),
    setting("--time-limit", type=float, help="Seconds that one training may take."),
    setting(
        "--option",
        type=AppOption(),
        multiple=True,
        metavar="NAME=VALUE",
        help="What the app itself wants to know, such as path=/data/mine.",
    ),
)
model_options = bundle(
    "model",
    ModelChoice,
    app_option,
    click.option("--seed", type=click.IntRange(0), default=0, show_default=True),
    click.option(
        "--code-bits",
        type=click.Choice([8, 16]),
        default=8,
        show_default=True,
        help="Bits of each coordinate of an update.",
    ),
)
rule_options = bundle(
    "rule",
    RuleChoice,
    click.option("--rule", type=click.Choice(RULES), default="trimmed-mean", show_default=True),
    click.option(
        "--trim-bps",
        type=click.IntRange(0, 4999),
        default=1000,
        show_default=True,
        help="What the trimmed mean cuts at each end, in 1/10000 of the weight.",
    ),
)
terms_options = bundle(
    "terms",
    TermsChoice,
    preset_option,
    click.option(
        "--term",
        multiple=True,
        metavar="NAME=NUMBER",
        help="Change one term, such as commit=600 or challenge=60 (seconds).",
    ),
    click.option(
        "--target-weight",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        help="Total weight below which a round pays only a part of its budget.",
    ),
    click.option("--budget", type=Tokens(), default="0", help="Tokens to fund the task with."),
)
destination_options = bundle(
    "destination",
    Destination,
    click.option("--to", type=FILE, required=True, help="The new deployment's record."),
    click.option("--to-rpc", help="A node of its chain [default: the same as the old one's]."),
)
migration_options = bundle(
    "choice",
    MigrationChoice,
    click.option("--version", type=click.IntRange(0), help="Which version [default: the newest]."),
    click.option("--rule", type=click.Choice(RULES), help="Another rule."),
    click.option("--trim-bps", type=click.IntRange(0, 4999), help="Another part to trim."),
    click.option("--term", multiple=True, metavar="NAME=NUMBER", help="Change one term."),
    click.option("--target-weight", type=click.IntRange(1), help="Another target weight."),
    click.option("--budget", type=Tokens(), default="0", help="Tokens to fund the new task with."),
)
origin_options = bundle(
    "origins",
    OriginChoice,
    click.option(
        "--origin-deployment",
        type=FILE,
        multiple=True,
        help="Record of a deployment that the model was trained on before.",
    ),
    click.option("--origin-rpc", multiple=True, help="A node of its chain [default: --rpc-url's]."),
)
doctor_options = bundle(
    "choice",
    DoctorChoice,
    click.option("--compare-rpc", multiple=True, help="Another node of the same chain."),
    setting(
        "--task",
        type=click.IntRange(0),
        shell_complete=complete_task,
        help="The task's number.",
    ),
    click.option(
        "--rounds",
        type=click.IntRange(1),
        default=100,
        show_default=True,
        help="Warn unless coins and budget last for so many.",
    ),
)
deploy_options = bundle(
    "choice",
    DeployChoice,
    click.option("--supply", type=Tokens(), default="1000000000", show_default=True),
    preset_option,
    click.option(
        "--governor",
        metavar="ADDRESS",
        help="Who may switch off kinds of proofs, best a timelock [default: the signer].",
    ),
    click.option(
        "--slash-delay",
        type=click.IntRange(0),
        metavar="SECONDS",
        help="Time between a conviction and its slash [default: the preset's].",
    ),
    click.option(
        "--demand-price",
        type=Tokens(),
        metavar="TOKENS",
        help="Deposit of a demand to open a tree [default: the preset's].",
    ),
)
