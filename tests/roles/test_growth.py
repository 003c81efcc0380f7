"""Nodes that run for long: what they hold in memory and on the disk does not grow with rounds."""

import gc
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FunctionType, ModuleType

import numpy as np
import pytest

from consort.chain import cursor
from consort.codec.feedback import Attempt, FeedbackStore
from consort.ledger.retention import Retention
from consort.node import session
from consort.spec.chunk_tree import Digest
from consort.spec.params import RING
from consort.spec.phases import compute_cost
from consort.spec.types import Address, ContentId
from consort_client.attempts import Attempts, Note
from consort_client.node import ContributorNode
from consort_nodes.watching.node import WatcherNode
from tests.roles.federation import TERMS, Federation, Node
from tests.roles.watching import WATCHER

EARLY, LATE = (10, 11, 12), (16, 17, 18)
"""Versions between which nothing may grow; each node keeps eight rounds here.

A round more or less may be open at one of them: the least of each three is compared.
"""
OBJECTS, BYTES = 20, 2_000
"""What a node may hold more for each round, in memory and on the disk: now and then one more round
is undecided. What belongs to a round is many times as many objects; `make soak` looks closer.
"""


@pytest.fixture(autouse=True)
def short_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nodes forget early, so that few rounds show it."""

    def keep_few(account: Address) -> Retention:
        return Retention(account, rounds=RING)

    monkeypatch.setattr(session, "Retention", keep_few)
    monkeypatch.setattr(cursor, "_KEPT", RING)


def test_nothing_grows(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=1)
    federation.owner.fund(federation.task, LATE[-1] * compute_cost(TERMS.inputs, TERMS.results))
    contributor = federation.contribute(0)
    nodes: dict[str, Node] = {
        "contributor": contributor,
        "other": federation.contribute(1),
        "validator": federation.validate(0),
        "watcher": WatcherNode(federation.surround(WATCHER)),
    }
    early = measure_least(federation, nodes, EARLY)
    late = measure_least(federation, nodes, LATE)
    grown = {name: late[name] - early[name] for name in early}
    rounds = LATE[0] - EARLY[0]
    for name, by in grown.items():
        assert by <= rounds * (BYTES if name.startswith("disk") else OBJECTS), grown
    check_that_old_updates_go(contributor)


def check_that_old_updates_go(node: ContributorNode) -> None:
    """Leave what a node leaves that was away until its round was forgotten; it goes in a step."""
    directory, attempt = node.session.directory, Attempt(1, Digest(bytes(32)))
    attempts, feedback = Attempts(directory.updates), FeedbackStore(directory.feedback)
    attempts.locate_update(attempt).write_bytes(b"an update")
    feedback.save(attempt, np.zeros((1, 1), np.float32))
    attempts.save(Note(attempt, bytes(32), 1, ContentId(bytes(32), 9)))
    node.step()
    assert attempts.find(attempt) is None
    assert not attempts.locate_update(attempt).exists()
    assert not (directory.feedback / attempt.file_name).exists()


def measure_least(
    federation: Federation, nodes: dict[str, Node], versions: Sequence[int]
) -> dict[str, int]:
    """Return the fewest objects of each node, and bytes on its disk, at these versions."""
    least: dict[str, int] = {}
    for version in versions:
        federation.drive(list(nodes.values()), until=lambda: federation.version >= version)  # noqa: B023
        for reports in federation.reports.values():
            reports.clear()
        for name, node in nodes.items():
            for what, size in ((name, measure(node)), (f"disk of {name}", measure_disk(node))):
                least[what] = min(size, least.get(what, size))
    return least


def measure(node: Node) -> int:
    """Return how many objects a node holds: their bytes jump where a dictionary finds room."""
    return sum(1 for _ in _walk(node))


def _walk(start: object) -> Iterator[object]:
    seen, waiting = {id(start)}, [start]
    while waiting:
        found = waiting.pop()
        yield found
        for below in gc.get_referents(found):
            if id(below) not in seen and not isinstance(below, type | ModuleType | FunctionType):
                seen.add(id(below))
                waiting.append(below)


def measure_disk(node: Node) -> int:
    """Return the bytes of all files in a node's directory."""
    files = [path for path in Path(node.session.directory.path).rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files)
