"""Kubo's configuration, as a node of a private network has it: functions on its JSON document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from consort.storage.multiaddr import TcpAddress

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


def set_defaults(config: Config) -> None:
    """Give a new repository its addresses, and have it write blocks through to the disk."""
    config["Addresses"] |= {"Swarm": [str(_NEW_SWARM)], "API": str(_NEW_RPC), "Gateway": []}
    for mount in config["Datastore"]["Spec"]["mounts"]:
        if mount["type"] == "flatfs":
            mount["sync"] = True  # a block is on the disk before an upload is answered


def apply_plan(config: Config, plan: DaemonPlan) -> None:
    """Make a configuration private, and have it listen as planned."""
    _merge(config, _PRIVATE)
    config["Bootstrap"] = list_peer_addresses(config)
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


def guard(config: Config, secret: str) -> None:
    """Have RPC calls need a secret, which gives a right to `RPC_CALLS`; other entries stay."""
    known = config["API"].get("Authorizations") or {}
    allowed = [f"/api/v0/{call}" for call in RPC_CALLS]
    own = {"AuthSecret": f"bearer:{secret}", "AllowedPaths": allowed}
    config["API"]["Authorizations"] = {**known, "consort": own}


def is_guarded(config: Config) -> bool:
    """Tell whether RPC calls need a secret."""
    return bool(config.get("API", {}).get("Authorizations"))


def list_rpc(config: Config) -> list[TcpAddress]:
    """Return where RPC calls are served; raises BadMultiaddr."""
    return [TcpAddress.parse(text) for text in _list(config["Addresses"]["API"])]


def dials_strangers(config: Config) -> bool:
    """Tell whether a node dials others than its own peers."""
    return not set(config.get("Bootstrap") or ()) <= set(list_peer_addresses(config))


def get_peers(config: Config) -> dict[str, list[str]]:
    """Return the addresses of each peer by its id."""
    peers = config.get("Peering", {}).get("Peers") or []
    return {peer["ID"]: list(peer["Addrs"] or ()) for peer in peers}


def set_peers(config: Config, peers: Mapping[str, Sequence[str]]) -> None:
    """Name the peers, never oneself; they are the bootstrap list too, which is dialled at once."""
    others = sorted(peers.keys() - {config["Identity"]["PeerID"]})
    config["Peering"] = {"Peers": [{"ID": id_, "Addrs": list(peers[id_])} for id_ in others]}
    config["Bootstrap"] = list_peer_addresses(config)


def list_peer_addresses(config: Config) -> list[str]:
    """Return every address of every peer, each with its id."""
    return [f"{at}/p2p/{id_}" for id_, known in get_peers(config).items() for at in known]


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
