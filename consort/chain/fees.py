"""Prices of a transaction (EIP-1559), also on chains without fee history, and who can pay them."""

from dataclasses import dataclass
from typing import Any

from consort.chain.rpc import NodeError, Rpc
from consort.errors import FeesTooHigh, NoFunds
from consort.spec.types import Address


@dataclass(frozen=True, slots=True)
class FeeLimits:
    """Wei per gas: never offer less than `floor`, never pay more than `cap` where there is one."""

    floor: int = 0
    cap: int | None = None


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


def suggest(rpc: Rpc, limits: FeeLimits) -> Fees:
    """Return fees that survive six full blocks, within the limits.

    Raises FeesTooHigh where the next block costs more than the cap: then waiting is cheaper.
    """
    base = _to_int(rpc.request("eth_getBlockByNumber", "latest", False).get("baseFeePerGas"))
    tip = _ask(rpc, "eth_maxPriorityFeePerGas")
    if tip is None or base == 0:
        price = max(_ask(rpc, "eth_gasPrice") or 0, limits.floor)
        tip = max(tip or 0, price - base)
    tip = max(tip, limits.floor - base, 0)
    highest = max(2 * base + tip, limits.floor)
    if limits.cap is None:
        return Fees(highest, tip)
    if base + tip > limits.cap:
        raise FeesTooHigh(base + tip, limits.cap)
    return Fees(min(highest, limits.cap), tip)


def check_funds(rpc: Rpc, address: Address, required: int) -> None:
    """Raise NoFunds unless the account has that many wei."""
    balance = int(rpc.request("eth_getBalance", address, "latest"), 16)
    if balance < required:
        raise NoFunds(address, balance, required)


def _ask(rpc: Rpc, method: str) -> int | None:
    try:
        return _to_int(rpc.ask(method))
    except NodeError:
        return None


def _to_int(value: Any) -> int:
    return int(value, 16) if value else 0
