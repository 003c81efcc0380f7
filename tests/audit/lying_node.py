"""A node that tells other events than its chain has."""

from collections.abc import Callable
from copy import copy
from typing import Any

from consort.chain.client import Chain
from consort.chain.events import Logged

Told = list[Logged[Any]]


class Remembering:
    """A node's answers, each asked for once: what is tried here changes nothing on its chain."""

    def __init__(self, rpc: Any) -> None:
        self.rpc = rpc
        self.known: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rpc, name)

    def request(self, *asked: Any) -> Any:
        return self._recall(self.rpc.request, asked)

    def ask(self, *asked: Any) -> Any:
        return self._recall(self.rpc.ask, asked)

    def _recall(self, ask: Callable[..., Any], asked: tuple[Any, ...]) -> Any:
        key = repr(asked)
        if key not in self.known:
            self.known[key] = ask(*asked)
        return self.known[key]


class Liar(Chain):
    """A chain whose node tells these events."""

    told: Told

    def get_events(self, first: int, last: int, *kinds: Any) -> Told:
        between = [logged for logged in self.told if first <= logged.block <= last]
        return [logged for logged in between if isinstance(logged.event, kinds)]


def make_liar(chain: Chain) -> Liar:
    """Return a chain that remembers what it was asked, and tells the truth so far."""
    liar = copy(chain)
    liar.__class__ = Liar
    assert isinstance(liar, Liar)
    remembering: Any = Remembering(chain.rpc)
    liar.rpc, liar.told = remembering, chain.get_all_events()
    return liar
