"""A dashboard from its first thread to its last."""

from collections.abc import Callable, Collection, Iterator
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
from consort.dashboard.serving import bind, get_url, serving
from consort.dashboard.stream import Hub
from consort.dashboard.surroundings import Surroundings
from consort.dashboard.workshop import Workshop
from consort.index.heads import read_birth
from consort.index.indexer import Indexer
from consort.storage.address import open_store

PORT: Final = 8642
_JOIN_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dashboard listens; requests of `proxies` say themselves for whom they are."""

    host: str = "127.0.0.1"
    port: int = 0
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

    Raises PortInUse, BadListenAddress, BadStoreUrl, and what reading the chain's first block does.
    """
    stop = Event()
    with ExitStack() as stack:
        listener = stack.enter_context(bind(place.host, place.port))
        work = Path(stack.enter_context(TemporaryDirectory(prefix="consort-dashboard-")))
        desk = _furnish(sources, work)
        threads = [
            Thread(target=run, args=(stop,), daemon=True) for run in _list_work(sources, desk)
        ]
        stack.callback(_stop, stop, threads)
        if desk.models is not None:
            stack.callback(desk.models.workshop.close)
        for thread in threads:
            thread.start()
        desk.surroundings.start(stop)
        app = make_app(desk, place.limits, Pages())
        stack.enter_context(serving(listener, app, place.proxies, desk.hub.close))
        yield get_url(listener)


def _furnish(sources: Sources, work: Path) -> Desk:
    chain, hub = sources.chain, Hub()
    live = LiveTasks(chain)
    mark = read_birth(chain).hex()[:8]
    follower = Follower(Indexer(chain, sources.index), sources.index, live, hub, mark)
    models = Models(Workshop(sources.store, work / "files"), work) if sources.store else None
    return Desk(
        sources.index,
        chain,
        follower,
        live,
        hub,
        Surroundings(sources.rpc, sources.store),
        Scores(get_scores_path(sources.index), sources.app),
        models,
        Explainer(chain, sources.index, open_store(sources.store) if sources.store else None),
    )


def _list_work(sources: Sources, desk: Desk) -> list[Callable[[Event], None]]:
    """Return what runs beside the server until it is told to stop."""
    work: list[Callable[[Event], None]] = [desk.follower.run]
    if desk.models is not None:
        work.append(desk.models.workshop.rest_until)
    if desk.models is not None and sources.app is not None:
        workshop = desk.models.workshop
        measurer = Measurer(sources.index, workshop, desk.scores, desk.hub, sources.app)
        work.append(measurer.run)
    return work


def _stop(stop: Event, threads: list[Thread]) -> None:
    stop.set()
    for thread in threads:
        thread.join(_JOIN_SECONDS)
