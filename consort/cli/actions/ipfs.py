"""An IPFS node of a private network: made, told of its peers, run."""

from collections.abc import Iterator
from pathlib import Path

from consort.cli.doctor.finding import Finding
from consort.cli.doctor.ipfs import examine_node, examine_store
from consort.cli.doctor.report import report
from consort.cli.output import Output
from consort.cli.settings import Listening
from consort.storage.address import open_store
from consort.storage.kubo_config import DaemonPlan
from consort.storage.kubo_daemon import become_daemon
from consort.storage.kubo_repository import KuboRepository, prepare_repository
from consort.storage.multiaddr import PeerAddress, TcpAddress
from consort.storage.swarm_key import read_swarm_key


def init_repository(
    output: Output, repository: Path, swarm_key: Path | None, listening: Listening
) -> None:
    """Make or change a repository.

    Raises BadMultiaddr, BadSwarmKey, RepositoryUnusable, KuboMissing, KuboFailed.
    """
    key = read_swarm_key(swarm_key) if swarm_key else None
    made = prepare_repository(repository, _plan(listening), swarm_key=key)
    contacts = [str(contact) for contact in made.list_contacts()]
    document = {
        "repository": str(made.path),
        "peer_id": made.peer_id,
        "contacts": contacts,
        "swarm_key": str(made.swarm_key),
        "store": made.store_url,
    }
    lines = (
        f"repository  {made.path}",
        f"swarm key   {made.swarm_key} (for members of the network, and nobody else)",
        f"store       {made.store_url}",
        *(f"peers use   {contact}" for contact in contacts),
    )
    output.show(document, "\n".join(lines))
    if not contacts:
        output.note("Others cannot dial this node: give --announce the address that they reach.")


def run_daemon(output: Output, repository: Path) -> None:
    """Become the daemon; raises KuboMissing, RepositoryUnusable."""
    found = KuboRepository(repository.absolute())
    found.check()
    document = {"event": "Starting", "repository": str(found.path), "store": found.store_url}
    output.tell(document, f"IPFS node {found.path}, store at {found.store_url}; Ctrl-C ends it")
    become_daemon(found)


def show_contacts(output: Output, repository: Path) -> None:
    """Print what others need to reach a node; raises RepositoryUnusable."""
    found = KuboRepository(repository.absolute())
    contacts = [str(contact) for contact in found.list_contacts()]
    output.show({"peer_id": found.peer_id, "contacts": contacts}, "\n".join(contacts))
    if not contacts:
        output.note("Others cannot dial this node: `consort ipfs init --announce MULTIADDR`.")


def add_peers(output: Output, repository: Path, addresses: tuple[str, ...]) -> None:
    """Name peers in the configuration; raises BadMultiaddr, RepositoryUnusable."""
    contacts = [PeerAddress.parse(text) for text in addresses]
    KuboRepository(repository.absolute()).add_peers(contacts)
    list_peers(output, repository)


def remove_peers(output: Output, repository: Path, ids: tuple[str, ...]) -> None:
    """Take peers out of the configuration; raises RepositoryUnusable."""
    KuboRepository(repository.absolute()).remove_peers(ids)
    list_peers(output, repository)


def list_peers(output: Output, repository: Path) -> None:
    """Print the configured peers; raises RepositoryUnusable."""
    peers = [str(peer) for peer in KuboRepository(repository.absolute()).list_peers()]
    output.show({"peers": peers}, "\n".join(peers) or "No peers are configured.")


def run_doctor(output: Output, repository: Path, store: str | None) -> None:
    """Examine a node; the exit code is that of the failures, 0 without any."""
    report(output, _examine(KuboRepository(repository.absolute()), store))


def _examine(repository: KuboRepository, store: str | None) -> Iterator[Finding]:
    """Look at a node and its store; at a store alone if it is another node's."""
    if store is None:
        repository.read_config()
        yield from examine_node(repository, open_store(repository.store_url))
    elif (repository.path / "config").exists():
        yield from examine_node(repository, open_store(store))
    else:
        yield from examine_store(open_store(store))


def _plan(listening: Listening) -> DaemonPlan:
    def parse(text: str | None) -> TcpAddress | None:
        return None if text is None else TcpAddress.parse(text)

    return DaemonPlan(
        swarm=tuple(map(TcpAddress.parse, listening.listen)) or None,
        announce=tuple(map(TcpAddress.parse, listening.announce)) or None,
        rpc=parse(listening.rpc),
        gateway=parse(listening.gateway),
        storage_max=listening.storage_max,
    )
