"""A soak: many rounds on one chain, a sample after each, an audit at the end."""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from subprocess import Popen

from consort.ledger.retention import Retention
from consort.ledger.rounds import RoundState
from consort.node.bookkeeping import check_conservation
from consort.node.log import LedgerLog, read_ledger
from consort.spec.types import NOBODY
from tests.soak.clock import Mover
from tests.soak.samples import Sample, take_sample
from tests.soak.stage import (
    KINDS,
    Place,
    Stage,
    cut_logs,
    prepare,
    read_last_words,
    start_chain,
    start_nodes,
)
from tests.soak.stores import Stores

POLL = 0.1
STUCK = 180.0
"""Seconds without a new version after which a soak has failed."""
SETTLE = 0.3
"""Seconds that nodes have to drop what a round has left, before they are looked at."""

OpenStores = Callable[[Place], AbstractContextManager[Stores]]
Nodes = Mapping[str, Popen[bytes]]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a soak came to; `replay` is how many seconds a node that joins now reads events."""

    samples: Sequence[Sample]
    void: int
    events: int
    replay: float


def run_leg(place: Place, rounds: int, open_stores: OpenStores, say: Say) -> Outcome:
    """Run a federation for so many final rounds; raises AssertionError where anything is wrong."""
    shutil.rmtree(place.root, ignore_errors=True)
    with start_chain(place) as devnet, open_stores(place) as stores:
        stage = prepare(place, devnet, stores.addresses, rounds)
        with start_nodes(stage) as nodes:
            ids = {name: node.pid for name, node in nodes.items()}
            ids |= {"chain": devnet.pid, **stores.processes}
            kinds = {**KINDS, **stores.kinds}
            samples = []
            for version, seconds in _iterate_versions(stage, nodes, rounds):
                cut_logs(place)
                stores.prune()
                samples.append(take_sample(version, seconds, ids, place.root, kinds))
                say(_describe(samples[-1]))
        return _audit(stage, samples)


def _iterate_versions(stage: Stage, nodes: Nodes, rounds: int) -> Iterator[tuple[int, float]]:
    """Yield each version that became final, and the time since the start."""
    mover = Mover(stage.chain, stage.devnet, stage.task)
    started = last = time.monotonic()
    version = 0
    while version < rounds:
        newest = mover.look()
        if newest > version:
            version, last = newest, time.monotonic()
            time.sleep(SETTLE)
            yield version, last - started
        ended = [name for name, node in nodes.items() if node.poll() is not None]
        assert not ended, {name: read_last_words(stage.place, name) for name in ended}
        assert time.monotonic() - last < STUCK, f"nothing after version {version}"
        time.sleep(POLL)


def _describe(sample: Sample) -> str:
    memory, disk = (sum(parts.values()) / 1e6 for parts in (sample.memory, sample.disk))
    return (
        f"version {sample.round}, {sample.seconds:.0f} s, {memory:.1f} MB of memory, {disk:.1f} MB"
    )


def _audit(stage: Stage, samples: Sequence[Sample]) -> Outcome:
    """Check that the money adds up, nobody was slashed and the lineage is whole."""
    chain = stage.chain
    books = check_conservation(chain)
    assert books.ok, books.faults
    ledger = read_ledger(chain)
    history = ledger.get_task(stage.task)
    assert not ledger.slashes
    chain.verify_lineage(stage.task, history.lineage)
    states = [round_.state for round_ in history.rounds.values()]
    started = time.monotonic()
    LedgerLog(chain, Retention(NOBODY)).follow()
    replay = time.monotonic() - started
    events = len(chain.get_all_events())
    return Outcome(samples, states.count(RoundState.VOID), events, replay)
