"""Prices of a transaction (EIP-1559), also on chains without fee history."""

from dataclasses import dataclass
from typing import Any

from consort.chain.rpc import NodeError, Rpc


@dataclass(frozen=True, slots=True)
class Fees:
    """Wei per gas: the most to pay in all, and the part for the block's producer."""

    max_fee: int
    tip: int

    def bump(self, at_least: "Fees") -> "Fees":
        """Return what nodes accept in place of these: 12.5 % more, or the price of the day."""
        return Fees(
            max(self.max_fee * 9 // 8 + 1, at_least.max_fee),
            max(self.tip * 9 // 8 + 1, at_least.tip),
        )


def suggest(rpc: Rpc, floor: int) -> Fees:
    """Return fees that survive six full blocks; never below `floor` wei per gas."""
    base = _to_int(rpc.request("eth_getBlockByNumber", "latest", False).get("baseFeePerGas"))
    tip = _ask(rpc, "eth_maxPriorityFeePerGas")
    if tip is None or base == 0:
        price = max(_ask(rpc, "eth_gasPrice") or 0, floor)
        tip = max(tip or 0, price - base)
    tip = max(tip, floor - base, 0)
    return Fees(max(2 * base + tip, floor), tip)


def _ask(rpc: Rpc, method: str) -> int | None:
    try:
        return _to_int(rpc.ask(method))
    except NodeError:
        return None


def _to_int(value: Any) -> int:
    return int(value, 16) if value else 0
