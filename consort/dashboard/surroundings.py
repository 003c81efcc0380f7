"""How the chain's node and the store are: looked at now and then, so that nobody has to wait."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from threading import Event
from typing import Final

from consort.chain.rpc import Rpc
from consort.errors import ChainError
from consort.storage.address import open_store
from consort.storage.fallback import FallbackStore
from consort.storage.kubo import KuboStore
from consort.storage.store import Store

PAUSE: Final = 5.0


@dataclass(frozen=True, slots=True)
class RpcLook:
    """The chain's node as it was seen; `time` is its newest block's, `gas_price` in wei."""

    url: str
    fault: str | None = "not asked yet"
    block: int | None = None
    time: int | None = None
    gas_price: int | None = None

    def to_json(self, now: float) -> dict[str, object]:
        """Return the document."""
        age = None if self.time is None else max(0, int(now) - self.time)
        return {
            "url": self.url,
            "ok": self.fault is None,
            "fault": self.fault,
            "block": self.block,
            "seconds_since_block": age,
            "gas_price": None if self.gas_price is None else str(self.gas_price),
        }


@dataclass(frozen=True, slots=True)
class StoreLook:
    """The store as it was seen."""

    kind: str
    fault: str | None = "not asked yet"
    peers: int | None = None

    def to_json(self) -> dict[str, object]:
        """Return the document."""
        is_ok = self.fault is None
        return {"kind": self.kind, "ok": is_ok, "fault": self.fault, "peers": self.peers}


class Surroundings:
    """Look at chain and store, each by work of its own; any thread reads what was seen."""

    def __init__(self, rpc: Rpc, store: str | None) -> None:
        """Take a store's address, None where there is none; raises BadStoreUrl."""
        self._rpc = rpc
        self._store = open_store(store) if store else None
        self.rpc = RpcLook(rpc.place)
        self.store = StoreLook(store.partition(":")[0]) if store else None

    def list_work(self) -> list[Callable[[Event], None]]:
        """Return what looks until it is told to stop; one does not wait for the other."""
        looks = (
            [self.look_at_rpc] if self._store is None else [self.look_at_rpc, self.look_at_store]
        )
        return [partial(_repeat, look) for look in looks]

    def look_at_rpc(self) -> None:
        """Ask the chain's node."""
        try:
            newest = self._rpc.request("eth_getBlockByNumber", "latest", False)
            price = int(self._rpc.request("eth_gasPrice"), 16)
            number, at = int(newest["number"], 16), int(newest["timestamp"], 16)
            self.rpc = RpcLook(self.rpc.url, None, number, at, price)
        except Exception as error:  # noqa: BLE001 - whatever it is, the node is not well
            self.rpc = replace(self.rpc, fault=describe_fault(error))

    def look_at_store(self) -> None:
        """Ask the store."""
        if self._store is None or self.store is None:
            return
        try:
            self._store.describe()
            self.store = replace(self.store, fault=None, peers=_count_peers(self._store))
        except Exception as error:  # noqa: BLE001 - whatever it is, the store is not well
            self.store = replace(self.store, fault=describe_fault(error), peers=None)


def describe_fault(error: Exception) -> str:
    """Return an error for strangers: by its name, and in its words where they name no path."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, ChainError) else name


def _count_peers(store: Store) -> int | None:
    daemon = store.daemon if isinstance(store, FallbackStore) else store
    return len(daemon.list_connected()) if isinstance(daemon, KuboStore) else None


def _repeat(look: Callable[[], None], stop: Event) -> None:
    while not stop.is_set():
        look()
        stop.wait(PAUSE)
