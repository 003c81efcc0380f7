"""A Kubo repository of a private network: prepared, told of its peers, checked before it is used.

Peers are named in the configuration, and nothing else leads to them: no DHT, no multicast, no
public bootstrap node. `Peering.Peers` keeps the connections, but waits some ten seconds before it
makes the first; so the same addresses are the bootstrap list, which is dialled at once. The
configuration takes effect when the daemon starts. What is in a repository already is never
replaced: not its identity, its blocks, its swarm key, its secret.
"""

import fcntl
import json
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consort.errors import BadSwarmKey, RepositoryUnusable
from consort.storage.disk import name_failures, write_whole
from consort.storage.kubo_config import (
    Config,
    DaemonPlan,
    apply_plan,
    dials_strangers,
    get_peers,
    guard,
    is_guarded,
    list_peer_addresses,
    list_rpc,
    set_defaults,
    set_peers,
)
from consort.storage.kubo_program import find_ipfs, run_ipfs
from consort.storage.multiaddr import PeerAddress, TcpAddress
from consort.storage.secret import read_secret
from consort.storage.swarm_key import make_swarm_key, read_swarm_key


@dataclass(frozen=True, slots=True)
class KuboRepository:
    """One node's repository, as `prepare_repository` left it."""

    path: Path

    @property
    def swarm_key(self) -> Path:
        """Return the file with the network's key."""
        return self.path / "swarm.key"

    @property
    def secret(self) -> Path:
        """Return the file with what gives a right to RPC calls, if they are guarded."""
        return self.path / "rpc.secret"

    @property
    def rpc(self) -> TcpAddress:
        """Return where the daemon is to serve RPC calls: the first address, if several."""
        return list_rpc(self.read_config())[0]

    @property
    def store_url(self) -> str:
        """Return the address of the store in this node, as `open_store` takes it."""
        return self.describe_store(str(self.rpc))

    @property
    def peer_id(self) -> str:
        """Return the node's id."""
        return str(self.read_config()["Identity"]["PeerID"])

    def describe_store(self, rpc: str) -> str:
        """Return the store's address where the daemon serves RPC calls at another place."""
        secret = f",secret-file={self.secret}" if self.secret.exists() else ""
        return f"kubo:{rpc}{secret}"

    def list_contacts(self) -> list[PeerAddress]:
        """Return what others put in their configurations to reach this node.

        Empty if it neither announces an address nor listens at one that can be dialled.
        """
        addresses = self.read_config()["Addresses"]
        texts = addresses.get("Announce") or addresses["Swarm"]
        known = (TcpAddress.parse(text) for text in texts)
        return [PeerAddress(self.peer_id, known) for known in known if known.is_reachable]

    def list_peers(self) -> list[PeerAddress]:
        """Return every configured address of every peer."""
        return [PeerAddress.parse(text) for text in list_peer_addresses(self.read_config())]

    def add_peers(self, contacts: Iterable[PeerAddress]) -> None:
        """Name peers; the addresses given replace those that a peer had. Oneself is left out."""
        found: dict[str, list[str]] = {}
        for contact in contacts:
            found.setdefault(contact.id, []).append(str(contact.address))
        self._change_peers(found, ())

    def remove_peers(self, ids: Iterable[str]) -> None:
        """Forget peers; no error if one is not known."""
        self._change_peers({}, ids)

    def read_config(self) -> Config:
        """Return Kubo's configuration; raises RepositoryUnusable, PathUnusable."""
        path = self.path / "config"
        if not path.exists():
            raise RepositoryUnusable(str(self.path), "there is none yet")
        with name_failures(path):
            text = path.read_bytes()
        try:
            config: Any = json.loads(text)
        except ValueError:
            raise RepositoryUnusable(str(self.path), "its config is not JSON") from None
        if not isinstance(config, dict) or not {"Identity", "Addresses"} <= config.keys():
            raise RepositoryUnusable(str(self.path), "its config is not one of Kubo's")
        return dict(config)

    def write_config(self, config: Config) -> None:
        """Replace the configuration, whole or not at all."""
        text = json.dumps(config, indent=2).encode()
        write_whole(self.path / "config", [text], mode=0o600)

    def check(self) -> None:
        """Raise RepositoryUnusable where a daemon would be public, or open to strangers."""
        config = self.read_config()
        _refuse_public(self.path, config)
        if not self.swarm_key.exists():
            reason = "it has no swarm.key, so it is not private; run `consort ipfs init` on it"
            raise RepositoryUnusable(str(self.path), reason)
        if not is_guarded(config):
            _refuse_open_rpc(self.path, config)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from changing the configuration; wait for one that does."""
        with name_failures(self.path), (self.path / "consort.lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _change_peers(self, added: dict[str, list[str]], removed: Iterable[str]) -> None:
        self.read_config()  # before a lock is put where there is no repository
        with self.locked():
            config = self.read_config()
            peers = get_peers(config) | added
            set_peers(config, {id_: peers[id_] for id_ in peers.keys() - set(removed)})
            self.write_config(config)


def prepare_repository(
    path: Path,
    plan: DaemonPlan | None = None,
    *,
    swarm_key: str | None = None,
    ipfs: Path | None = None,
) -> KuboRepository:
    """Make a repository of a private network, or change one as planned; run it again at will.

    `swarm_key` is that of the network to join; None is a network of its own, or the one that the
    repository belongs to. Raises KuboMissing, KuboFailed, BadSwarmKey, RepositoryUnusable,
    DiskFull, PathUnusable.
    """
    repository = KuboRepository(path.absolute())
    with name_failures(repository.path):
        repository.path.mkdir(parents=True, exist_ok=True)
    with repository.locked():
        if not is_whole(repository.path):
            _initialise(repository.path, ipfs or find_ipfs())
        config = repository.read_config()
        _refuse_public(repository.path, config)
        apply_plan(config, plan or DaemonPlan())
        _join(repository, swarm_key)
        guard(config, _keep_secret(repository.secret))
        repository.write_config(config)
    return repository


def is_whole(path: Path) -> bool:
    """Tell whether a directory is a Kubo repository, complete."""
    return (path / "version").exists()


def _initialise(path: Path, ipfs: Path) -> None:
    """Make a repository aside, then move it in, its version last: a crash is gone on from."""
    ready, unfinished = path / ".ready", path / ".new"
    with name_failures(path):
        if not ready.exists():
            _refuse_other_files(path)
            shutil.rmtree(unfinished, ignore_errors=True)
            run_ipfs(ipfs, unfinished, "init", "--profile=test,unixfs-v1-2025")
            new = KuboRepository(unfinished)
            config = new.read_config()
            set_defaults(config)
            new.write_config(config)
            unfinished.rename(ready)
        for child in sorted(ready.iterdir(), key=lambda child: child.name == "version"):
            child.rename(path / child.name)
        ready.rmdir()


def _join(repository: KuboRepository, key: str | None) -> None:
    """Write the network's key; one that is there is never replaced."""
    path = repository.swarm_key
    if not path.exists():
        write_whole(path, [(key or make_swarm_key()).encode()], mode=0o600)
    elif key not in {None, read_swarm_key(path)}:
        raise BadSwarmKey(str(path), "this repository belongs to another network already")


def _keep_secret(path: Path) -> str:
    if not path.exists():
        write_whole(path, [secrets.token_urlsafe(32).encode()], mode=0o600)
    return read_secret(path)


def _refuse_other_files(path: Path) -> None:
    for name in ("config", "blocks", "datastore"):
        if (path / name).exists():
            reason = f"there is a {name} in it, but no whole repository; name an empty directory"
            raise RepositoryUnusable(str(path), reason)


def _refuse_public(path: Path, config: Config) -> None:
    if dials_strangers(config):
        reason = "it has bootstrap peers, so it belongs to a public node; name another directory"
        raise RepositoryUnusable(str(path), reason)


def _refuse_open_rpc(path: Path, config: Config) -> None:
    """Refuse to serve what administers a node to other machines."""
    for address in list_rpc(config):
        if not address.is_loopback:
            reason = f"its RPC port at {address} has no secret and would be open to all"
            raise RepositoryUnusable(str(path), reason)
