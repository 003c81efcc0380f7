"""A dashboard from its first thread to its last."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Final

from consort.chain.client import Chain
from consort.chain.rpc import Rpc
from consort.dashboard.app import Limits, make_app
from consort.dashboard.desk import Desk
from consort.dashboard.explaining import Explainer
from consort.dashboard.follower import Follower
from consort.dashboard.live import LiveTasks
from consort.dashboard.measuring import Measurer
from consort.dashboard.models import Models
from consort.dashboard.pages import Pages
from consort.dashboard.scores import Scores, get_scores_path
from consort.dashboard.serving import bind, bind_near, get_url, serving
from consort.dashboard.stream import Hub
from consort.dashboard.surroundings import Surroundings
from consort.dashboard.workshop import Workshop
from consort.index.heads import read_birth
from consort.index.indexer import Indexer
from consort.storage.address import open_store

_JOIN_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dashboard listens: where `may_move`, at any port if that one is taken.

    Requests of `proxies` say themselves for whom they are.
    """

    host: str = "127.0.0.1"
    port: int = 0
    may_move: bool = False
    proxies: Collection[str] = ()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a dashboard shows: a chain by an index, models of a store, measured with an app.

    `rpc` is asked only how it is, and should give up soon.
    """

    chain: Chain
    rpc: Rpc
    index: Path
    store: str | None = None
    app: str | None = None


@contextmanager
def running(sources: Sources, place: Place) -> Iterator[str]:
    """Serve until the block ends; gives the address. Nothing is left running.

    Raises PortInUse, BadListenAddress, ServerNotStarted, BadStoreUrl, and what reading the chain's
    first block does.
    """
    stop = Event()
    with ExitStack() as stack:
        listen = bind_near if place.may_move else bind
        listener = stack.enter_context(listen(place.host, place.port))
        work = Path(stack.enter_context(TemporaryDirectory(prefix="consort-dashboard-")))
        shops = _list_workshops(sources, work)
        desk = _furnish(sources, shops, work)
        threads = [
            Thread(target=run, args=(stop,), name="dashboard", daemon=True)
            for run in _list_work(sources, desk, shops)
        ]
        stack.callback(_stop, stop, threads)
        for shop in shops:
            stack.callback(shop.close)
        for thread in threads:
            thread.start()
        app = make_app(desk, place.limits, Pages())
        stack.enter_context(serving(listener, app, place.proxies, desk.hub.close))
        yield get_url(listener)


def _list_workshops(sources: Sources, work: Path) -> list[Workshop]:
    """Return one for those who download and one for the measurer: neither waits for the other."""
    if sources.store is None:
        return []
    return [Workshop(sources.store, work / name) for name in ("served", "measured")]


def _furnish(sources: Sources, shops: Sequence[Workshop], work: Path) -> Desk:
    chain, hub = sources.chain, Hub()
    live = LiveTasks(chain)
    mark = read_birth(chain).hex()[:8]
    follower = Follower(Indexer(chain, sources.index), sources.index, live, hub, mark)
    return Desk(
        sources.index,
        chain,
        follower,
        live,
        hub,
        Surroundings(sources.rpc, sources.store),
        Scores(get_scores_path(sources.index), sources.app),
        Models(shops[0], work) if shops else None,
        Explainer(chain, sources.index, open_store(sources.store) if sources.store else None),
    )


def _list_work(
    sources: Sources, desk: Desk, shops: Sequence[Workshop]
) -> list[Callable[[Event], None]]:
    """Return what runs beside the server until it is told to stop."""
    work = [desk.follower.run, *desk.surroundings.list_work()]
    work += [shop.rest_until for shop in shops]
    if shops and sources.app is not None:
        measurer = Measurer(sources.index, shops[-1], desk.scores, desk.hub, sources.app)
        work.append(measurer.run)
    return work


def _stop(stop: Event, threads: list[Thread]) -> None:
    stop.set()
    for thread in threads:
        thread.join(_JOIN_SECONDS)
