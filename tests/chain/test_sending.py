"""Sending: many threads, killed processes, stuck and foreign transactions."""

import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from consort.chain.accounts import load_account, parse_address
from consort.chain.client import Chain
from consort.chain.events import Transfer
from consort.chain.rpc import Rpc
from consort.chain.signing import Account, Transaction
from consort.chain.tally import Tally
from consort.errors import ERC20InsufficientBalance, NotConfirmed, TransactionStuck, WrongPhase
from consort.spec.types import ContentId, Phase
from tests.chain.devnet_fixture import LocalChain
from tests.chain.task_terms import create_task, enrol

SENDER = "contributor-1"
RECEIVER = parse_address("0x00000000000000000000000000000000000000aa")
CHILD = Path(__file__).with_name("transfer_and_wait.py")


def test_twenty_threads_lose_nothing(local_chain: LocalChain) -> None:
    chain = local_chain.connect(SENDER)
    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(lambda i: chain.transfer(RECEIVER, 1 << i), range(20)))
    assert chain.get_balance(RECEIVER) == (1 << 20) - 1
    assert len({receipt.transaction for receipt in receipts}) == 20
    spent = sum(receipt.gas_used for receipt in receipts)
    assert chain.tally == Tally(succeeded=20, gas=spent)


def test_threads_with_connections_of_their_own_lose_nothing(local_chain: LocalChain) -> None:
    def send(i: int) -> None:
        local_chain.connect(SENDER).transfer(RECEIVER, 1 << i)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(16)))
    assert local_chain.connect(SENDER).get_balance(RECEIVER) == (1 << 16) - 1


def stop_mining(chain: Chain) -> None:
    chain.rpc.request("evm_setAutomine", False)
    chain.rpc.request("evm_setIntervalMining", 0)


def resume_mining(chain: Chain) -> None:
    chain.rpc.request("evm_setAutomine", True)
    chain.rpc.request("evm_mine")


def kill_between_signing_and_receipt(local: LocalChain, amount: int) -> None:
    """Let another process send, and kill it once its transaction is signed."""
    arguments = [local.rpc_url, local.record, local.get_keystore(SENDER), local.directory, amount]
    with subprocess.Popen([sys.executable, str(CHILD), *map(str, arguments)]) as child:
        try:
            wait_for_signature(local, child)
        finally:
            child.send_signal(signal.SIGKILL)


def wait_for_signature(local: LocalChain, child: subprocess.Popen[bytes]) -> None:
    journals, deadline = local.directory / "journals", time.monotonic() + 30
    while not any(json.loads(path.read_text()) for path in journals.glob("*/*.json")):
        assert time.monotonic() < deadline
        assert child.poll() is None
        time.sleep(0.02)
    time.sleep(0.1)


@pytest.mark.parametrize("is_delivered", [True, False], ids=["delivered", "not delivered"])
def test_killed_between_signing_and_receipt(own_chain: LocalChain, is_delivered: bool) -> None:
    chain = own_chain.connect(SENDER)
    stop_mining(chain)
    kill_between_signing_and_receipt(own_chain, 1_000)
    if not is_delivered:
        chain.rpc.request("anvil_dropAllTransactions")
    resume_mining(chain)
    chain.recover()
    assert chain.get_balance(RECEIVER) == 1_000
    chain.recover()
    chain.transfer(RECEIVER, 1)
    sent = [item.event for item in chain.get_events(0, chain.clock().block, Transfer)]
    assert [event.value for event in sent if event.to == RECEIVER] == [1_000, 1]


def test_what_was_signed_comes_before_what_is_new(own_chain: LocalChain) -> None:
    """The next command finishes the old transaction first, so its simulation sees the outcome."""
    chain = own_chain.connect(SENDER)
    stop_mining(chain)
    kill_between_signing_and_receipt(own_chain, chain.get_balance(chain.address))
    chain.rpc.request("anvil_dropAllTransactions")
    resume_mining(chain)
    with pytest.raises(ERC20InsufficientBalance, match="holds 0 base units"):
        chain.transfer(RECEIVER, 1)


def test_stuck_transaction_is_replaced(own_chain: LocalChain) -> None:
    patient = own_chain.connect(SENDER)
    options = replace(own_chain.options, patience=0.5, timeout=30)
    chain = Chain.connect(own_chain.rpc_url, own_chain.deployment, patient.account, options)
    stop_mining(chain)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(chain.transfer, RECEIVER, 5)
        wait_for_pool(chain.rpc)
        chain.rpc.request("anvil_setNextBlockBaseFeePerGas", hex(200 * 10**9))
        chain.rpc.request("evm_mine")
        assert not sending.done()
        chain.rpc.request("evm_setIntervalMining", 1)
        receipt = sending.result(30)
    assert chain.get_balance(RECEIVER) == 5
    sent = chain.rpc.request("eth_getTransactionByHash", receipt.transaction)
    assert int(sent["maxFeePerGas"], 16) > 100 * 10**9


def wait_for_pool(rpc: Rpc) -> None:
    deadline = time.monotonic() + 10
    while int(rpc.request("txpool_status")["pending"], 16) == 0:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_stuck_transaction_is_finished_by_the_next_command(own_chain: LocalChain) -> None:
    account = own_chain.accounts[SENDER]
    options = replace(own_chain.options, timeout=0.5)
    chain = Chain.connect(own_chain.rpc_url, own_chain.deployment, account, options)
    stop_mining(chain)
    with pytest.raises(TransactionStuck, match="was not mined within 0.5 s"):
        chain.transfer(RECEIVER, 3)
    assert chain.tally == Tally(stuck=1)
    resume_mining(chain)
    chain.transfer(RECEIVER, 4)
    assert chain.get_balance(RECEIVER) == 7


def test_nonce_taken_by_another_wallet(own_chain: LocalChain) -> None:
    """Somebody uses the same key elsewhere, and its transaction wins our nonce."""
    chain = own_chain.connect(SENDER)
    stop_mining(chain)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(chain.transfer, RECEIVER, 6)
        wait_for_pool(chain.rpc)
        chain.rpc.request("anvil_dropAllTransactions")
        send_elsewhere(chain, own_chain.accounts[SENDER])
        resume_mining(chain)
        sending.result(20)
    assert chain.get_balance(RECEIVER) == 6


def test_what_a_reorganisation_cuts_off_is_left_to_later(own_chain: LocalChain) -> None:
    """What was mined before it is gone: the next transaction fills the gap, not a higher price."""
    options = replace(own_chain.options, patience=0.5, timeout=120)
    account = own_chain.accounts[SENDER]
    chain = Chain.connect(own_chain.rpc_url, own_chain.deployment, account, options)
    before = chain.clock().block
    chain.transfer(RECEIVER, 1)
    stop_mining(chain)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(chain.transfer, RECEIVER, 2)
        wait_for_pool(chain.rpc)
        chain.rpc.request("anvil_dropAllTransactions")
        chain.rpc.request("anvil_reorg", chain.clock().block - before, [])
        with pytest.raises(TransactionStuck):
            sending.result(60)
    resume_mining(chain)
    chain.transfer(RECEIVER, 4)
    chain.transfer(RECEIVER, 8)
    assert chain.get_balance(RECEIVER) == 4 + 2 + 8


def send_elsewhere(chain: Chain, account: Account) -> None:
    nonce = int(chain.rpc.request("eth_getTransactionCount", account.address, "latest"), 16)
    foreign = Transaction(chain.chain_id, nonce, RECEIVER, b"", 30_000, 10**11, 10**9)
    chain.rpc.request("eth_sendRawTransaction", f"0x{account.sign(foreign).hex()}")


def test_refusal_on_chain_is_explained(own_chain: LocalChain) -> None:
    """A commitment passes the simulation but is mined after its phase, and says why it failed."""
    owner = own_chain.connect()
    task = create_task(owner)
    contributor, _ = enrol(own_chain, task)
    owner.open_round(task)
    stop_mining(owner)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(contributor.commit, task, 0, bytes(32), ContentId(bytes(32), 1), 1)
        wait_for_pool(owner.rpc)
        own_chain.devnet.advance_time(1_000)
        with pytest.raises(WrongPhase) as refused:
            sending.result(20)
    assert refused.value.values == {"expected": Phase.COMMIT, "actual": Phase.VOID}
    assert contributor.tally.reverted == 1
    assert owner.get_round(task, 0).commitments.count == 0


def test_confirmations_are_awaited(local_chain: LocalChain) -> None:
    options = replace(local_chain.options, confirmations=3)
    account = load_account(local_chain.get_keystore(SENDER), "")
    chain = Chain.connect(local_chain.rpc_url, local_chain.deployment, account, options)
    receipt = chain.transfer(RECEIVER, 2)
    assert chain.clock().block >= receipt.block + 2


def test_too_few_confirmations(local_chain: LocalChain) -> None:
    options = replace(local_chain.options, confirmations=60, timeout=0.3)
    account = local_chain.accounts[SENDER]
    chain = Chain.connect(local_chain.rpc_url, local_chain.deployment, account, options)
    with pytest.raises(NotConfirmed, match="did not get 60 confirmations"):
        chain.transfer(RECEIVER, 2)
    assert chain.get_balance(RECEIVER) == 2
