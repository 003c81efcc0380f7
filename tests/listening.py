"""Which sockets the processes of a test listen on, all the time that they run."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from threading import Event, Thread

import psutil

SECONDS = 0.5

Socket = tuple[str, str, int]
"""A program's name, an address and a port."""


@contextmanager
def listening_on_loopback() -> Iterator[Callable[[], None]]:
    """Fail unless what runs below this process meanwhile listens, and on loopback alone.

    It is looked at twice a second, and whenever the function that this gives is called.
    """
    seen: set[Socket] = set()
    done = Event()

    def look() -> None:
        seen.update(_iterate_sockets())

    def keep_looking() -> None:
        while not done.wait(SECONDS):
            look()

    thread = Thread(target=keep_looking, daemon=True)
    thread.start()
    try:
        yield look
    finally:
        done.set()
        thread.join()
    assert seen, "nothing listened"
    exposed = [place for place in seen if not ip_address(place[1]).is_loopback]
    assert not exposed, f"others can reach {exposed}"


def _iterate_sockets() -> Iterator[Socket]:
    """Yield name, address and port of each child that waits for whoever may call."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
            for found in process.net_connections("inet"):
                is_open = found.status == psutil.CONN_LISTEN
                if is_open or (found.type == socket.SOCK_DGRAM and not found.raddr):
                    yield process.name(), found.laddr.ip, found.laddr.port
