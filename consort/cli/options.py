"""Options that several commands share."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from consort.cli.settings import Network, Signer

Declaration = Callable[..., None]

PATH = click.Path(path_type=Path)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
ROLE = click.Choice(["contributor", "validator"])


def network_options(declaration: Declaration) -> Declaration:
    """Add what names a chain and its contracts, passed on as `network`."""

    @click.option(
        "--rpc-url",
        envvar="ETH_RPC_URL",
        default="http://127.0.0.1:8545",
        show_default=True,
        show_envvar=True,
        help="The chain's node.",
    )
    @click.option(
        "--deployment", type=PATH, help="Deployment record [default: deployments/CHAINID.json]."
    )
    @wraps(declaration)
    def run(rpc_url: str, deployment: Path | None, **values: Any) -> None:
        declaration(network=Network(rpc_url, deployment), **values)

    return run


def signer_options(declaration: Declaration) -> Declaration:
    """Add what names the account that signs, passed on as `signer`."""

    @click.option("--keystore", help="Keystore, a path or a name of Foundry's [env: ETH_KEYSTORE].")
    @click.option("--password-file", type=PATH, help="Holds its password [env: ETH_PASSWORD].")
    @click.option("--confirmations", default=1, help="Blocks to wait for.", show_default=True)
    @wraps(declaration)
    def run(
        keystore: str | None, password_file: Path | None, confirmations: int, **values: Any
    ) -> None:
        declaration(signer=Signer(keystore, password_file, confirmations), **values)

    return run


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
state_option = click.option(
    "--state",
    type=PATH,
    default=Path("state"),
    show_default=True,
    envvar="CONSORT_STATE",
    show_envvar=True,
    help="Where the node keeps what it must not forget.",
)
app_option = click.option(
    "--app",
    required=True,
    envvar="CONSORT_APP",
    show_envvar=True,
    help="The app: module:name or path/to/file.py:name.",
)
