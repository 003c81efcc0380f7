"""Which errors a node waits out, and which end it."""

from dataclasses import replace
from typing import Any

import pytest

from consort.chain.client import Chain
from consort.errors import (
    ChainUnreachable,
    ConsortError,
    DiskFull,
    EventsMissing,
    FeesTooHigh,
    FileNotObtainable,
    LedgerDiffers,
    NoFunds,
    RoundStillRunning,
    TransactionReverted,
)
from consort.node.progress import Waiting
from consort.spec.types import Phase
from consort_nodes.watching.node import WatcherNode
from tests.chain.proxy import Forward, Habit, Json, answer, standing_before
from tests.roles.federation import Federation, Node, check_conservation

MENDABLE = [
    ChainUnreachable("http://127.0.0.1:1", "connection refused"),
    DiskFull("/full"),
    FeesTooHigh(2, 1),
    FileNotObtainable("model state", bytes(32), "it is not there"),
    RoundStillRunning(0, Phase.COMMIT),
    TransactionReverted("openRound", "0x00"),
]
FINAL = [LedgerDiffers(1, bytes(32), bytes([1]) * 32), NoFunds("0x00", 0, 1)]


def fail(error: Exception) -> bool:
    raise error


@pytest.mark.parametrize("error", MENDABLE, ids=lambda error: type(error).__name__)
def test_waits(federation: Federation, error: ConsortError) -> None:
    federation.enrol(contributors=0, validators=1)
    session = federation.validate(0).session
    assert session.attempt(lambda: fail(error)) is False
    assert session.attempt(lambda: fail(error)) is False
    (waiting,) = federation.find("validator-0", Waiting)
    assert waiting.reason == str(error)


@pytest.mark.parametrize("error", FINAL, ids=lambda error: type(error).__name__)
def test_ends(federation: Federation, error: ConsortError) -> None:
    federation.enrol(contributors=0, validators=1)
    session = federation.validate(0).session
    with pytest.raises(type(error)):
        session.attempt(lambda: fail(error))


def test_events_that_a_node_has_lost(federation: Federation) -> None:
    """A chain node without some events is named, and all is well again once it has them."""
    federation.enrol(contributors=1, validators=1)
    nodes: list[Node] = [federation.contribute(0), federation.validate(0)]
    federation.drive(nodes, until=lambda: federation.phase is Phase.COMMIT)
    with standing_before(federation.local.rpc_url) as proxy:
        proxy.habit = forget_events_after(federation.owner.clock().block)
        given = federation.surround("validator-1")
        chain = Chain.connect(proxy.url, federation.local.deployment)
        late = WatcherNode(replace(given, chain=chain))
        waits = federation.reports["validator-1"]
        federation.drive(
            [*nodes, late], until=lambda: any(isinstance(e, Waiting) for e in waits), seconds=4
        )
        (waiting,) = federation.find("validator-1", Waiting)
        assert waiting.cause == EventsMissing.__name__
        assert proxy.url in waiting.reason

        proxy.habit = lambda *_: None
        late.step()
        assert late.session.look() is not None
    check_conservation(federation)


def forget_events_after(block: int) -> Habit:
    def answer_logs(method: str, params: list[Any], forward: Forward) -> Json | None:
        if method != "eth_getLogs":
            return None
        logs = forward(method, params)["result"]
        return answer([log for log in logs if int(log["blockNumber"], 16) <= block])

    return answer_logs
