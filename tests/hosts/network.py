"""Hosts on one machine: network namespaces on a bridge that is in a namespace of its own too.

Nothing outside of them is touched: no interface, address or route of the machine itself. Whatever
a run that was killed has left behind, the next one ends.
"""

import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PREFIX = "consort-hosts"
SWITCH = "switch"
NETWORK = "10.77.0"
NOBODY = "02:00:00:00:00:01"
"""A hardware address that no host has."""
CLONE_NEWNET = 0x40000000
_NAMES = Path("/run/netns")
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(slots=True)
class Hosts:
    """Hosts by name, each with an address of its own."""

    addresses: dict[str, str]

    def get_namespace(self, host: str) -> str:
        """Return the name of a host's namespace."""
        return compose_name(host)

    def cut(self, ones: Iterable[str], others: Iterable[str]) -> None:
        """Lose every packet between these hosts and those: nobody is told, as when a link fails."""
        for one, other in _list_pairs(ones, others):
            for here, there in ((one, other), (other, one)):
                lost = [self.addresses[there], "lladdr", NOBODY, "nud", "permanent"]
                _run_ip("-n", compose_name(here), "neigh", "replace", *lost, "dev", "eth0")

    def isolate(self, host: str) -> None:
        """Pull a host's cable."""
        _run_ip("-n", compose_name(host), "link", "set", "eth0", "down")

    def heal(self) -> None:
        """Let every packet arrive again."""
        for host in self.addresses:
            name = compose_name(host)
            _run_ip("-n", name, "link", "set", "eth0", "up")
            _run_ip("-n", name, "neigh", "flush", "dev", "eth0", "nud", "permanent")


@contextmanager
def make_hosts(names: Iterable[str]) -> Iterator[Hosts]:
    """Make a host for each name; end afterwards what runs in them, and take them away."""
    reap()
    hosts = Hosts({name: f"{NETWORK}.{at}" for at, name in enumerate(names, 1)})
    try:
        _make_switch()
        for name, address in hosts.addresses.items():
            _make_host(name, address)
        yield hosts
    finally:
        for name in (*hosts.addresses, SWITCH):
            _remove(compose_name(name))


@contextmanager
def inside(host: str) -> Iterator[None]:
    """Let this thread, and the processes that it starts, be on a host."""
    with Path("/proc/thread-self/ns/net").open("rb") as before:
        enter(compose_name(host))
        try:
            yield
        finally:
            _set_namespace(before.fileno())


def enter(namespace: str) -> None:
    """Move this thread into a namespace."""
    with (_NAMES / namespace).open("rb") as there:
        _set_namespace(there.fileno())


def compose_name(host: str) -> str:
    """Return the name of the namespace of a host that this process made."""
    return f"{PREFIX}-{os.getpid()}-{host}"


def reap() -> None:
    """Take away what processes have left that are gone."""
    for name in _list_namespaces():
        owner = re.fullmatch(rf"{PREFIX}-(\d+)-\w+", name)
        if owner and not Path("/proc", owner[1]).exists():
            _remove(name)


def explain_missing() -> str | None:
    """Return why no hosts can be made here, None if they can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    try:
        _run_ip("netns", "add", compose_name("probe"))
    except FileNotFoundError:
        return "network namespaces need `ip` (package iproute2)"
    except AssertionError as error:
        return f"this kernel or container lets nobody make network namespaces: {error}"
    _remove(compose_name("probe"))
    return None


def _make_switch() -> None:
    name = compose_name(SWITCH)
    _run_ip("netns", "add", name)
    _run_ip("-n", name, "link", "add", "bridge", "type", "bridge")
    _run_ip("-n", name, "link", "set", "bridge", "up")


def _make_host(host: str, address: str) -> None:
    name, switch = compose_name(host), compose_name(SWITCH)
    port = f"port{address.rpartition('.')[2]}"
    _run_ip("netns", "add", name)
    pair = ["type", "veth", "peer", "name", "eth0", "netns", name]
    _run_ip("-n", switch, "link", "add", port, *pair)
    _run_ip("-n", switch, "link", "set", port, "master", "bridge", "up")
    _run_ip("-n", name, "link", "set", "lo", "up")
    _run_ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
    _run_ip("-n", name, "link", "set", "eth0", "up")


def _remove(namespace: str) -> None:
    """End what runs in a namespace, and take it away; no error if it is not there."""
    if namespace not in _list_namespaces():
        return
    for pid in _run_ip("netns", "pids", namespace).split():
        if int(pid) != os.getpid():
            os.kill(int(pid), signal.SIGKILL)
    _run_ip("netns", "del", namespace)


def _list_namespaces() -> list[str]:
    listed = _run_ip("-json", "netns", "list") or "[]"
    return [str(entry["name"]) for entry in json.loads(listed)]


def _list_pairs(ones: Iterable[str], others: Iterable[str]) -> Iterator[tuple[str, str]]:
    there = list(others)
    return ((one, other) for one in ones for other in there)


def _run_ip(*words: str) -> str:
    program = shutil.which("ip") or "ip"
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"
    return done.stdout


def _set_namespace(descriptor: int) -> None:
    if _LIBC.setns(descriptor, CLONE_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
