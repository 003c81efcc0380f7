"""A dashboard over a chain on which rounds were played, and what a test does to both."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

from consort.chain.rpc import Rpc
from consort.dashboard.app import Limits
from consort.dashboard.running import Place, Sources, running
from tests.chain.devnet_fixture import LocalChain
from tests.dashboard.server import Client
from tests.roles.federation import Federation, Node

DEADLINE = 60.0
UNLIMITED = Limits(rate=1e6, burst=1_000_000)


@dataclass(frozen=True)
class Stage:
    """A task in its second round, and a dashboard that shows it."""

    federation: Federation
    client: Client
    index: Path

    @property
    def nodes(self) -> list[Node]:
        """Return the nodes that play the rounds."""
        return [self.federation.contribute(0), self.federation.validate(0)]


def wait_until(is_so: Callable[[], Any], what: str = "it") -> Any:
    """Return what a question gives once that is true of something."""
    deadline = time.monotonic() + DEADLINE
    while not (found := is_so()):
        assert time.monotonic() < deadline, f"waited for {what} in vain"
        time.sleep(0.05)
    return found


def play(federation: Federation, version: int) -> None:
    """Play rounds until the model has so many versions, and open another round."""
    nodes: list[Node] = [federation.contribute(0), federation.validate(0)]
    federation.drive(nodes, until=lambda: federation.version >= version)
    federation.tick()


def enter(local: LocalChain, directory: Path) -> Federation:
    """Open a task, enrol one of each role, and play its first round."""
    federation = Federation.start(local, directory)
    federation.enrol(contributors=1, validators=1)
    play(federation, 1)
    return federation


@contextmanager
def show(
    federation: Federation,
    index: Path,
    limits: Limits = UNLIMITED,
    app: str | None = None,
    port: int = 0,
) -> Iterator[Client]:
    """Serve a federation's ledger, once it is read to the end."""
    local, store = federation.local, f"directory:{federation.directory / 'store'}"
    sources = Sources(federation.owner, Rpc(local.rpc_url, 3), index, store, app)
    with running(sources, Place(port=port, limits=limits)) as url:
        client = Client(url)
        catch_up(client, federation)
        yield client


def catch_up(client: Client, federation: Federation) -> None:
    """Wait until the dashboard has read the newest block."""
    newest = federation.owner.clock().block
    wait_until(lambda: is_caught_up(client, newest), f"block {newest}")


def is_caught_up(client: Client, block: int) -> bool:
    """Tell whether the dashboard has read a block."""
    status = client.api("/status")
    is_well = status["is_caught_up"] and status["chain_ok"]
    return bool(is_well and status["block"] >= block)


class Stream:
    """A client of the event stream; `messages` grow as they come."""

    def __init__(self, client: Client, query: str = "", last: str | None = None) -> None:
        self.messages: list[tuple[str, dict[str, Any], str | None]] = []
        self.connection = HTTPConnection(*client.place, timeout=DEADLINE)
        headers = {"Last-Event-ID": last} if last else {}
        self.connection.request("GET", f"/api/v1/stream{query}", headers=headers)
        self.response = self.connection.getresponse()
        self.is_over = False
        Thread(target=self._read, daemon=True).start()

    def wait_for(self, kind: str, /, **fields: Any) -> dict[str, Any]:
        """Return the first message of a kind with these fields."""
        return wait_until(lambda: self._find(kind, fields), f"{kind} {fields}")  # type: ignore[no-any-return]

    def find(self, event: str) -> list[dict[str, Any]]:
        """Return all messages of a kind."""
        return [data for name, data, _ in list(self.messages) if name == event]

    @property
    def last(self) -> str:
        """Return the last id."""
        return [id_ for _, _, id_ in list(self.messages) if id_][-1]

    def close(self) -> None:
        """Leave."""
        self.response.close()
        self.connection.close()

    def _find(self, event: str, fields: dict[str, Any]) -> dict[str, Any] | None:
        found = (data for data in self.find(event) if fields.items() <= data.items())
        return next(found, None)

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            for line in self.response:
                text = line.decode().rstrip("\n")
                if text:
                    name, _, value = text.partition(": ")
                    fields[name] = value
                    continue
                if "event" in fields:
                    data = json.loads(fields["data"])
                    self.messages.append((fields["event"], data, fields.get("id")))
                fields = {}
        except (OSError, ValueError, AttributeError):
            pass
        self.is_over = True
