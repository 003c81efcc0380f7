"""Listening at an address of this machine, or saying why that cannot be."""

import errno
import socket
from collections.abc import Callable
from typing import Final

from consort.errors import PortInUse

BACKLOG: Final = 128


def open_listener(host: str, port: int, refuse: Callable[[str], Exception]) -> socket.socket:
    """Listen at a host's address, port 0 being any free one.

    Raises PortInUse, or what `refuse` makes of another reason.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(port) from None
        raise refuse(error.strerror or str(error)) from None
