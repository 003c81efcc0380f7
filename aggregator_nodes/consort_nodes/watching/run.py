"""A watcher as a process: one call with plain values."""

from dataclasses import dataclass, field

from consort.node.config import NodeConfig, connect
from consort.node.progress import Report
from consort.node.waiting import stopping_on_sigterm
from consort_nodes.watching.node import Watch, WatcherNode


@dataclass(frozen=True, slots=True)
class WatcherNodeConfig:
    """Say where a watcher works, and for how long."""

    node: NodeConfig
    watch: Watch = field(default_factory=Watch)


def run_watcher(config: WatcherNodeConfig, report: Report) -> None:
    """Watch until SIGTERM, or as long as wanted; `report` hears of every step."""
    with stopping_on_sigterm():
        WatcherNode(connect(config.node, report), config.watch).run()
