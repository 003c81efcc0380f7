"""Where the parts of a net lie and listen: on one machine, or each in a container of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from consort.chain.chain_program import CHAIN_ID
from consort.cli.net.plan import CHAIN, DASHBOARD
from consort.dashboard import PORT

CONTAINED: Final = Path("/net")
"""Where containers have the directory of a net; each sees its own part of it only."""
LOOPBACK: Final = "127.0.0.1"
CHAIN_PORT: Final = 8545
RPC_PORT: Final = 5001
SWARM_PORT: Final = 4001
HEALTH_PORT: Final = 9464


@dataclass(frozen=True, slots=True)
class Layout:
    """Place a net's parts below `root`; each has a directory there, its home.

    `ports` are those on one machine, by name; None means containers: each is a host of its name and
    listens on ports that are always the same.
    """

    root: Path
    ports: Mapping[str, int] | None = None

    @property
    def is_one_machine(self) -> bool:
        """Tell whether all parts share this machine's loopback."""
        return self.ports is not None

    @property
    def deployments(self) -> Path:
        """Return where the deployment's record lies."""
        return self.root / "deployments"

    @property
    def record(self) -> Path:
        """Return the deployment's record."""
        return self.deployments / f"{CHAIN_ID}.json"

    @property
    def blocks(self) -> Path:
        """Return the directory store."""
        return self.root / "store"

    @property
    def rpc_url(self) -> str:
        """Return the chain's address."""
        return self.get_url(CHAIN)

    def get_home(self, name: str) -> Path:
        """Return the directory of a part, which nobody else needs."""
        return self.root / name

    def get_host(self, name: str) -> str:
        """Return the host that others reach a part at."""
        return LOOPBACK if self.is_one_machine else name

    def get_url(self, name: str) -> str:
        """Return where others reach a part: a chain, a Kubo node's RPC port, a node's health."""
        return f"http://{self.get_host(name)}:{self.get_port(name)}"

    @property
    def bound(self) -> str:
        """Return the address that a part listens on."""
        return LOOPBACK if self.is_one_machine else "0.0.0.0"  # noqa: S104 - a container's own

    def get_port(self, name: str) -> int:
        """Return where a part listens; peers meet a Kubo node at that of `swarm` and its name."""
        return fixed_port(name) if self.ports is None else self.ports[name]


def fixed_port(name: str) -> int:
    """Return a part's port in a container."""
    if name.startswith("swarm "):
        return SWARM_PORT
    if name.startswith("kubo-"):
        return RPC_PORT
    return {CHAIN: CHAIN_PORT, DASHBOARD: PORT}.get(name, HEALTH_PORT)
