"""What a running role is given, and how it tells of itself: its log, its health."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from threading import Event
from typing import Final

from consort.chain.client import Chain
from consort.chain.rpc import Rpc
from consort.cli.events_text import get_level, to_document, to_text
from consort.cli.lazy import load_function
from consort.cli.output import Output
from consort.cli.settings import Network, NodePlace
from consort.node.health import About, Health
from consort.node.health_probe import Probe
from consort.node.health_server import listen, serving
from consort.node.progress import NodeEvent
from consort.node.pulse import Pulse
from consort.node.session import Surroundings
from consort.spec.types import TaskId
from consort.storage.address import open_store
from consort.storage.metered import MeteredStore
from consort.storage.store import Store

_PROBE_TIMEOUT: Final = 3.0


@contextmanager
def surrounding(
    output: Output, role: str, chain: Chain, network: Network, place: NodePlace
) -> Iterator[Surroundings]:
    """Give a role its surroundings; its health is served while the block runs, if wanted.

    Raises BadStoreUrl, PathUnusable, BadHealthAddress, PortInUse.
    """
    store = MeteredStore(open_store(place.store))
    task, pulse = TaskId(place.task), Pulse()
    about = About(role, task, chain.chain_id, version("consort"))
    probes = _make_probes(network, store)
    health = Health(about, pulse, chain.tally, store.traffic, probes)

    def report(event: NodeEvent) -> None:
        health.report(event)
        output.tell(to_document(event), to_text(event), get_level(event))

    with ExitStack() as stack:
        if place.health is not None:
            url = stack.enter_context(_serving(health, place.health))
            output.tell({"event": "HealthServed", "url": url}, f"health at {url}")
        yield Surroundings(
            chain,
            store,
            task,
            place.state,
            report,
            interval=place.interval,
            pulse=pulse,
            keep=place.keep_files,
        )


@contextmanager
def _serving(health: Health, address: str) -> Iterator[str]:
    listener, stop = listen(address), Event()
    pages = load_function("consort.node.health_pages:make_pages")(health)
    for probe in health.probes:
        probe.start(stop)
    try:
        with serving(listener, pages) as url:
            yield url
    finally:
        stop.set()


def _make_probes(network: Network, store: Store) -> tuple[Probe, ...]:
    """Return what asks chain and store; over a connection of its own, which gives up sooner."""
    rpc = Rpc(network.rpc_url, _PROBE_TIMEOUT)
    return (
        Probe("chain", lambda: rpc.request("eth_blockNumber")),
        Probe("store", store.describe),
    )
