"""Fees on chains that differ from Anvil, answered here by a table."""

import pytest

from consort.chain.fees import FeeLimits, Fees, suggest
from consort.chain.rpc import NodeError, Rpc

GWEI = 10**9


class Node(Rpc):
    """A node that answers from a table and refuses the rest."""

    __slots__ = ("_answers",)

    def __init__(self, base: int | None, **prices: int) -> None:
        super().__init__("http://127.0.0.1:1")
        header = {} if base is None else {"baseFeePerGas": hex(base)}
        answers = {name: hex(price) for name, price in prices.items()}
        self._answers = {"eth_getBlockByNumber": header, **answers}

    def ask(self, method: str, *_: object) -> object:
        if method not in self._answers:
            raise NodeError(method, {"code": -32601, "message": "method not found"})
        return self._answers[method]


@pytest.mark.parametrize(
    ("node", "floor", "expected"),
    [
        (Node(10 * GWEI, eth_maxPriorityFeePerGas=GWEI), 0, Fees(21 * GWEI, GWEI)),
        (Node(10 * GWEI, eth_gasPrice=12 * GWEI), 0, Fees(22 * GWEI, 2 * GWEI)),
        (Node(None, eth_gasPrice=5 * GWEI), 0, Fees(5 * GWEI, 5 * GWEI)),
        (Node(0, eth_gasPrice=5, eth_maxPriorityFeePerGas=0), 3 * GWEI, Fees(3 * GWEI, 3 * GWEI)),
        (Node(GWEI, eth_maxPriorityFeePerGas=0), 4 * GWEI, Fees(5 * GWEI, 3 * GWEI)),
        (Node(None), 7, Fees(7, 7)),
    ],
    ids=["usual", "no tip", "no base fee", "empty history", "floor", "nothing but a floor"],
)
def test_suggestion(node: Node, floor: int, expected: Fees) -> None:
    assert suggest(node, FeeLimits(floor)) == expected


def test_replacement_pays_an_eighth_more() -> None:
    raised = Fees(80, 8).bump(Fees(0, 0))
    assert raised.max_fee * 8 >= 80 * 9
    assert raised.tip * 8 >= 8 * 9
    assert Fees(80, 8).bump(Fees(500, 400)) == Fees(500, 400)
