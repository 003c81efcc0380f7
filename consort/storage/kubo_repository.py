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
from typing import Any, Final

from consort.errors import BadSwarmKey, RepositoryUnusable
from consort.storage.disk import name_failures, write_whole
from consort.storage.kubo_program import find_ipfs, run_ipfs
from consort.storage.multiaddr import PeerAddress, TcpAddress
from consort.storage.secret import read_secret
from consort.storage.swarm_key import make_swarm_key, read_swarm_key

Config = dict[str, Any]
"""Kubo's own configuration, as its JSON file has it."""

RPC_CALLS: Final = (
    "add",
    "cat",
    "id",
    "pin/",
    "version",
    "repo/stat",
    "repo/gc",
    "swarm/peers",
    "bitswap/stat",
)
"""What the secret gives a right to: files and figures, never the configuration or the keys."""

_PRIVATE: Final[Config] = {
    "AutoConf": {"Enabled": False},
    "AutoNAT": {"ServiceMode": "disabled"},
    "AutoTLS": {"Enabled": False},
    "Discovery": {"MDNS": {"Enabled": False}},
    "DNS": {"Resolvers": {}},
    "Gateway": {"NoFetch": True, "DeserializedResponses": False, "NoDNSLink": True},
    "HTTPRetrieval": {"Enabled": False},
    "Ipns": {"DelegatedPublishers": []},
    "Provide": {"Enabled": False},
    "Routing": {"Type": "none", "DelegatedRouters": []},
    "Swarm": {
        "DisableNatPortMap": True,
        "EnableHolePunching": False,
        "RelayClient": {"Enabled": False},
        "RelayService": {"Enabled": False},
        "Transports": {
            "Network": {"QUIC": False, "Relay": False, "Websocket": False, "WebTransport": False}
        },
    },
}
"""A private network is TCP between nodes that know each other, and nobody else is asked."""

_NEW_SWARM = TcpAddress.parse("/ip4/127.0.0.1/tcp/4001")
_NEW_RPC = TcpAddress.parse("/ip4/127.0.0.1/tcp/5001")


@dataclass(frozen=True, slots=True)
class DaemonPlan:
    """How a daemon listens; what is None stays as it is, or is the default of a new repository.

    `swarm` is where it listens for peers, `announce` what it tells them if that is another address;
    `storage_max` is a size in Kubo's words, such as 10GB, near which unpinned blocks are dropped.
    """

    swarm: tuple[TcpAddress, ...] | None = None
    announce: tuple[TcpAddress, ...] | None = None
    rpc: TcpAddress | None = None
    gateway: TcpAddress | None = None
    storage_max: str | None = None


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
        return [PeerAddress.parse(text) for text in _list_addresses(self.read_config())]

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
            peers = {peer["ID"]: peer["Addrs"] or [] for peer in _list_peers(config)} | added
            kept = peers.keys() - {config["Identity"]["PeerID"], *removed}
            config["Peering"] = {"Peers": [{"ID": i, "Addrs": peers[i]} for i in sorted(kept)]}
            config["Bootstrap"] = _list_addresses(config)
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
        _apply(config, plan or DaemonPlan())
        _join(repository, swarm_key)
        _guard(config, _keep_secret(repository.secret))
        repository.write_config(config)
    return repository


def is_whole(path: Path) -> bool:
    """Tell whether a directory is a Kubo repository, complete."""
    return (path / "version").exists()


def is_guarded(config: Config) -> bool:
    """Tell whether RPC calls need a secret."""
    return bool(config.get("API", {}).get("Authorizations"))


def list_rpc(config: Config) -> list[TcpAddress]:
    """Return where RPC calls are served; raises BadMultiaddr."""
    return [TcpAddress.parse(text) for text in _list(config["Addresses"]["API"])]


def _initialise(path: Path, ipfs: Path) -> None:
    """Make a repository aside, then move it in, its version last: a crash is gone on from."""
    ready, unfinished = path / ".ready", path / ".new"
    with name_failures(path):
        if not ready.exists():
            _refuse_other_files(path)
            shutil.rmtree(unfinished, ignore_errors=True)
            run_ipfs(ipfs, unfinished, "init", "--profile=test,unixfs-v1-2025")
            _set_defaults(KuboRepository(unfinished))
            unfinished.rename(ready)
        for child in sorted(ready.iterdir(), key=lambda child: child.name == "version"):
            child.rename(path / child.name)
        ready.rmdir()


def _set_defaults(new: KuboRepository) -> None:
    config = new.read_config()
    config["Addresses"] |= {"Swarm": [str(_NEW_SWARM)], "API": str(_NEW_RPC), "Gateway": []}
    for mount in config["Datastore"]["Spec"]["mounts"]:
        if mount["type"] == "flatfs":
            mount["sync"] = True  # a block is on the disk before an upload is answered
    new.write_config(config)


def _apply(config: Config, plan: DaemonPlan) -> None:
    _merge(config, _PRIVATE)
    config["Bootstrap"] = _list_addresses(config)
    addresses = config["Addresses"]
    if plan.swarm is not None:
        addresses["Swarm"] = [str(address) for address in plan.swarm]
    if plan.announce is not None:
        addresses["Announce"] = [str(address) for address in plan.announce]
    if plan.rpc is not None:
        addresses["API"] = str(plan.rpc)
    if plan.gateway is not None:
        addresses["Gateway"] = str(plan.gateway)
    if plan.storage_max is not None:
        config["Datastore"]["StorageMax"] = plan.storage_max


def _merge(config: Config, wanted: Config) -> None:
    for name, value in wanted.items():
        if isinstance(value, dict) and value and isinstance(config.get(name), dict):
            _merge(config[name], value)
        else:
            config[name] = value


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


def _guard(config: Config, secret: str) -> None:
    known = config["API"].get("Authorizations") or {}
    allowed = [f"/api/v0/{call}" for call in RPC_CALLS]
    own = {"AuthSecret": f"bearer:{secret}", "AllowedPaths": allowed}
    config["API"]["Authorizations"] = {**known, "consort": own}


def _refuse_other_files(path: Path) -> None:
    for name in ("config", "blocks", "datastore"):
        if (path / name).exists():
            reason = f"there is a {name} in it, but no whole repository; name an empty directory"
            raise RepositoryUnusable(str(path), reason)


def _refuse_public(path: Path, config: Config) -> None:
    """Refuse a node that dials others than its own peers."""
    if not set(config.get("Bootstrap") or ()) <= set(_list_addresses(config)):
        reason = "it has bootstrap peers, so it belongs to a public node; name another directory"
        raise RepositoryUnusable(str(path), reason)


def _refuse_open_rpc(path: Path, config: Config) -> None:
    """Refuse to serve what administers a node to other machines."""
    for address in list_rpc(config):
        if not address.is_loopback:
            reason = f"its RPC port at {address} has no secret and would be open to all"
            raise RepositoryUnusable(str(path), reason)


def _list_peers(config: Config) -> list[Config]:
    return list(config.get("Peering", {}).get("Peers") or [])


def _list_addresses(config: Config) -> list[str]:
    return [f"{at}/p2p/{peer['ID']}" for peer in _list_peers(config) for at in peer["Addrs"] or ()]


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
