"""Pages of events from nodes with limits of their own: on blocks, on bytes, on requests."""

from collections.abc import Iterator
from typing import Any

import pytest

from consort.chain import logs, patience
from consort.chain.client import Chain
from consort.chain.rpc import NodeError
from consort.errors import ChainUnreachable, LogsTooWide
from tests.chain.devnet_fixture import LocalChain
from tests.chain.proxy import Forward, Json, Proxy, refuse, standing_before
from tests.index.made_chain import DEPLOYMENT, MadeChain

OFTEN = [
    (-32005, "daily request count exceeded, request rate limited"),
    (-32007, "50/second request limit reached"),
    (429, "Your app has exceeded its compute units per second capacity"),
    (-32000, "Too Many Requests"),
]
WIDE = [
    (-32005, "query returned more than 10000 results"),
    (-32602, "query exceeds max block range 1000"),
    (-32600, "You can make eth_getLogs requests with up to a 2K block range"),
]


@pytest.fixture
def proxy(local_chain: LocalChain) -> Iterator[Proxy]:
    """Stand before the shared chain."""
    with standing_before(local_chain.rpc_url) as proxy:
        yield proxy


class Narrow(MadeChain):
    """Gives the events of so many blocks at a time, and notes what it was asked for."""

    __slots__ = ("most", "widths")

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.widths = most, list[int]()

    def _find_logs(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        width = int(wanted["toBlock"], 16) - int(wanted["fromBlock"], 16) + 1
        self.widths.append(width)
        if width > self.most:
            raise NodeError("eth_getLogs", {"code": -32000, "message": "range too wide"})
        return []


@pytest.mark.parametrize("most", [1, 7, 100, 1_000])
def test_a_nodes_limit_is_found_and_remembered(most: int) -> None:
    node, blocks = Narrow(most), range(300 * most)
    pager = logs.LogPager(node, DEPLOYMENT)
    while blocks:
        blocks = range(pager.read(blocks)[1] + 1, blocks.stop)
    refused = sum(width > most for width in node.widths)
    assert refused < len(node.widths) / 5
    assert sum(width for width in node.widths if width <= most) == 300 * most
    assert sorted(node.widths)[len(node.widths) // 2] > most * 0.9


def test_fewer_blocks_where_there_are_many_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MOST_LOGS", 100)
    pager = logs.LogPager(MadeChain(), DEPLOYMENT, width=50)
    monkeypatch.setattr(MadeChain, "_find_logs", lambda *_: [{}] * 500)
    pager.read(range(1_000))
    assert pager.width == 10
    monkeypatch.setattr(MadeChain, "_find_logs", lambda *_: [])
    pager.read(range(1_000))
    assert pager.width == 20


@pytest.mark.parametrize(("code", "message"), OFTEN)
def test_a_node_that_is_asked_too_often_is_given_time(
    local_chain: LocalChain,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    message: str,
) -> None:
    """The same blocks are asked for again, later; a node that goes on is not said to be narrow."""
    waits: list[float] = []
    monkeypatch.setattr(patience, "sleep", waits.append)
    asked: list[Json] = []

    def limit(method: str, params: list[Any], _: Forward) -> Json | None:
        if method != "eth_getLogs":
            return None
        asked.append(params[0])
        return refuse(code, message) if len(asked) <= most else None

    most, proxy.habit = 3, limit
    chain = Chain.connect(proxy.url, local_chain.deployment)
    assert chain.get_all_events() == local_chain.connect().get_all_events()
    assert asked[:3] == asked[1:4]
    assert waits == [*patience.WAITS[:3]]
    most = 10**6
    with pytest.raises(ChainUnreachable, match="less often"):
        chain.get_all_events()


@pytest.mark.parametrize(("code", "message"), WIDE)
def test_a_node_that_is_asked_for_too_much_is_not(
    local_chain: LocalChain,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    message: str,
) -> None:
    monkeypatch.setattr(patience, "sleep", lambda _: pytest.fail("it waited"))
    proxy.habit = lambda method, *_: refuse(code, message) if method == "eth_getLogs" else None
    with pytest.raises(LogsTooWide):
        Chain.connect(proxy.url, local_chain.deployment).get_all_events()


def test_answers_are_not_read_however_long(
    local_chain: LocalChain, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too long for several blocks: fewer are asked for, and none is left out."""
    expected = local_chain.connect().get_all_events()
    monkeypatch.setattr("consort.chain.endpoint.MOST_BYTES_OF_SEVERAL", 4_000)
    assert Chain.connect(proxy.url, local_chain.deployment).get_all_events() == expected
    assert proxy.asked.count("eth_getLogs") > 3
