"""A node's repository: made, changed, joined to a network; what is in it stays."""

import json
import stat
from pathlib import Path

import pytest

from consort.errors import BadMultiaddr, BadSecret, BadSwarmKey, RepositoryUnusable
from consort.storage.directory import DirectoryStore
from consort.storage.kubo_config import DaemonPlan, list_rpc
from consort.storage.kubo_daemon import start_daemon
from consort.storage.kubo_program import run_ipfs
from consort.storage.kubo_repository import KuboRepository, prepare_repository
from consort.storage.multiaddr import PeerAddress, TcpAddress
from consort.storage.secret import read_secret
from consort.storage.swarm_key import make_swarm_key, read_swarm_key
from tests.storage.network import make_node, pick_address

PEER = "/ip4/192.0.2.8/tcp/4001/p2p/12D3KooWHwk9Y4vQG4NCcDfwzHnyLMAVeDVTB4zqRwSgPTZFuBnG"
EVERYWHERE = TcpAddress.parse("/ip4/0.0.0.0/tcp/5001")


def list_files(path: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in path.rglob("*")
        if file.is_file() and file.name != "consort.lock"
    }


@pytest.mark.kubo
def test_preparing_again_changes_nothing(ipfs: Path, tmp_path: Path) -> None:
    node = make_node(ipfs, tmp_path / "node")
    before = list_files(node.path)

    again = prepare_repository(node.path, ipfs=ipfs)

    assert list_files(again.path) == before


@pytest.mark.kubo
def test_a_change_keeps_identity_files_peers_and_secrets(ipfs: Path, tmp_path: Path) -> None:
    node = make_node(ipfs, tmp_path / "node")
    with start_daemon(node.path, ipfs, offline=False) as daemon:
        file = daemon.open().put(b"content")
    node.add_peers([PeerAddress.parse(PEER)])
    identity, secret = node.peer_id, read_secret(node.secret)
    address = pick_address()

    prepare_repository(node.path, DaemonPlan(rpc=address, storage_max="1GB"), ipfs=ipfs)

    assert (node.rpc, node.peer_id, read_secret(node.secret)) == (address, identity, secret)
    assert [str(peer) for peer in node.list_peers()] == [PEER]
    with start_daemon(node.path, ipfs, offline=False) as daemon:
        assert daemon.open().has(file)
        assert daemon.open().get_usage()[1] == 10**9


@pytest.mark.kubo
def test_secrets_are_for_the_owner_alone(ipfs: Path, tmp_path: Path) -> None:
    node = make_node(ipfs, tmp_path / "node")

    for path in (node.secret, node.swarm_key, node.path / "config"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.kubo
def test_a_repository_stays_in_its_network(ipfs: Path, tmp_path: Path) -> None:
    key = make_swarm_key()
    node = make_node(ipfs, tmp_path / "node", key)

    with pytest.raises(BadSwarmKey):
        prepare_repository(node.path, swarm_key=make_swarm_key(), ipfs=ipfs)

    assert read_swarm_key(node.swarm_key) == key
    prepare_repository(node.path, swarm_key=key, ipfs=ipfs)


@pytest.mark.kubo
def test_a_public_node_is_left_alone(ipfs: Path, tmp_path: Path) -> None:
    run_ipfs(ipfs, tmp_path, "init")
    before = list_files(tmp_path)

    with pytest.raises(RepositoryUnusable, match="public"):
        prepare_repository(tmp_path, ipfs=ipfs)

    assert list_files(tmp_path) == before


@pytest.mark.kubo
def test_a_directory_of_something_else_is_left_alone(ipfs: Path, tmp_path: Path) -> None:
    DirectoryStore(tmp_path).put(b"content")
    before = list_files(tmp_path)

    with pytest.raises(RepositoryUnusable, match="empty directory"):
        prepare_repository(tmp_path, ipfs=ipfs)

    assert list_files(tmp_path) == before


@pytest.mark.kubo
@pytest.mark.parametrize("moved", [(), ("blocks", "config"), ("datastore", "keystore")])
def test_an_interrupted_start_is_gone_on_from(
    ipfs: Path, tmp_path: Path, moved: tuple[str, ...]
) -> None:
    made = make_node(ipfs, tmp_path / "made")
    path = tmp_path / "node"
    (path / ".ready").mkdir(parents=True)
    for child in list(made.path.iterdir()):
        inside = path if child.name in moved else path / ".ready"
        child.rename(inside / child.name)

    node = prepare_repository(path, ipfs=ipfs)

    assert not (path / ".ready").exists()
    with start_daemon(node.path, ipfs, offline=False) as daemon:
        assert daemon.open().describe()


@pytest.mark.kubo
def test_half_of_an_init_is_made_anew(ipfs: Path, tmp_path: Path) -> None:
    (tmp_path / ".new" / "blocks").mkdir(parents=True)
    (tmp_path / ".new" / "config").write_text("{")

    assert prepare_repository(tmp_path, ipfs=ipfs).peer_id
    assert not (tmp_path / ".new").exists()


@pytest.mark.kubo
def test_an_rpc_port_open_to_others_needs_the_secret(ipfs: Path, tmp_path: Path) -> None:
    node = prepare_repository(tmp_path, DaemonPlan(rpc=EVERYWHERE), ipfs=ipfs)
    node.check()
    config = node.read_config()
    del config["API"]["Authorizations"]
    node.write_config(config)

    with pytest.raises(RepositoryUnusable, match="open to all"):
        start_daemon(node.path, ipfs, offline=False)

    assert not (node.path / "daemon.log").exists()


@pytest.mark.kubo
@pytest.mark.parametrize("trouble", ["key", "bootstrap"])
def test_a_node_that_is_not_private_does_not_start(
    ipfs: Path, tmp_path: Path, trouble: str
) -> None:
    node = make_node(ipfs, tmp_path / "node")
    if trouble == "key":
        node.swarm_key.unlink()
    else:
        node.write_config({**node.read_config(), "Bootstrap": [PEER]})

    with pytest.raises(RepositoryUnusable):
        start_daemon(node.path, ipfs, offline=False)


@pytest.mark.kubo
def test_everything_but_files_and_figures_needs_another_secret(ipfs: Path, tmp_path: Path) -> None:
    config = make_node(ipfs, tmp_path / "node").read_config()

    [(name, given)] = config["API"]["Authorizations"].items()
    assert name == "consort"
    allowed = {path.removeprefix("/api/v0/") for path in given["AllowedPaths"]}
    assert not {"config", "key", "shutdown", "files", ""} & allowed
    assert all(address.is_loopback for address in list_rpc(config))


@pytest.mark.kubo
def test_peers_are_named_once_and_never_oneself(ipfs: Path, tmp_path: Path) -> None:
    node = make_node(ipfs, tmp_path / "node")
    moved = PEER.replace("192.0.2.8", "192.0.2.9")

    node.add_peers([PeerAddress.parse(PEER), *node.list_contacts()])
    node.add_peers([PeerAddress.parse(moved)])

    assert [str(peer) for peer in node.list_peers()] == [moved]
    node.check()
    node.remove_peers([PeerAddress.parse(PEER).id, "unknown"])
    assert node.list_peers() == []


@pytest.mark.kubo
def test_contacts_are_what_others_can_dial(ipfs: Path, tmp_path: Path) -> None:
    anywhere = TcpAddress.parse("/ip4/0.0.0.0/tcp/4001")
    name = TcpAddress.parse("/dns4/kubo-1/tcp/4001")
    node = prepare_repository(tmp_path, DaemonPlan(swarm=(anywhere,)), ipfs=ipfs)
    assert node.list_contacts() == []

    prepare_repository(tmp_path, DaemonPlan(announce=(name,)), ipfs=ipfs)

    assert node.list_contacts() == [PeerAddress(node.peer_id, name)]


@pytest.mark.parametrize("text", ["not a configuration", "[]", "{}", None])
def test_a_configuration_that_is_none_is_named(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "config").write_text(text)

    with pytest.raises(RepositoryUnusable) as refused:
        KuboRepository(tmp_path).read_config()

    assert refused.value.repository == str(tmp_path)


def test_swarm_keys_are_made_and_read_back(tmp_path: Path) -> None:
    key = make_swarm_key()
    (tmp_path / "swarm.key").write_text(
        key.upper().replace("/KEY/SWARM/PSK", "/key/swarm/psk").replace("/BASE16/", "/base16/")
    )

    assert read_swarm_key(tmp_path / "swarm.key") == key
    assert make_swarm_key() != key


@pytest.mark.parametrize("text", ["", "secret", "/key/swarm/psk/1.0.0/\n/base16/\n" + "0" * 63])
def test_what_is_no_swarm_key_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    (tmp_path / "swarm.key").write_text(text)

    with pytest.raises(BadSwarmKey) as refused:
        read_swarm_key(tmp_path / "swarm.key")

    assert not text or text not in str(refused.value)


@pytest.mark.parametrize("text", ["", "short", "two words of some length", "a" * 5000, "ä" * 20])
def test_what_is_no_secret_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    (tmp_path / "secret").write_text(text)

    with pytest.raises(BadSecret) as refused:
        read_secret(tmp_path / "secret")

    assert not text or text not in json.dumps(refused.value.to_json())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "192.0.2.7:4001",
        "/ip4/192.0.2/tcp/4001",
        "/ip6/192.0.2.7/tcp/4001",
        "/ip4/192.0.2.7/tcp/70000",
        "/ip4/192.0.2.7/udp/4001/quic-v1",
        "/ip4/192.0.2.7/tcp/4001/ws",
    ],
)
def test_what_is_no_tcp_address_is_refused(text: str) -> None:
    with pytest.raises(BadMultiaddr):
        TcpAddress.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "/ip4/192.0.2.7/tcp/4001",
        "/ip4/192.0.2.7/tcp/4001/p2p/x",
        PEER.replace("192.0.2.8", EVERYWHERE.host),
        PEER.replace("4001", "0"),
        PEER + "/p2p-circuit",
    ],
)
def test_what_is_no_peer_is_refused(text: str) -> None:
    with pytest.raises(BadMultiaddr):
        PeerAddress.parse(text)


@pytest.mark.parametrize(
    ("text", "is_loopback"),
    [
        ("/ip4/127.0.0.1/tcp/1", True),
        ("/ip6/::1/tcp/1", True),
        ("/ip4/0.0.0.0/tcp/1", False),
        ("/ip4/192.0.2.7/tcp/1", False),
        ("/dns/localhost/tcp/1", False),
    ],
)
def test_loopback_is_what_leads_nowhere_else(text: str, is_loopback: bool) -> None:
    assert TcpAddress.parse(text).is_loopback is is_loopback
    assert str(TcpAddress.parse(text)) == text
