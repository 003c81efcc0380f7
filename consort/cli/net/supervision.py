"""The supervisor: starts each service once what it needs is ready, and again when it has failed.

One loop; threads only ask services how they are.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from threading import Event
from typing import Final

from consort.cli.net.logs import cap
from consort.cli.net.probes import is_well
from consort.cli.net.running import Running
from consort.cli.net.service import READY
from consort.node.waiting import wait

_TICK: Final = 0.1
_TICKS_TO_CAP: Final = 100

Publish = Callable[[Sequence[Running]], None]


def supervise(services: Sequence[Running], publish: Publish) -> None:
    """Run services until the block is unwound by a signal; then end them all.

    `publish` is told after every round of looks.
    """
    never = Event()
    with ThreadPoolExecutor(len(services)) as pool:
        try:
            for tick in count():
                _step(services, pool)
                publish(services)
                if tick % _TICKS_TO_CAP == 0:
                    _cap_logs(services)
                wait(never, _TICK)
        finally:
            end_services(services)
            publish(services)


def end_services(services: Sequence[Running]) -> None:
    """End those that need others first, then what they needed."""
    for wave in (
        [running for running in services if running.service.after],
        [running for running in services if not running.service.after],
    ):
        for running in wave:
            running.ask_to_end()
        for running in wave:
            running.end()


def _step(services: Sequence[Running], pool: ThreadPoolExecutor) -> None:
    ready = {running.service.name for running in services if running.state in READY}
    for running in services:
        running.step(
            time.monotonic(),
            may_start=ready.issuperset(running.service.after),
            ask=lambda probe: pool.submit(is_well, probe),
        )


def _cap_logs(services: Sequence[Running]) -> None:
    """Keep what services write from filling the disk, their own logs at home too."""
    for running in services:
        for log in (running.log, *running.service.directory.glob("*.log")):
            with suppress(OSError):  # where the disk is full, the old lines stay where they are
                cap(log)
