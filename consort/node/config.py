"""Where a node works, as plain values: from a command line, or for another process."""

from dataclasses import dataclass, field
from pathlib import Path

from consort.chain.accounts import get_password, load_account
from consort.chain.client import Chain
from consort.chain.sender import SendOptions
from consort.node.progress import Report
from consort.node.session import Surroundings
from consort.spec.types import Address, TaskId
from consort.storage.address import open_store


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """Name a node's chain, account, store, task and directory; `interval` is in seconds.

    `deployment` is the record of the contracts, `store` an address as `open_store` takes it,
    `state` the directory in which nodes keep what they must not forget, `act_as` the node account
    that the key acts as, if it does. A path to the password crosses to another process, never the
    password; without a file it is empty.
    """

    rpc_url: str
    deployment: Path
    keystore: Path
    store: str
    task: TaskId
    state: Path
    password_file: Path | None = None
    interval: float = 1.0
    sending: SendOptions = field(default_factory=SendOptions)
    act_as: Address | None = None


def connect(config: NodeConfig, report: Report) -> Surroundings:
    """Open account, chain and store; raises what each of them raises."""
    file = config.password_file
    password = get_password(config.keystore, file) if file else ""
    account = load_account(config.keystore, password)
    chain = Chain.connect(config.rpc_url, config.deployment, account, config.sending)
    if config.act_as is not None:
        chain = chain.act_as(config.act_as)
    store = open_store(config.store)
    return Surroundings(chain, store, config.task, config.state, report, interval=config.interval)
