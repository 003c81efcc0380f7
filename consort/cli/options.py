"""Options that several commands share, those that belong together passed on as one value."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from consort.cli.settings import (
    Confirmations,
    DeployChoice,
    Gwei,
    ModelChoice,
    Network,
    NodePlace,
    RpcUrl,
    RuleChoice,
    Signer,
    TermsChoice,
    Tokens,
)

Declaration = Callable[..., int | None]
Decorator = Callable[[Declaration], Declaration]

PATH: Final = click.Path(path_type=Path)
FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
CHAIN: Final = click.Choice(["anvil", "ganache"])
ROLE: Final = click.Choice(["contributor", "validator"])
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


preset_option = click.option(
    "--preset",
    type=click.Choice(["default", "minimal"]),
    default="default",
    show_default=True,
    help="Terms to start from; minimal has phases of seconds, for local chains.",
)
task_argument = click.argument("task", type=click.IntRange(0))
task_option = click.option(
    "--task",
    type=click.IntRange(0),
    required=True,
    envvar="CONSORT_TASK",
    show_envvar=True,
    help="The task's number.",
)
store_option = click.option(
    "--store",
    default="directory:store",
    show_default=True,
    envvar="CONSORT_STORE",
    show_envvar=True,
    help="directory:PATH, or kubo: and an address.",
)

network_options = bundle(
    "network",
    Network,
    click.option(
        "--rpc-url",
        type=RpcUrl(),
        multiple=True,
        envvar="ETH_RPC_URL",
        default=["http://127.0.0.1:8545"],
        show_default=True,
        show_envvar=True,
        help="The chain's node; give more than one, and the next is asked where one fails.",
    ),
    click.option(
        "--deployment", type=PATH, help="Deployment record [default: deployments/CHAINID.json]."
    ),
)
signer_options = bundle(
    "signer",
    Signer,
    click.option("--keystore", help="Keystore, a path or a name of Foundry's [env: ETH_KEYSTORE]."),
    click.option("--password-file", type=PATH, help="Holds its password [env: ETH_PASSWORD]."),
    click.option(
        "--confirmations",
        type=Confirmations(),
        default=1,
        show_default=True,
        help="Blocks to wait for, or: safe, finalized.",
    ),
    click.option(
        "--max-fee",
        type=Gwei(),
        metavar="GWEI",
        envvar="CONSORT_MAX_FEE",
        show_envvar=True,
        help="Never pay more per gas, wait instead [default: no limit].",
    ),
    click.option(
        "--fee-floor",
        type=Gwei(),
        metavar="GWEI",
        envvar="CONSORT_FEE_FLOOR",
        show_envvar=True,
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
    click.option(
        "--state",
        type=PATH,
        default=Path("state"),
        show_default=True,
        envvar="CONSORT_STATE",
        show_envvar=True,
        help="Where the node keeps what it must not forget.",
    ),
    click.option(
        "--interval",
        type=click.FloatRange(0.01),
        default=1.0,
        show_default=True,
        help="Seconds between two looks at the chain.",
    ),
)
app_option = click.option(
    "--app",
    required=True,
    envvar="CONSORT_APP",
    show_envvar=True,
    help="The app: module:name or path/to/file.py:name.",
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
