"""On a network with habits that Anvil does not have: fees, finality, logs, a whole round."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from consort.chain import logs
from consort.chain.client import Chain
from consort.chain.deployer import DeployParams, deploy
from consort.chain.events import Transfer
from consort.chain.fees import FeeLimits
from consort.chain.rpc import Rpc
from consort.errors import FeesTooHigh, NotConfirmed, TransactionStuck
from consort.spec.params import MINIMAL
from tests.chain import public_network
from tests.chain import task_terms as terms
from tests.chain.devnet_fixture import LocalChain
from tests.chain.proxy import Proxy, standing_before
from tests.chain.public_network import behave
from tests.chain.round_steps import complete
from tests.chain.test_sending import RECEIVER, SENDER, stop_mining, wait_for_pool

GWEI = 10**9


@pytest.fixture
def public(local_chain: LocalChain) -> Iterator[Proxy]:
    with standing_before(local_chain.rpc_url) as proxy:
        proxy.habit = behave
        yield proxy


def connect(local: LocalChain, url: str, **options: object) -> Chain:
    account = local.accounts[SENDER]
    sending = replace(local.options, **options)  # type: ignore[arg-type]
    return Chain.connect(url, local.deployment, account, sending)


def set_base_fee(rpc: Rpc, gwei: int) -> None:
    rpc.request("anvil_setNextBlockBaseFeePerGas", hex(gwei * GWEI))
    rpc.request("evm_mine")


def mine_only_transactions(chain: Chain) -> None:
    chain.rpc.request("evm_setIntervalMining", 0)
    chain.rpc.request("evm_setAutomine", True)


@pytest.mark.slow
def test_deployment_and_a_round(
    public: Proxy, local_chain: LocalChain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployer = local_chain.accounts["owner"]
    options = local_chain.options
    made = deploy(
        public.url, deployer, DeployParams.of(MINIMAL), directory=tmp_path, options=options
    )
    bank = Chain.connect(public.url, made, deployer, options)
    for name in ("contributor-0", "validator-0"):
        bank.transfer(local_chain.accounts[name].address, 1_000 * 10**18)
    monkeypatch.setattr(
        LocalChain,
        "connect",
        lambda self, name="owner": Chain.connect(public.url, made, self.accounts[name], options),
    )
    task = terms.create_task(bank)
    complete(local_chain, task, *terms.enrol(local_chain, task))
    assert bank.get_head(task)[0].next_round == 1
    assert len(bank.get_all_events()) == len(
        Chain.connect(local_chain.rpc_url, made).get_all_events()
    )
    assert "eth_getLogs" in public.asked


def test_logs_are_read_in_pages_that_are_not_cut(
    public: Proxy, local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert logs.WIDEST <= public_network.LOG_PAGE
    for module, name in ((logs, "WIDEST"), (public_network, "LOG_PAGE")):
        monkeypatch.setattr(module, name, 40)
    chain = connect(local_chain, public.url)
    amounts = [1, 2, 3]
    for amount in amounts:
        chain.transfer(RECEIVER, amount)
        local_chain.devnet.mine(39)
    chain.transfer(RECEIVER, 4)
    found = [logged.event for logged in chain.get_events(0, chain.clock().block, Transfer)]
    assert [event.value for event in found if event.to == RECEIVER] == [*amounts, 4]
    whole = {"fromBlock": "0x0", "toBlock": hex(chain.clock().block)}
    cut = chain.rpc.request(
        "eth_getLogs", whole | {"address": local_chain.deployment.get_address("ConsortToken")}
    )
    assert len(cut) < len(found)


def test_fees_without_tip_and_history(public: Proxy, local_chain: LocalChain) -> None:
    chain = connect(local_chain, public.url, limits=FeeLimits(floor=5 * GWEI))
    sent = chain.rpc.request("eth_getTransactionByHash", chain.transfer(RECEIVER, 1).transaction)
    assert int(sent["maxFeePerGas"], 16) >= 5 * GWEI
    assert "eth_maxPriorityFeePerGas" in public.asked


@pytest.mark.parametrize("depth", ["safe", "finalized"])
def test_finality_is_awaited(depth: str, public: Proxy, local_chain: LocalChain) -> None:
    """Here every block is final at once; before Anvil, it is not."""
    connect(local_chain, public.url, confirmations=depth, timeout=5).transfer(RECEIVER, 1)
    assert "eth_getBlockByNumber" in public.asked


def test_finality_that_does_not_come(own_chain: LocalChain) -> None:
    chain = connect(own_chain, own_chain.rpc_url, confirmations="finalized", timeout=2)
    mine_only_transactions(chain)
    with pytest.raises(NotConfirmed, match="did not get finalized in 2 s"):
        chain.transfer(RECEIVER, 1)
    assert chain.get_balance(RECEIVER) == 1


def test_spike_is_waited_out(own_chain: LocalChain) -> None:
    chain = connect(own_chain, own_chain.rpc_url, limits=FeeLimits(cap=20 * GWEI))
    mine_only_transactions(chain)
    coins = chain.get_coins(chain.address)
    set_base_fee(chain.rpc, 500)
    with pytest.raises(FeesTooHigh):
        chain.transfer(RECEIVER, 1)
    assert chain.get_coins(chain.address) == coins
    set_base_fee(chain.rpc, 15)
    receipt = chain.transfer(RECEIVER, 1)
    sent = chain.rpc.request("eth_getTransactionByHash", receipt.transaction)
    assert int(sent["maxFeePerGas"], 16) == 20 * GWEI


def test_stuck_transaction_is_not_made_dearer_than_allowed(own_chain: LocalChain) -> None:
    cap = 20 * GWEI
    options = {"limits": FeeLimits(cap=cap), "patience": 0.2, "timeout": 1.5}
    chain = connect(own_chain, own_chain.rpc_url, **options)
    stop_mining(chain)
    set_base_fee(chain.rpc, 10)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(chain.transfer, RECEIVER, 5)
        wait_for_pool(chain.rpc)
        set_base_fee(chain.rpc, 400)
        with pytest.raises(TransactionStuck):
            sending.result(20)
    [journal] = (own_chain.directory / "journals").glob(f"*/{chain.address}.json")
    assert f'"max_fee": {cap}' in journal.read_text()
    chain.rpc.request("anvil_setNextBlockBaseFeePerGas", hex(GWEI))
    chain.rpc.request("evm_setAutomine", True)
    chain.rpc.request("evm_mine")
    chain.recover()
    assert chain.get_balance(RECEIVER) == 5


def test_blocks_of_one_time_are_told_apart(own_chain: LocalChain) -> None:
    chain = own_chain.connect(SENDER)
    mine_only_transactions(chain)
    chain.rpc.request("anvil_setBlockTimestampInterval", 0)
    seen = set()
    for amount in range(1, 4):
        chain.transfer(RECEIVER, amount)
        seen.add(chain.clock())
    assert len({clock.block for clock in seen}) == 3
    assert len({clock.time for clock in seen}) == 1
    found = [logged.event for logged in chain.get_all_events()]
    paid = [event.value for event in found if isinstance(event, Transfer) and event.to == RECEIVER]
    assert paid == [1, 2, 3]


def test_missing_blocks_are_errors_there(public: Proxy, local_chain: LocalChain) -> None:
    assert connect(local_chain, public.url).get_block_hash(10**6) == b""
