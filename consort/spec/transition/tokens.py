"""Token transfers, as far as the protocol sees them."""

from consort.errors import ERC20InsufficientBalance
from consort.spec.state import State
from consort.spec.types import Address


def transfer(state: State, sender: Address, recipient: Address, amount: int) -> None:
    """Move tokens between accounts."""
    balance = state.balances[sender]
    if amount > balance:
        raise ERC20InsufficientBalance(sender, balance, amount)
    state.balances[sender] -= amount
    state.balances[recipient] += amount
