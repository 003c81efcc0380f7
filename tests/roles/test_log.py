"""The ledger that a node keeps: the same as one read from the start, through reorganisations."""

import pickle

import pytest

from consort.chain import cursor
from consort.chain.client import Chain
from consort.ledger.replay import Ledger
from consort.ledger.retention import Retention
from consort.node.log import LedgerLog, read_ledger
from consort.spec.types import NOBODY, Address
from tests.chain.devnet_fixture import LocalChain

RECEIVER = Address(f"0x{7:040d}")
DEPTH = 6
"""Pauses that the cursor may go back to, in these tests."""


@pytest.fixture(autouse=True)
def short_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a reorganisation be deep that tests can make."""
    monkeypatch.setattr(cursor, "_KEPT", DEPTH)


def deposit(chain: Chain, log: LedgerLog, times: int) -> list[int]:
    """Deposit some amounts, one in a block, and follow; return the blocks."""
    blocks = []
    for amount in range(1, times + 1):
        blocks.append(chain.deposit(amount).block)
        log.follow()
    return blocks


def get_free(ledger: Ledger, chain: Chain) -> int:
    return ledger.money.free[chain.address]


def test_follows_through_shallow_and_deep_reorganisations(local_chain: LocalChain) -> None:
    chain = local_chain.connect("contributor-1")
    log = LedgerLog(chain)
    blocks = deposit(chain, log, 3 * DEPTH)
    whole = sum(range(1, 3 * DEPTH + 1))
    assert get_free(log.follow(), chain) == whole

    for kept in (3 * DEPTH - 2, DEPTH):
        newest = chain.clock().block
        chain.rpc.request("anvil_reorg", newest - blocks[kept - 1], [])
        assert get_free(log.follow(), chain) == sum(range(1, kept + 1))
        assert pickle.dumps(log.follow()) == pickle.dumps(read_ledger(chain))


def test_holds_few_events(local_chain: LocalChain) -> None:
    chain = local_chain.connect("contributor-1")
    log = LedgerLog(chain)
    deposit(chain, log, 3 * DEPTH)
    assert len(chain.get_all_events()) > 3 * DEPTH
    assert 0 < len({logged.block for logged in log._events}) <= DEPTH


def test_a_long_past_is_not_held_either(
    local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who joins late reads everything in wide steps, and keeps what may still change."""
    monkeypatch.setattr(cursor, "WIDEST", 4)
    monkeypatch.setattr("consort.node.log.WIDEST", 4)
    chain = local_chain.connect("contributor-1")
    for amount in range(1, 20):
        chain.deposit(amount)
    log = LedgerLog(chain, Retention(NOBODY))
    assert get_free(log.follow(), chain) == sum(range(1, 20))
    assert len({logged.block for logged in log._events}) <= 4
