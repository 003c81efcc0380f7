"""An IPFS node: its own directory, its daemon, the peers it has, the gateways behind it."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from consort.cli.doctor.finding import Finding, Status
from consort.errors import UNREACHABLE, CidMismatch, ConsortError
from consort.storage.fallback import FallbackStore
from consort.storage.gateway import GatewayStore
from consort.storage.kubo import KuboStore
from consort.storage.kubo_config import is_guarded, list_rpc
from consort.storage.kubo_program import MINIMUM_VERSION, find_ipfs, parse_version
from consort.storage.kubo_repository import KuboRepository
from consort.storage.store import Store
from consort.storage.swarm_key import read_swarm_key

Findings = Iterator[Finding]

_SECONDS: Final = 10.0
_PROBE: Final = b"consort ipfs doctor\n"
_LEAST_FREE: Final = 1 << 30
_NEARLY_FULL: Final = 0.9
_GB: Final = 10**9
_NEEDED: Final = ".".join(map(str, MINIMUM_VERSION))


def examine_node(repository: KuboRepository, store: Store) -> Findings:
    """Yield what is found of a node and of the store in it, each check by itself."""
    checks: list[tuple[str, Callable[[], Findings]]] = [
        ("program", check_program),
        ("repository", lambda: check_repository(repository)),
        ("swarm key", lambda: check_swarm_key(repository)),
        ("rpc", lambda: check_rpc(repository)),
        ("address", lambda: check_contacts(repository)),
        ("disk", lambda: check_disk(repository.path)),
    ]
    for name, check in checks:
        yield from _run(name, check)
    yield from examine_store(store, repository)


def examine_store(store: Store, repository: KuboRepository | None = None) -> Findings:
    """Yield what is found of a store; `repository` is that of its daemon, if it is known."""
    match store:
        case FallbackStore(daemon=KuboStore() as daemon, gateways=GatewayStore() as gateways):
            yield from _examine_daemon(daemon, repository)
            yield from check_gateways(gateways)
        case KuboStore():
            yield from _examine_daemon(store, repository)
        case GatewayStore():
            yield from check_gateways(store)
        case _:
            yield Finding("store", Status.SKIP, f"{store.describe()} has no IPFS node.")


def check_program() -> Findings:
    """Say which program would run; raises KuboMissing."""
    yield Finding("program", Status.OK, f"{find_ipfs()} is Kubo {_NEEDED} or newer.")


def check_repository(repository: KuboRepository) -> Findings:
    """Say whether a node is there and private; raises RepositoryUnusable."""
    repository.check()
    found = f"{repository.path} is node {repository.peer_id}, which dials nobody but its peers."
    yield Finding("repository", Status.OK, found)


def check_swarm_key(repository: KuboRepository) -> Findings:
    """Say whether the network's key is one, and nobody else's; raises BadSwarmKey."""
    read_swarm_key(repository.swarm_key)
    yield _judge_mode("swarm key", repository.swarm_key)


def check_rpc(repository: KuboRepository) -> Findings:
    """Say who may administer the daemon; raises RepositoryUnusable."""
    config = repository.read_config()
    places, is_local = list_rpc(config), all(rpc.is_loopback for rpc in list_rpc(config))
    named = ", ".join(map(str, places))
    if not is_guarded(config):
        yield Finding(
            "rpc",
            Status.WARN if is_local else Status.FAIL,
            f"{named} needs no secret: whoever reaches it administers the node.",
            "Run `consort ipfs init` on it, and start the daemon again.",
        )
        return
    yield Finding.of_measure(
        "rpc",
        f"{named} needs a secret{'' if is_local else ', and is open to other machines'}.",
        "The secret crosses the network as it is: only through TLS or a network of yours.",
        is_bad=False,
        is_poor=not is_local,
    )
    yield _judge_mode("secret", repository.secret)


def check_contacts(repository: KuboRepository) -> Findings:
    """Say how others get to this node, and whom it knows; raises RepositoryUnusable."""
    contacts, peers = repository.list_contacts(), repository.list_peers()
    is_far = any(not contact.address.is_loopback for contact in contacts)
    yield Finding.of_measure(
        "address",
        ", ".join(map(str, contacts)) or "no address that others can dial.",
        "Other machines do not get there: `consort ipfs init --listen` or `--announce`.",
        is_bad=not contacts,
        is_poor=not is_far,
    )
    yield Finding.of_measure(
        "peers",
        f"{len({peer.id for peer in peers})} are configured.",
        "Give `consort ipfs peer add` what `consort ipfs id` prints on the other nodes.",
        is_bad=False,
        is_poor=not peers,
    )


def check_disk(path: Path) -> Findings:
    """Say how much more fits on the disk of a repository."""
    free = shutil.disk_usage(path if path.exists() else path.absolute().parent).free
    yield Finding.of_measure(
        "disk",
        f"{free / _GB:.1f} GB are free at {path}.",
        "Free some: a daemon that cannot write keeps nothing.",
        is_bad=not free,
        is_poor=free < _LEAST_FREE,
    )


def check_version(daemon: KuboStore) -> Findings:
    """Say whether the daemon is recent; raises StoreUnreachable."""
    version = daemon.get_version()
    yield Finding.of_measure(
        "version",
        f"Kubo {version}.",
        f"Versions before {_NEEDED} have known holes: install a newer one, or `make kubo`.",
        is_bad=parse_version(version) < MINIMUM_VERSION,
    )


def check_round_trip(daemon: KuboStore) -> Findings:
    """Put a file, always the same, and read it again; raises StorageError."""
    try:
        file = daemon.put(_PROBE)
    except CidMismatch as error:
        advice = "Something between us and the daemon changes what is sent."
        yield Finding("round trip", Status.FAIL, f"{error.actual}: not our content id.", advice)
        return
    daemon.read(file, limit=file.size, timeout=_SECONDS)
    daemon.unpin(file)
    found = f"{file.cid} goes in and comes out, named as we name it."
    yield Finding("round trip", Status.OK, found)


def check_usage(daemon: KuboStore) -> Findings:
    """Say how full the repository is; raises StoreUnreachable."""
    used, most = daemon.get_usage()
    yield Finding.of_measure(
        "storage",
        f"{used / _GB:.2f} of {most / _GB:.2f} GB are used.",
        "Unpinned files go by themselves; if it stays so: `consort ipfs init --storage-max`.",
        is_bad=False,
        is_poor=used > most * _NEARLY_FULL,
    )


def check_identity(daemon: KuboStore, repository: KuboRepository) -> Findings:
    """Say whether the daemon is the one of the repository; raises StoreUnreachable."""
    actual, wanted = daemon.get_id(), repository.peer_id
    yield Finding.of_measure(
        "daemon",
        f"it is node {actual}" + ("." if actual == wanted else f", not {wanted}."),
        "The store's address is another node's: take the one `consort ipfs init` prints.",
        is_bad=actual != wanted,
    )


def check_peers(daemon: KuboStore, repository: KuboRepository) -> Findings:
    """Say which configured peers are connected; raises StoreUnreachable."""
    wanted = {peer.id for peer in repository.list_peers()}
    missing = sorted(wanted - daemon.list_connected())
    finding = Finding.of_measure(
        "connected",
        f"{len(wanted) - len(missing)} of {len(wanted)} peers"
        + (f"; not {', '.join(missing)}." if missing else "."),
        "Do they run, with the same swarm.key, at the address that is configured here?"
        " A peer that was added needs a restart of the daemon.",
        is_bad=bool(wanted) and len(missing) == len(wanted),
        is_poor=bool(missing),
    )
    yield replace(finding, code=UNREACHABLE)


def check_gateways(gateways: GatewayStore) -> Findings:
    """Say which gateways answer as trustless gateways do."""
    for url, reason in gateways.probe(_SECONDS):
        yield Finding.of_measure(
            "gateway",
            f"{url}: {reason or 'it gives raw blocks'}.",
            "Correct its URL (what stands before /ipfs/), or take another.",
            is_bad=False,
            is_poor=reason is not None,
        )


def _examine_daemon(daemon: KuboStore, repository: KuboRepository | None) -> Findings:
    """Look at a daemon as far as it answers."""
    answer = list(_run("version", lambda: check_version(daemon)))
    yield from answer
    if any(finding.status is Status.FAIL for finding in answer):
        yield Finding("daemon", Status.SKIP, "not looked at: see what failed above.")
        return
    yield from _run("round trip", lambda: check_round_trip(daemon))
    yield from _run("storage", lambda: check_usage(daemon))
    if repository is not None:
        yield from _run("daemon", lambda: check_identity(daemon, repository))
        yield from _run("connected", lambda: check_peers(daemon, repository))


def _run(name: str, check: Callable[[], Findings]) -> Findings:
    try:
        yield from check()
    except ConsortError as error:
        yield Finding.of_error(name, error)


def _judge_mode(name: str, path: Path) -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    is_open = bool(mode & (stat.S_IRWXG | stat.S_IRWXO))
    found = f"{path} has mode {mode:04o}" + (": others here may read it." if is_open else ".")
    return Finding.of_measure(name, found, f"Run `chmod 600 {path}`.", is_bad=is_open)
