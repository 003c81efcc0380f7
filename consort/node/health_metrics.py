"""A node's figures as Prometheus reads them."""

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from consort.node.health import Health
from consort.node.pulse import Look
from consort.spec.types import Phase


class HealthCollector(Collector):
    """Reads a node's health whenever it is asked; labels have a bounded number of values."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Yield every figure."""
        yield self._tell_about()
        yield from self._tell_rounds()
        yield from self._tell_loop()
        yield from self._tell_transactions()
        yield from self._tell_traffic()
        yield from self._tell_condition()

    def _tell_about(self) -> Metric:
        about = self._health.about
        labels = {
            "version": about.version,
            "role": about.role,
            "task": str(about.task),
            "chain_id": str(about.chain_id),
        }
        return InfoMetricFamily("consort_node", "What runs here.", labels)

    def _tell_rounds(self) -> Iterator[Metric]:
        health = self._health
        yield GaugeMetricFamily("consort_round", "Newest round seen, -1 before any.", health.round)
        phases = GaugeMetricFamily(
            "consort_phase", "1 for the newest round's phase.", labels=["phase"]
        )
        for phase in Phase:
            phases.add_metric([phase.name], phase is health.phase)
        yield phases
        ended = CounterMetricFamily("consort_rounds", "Rounds seen to end.", labels=["state"])
        for phase in (Phase.FINAL, Phase.VOID):
            ended.add_metric([phase.name], health.ended[phase])
        yield ended
        yield _count("consort_events", "What the node reported.", "event", health.events)
        yield _count(
            "consort_waits", "Times it could not go on, by the error.", "cause", health.waits
        )

    def _tell_loop(self) -> Iterator[Metric]:
        pulse = self._health.pulse
        heard = time.time() - pulse.compute_silence()
        yield GaugeMetricFamily(
            "consort_last_step_timestamp_seconds", "End of the last step.", heard
        )
        look = pulse.look or Look(-1, False, 0.0)
        seen = time.time() - (pulse.clock() - look.at) if pulse.look else 0
        yield GaugeMetricFamily(
            "consort_block", "Newest block looked at, -1 before any.", look.block
        )
        yield GaugeMetricFamily(
            "consort_last_look_timestamp_seconds", "Last look at the chain, 0 before any.", seen
        )

    def _tell_transactions(self) -> Iterator[Metric]:
        tally = self._health.tally
        sent = CounterMetricFamily("consort_transactions", "Transactions sent.", labels=["outcome"])
        for outcome in ("succeeded", "reverted", "stuck"):
            sent.add_metric([outcome], getattr(tally, outcome))
        yield sent
        yield CounterMetricFamily("consort_gas", "Gas of mined transactions.", tally.gas)

    def _tell_traffic(self) -> Iterator[Metric]:
        traffic = self._health.traffic
        yield CounterMetricFamily(
            "consort_fetched_bytes", "Bytes fetched from the store and verified.", traffic.fetched
        )
        yield CounterMetricFamily("consort_stored_bytes", "Bytes stored.", traffic.stored)

    def _tell_condition(self) -> Iterator[Metric]:
        faults = self._health.check_ready().faults
        checks = GaugeMetricFamily("consort_check", "1 where all is well.", labels=["check"])
        for name in ("loop", "ledger", *(probe.name for probe in self._health.probes)):
            checks.add_metric([name], name not in faults)
        yield checks


def make_registry(health: Health) -> CollectorRegistry:
    """Return the node's figures, and its process's memory and time, for `generate_latest`."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(HealthCollector(health))
    ProcessCollector(registry=registry)
    return registry


def _count(name: str, help_: str, label: str, counts: dict[str, int]) -> Metric:
    family = CounterMetricFamily(name, help_, labels=[label])
    for value, count in sorted(counts.copy().items()):
        family.add_metric([value], count)
    return family
