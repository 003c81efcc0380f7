"""The server's figures as Prometheus reads them, and how requests are counted."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from consort.dashboard.desk import Desk
from consort.dashboard.follower import MOST_TASKS
from consort.errors import ConsortError
from consort.index.reader import Index
from consort.spec.params import TOKEN
from consort.spec.types import TaskId

NO_ROUTE: Final = "none"
"""The route of a request that was refused before it had one."""
_BUCKETS: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)


class Requests:
    """Count requests by route and status; labels have a bounded number of values."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.count = Counter(
            "consort_dashboard_requests",
            "Requests answered.",
            ["route", "status"],
            registry=registry,
        )
        self.seconds = Histogram(
            "consort_dashboard_request_seconds",
            "From the request to the first byte of its answer.",
            ["route"],
            buckets=_BUCKETS,
            registry=registry,
        )

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count an answer."""
        route = getattr(scope.get("route"), "path", NO_ROUTE)
        self.count.labels(route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)


@dataclass(frozen=True, slots=True)
class Counted:
    """Count every answer."""

    app: ASGIApp
    requests: Requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        began = time.perf_counter()

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.requests.note(scope, message["status"], time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, send_counted)


class DeskCollector(Collector):
    """Read index, chain and tasks whenever it is asked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def collect(self) -> Iterator[Metric]:
        """Yield every figure."""
        yield from self._tell_server()
        try:
            with self._desk.open_index() as index:
                yield from self._tell_index(index)
                yield from self._tell_tasks(index)
        except ConsortError:  # no index yet: its check says so
            return

    def _tell_server(self) -> Iterator[Metric]:
        desk = self._desk
        labels = {"version": version("consort"), "chain_id": str(desk.chain.chain_id)}
        yield InfoMetricFamily("consort_dashboard", "What runs here.", labels)
        yield GaugeMetricFamily("consort_dashboard_streams", "Open streams.", desk.hub.count)
        checks = GaugeMetricFamily("consort_check", "1 where all is well.", labels=["check"])
        checks.add_metric(["chain"], desk.chain_fault is None)
        checks.add_metric(["index"], desk.follower.condition.is_caught_up)
        if desk.surroundings.store is not None:
            checks.add_metric(["store"], desk.surroundings.store.fault is None)
        yield checks
        yield GaugeMetricFamily("consort_models_measured", "Models measured.", desk.scores.count)

    def _tell_index(self, index: Index) -> Iterator[Metric]:
        tip = index.get_tip()
        if tip is None:
            return
        newest = self._desk.follower.condition.newest_block
        behind = 0 if newest is None else max(0, newest - tip.block)
        yield GaugeMetricFamily("consort_index_block", "Newest block read.", tip.block)
        yield GaugeMetricFamily("consort_index_blocks_behind", "Blocks not read yet.", behind)
        yield GaugeMetricFamily("consort_index_block_time_seconds", "Its time.", tip.time)
        yield GaugeMetricFamily("consort_index_events", "Events in the index.", tip.events)
        yield CounterMetricFamily("consort_index_reorgs", "Times blocks were replaced.", tip.reorgs)
        size = self._desk.index.stat().st_size
        yield GaugeMetricFamily("consort_index_bytes", "Size of the file.", size)

    def _tell_tasks(self, index: Index) -> Iterator[Metric]:
        names = {
            "round": "Newest round, -1 before the first.",
            "version": "Newest version of the model.",
            "void_rounds": "Rounds that came to nothing.",
            "contributors": "Contributors enrolled.",
            "validators": "Validators enrolled.",
            "budget_tokens": "What the task was funded with.",
            "paid_tokens": "What contributors earned.",
            "committed": "Updates committed in the newest round.",
        }
        families = {
            name: GaugeMetricFamily(f"consort_task_{name}", said, labels=["task"])
            for name, said in names.items()
        }
        for held in index.list_open_tasks(MOST_TASKS).items:
            live = self._desk.live.get(TaskId(held.task))
            figures = {
                "round": held.rounds - 1,
                "version": held.versions,
                "void_rounds": held.void_rounds,
                "contributors": held.contributors,
                "validators": held.validators,
                "budget_tokens": held.budget / TOKEN,
                "paid_tokens": held.paid / TOKEN,
                "committed": live.committed if live else 0,
            }
            for name, value in figures.items():
                families[name].add_metric([str(held.task)], value)
        yield from families.values()


def make_registry(desk: Desk) -> CollectorRegistry:
    """Return the registry of a server's figures, and of its process."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(DeskCollector(desk))
    ProcessCollector(registry=registry)
    return registry
