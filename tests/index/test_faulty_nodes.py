"""Nodes that are behind, refuse, or tell of blocks that do not follow each other."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from consort.chain import patience
from consort.chain.client import Chain
from consort.chain.rpc import NodeError
from consort.errors import ChainUnreachable, ChainUnsteady
from consort.index.indexer import TRIES_IF_BEHIND, Indexer
from consort.index.reader import open_index
from tests.chain.devnet_fixture import LocalChain
from tests.chain.proxy import Forward, Json, answer, refuse, standing_before
from tests.index.made_chain import MadeChain
from tests.index.story import Story
from tests.index.test_indexer import assert_is_replay, get_values, send

REFUSAL = {"code": -32000, "message": "not now"}


class Refusing(MadeChain):
    """Answers of each request of many no more than `most`; refuses blocks of these numbers."""

    __slots__ = ("most", "refused")

    def __init__(self) -> None:
        super().__init__()
        self.most, self.refused = 1_000, set[int]()

    def ask_many(self, method: str, many: Sequence[tuple[object, ...]]) -> list[Any]:
        answers = super().ask_many(method, many[: self.most])
        return answers + [NodeError(method, REFUSAL)] * (len(many) - len(answers))

    def _find_header(self, tag: str) -> dict[str, str] | None:
        if tag.startswith("0x") and int(tag, 16) in self.refused:
            raise NodeError("eth_getBlockByNumber", REFUSAL)
        return super()._find_header(tag)


@pytest.fixture
def node() -> Refusing:
    """Return a chain on which something has happened."""
    node, story = Refusing(), Story(Random(11))
    for _ in range(150):
        node.mine(*(event for _ in range(3) for event in story.tell()))
    return node


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the index shall lie."""
    return tmp_path / "index.db"


def assert_nothing_was_replaced(path: Path, node: MadeChain) -> None:
    with open_index(path) as index:
        tip = index.get_tip()
        assert tip
        assert (tip.events, index.list_reorgs()) == (len(node.events), [])


# ---------------------------------------------------------------------- refusals


@pytest.mark.parametrize("most", [0, 1, 10])
def test_a_node_that_answers_a_part_of_what_it_is_asked_at_once(
    node: Refusing, path: Path, most: int
) -> None:
    node.most = most
    assert Indexer(node.chain, path).catch_up().events == len(node.events)


def test_a_block_that_is_refused_is_not_gone(node: Refusing, path: Path) -> None:
    indexer = Indexer(node.chain, path)
    indexer.catch_up()
    node.refused = {len(node.blocks) - 1}
    node.mine()
    with pytest.raises(ChainUnreachable, match="refuses to tell block 151: not now"):
        indexer.catch_up()
    node.refused = set()
    indexer.catch_up()
    assert_nothing_was_replaced(path, node)


def test_a_refusal_while_looking_for_what_is_left_of_a_chain(node: Refusing, path: Path) -> None:
    """Only the newest block was replaced; that older ones are refused does not forget them."""
    indexer = Indexer(node.chain, path)
    before = indexer.catch_up()
    node.drop(1)
    node.mine()
    node.refused = set(range(2, len(node.blocks) - 1))
    with pytest.raises(ChainUnreachable):
        indexer.catch_up()
    node.refused = set()
    (reorg,) = indexer.catch_up().reorgs
    assert reorg.from_block == before.block


def test_a_busy_node_is_waited_for(
    node: Refusing, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(patience, "sleep", waits.append)
    ask = MadeChain.ask

    def be_busy(self: MadeChain, method: str, *params: object) -> Any:
        if len(self.asked) % 3:
            self.asked.append(method)
            raise NodeError(method, {"code": 429, "message": "too many requests"})
        return ask(self, method, *params)

    monkeypatch.setattr(MadeChain, "ask", be_busy)
    assert Indexer(node.chain, path).catch_up().events == len(node.events)
    assert waits
    assert_nothing_was_replaced(path, node)


# ---------------------------------------------------------------------- behind


class Behind(MadeChain):
    """Leaves out its newest blocks for so many requests from now on."""

    __slots__ = ("hidden", "requests")

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.requests = 0, 0

    def ask(self, method: str, *params: Any) -> Any:
        if self.requests == 0:
            return super().ask(method, *params)
        self.requests -= 1
        whole, self.blocks = self.blocks, self.blocks[: -self.hidden]
        try:
            return super().ask(method, *params)
        finally:
            self.blocks = whole


@pytest.mark.parametrize("requests", range(1, 6))
def test_a_node_that_is_behind_replaces_nothing(path: Path, requests: int) -> None:
    """Whichever of the requests go to it: nothing is forgotten, and nothing is missing."""
    node, story = Behind(), Story(Random(11))
    for _ in range(30):
        node.mine(*(event for _ in range(3) for event in story.tell()))
    indexer = Indexer(node.chain, path)
    indexer.catch_up()
    node.hidden, node.requests = 2, requests
    indexer.catch_up()
    node.mine(*story.tell())
    node.requests = requests
    indexer.catch_up()
    indexer.catch_up()
    assert_nothing_was_replaced(path, node)


def test_a_chain_that_stays_shorter_is_believed(path: Path) -> None:
    node = Behind()
    for _ in range(5):
        node.mine()
    indexer = Indexer(node.chain, path)
    indexer.catch_up()
    node.hidden, node.requests = 2, 10**6
    before = len(node.asked)
    done = indexer.catch_up()
    assert (done.block, len(done.reorgs)) == (len(node.blocks) - 3, 1)
    assert len(node.asked) - before > TRIES_IF_BEHIND


def hide_events(block: int, times: int) -> Any:
    """Return the habit of knowing a block so many times, and not yet its events."""
    hidden: list[int] = []

    def habit(method: str, params: list[Any], forward: Forward) -> Json | None:
        if method != "eth_getLogs" or len(hidden) >= times:
            return None
        hidden.append(1)
        if "blockHash" in params[0]:
            return refuse(-32000, "unknown block")
        logs = forward(method, params)["result"]
        return answer([log for log in logs if int(log["blockNumber"], 16) != block])

    return habit


@pytest.mark.parametrize("times", [1, 2, 3])
def test_events_that_a_node_does_not_know_yet(
    local_chain: LocalChain, path: Path, times: int
) -> None:
    """Missing once, they would be missing for ever: the block would count as read."""
    sender = local_chain.connect("contributor-2")
    with standing_before(local_chain.rpc_url) as proxy:
        indexer = Indexer(Chain.connect(proxy.url, local_chain.deployment), path)
        indexer.catch_up()
        proxy.habit = hide_events(send(sender, 5, 6), times)
        indexer.catch_up()
    assert get_values(path)[:2] == [6, 5]
    assert_is_replay(local_chain, path)


def test_events_that_a_node_never_knows(local_chain: LocalChain, path: Path) -> None:
    sender = local_chain.connect("contributor-2")
    Indexer(sender, path).catch_up()
    block = send(sender, 7)
    with standing_before(local_chain.rpc_url) as proxy:
        proxy.habit = hide_events(block, 10**6)
        with pytest.raises(ChainUnsteady):
            Indexer(Chain.connect(proxy.url, local_chain.deployment), path).catch_up()
    assert Indexer(sender, path).catch_up().block >= block
    assert_is_replay(local_chain, path)


def test_a_header_that_only_seems_to_hold_events(node: Refusing, path: Path) -> None:
    """Other contracts' events may set the same bits: the block itself is asked, and believed."""
    for block in node.blocks:
        block.header["logsBloom"] = f"0x{'f' * 512}"
    node.mine()
    assert Indexer(node.chain, path).catch_up().events == len(node.events)


# ---------------------------------------------------------------------- blocks that do not follow


def test_blocks_that_do_not_follow_each_other(node: Refusing, path: Path) -> None:
    """Each is what its events say, and the newest is the same: only its parent is another."""
    Indexer(node.chain, path).catch_up()
    node.mine()
    node.blocks[-1].header["parentHash"] = f"0x{'7' * 64}"
    with pytest.raises(ChainUnsteady):
        Indexer(node.chain, path).catch_up()
    with open_index(path) as index:
        tip = index.get_tip()
    assert tip
    assert tip.block == len(node.blocks) - 2
