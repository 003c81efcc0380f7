"""An index beside a real chain: rounds, reorganisations, bad nodes, several writers."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from consort.chain.client import Chain
from consort.errors import (
    ChainUnreachable,
    ChainUnsteady,
    LogsTooWide,
    OtherDeploymentIndexed,
)
from consort.index.indexer import MOST_TRIES, Indexer
from consort.index.reader import open_index
from consort.ledger.replay import replay
from consort.spec.types import Address
from tests.chain.devnet_fixture import LocalChain
from tests.chain.proxy import Forward, Json, Proxy, answer, refuse, standing_before
from tests.chain.round_steps import complete
from tests.chain.task_terms import create_task, enrol
from tests.index.comparing import assert_same

RECEIVER = Address(f"0x{7:040d}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the index shall lie."""
    return tmp_path / "index.db"


@pytest.fixture
def proxy(local_chain: LocalChain) -> Iterator[Proxy]:
    """Stand before the shared chain."""
    with standing_before(local_chain.rpc_url) as proxy:
        yield proxy


def assert_is_replay(local: LocalChain, path: Path) -> None:
    """Compare an index with the replay of everything that the chain tells."""
    chain = local.connect()
    logged = chain.get_all_events()
    ledger = replay(chain.chain_id, chain.deployment.get_address("Coordinator"), logged)
    people = [account.address for account in local.accounts.values()]
    with open_index(path) as index:
        assert_same(index, ledger, [item.event for item in logged], people)
        page = index.list_events(limit=1_000)
        told = {(entry.block, entry.log_index, entry.transaction.hex()) for entry in page.items}
        assert told == {(item.block, item.index, item.transaction[2:]) for item in logged}


def test_life_of_a_round(local_chain: LocalChain, path: Path) -> None:
    owner = local_chain.connect()
    task = create_task(owner)
    contributor, validator = enrol(local_chain, task)
    complete(local_chain, task, contributor, validator)
    reports: list[tuple[int, int, int]] = []
    done = Indexer(owner, path).catch_up(lambda *report: reports.append(report))
    assert_is_replay(local_chain, path)
    assert reports[-1] == (done.block, done.block, done.events)
    assert done.reorgs == ()
    assert Indexer(owner, path).catch_up().events == done.events
    with open_index(path) as index:
        detail = index.get_round(task, 0)
        assert detail.summary.seconds.seal is not None
        json.dumps([detail.to_json(), index.list_events().to_json()])


# ---------------------------------------------------------------------- reorganisations


def send(chain: Chain, *values: int) -> int:
    """Transfer these amounts; return the block of the last."""
    return [chain.transfer(RECEIVER, value).block for value in values][-1]


def get_values(path: Path) -> list[int]:
    """Return the amounts that the index says were transferred, newest first."""
    with open_index(path) as index:
        events: list[Any] = [entry.event for entry in index.list_events(kind="Transfer").items]
    return [event.value for event in events if event.to == RECEIVER]


def replace_blocks(chain: Chain, after: int) -> None:
    """Let the chain replace all blocks after this one by empty ones."""
    chain.rpc.request("anvil_reorg", chain.clock().block - after, [])


def test_replaced_blocks_leave_no_trace(own_chain: LocalChain, path: Path) -> None:
    chain = own_chain.connect("contributor-2")
    indexer = Indexer(chain, path)
    kept = send(chain, 1)
    indexer.catch_up()
    send(chain, 2, 3)
    indexer.catch_up()
    assert get_values(path) == [3, 2, 1]
    replace_blocks(chain, kept)
    (reorg,) = indexer.catch_up().reorgs
    assert reorg.from_block == kept + 1
    assert get_values(path) == [1]
    send(chain, 4)
    assert indexer.catch_up().reorgs == ()
    assert get_values(path) == [4, 1]
    assert_is_replay(own_chain, path)
    with open_index(path) as index:
        assert index.list_reorgs() == [reorg]
        assert index.list_reorgs(since=1) == []


def test_final_blocks_may_be_replaced_all_the_same(own_chain: LocalChain, path: Path) -> None:
    """Deeper than what the chain called final: followed, and said."""
    chain = own_chain.connect("contributor-2")
    indexer = Indexer(chain, path)
    kept = send(chain, 1)
    send(chain, *range(2, 12))
    own_chain.devnet.mine(40)
    indexer.catch_up()
    with open_index(path) as index:
        tip = index.get_tip()
    assert tip
    assert tip.final_block
    assert tip.final_block > kept + 5
    replace_blocks(chain, kept)
    (reorg,) = indexer.catch_up().reorgs
    assert reorg.was_final
    assert reorg.events == 10
    assert get_values(path) == [1]
    assert_is_replay(own_chain, path)


def test_a_chain_that_became_shorter(local_chain: LocalChain, path: Path) -> None:
    chain = local_chain.connect("contributor-2")
    indexer = Indexer(chain, path)
    send(chain, 1)
    snapshot = local_chain.devnet.snapshot()
    send(chain, 2, 3)
    indexer.catch_up()
    local_chain.devnet.revert(snapshot)
    indexer.catch_up()
    assert get_values(path) == [1]
    assert_is_replay(local_chain, path)


@pytest.mark.parametrize("before", [(), (2, 3)])
def test_blocks_replaced_while_they_are_read(
    own_chain: LocalChain, path: Path, before: tuple[int, ...]
) -> None:
    """The node's events, or that there are none, are of a chain that is gone a moment later."""
    chain, other = own_chain.connect("contributor-2"), own_chain.connect("contributor-3")
    send(chain, 1)
    with standing_before(own_chain.rpc_url) as proxy:
        indexer = Indexer(Chain.connect(proxy.url, own_chain.deployment), path)
        indexer.catch_up()
        snapshot = own_chain.devnet.snapshot()
        for value in before:
            send(chain, value)
        own_chain.devnet.mine(3)
        is_done: list[bool] = []

        def replace(method: str, params: list[Any], forward: Forward) -> Json | None:
            if method != "eth_getLogs" or is_done:
                return None
            is_done.append(True)
            answered = forward(method, params)
            own_chain.devnet.revert(snapshot)
            send(other, 4)
            own_chain.devnet.mine(9)
            return answered

        proxy.habit = replace
        indexer.catch_up()
    assert is_done
    assert get_values(path) == [4, 1]
    assert_is_replay(own_chain, path)


def test_another_chain_at_the_same_address(
    local_chain: LocalChain, own_chain: LocalChain, path: Path
) -> None:
    """Both have the same id, as devnets have; only their blocks tell them apart."""
    send(local_chain.connect("contributor-2"), 1)
    with standing_before(local_chain.rpc_url) as proxy:
        indexer = Indexer(Chain.connect(proxy.url, local_chain.deployment), path)
        before = indexer.catch_up()
        proxy.target = own_chain.rpc_url
        with pytest.raises(OtherDeploymentIndexed, match="born in block"):
            indexer.catch_up()
        proxy.target = local_chain.rpc_url
        assert indexer.catch_up().events == before.events


# ---------------------------------------------------------------------- nodes


def read_through(proxy: Proxy, local: LocalChain, path: Path) -> int:
    """Catch up through a proxy; return the number of events."""
    return Indexer(Chain.connect(proxy.url, local.deployment), path).catch_up().events


def refuse_wide(most: int) -> Any:
    """Return the habit of giving the events of few blocks at a time."""

    def habit(method: str, params: list[Any], _: Forward) -> Json | None:
        if method != "eth_getLogs":
            return None
        width = int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) + 1
        return refuse(-32005, "query exceeds max block range") if width > most else None

    return habit


@pytest.mark.slow
def test_narrow_node_without_batches(local_chain: LocalChain, proxy: Proxy, path: Path) -> None:
    proxy.habit, proxy.takes_batches = refuse_wide(3), False
    read_through(proxy, local_chain, path)
    assert_is_replay(local_chain, path)


def test_blocks_are_asked_for_many_at_a_time(
    local_chain: LocalChain, proxy: Proxy, path: Path
) -> None:
    read_through(proxy, local_chain, path)
    assert max(proxy.batches) > 10
    assert_is_replay(local_chain, path)


def fail_after(pages: int, failure: Json) -> Any:
    """Return the habit of giving so many pages of events, and then nothing but a failure."""
    narrow, given = refuse_wide(4), [0]

    def habit(method: str, params: list[Any], forward: Forward) -> Json | None:
        refused: Json | None = narrow(method, params, forward)
        if method != "eth_getLogs" or refused:
            return refused
        given[0] += 1
        return failure if given[0] > pages else None

    return habit


def test_what_was_read_stays_when_a_node_fails(
    local_chain: LocalChain, proxy: Proxy, path: Path
) -> None:
    """It fails in several ways, and each time the index goes on from where it was."""
    blocks = []
    for failure in (refuse(-32005, "limit exceeded"), answer("nonsense"), answer(None)):
        proxy.habit = fail_after(2, failure)
        with pytest.raises((ChainUnreachable, LogsTooWide)):
            read_through(proxy, local_chain, path)
        with open_index(path) as index:
            tip = index.get_tip()
        assert tip
        blocks.append(tip.block)
    chain = Chain.connect(proxy.url, local_chain.deployment)
    proxy.kill()
    with pytest.raises(ChainUnreachable):
        Indexer(chain, path).catch_up()
    proxy.revive()
    proxy.habit = refuse_wide(4)
    read_through(proxy, local_chain, path)
    assert blocks == sorted(set(blocks))
    assert_is_replay(local_chain, path)


def change_logs(change: Any) -> Any:
    """Return the habit of giving other events than there are."""

    def habit(method: str, params: list[Any], forward: Forward) -> Json | None:
        if method != "eth_getLogs":
            return None
        return answer(change(forward(method, params)["result"]))

    return habit


def test_events_twice_and_in_any_order(local_chain: LocalChain, proxy: Proxy, path: Path) -> None:
    proxy.habit = change_logs(lambda logs: [*logs[::-1], *logs[::2]])
    read_through(proxy, local_chain, path)
    assert_is_replay(local_chain, path)


def test_events_of_other_blocks(local_chain: LocalChain, proxy: Proxy, path: Path) -> None:
    """A node whose events never are those of its blocks is given up; nothing is taken in."""
    proxy.habit = change_logs(lambda logs: [log | {"blockHash": f"0x{'1' * 64}"} for log in logs])
    with pytest.raises(ChainUnsteady):
        read_through(proxy, local_chain, path)
    assert proxy.asked.count("eth_getLogs") == MOST_TRIES
    with open_index(path) as index:
        assert index.get_tip() is None


@pytest.mark.parametrize(
    "change",
    [
        {"data": "0x01"},
        {"data": "0xzz"},
        {"blockNumber": None},
        {"blockNumber": "0x7fffffff"},
        {"transactionHash": "0x00"},
        {"logIndex": "0x" + "f" * 70},
    ],
)
def test_events_that_make_no_sense(
    local_chain: LocalChain, proxy: Proxy, path: Path, change: Json
) -> None:
    proxy.habit = change_logs(lambda logs: [log | change for log in logs])
    with pytest.raises(ChainUnreachable, match="no sense"):
        read_through(proxy, local_chain, path)


# ---------------------------------------------------------------------- several at once


def test_writers_take_turns(local_chain: LocalChain, path: Path) -> None:
    send(local_chain.connect("contributor-2"), *range(1, 6))
    failures: list[Exception] = []

    def write() -> None:
        with standing_before(local_chain.rpc_url) as proxy:
            proxy.habit = refuse_wide(2)
            try:
                read_through(proxy, local_chain, path)
            except Exception as error:  # noqa: BLE001 - told by the test
                failures.append(error)

    writers = [Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert_is_replay(local_chain, path)
