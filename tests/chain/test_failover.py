"""Several nodes of one chain: the next is asked where one fails, and nothing is signed twice."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from consort.chain import rpc as rpc_module
from consort.chain.client import Chain
from consort.chain.devnet import start_devnet
from consort.chain.rpc import NodeError, Rpc
from consort.errors import BadRpcUrl, ChainUnreachable, ContractReverted, Rejected
from tests.chain.devnet_fixture import LocalChain, prepare_chain
from tests.chain.proxy import Proxy, answer, refuse, standing_before
from tests.chain.test_sending import RECEIVER, SENDER

KEY = "c0ffee-secret-api-key"


@pytest.fixture
def pair(local_chain: LocalChain) -> Iterator[tuple[Proxy, Proxy]]:
    """Two nodes of one chain, each behind a proxy."""
    with (
        standing_before(local_chain.rpc_url) as first,
        standing_before(local_chain.rpc_url) as second,
    ):
        yield first, second


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_module, "LOOK_EVERY", 0.05)
    monkeypatch.setattr("consort.chain.health.RETRY", 0.1)


def connect(local: LocalChain, *proxies: Proxy, timeout: float = 1.5) -> tuple[Chain, list[str]]:
    """Return the chain seen through these nodes, and what is reported about them."""
    rpc, told = Rpc([proxy.url for proxy in proxies], timeout), list[str]()
    rpc.listen(told.append)
    return Chain.connect(rpc, local.deployment, local.accounts[SENDER], local.options), told


def die(proxy: Proxy) -> None:
    proxy.kill()


def hang(proxy: Proxy) -> None:
    proxy.delay = 3.0


def limit_rate(proxy: Proxy) -> None:
    proxy.habit = lambda *_: refuse(-32005, "too many requests")


def talk_nonsense(proxy: Proxy) -> None:
    proxy.body = b"<html>maintenance</html>"


def move_to_another_chain(proxy: Proxy) -> None:
    def habit(method: str, _params: object, _forward: object) -> dict[str, object] | None:
        return answer("0x5") if method == "eth_chainId" else None

    proxy.habit = habit


FAULTS = [die, hang, limit_rate, talk_nonsense]


@pytest.mark.parametrize("fault", FAULTS)
def test_next_node_is_asked_where_one_fails(
    fault: Callable[[Proxy], None], pair: tuple[Proxy, Proxy], local_chain: LocalChain
) -> None:
    first, second = pair
    chain, told = connect(local_chain, *pair)
    assert chain.get_balance(chain.address)
    fault(first)
    before = len(second.asked)
    for _ in range(3):
        assert chain.get_balance(chain.address)
    assert "eth_call" in second.asked[before:]
    chain.transfer(RECEIVER, 7)
    assert chain.get_balance(RECEIVER) == 7
    if (
        fault is not limit_rate
    ):  # an error of the node's own sends nobody away until it is looked at
        assert any(f"{first.url} is not used" in sentence for sentence in told)


@pytest.mark.parametrize("fault", [*FAULTS, move_to_another_chain])
def test_first_node_may_be_bad_from_the_start(
    fault: Callable[[Proxy], None], pair: tuple[Proxy, Proxy], local_chain: LocalChain
) -> None:
    first, _ = pair
    fault(first)
    chain, told = connect(local_chain, *pair)
    chain.transfer(RECEIVER, 3)
    assert chain.get_balance(RECEIVER) == 3
    assert any(first.url in sentence for sentence in told)
    assert fault is not move_to_another_chain or "eth_sendRawTransaction" not in first.asked


def test_nobody_answers(pair: tuple[Proxy, Proxy], local_chain: LocalChain) -> None:
    chain, _ = connect(local_chain, *pair)
    for proxy in pair:
        proxy.kill()
    with pytest.raises(ChainUnreachable) as failed:
        chain.clock()
    assert all(proxy.url in str(failed.value) for proxy in pair)


def test_preferred_node_comes_back_after_two_good_looks(
    pair: tuple[Proxy, Proxy], local_chain: LocalChain
) -> None:
    first, second = pair
    chain, told = connect(local_chain, *pair)
    first.kill()
    chain.clock()
    first.revive()
    deadline = time.monotonic() + 20
    while not any(f"{first.url} is used again" in sentence for sentence in told):
        assert time.monotonic() < deadline, told
        chain.clock()
        time.sleep(0.02)
    assert first.asked.count("eth_chainId") >= 2
    second.kill()
    assert chain.get_balance(chain.address)


def test_refusal_by_a_contract_is_no_fault(
    pair: tuple[Proxy, Proxy], local_chain: LocalChain
) -> None:
    """Asked elsewhere, a node with an older state might say yes."""
    first, second = pair
    chain, told = connect(local_chain, *pair)
    before = second.asked.count("eth_estimateGas")
    with pytest.raises((Rejected, ContractReverted)):
        chain.transfer(RECEIVER, 10**30)
    assert "eth_estimateGas" in first.asked
    assert second.asked.count("eth_estimateGas") == before
    assert not told


@pytest.fixture
def two_chains(tmp_path: Path) -> Iterator[tuple[LocalChain, str]]:
    """A chain, and a node that has followed it up to a block long ago."""
    with start_devnet(log=tmp_path / "a.log") as devnet:
        local = prepare_chain(devnet, tmp_path)
        dumped = devnet._rpc.request("anvil_dumpState")
        with start_devnet(log=tmp_path / "b.log") as behind:
            behind._rpc.request("anvil_setIntervalMining", 0)
            behind._rpc.request("anvil_loadState", dumped)
            behind.advance_time(1)
            devnet.advance_time(3_600)
            devnet.mine(20)
            yield local, behind.rpc_url


def test_node_that_is_behind_is_not_believed(two_chains: tuple[LocalChain, str]) -> None:
    local, behind = two_chains
    for urls in ([behind, local.rpc_url], [local.rpc_url, behind]):
        rpc, told = Rpc(urls, 2.0), list[str]()
        rpc.listen(told.append)
        chain = Chain.connect(rpc, local.deployment, local.accounts[SENDER], local.options)
        newest = int(Rpc(local.rpc_url).request("eth_blockNumber"), 16)
        assert chain.clock().block >= newest
        assert any(behind in sentence and "behind" in sentence for sentence in told)


def test_node_that_is_behind_is_not_acted_upon(two_chains: tuple[LocalChain, str]) -> None:
    """The only node that still answers is an hour behind: waiting is all that is right."""
    local, behind = two_chains
    with standing_before(local.rpc_url) as ahead:
        rpc = Rpc([ahead.url, behind], 2.0)
        chain = Chain.connect(rpc, local.deployment, local.accounts[SENDER], local.options)
        chain.transfer(RECEIVER, 1)
        ahead.kill()
        with pytest.raises(ChainUnreachable, match="behind"):
            chain.transfer(RECEIVER, 2)
    alone = Chain.connect(behind, local.deployment, local.accounts[SENDER], local.options)
    with pytest.raises(ChainUnreachable, match="a transaction of ours is in"):
        alone.transfer(RECEIVER, 2)
    sent = [
        Rpc(url).request("eth_getTransactionCount", chain.address, "pending")
        for url in (behind, local.rpc_url)
    ]
    assert int(sent[1], 16) - int(sent[0], 16) == 1


def test_failover_between_sending_and_receipt_signs_once(
    pair: tuple[Proxy, Proxy], local_chain: LocalChain
) -> None:
    """The first node takes the transaction and dies before it can say so."""
    first, second = pair
    chain, _ = connect(local_chain, *pair)

    def take_and_die(method: str, params: list[object], forward: object) -> None:
        if method == "eth_sendRawTransaction":
            first.forward(method, params)
            first._gone.set()
            raise ConnectionError("gone")

    first.habit = take_and_die
    nonce = int(chain.rpc.request("eth_getTransactionCount", chain.address, "latest"), 16)
    chain.transfer(RECEIVER, 11)
    assert chain.get_balance(RECEIVER) == 11
    count = int(chain.rpc.request("eth_getTransactionCount", chain.address, "latest"), 16)
    assert count == nonce + 1
    assert "eth_sendRawTransaction" in second.asked


def test_transactions_go_to_every_node(pair: tuple[Proxy, Proxy], local_chain: LocalChain) -> None:
    chain, _ = connect(local_chain, *pair)
    chain.transfer(RECEIVER, 1)
    assert all("eth_sendRawTransaction" in proxy.asked for proxy in pair)


def test_one_node_that_calls_the_nonce_used_does_not_have_it_signed_again(
    pair: tuple[Proxy, Proxy], local_chain: LocalChain
) -> None:
    first, _ = pair
    chain, _ = connect(local_chain, *pair)

    def habit(method: str, _params: object, _forward: object) -> dict[str, object] | None:
        return refuse(-32000, "nonce too low") if method == "eth_sendRawTransaction" else None

    first.habit = habit
    chain.transfer(RECEIVER, 13)
    assert chain.get_balance(RECEIVER) == 13


def test_journal_remembers_where_the_last_nonce_was_mined(local_chain: LocalChain) -> None:
    chain = local_chain.connect(SENDER)
    receipt = chain.transfer(RECEIVER, 1)
    [noted] = (local_chain.directory / "journals").glob(f"*/{chain.address}.mined")
    assert json.loads(noted.read_text())[1] == receipt.block


def test_secrets_of_urls_are_not_told(pair: tuple[Proxy, Proxy], local_chain: LocalChain) -> None:
    """Keys lie in a path, in a query, before the host; nodes repeat them in their messages."""
    proxy, other = pair
    place = proxy.url.removeprefix("http://")
    url = f"http://me:{KEY}@{place}/v3/{KEY}?key={KEY}"
    proxy.habit = lambda *_: refuse(-32005, f"too many requests for project {KEY}")
    for urls in (url, f"{url},{other.url.replace('http', 'https')}/{KEY}"):
        rpc, told = Rpc(urls, 1.0), list[str]()
        rpc.listen(told.append)
        with pytest.raises((NodeError, ChainUnreachable)) as failed:
            rpc.ask("eth_blockNumber")
        assert KEY not in repr(failed.value) + str(failed.value) + rpc.place + "".join(told)
        assert failed.value.__cause__ is None
    for bad in (f"ftp://host/{KEY}", f"http://x:{KEY}@host:port", f"host/{KEY}"):
        with pytest.raises(BadRpcUrl) as refused:
            Rpc(bad)
        assert KEY not in str(refused.value)


def test_dripping_answer_has_its_time(local_chain: LocalChain) -> None:
    """Each byte comes within the time for a byte, all of them never."""
    with standing_before(local_chain.rpc_url) as proxy:
        proxy.body, proxy.is_dripping = b" " * 100, True
        with pytest.raises(ChainUnreachable, match=r"no whole answer in 0\.4 s"):
            Rpc(proxy.url, 0.4).ask("eth_blockNumber")
        assert len(proxy.asked) == 1


def test_answer_that_does_not_end_has_its_limit(
    local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consort.chain.endpoint.MOST_BYTES", 1 << 20)
    with standing_before(local_chain.rpc_url) as proxy:
        proxy.body = b"[" * (1 << 21)
        with pytest.raises(ChainUnreachable, match="does not end"):
            Rpc(proxy.url).ask("eth_blockNumber")
