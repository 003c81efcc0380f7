"""What plans and judges the runs: seeds give the same plan, double signatures are told apart."""

from collections.abc import Sequence

import pytest
from eth_account import Account as Keys

from consort.chain.accounts import KeystoreAccount
from consort.chain.signing import Transaction
from consort.spec.types import NOBODY
from tests.chaos.plan import Rpc, RpcTrouble, Store, StoreTrouble, make_plan
from tests.chaos.rpc_proxy import Counted, Evidence, Mined, Refused, Sent
from tests.chaos.signatures import find_doubles, parse

ACCOUNT = KeystoreAccount(Keys.from_key(bytes([1]) * 32))


def sign(nonce: int, data: bytes, price: int = 100) -> Sent:
    return Sent(ACCOUNT.sign(Transaction(31337, nonce, NOBODY, data, 30_000, price, price)))


FIRST, OTHER, NEXT = sign(4, b"vote"), sign(4, b"propose"), sign(5, b"propose")
FIRST_HASH = parse(FIRST.raw).hash


@pytest.mark.parametrize(
    "evidence",
    [
        [FIRST, FIRST],
        [FIRST, sign(4, b"vote", price=113)],
        [FIRST, Mined(FIRST_HASH), NEXT],
        [FIRST, Counted(5), NEXT],
        [FIRST, Refused(FIRST_HASH), OTHER],
        [FIRST, Mined(FIRST_HASH), OTHER],
        [FIRST, Mined(FIRST_HASH), NEXT, OTHER],
    ],
    ids=["again", "dearer", "mined", "counted", "refused", "taken back", "taken back below"],
)
def test_fair_signatures(evidence: Sequence[Evidence]) -> None:
    assert find_doubles(evidence) == []


@pytest.mark.parametrize(
    "evidence",
    [
        [FIRST, OTHER],
        [FIRST, NEXT],
        [FIRST, sign(4, b"vote", price=105)],
        [FIRST, Counted(4), OTHER],
        [FIRST, Mined(parse(NEXT.raw).hash), OTHER],
    ],
    ids=["other call", "next nonce", "not dearer enough", "counted before", "another mined"],
)
def test_double_signatures(evidence: Sequence[Evidence]) -> None:
    assert len(find_doubles(evidence)) == 1


def test_plan_follows_from_the_seed_and_everything_occurs() -> None:
    plans = [make_plan(seed) for seed in range(200)]
    assert plans == [make_plan(seed) for seed in range(200)]
    faults = [fault for plan in plans for _, fault in plan.faults]
    assert {fault.trouble for fault in faults if isinstance(fault, Rpc)} == set(RpcTrouble)
    assert {fault.trouble for fault in faults if isinstance(fault, Store)} == set(StoreTrouble)
    steps = {death.step for plan in plans for deaths in plan.deaths.values() for death in deaths}
    assert steps >= {"BlobStored", "JournalWritten", "TransactionSent", "ReceiptSeen", "Flushed"}
