"""The façade: one deployment on one chain, seen and used by at most one account."""

from copy import copy
from pathlib import Path
from typing import Self

from consort.chain.deployment import Deployment, load_deployment, verify_chain
from consort.chain.events import E, Event, Logged
from consort.chain.logs import get_events
from consort.chain.rpc import Rpc
from consort.chain.sender import SendOptions
from consort.chain.signing import Account
from consort.chain.transactions import Transactions


class Chain(Transactions):
    """A verified deployment; reads, writes and events."""

    @classmethod
    def connect(
        cls,
        rpc: Rpc | str,
        deployment: Deployment | Path,
        account: Account | None = None,
        options: SendOptions | None = None,
    ) -> Self:
        """Connect, and check chain id, code and protocol version against the record.

        `rpc` may be one URL, or several separated by commas. Raises BadRpcUrl, ChainUnreachable,
        WrongChainId, ContractsMissing, WrongCode, WrongProtocolVersion, DeploymentMissing,
        DeploymentUnreadable.
        """
        rpc = Rpc(rpc) if isinstance(rpc, str) else rpc
        record = load_deployment(deployment) if isinstance(deployment, Path) else deployment
        verify_chain(rpc, record)
        return cls(rpc, record, account, options)

    def at(self, block: int) -> Self:
        """Return the same chain, read at the end of a block."""
        pinned = copy(self)
        pinned.block = block
        return pinned

    def get_events(self, first: int, last: int, *kinds: type[E]) -> list[Logged[E]]:
        """Return the events of these kinds (all, if none) from block `first` to `last`, in order.

        Raises ChainUnreachable, LogsTooWide.
        """
        return get_events(self.rpc, self.deployment, range(first, last + 1), kinds)

    def get_all_events(self) -> list[Logged[Event]]:
        """Return every event from the deployment to the newest block, or the one that is read."""
        return self.get_events(self.deployment.first_block, self.clock().block, Event)
