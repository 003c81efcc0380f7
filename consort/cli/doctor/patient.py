"""What the doctor looks at. Each part is opened when a check first needs it, and may not open."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from consort.chain.accounts import find_keystore, get_keystore_address, parse_address
from consort.chain.client import Chain
from consort.chain.deployment import Deployment, load_deployment
from consort.chain.rpc import Rpc
from consort.chain.sender import get_state_directory
from consort.errors import ConfigError
from consort.spec.types import Address, TaskId

PATIENCE = 10.0
"""Seconds that one answer may take."""


class NotNamed(Exception):
    """What a check is about was not named; it has nothing to say then."""


@dataclass(frozen=True)
class Patient:
    """A set-up as options and cast's environment variables name it; None is what nobody named."""

    rpc_url: str
    other_rpc_urls: Sequence[str]
    record: Path | None
    keystore_name: str | None
    password_file: Path | None
    account: str | None
    act_as: str | None
    store: str
    state: Path
    task_number: int | None
    rounds: int
    config: Path | None
    config_faults: Sequence[ConfigError]

    @cached_property
    def rpc(self) -> Rpc:
        """Return the chain's node; raises BadRpcUrl."""
        return Rpc(self.rpc_url, PATIENCE)

    @cached_property
    def chain_id(self) -> int:
        """Return the chain's id; raises ChainUnreachable."""
        return int(self.rpc.request("eth_chainId"), 16)

    @cached_property
    def deployment(self) -> Deployment:
        """Return the record; raises DeploymentMissing, DeploymentUnreadable."""
        return load_deployment(self.chain_id if self.record is None else self.record)

    @cached_property
    def chain(self) -> Chain:
        """Return the deployment, verified; raises as `Chain.connect`."""
        return Chain.connect(self.rpc_url, self.deployment)

    @cached_property
    def keystore(self) -> Path:
        """Return the account's keystore; raises NotNamed, KeystoreMissing."""
        if self.keystore_name is None:
            raise NotNamed("no keystore is named: --keystore or ETH_KEYSTORE")
        return find_keystore(self.keystore_name)

    @cached_property
    def address(self) -> Address:
        """Return the account; raises NotNamed, and what its keystore raises."""
        if self.account is not None:
            return parse_address(self.account)
        address = get_keystore_address(self.keystore)
        if address is None:
            raise NotNamed(f"{self.keystore} does not name its account: set ETH_FROM")
        return address

    @property
    def participant(self) -> Address:
        """Return who is enrolled: the node account acted as, else the account; raises NotNamed."""
        return parse_address(self.act_as) if self.act_as else self.address

    @cached_property
    def task(self) -> TaskId:
        """Return the task; raises NotNamed, UnknownTask."""
        if self.task_number is None:
            raise NotNamed("no task is named: --task")
        self.chain.get_task(TaskId(self.task_number))
        return TaskId(self.task_number)

    @property
    def journals(self) -> Path:
        """Return where accounts note what they have sent."""
        return get_state_directory()
