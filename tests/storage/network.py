"""Several Kubo nodes of one private network, each with a repository of its own."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from consort.storage.kubo_config import DaemonPlan
from consort.storage.kubo_daemon import KuboDaemon, start_daemon
from consort.storage.kubo_repository import KuboRepository, prepare_repository
from consort.storage.multiaddr import TcpAddress
from consort.storage.swarm_key import make_swarm_key

SECONDS = 30.0


def pick_address() -> TcpAddress:
    """Return an address of this machine with a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return TcpAddress("ip4", "127.0.0.1", server.getsockname()[1])


def make_node(ipfs: Path, path: Path, key: str | None = None) -> KuboRepository:
    """Prepare a repository at free ports."""
    plan = DaemonPlan(swarm=(pick_address(),), rpc=pick_address())
    return prepare_repository(path, plan, swarm_key=key, ipfs=ipfs)


def make_mesh(ipfs: Path, root: Path, count: int) -> list[KuboRepository]:
    """Prepare nodes that all know each other."""
    key = make_swarm_key()
    nodes = [make_node(ipfs, root / f"node-{number}", key) for number in range(count)]
    for node in nodes:
        node.add_peers(contact for other in nodes for contact in other.list_contacts())
    return nodes


@contextmanager
def running(ipfs: Path, nodes: Sequence[KuboRepository]) -> Iterator[list[KuboDaemon]]:
    """Run nodes until the block is left; they are connected when this yields."""
    with ExitStack() as stack:
        daemons = [
            stack.enter_context(start_daemon(node.path, ipfs, offline=False)) for node in nodes
        ]
        for node, daemon in zip(nodes, daemons, strict=True):
            wait_for_peers(daemon, {peer.id for peer in node.list_peers()})
        yield daemons


def wait_for_peers(daemon: KuboDaemon, ids: set[str]) -> None:
    """Wait until a daemon is connected with these nodes."""
    deadline = time.monotonic() + SECONDS
    while not ids <= (connected := daemon.open().list_connected()):
        assert time.monotonic() < deadline, f"not connected: {ids - connected}"
        time.sleep(0.05)
