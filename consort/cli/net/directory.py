"""A net's directory: its plan, its lock, its logs, and what its supervisor last said.

net.json     the plan, the ports, and the token that marks the net's processes
lock         held while a supervisor runs
status.json  where each service stands
logs/        one log for each process
"""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from consort.cli.net.layout import Layout
from consort.cli.net.plan import NetPlan
from consort.cli.net.ports import choose_ports
from consort.cli.net.service import Service, ServiceStatus, State
from consort.cli.net.topology import make_services
from consort.errors import NetNotYours, NetUnreadable, NoNetThere, NotEmpty
from consort.storage.disk import name_failures, write_whole

_PLAN: Final = "net.json"
_LOCK: Final = "lock"
_LOGS: Final = "logs"


@dataclass(frozen=True, slots=True)
class Net:
    """A plan with its ports, and the token that its processes carry."""

    plan: NetPlan
    ports: dict[str, int]
    token: str


@dataclass(frozen=True, slots=True)
class NetDirectory:
    """Place what belongs to a net; `path` is absolute."""

    path: Path

    def get_log(self, name: str) -> Path:
        """Return the log of a process."""
        return self.path / _LOGS / f"{name}.log"

    def get_layout(self, net: Net) -> Layout:
        """Return where the net's parts are."""
        return Layout(self.path, net.ports)

    def list_services(self, net: Net) -> list[Service]:
        """Return what the net runs."""
        return make_services(net.plan, self.get_layout(net))

    def require_room(self) -> None:
        """Raise NotEmpty where other files lie, but no net: they are not to be mixed with one."""
        if not self.path.is_dir() or (self.path / _PLAN).exists():
            return
        found = {path.name for path in self.path.iterdir()} - {_LOCK, _LOGS}
        if found:
            raise NotEmpty(str(self.path), min(found))

    def lock(self, *, make: bool = False) -> int | None:
        """Return a descriptor that holds the net, None if another process has it.

        The directory is made if that is wanted. Raises NoNetThere, NetNotYours.
        """
        with name_failures(self.path):
            if make:
                self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._require_own()
            descriptor = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def load(self) -> Net:
        """Return the net; raises NoNetThere, NetNotYours, NetUnreadable."""
        self._require_own()
        path = self.path / _PLAN
        if not path.exists():
            raise NoNetThere(str(self.path))
        try:
            known = json.loads(path.read_text())
            plan = known["plan"]
            return Net(
                NetPlan(**plan | {"term": tuple(plan["term"])}), known["ports"], known["token"]
            )
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise NetUnreadable(str(path), str(error)) from None

    def make(self, plan: NetPlan) -> Net:
        """Write a new net's plan."""
        with name_failures(self.path):
            (self.path / _LOGS).mkdir(mode=0o700, exist_ok=True)
        net = Net(plan, choose_ports(plan), secrets.token_hex(16))
        write_whole(self.path / _PLAN, [json.dumps(asdict(net), indent=1).encode()], mode=0o600)
        return net

    def read_status(self) -> list[ServiceStatus]:
        """Return what the supervisor last said, nothing if none has run."""
        path = self.path / "status.json"
        if not path.exists():
            return []
        return [
            ServiceStatus(**known | {"state": State(known["state"])})
            for known in json.loads(path.read_text())
        ]

    def write_status(self, services: Sequence[ServiceStatus]) -> None:
        """Say where the services stand; whoever reads sees all of it or what was said before."""
        unfinished = self.path / ".status.json"
        unfinished.write_text(json.dumps([asdict(service) for service in services], indent=1))
        unfinished.replace(self.path / "status.json")

    def forget_status(self) -> None:
        """Drop what a supervisor said that is gone."""
        (self.path / "status.json").unlink(missing_ok=True)

    def purge(self, net: Net) -> None:
        """Delete what a net has made, and the directory if nothing else is in it."""
        homes = {service.directory.name for service in self.list_services(net)}
        with name_failures(self.path):
            for name in (*homes, _LOGS, "deployments", "store"):
                shutil.rmtree(self.path / name, ignore_errors=True)
            for name in ("status.json", _PLAN, _LOCK):
                (self.path / name).unlink(missing_ok=True)
            if not any(self.path.iterdir()):
                self.path.rmdir()

    def _require_own(self) -> None:
        if not self.path.is_dir():
            raise NoNetThere(str(self.path))
        status = self.path.stat()
        if status.st_uid != os.getuid() or status.st_mode & 0o022:
            raise NetNotYours(str(self.path))
