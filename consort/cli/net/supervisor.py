"""The process that supervises a net: `python -P -m consort.cli.net.supervisor DIR LOCK`.

It inherits the lock of the directory from `consort net up`, so that there is never another one, and
ends everything on SIGTERM or Ctrl-C.
"""

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from consort.cli.net.directory import NetDirectory
from consort.cli.net.running import Running
from consort.cli.net.service import ServiceStatus
from consort.cli.net.supervision import supervise
from consort.node.waiting import stopping_on_sigterm


@dataclass(slots=True)
class Publisher:
    """Write where the services stand whenever that changes, and print what has changed."""

    directory: NetDirectory
    _said: list[ServiceStatus] = field(default_factory=list)

    def __call__(self, services: Sequence[Running]) -> None:
        """Say what is new."""
        standing = [running.standing for running in services]
        if standing != self._said:
            with suppress(OSError):  # a full disk: it is said at the next look, then
                self._say(standing)

    def _say(self, standing: list[ServiceStatus]) -> None:
        self.directory.write_status(standing)
        before = {service.name: service.state for service in self._said}
        for service in standing:
            if service.state is not before.get(service.name):
                print(f"{service.name}: {service.state}", flush=True)
        self._said = standing


def main(arguments: Sequence[str]) -> None:
    """Supervise the net in a directory; the lock is held by being open."""
    path, _lock = arguments
    directory = NetDirectory(Path(path))
    net = directory.load()
    services = [
        Running(service, net.token, directory.get_log(service.name))
        for service in directory.list_services(net)
    ]
    with stopping_on_sigterm():
        supervise(services, Publisher(directory))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
