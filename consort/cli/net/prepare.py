"""Everything that a net needs before it starts: keys, configurations, Kubo repositories.

What is there already is left as it is, so a user may change it.
"""

import json
import secrets
from pathlib import Path

from consort.chain.accounts import create_account, get_keystore_address
from consort.cli.config.values import write
from consort.cli.net.layout import Layout
from consort.cli.net.plan import CHAIN, DASHBOARD, DEPLOYER, NetPlan
from consort.errors import KeystoreUnreadable
from consort.spec.types import Address
from consort.storage.disk import name_failures, write_whole
from consort.storage.kubo_config import DaemonPlan
from consort.storage.kubo_repository import prepare_repository
from consort.storage.multiaddr import TcpAddress
from consort.storage.swarm_key import make_swarm_key, read_swarm_key

KEYSTORE = "keystore.json"
PASSWORD = "password"  # noqa: S105 - a file's name
CONFIG = "consort.toml"
ACCOUNTS = "accounts.json"
SECRET = "kubo.secret"  # noqa: S105 - a file's name
"""In a participant's home; the configuration names these and others relative to itself."""

Sections = dict[str, dict[str, object]]


def prepare(plan: NetPlan, layout: Layout) -> None:
    """Write everything; raises KuboMissing before anything else, and what the disk raises."""
    _prepare_kubos(plan, layout)
    for name in (CHAIN, DEPLOYER, *plan.node_names, DASHBOARD):
        _make_directory(layout.get_home(name))
    _make_directory(layout.deployments)
    addresses = {
        name: _make_account(layout.get_home(name)) for name in (DEPLOYER, *plan.node_names)
    }
    for name in (*addresses, DASHBOARD):
        text = format_config(make_config(plan, layout, name))
        _write_new(layout.get_home(name) / CONFIG, text)
    accounts = [
        {"name": name, "address": address, "tokens": plan.get_tokens(name)}
        for name, address in addresses.items()
        if name != DEPLOYER
    ]
    _write_new(layout.get_home(DEPLOYER) / ACCOUNTS, json.dumps(accounts, indent=1))


def make_config(plan: NetPlan, layout: Layout, name: str) -> Sections:
    """Return what a participant's consort.toml says."""
    sections: Sections = {
        "chain": {
            "rpc_url": layout.rpc_url,
            "deployment": f"../{layout.deployments.name}/{layout.record.name}",
        },
        "store": {"url": _get_store(plan, layout, name)},
    }
    if name != DASHBOARD:
        sections["account"] = {"keystore": KEYSTORE, "password_file": PASSWORD}
    if name in plan.node_names:
        health = f"{layout.bound}:{layout.get_port(name)}"
        sections["node"] = {
            "task": 0,
            "state": "state",
            "interval": plan.interval,
            "health": health,
            "log": "text" if layout.is_one_machine else "json",
        }
    if name in (DEPLOYER, DASHBOARD, *plan.contributor_names):
        sections["app"] = {"name": plan.app}
    if name in plan.contributor_names:
        index = plan.contributor_names.index(name)
        sections["training"] = {"index": index, "of": plan.contributors, "seed": plan.seed}
    return sections


def format_config(sections: Sections) -> str:
    """Return sections as TOML."""
    return "\n".join(
        "".join((f"[{section}]\n", *(f"{key} = {write(value)}\n" for key, value in values.items())))
        for section, values in sections.items()
    )


def _get_store(plan: NetPlan, layout: Layout, name: str) -> str:
    kubo = plan.find_kubo(name)
    if kubo is None:
        return f"directory:../{layout.blocks.name}"
    return f"kubo:{layout.get_url(kubo)},secret-file={SECRET}"


def _prepare_kubos(plan: NetPlan, layout: Layout) -> None:
    """Make a repository for each Kubo node, all of one private swarm, each peered with all."""
    key = _find_swarm_key(plan, layout)
    repositories = {
        name: prepare_repository(layout.get_home(name), _plan_kubo(layout, name), swarm_key=key)
        for name in plan.kubo_names
    }
    contacts = [contact for one in repositories.values() for contact in one.list_contacts()]
    for repository in repositories.values():
        repository.add_peers(contacts)
    for name in (DEPLOYER, *plan.node_names, DASHBOARD):
        kubo = plan.find_kubo(name)
        if kubo is not None:
            _make_directory(layout.get_home(name))
            _copy_secret(repositories[kubo].secret, layout.get_home(name) / SECRET)


def _find_swarm_key(plan: NetPlan, layout: Layout) -> str:
    """Return the key of the swarm that a run which was cut off has begun, else a new one."""
    files = (layout.get_home(name) / "swarm.key" for name in plan.kubo_names)
    return next((read_swarm_key(file) for file in files if file.exists()), make_swarm_key())


def _plan_kubo(layout: Layout, name: str) -> DaemonPlan:
    """Return where a node listens, and what it tells its peers."""
    swarm, host = layout.get_port(f"swarm {name}"), layout.get_host(name)
    kind = "ip4" if layout.is_one_machine else "dns"
    return DaemonPlan(
        swarm=(TcpAddress("ip4", layout.bound, swarm),),
        announce=(TcpAddress(kind, host, swarm),),
        rpc=TcpAddress("ip4", layout.bound, layout.get_port(name)),
    )


def _make_account(home: Path) -> Address:
    """Return the address of a home's keystore; make one with a password of its own if missing."""
    keystore = home / KEYSTORE
    if not keystore.exists():
        _write_new(home / PASSWORD, secrets.token_urlsafe(24))
        return create_account(keystore, (home / PASSWORD).read_text(), light=True).address
    address = get_keystore_address(keystore)
    if address is None:
        raise KeystoreUnreadable(str(keystore), "it has no address in it")
    return address


def _make_directory(path: Path) -> None:
    with name_failures(path):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write_new(path: Path, text: str) -> None:
    """Write a file that only its owner can read; leave one that is there."""
    if not path.exists():
        write_whole(path, [text.encode()], mode=0o600)


def _copy_secret(source: Path, target: Path) -> None:
    with name_failures(source):
        write_whole(target, [source.read_bytes()], mode=0o600)
