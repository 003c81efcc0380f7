"""Entry points of node accounts: what an owner does, and which calls of an operator pass.

A call that a node account makes is a `Step`: in the contracts it is bytes, here a function of the
state and of the call as the node account makes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from consort.errors import (
    NotForOperator,
    NothingToSweep,
    NotOperator,
    OwnableUnauthorizedAccount,
    StakeAllowanceTooLow,
)
from consort.spec.state import Call, NodeAccountState, State
from consort.spec.transition.tokens import transfer
from consort.spec.types import NOBODY, Address

Step = Callable[[State, Call], object]

OPERATED: Final = {
    "Coordinator": (
        *("openRound", "openRoundOn", "commit", "seal", "vote", "draw", "propose"),
        *("finalise", "syncHead", "releaseBond"),
    ),
    "ModelRegistry": ("announce",),
    "RewardLedger": ("claim", "claimBatch", "withdrawCredit"),
    "Demands": ("demand", "answer", "payAnswer", "punishSilence", "dropDemand"),
    "Disputes": ("precommit", "expel", "executeSlash"),
    "AggregationProofs": ("badCohort", "badTop", "badStep"),
    "RecordProofs": ("badMember", "badPadding", "badSum", "badReward"),
    "InputProofs": ("badInput", "coolDown"),
}
"""The functions that an operator may call, by contract; none moves money out of the account."""


def operate(
    state: State, call: Call, account: Address, function: str, selector: bytes, step: Step
) -> None:
    """Pass an operator's call of a function on, as the contract's fallback does.

    It may lower the account's free stake by what the owner has allowed.
    """
    held = state.node_accounts[account]
    if call.sender != held.operator:
        raise NotOperator(held.operator, call.sender)
    if not any(function in functions for functions in OPERATED.values()):
        raise NotForOperator(selector)

    free = state.vault.free[account]
    step(state, replace(call, sender=account))
    taken = max(free - state.vault.free[account], 0)
    if taken > held.stake_allowance:
        raise StakeAllowanceTooLow(taken, held.stake_allowance)
    held.stake_allowance -= taken


def process_execute(state: State, call: Call, account: Address, steps: Sequence[Step]) -> None:
    """Make calls as the account, one after the other; the owner only."""
    _require_owner(state, call, account)
    for step in steps:
        step(state, replace(call, sender=account))


def process_set_operator(state: State, call: Call, account: Address, operator: Address) -> None:
    """Let another key act, at once; the owner only."""
    _require_owner(state, call, account).operator = operator


def process_set_stake_allowance(state: State, call: Call, account: Address, amount: int) -> None:
    """Let the operator use so much free stake; the owner only."""
    _require_owner(state, call, account).stake_allowance = amount


def process_sweep(state: State, _call: Call, account: Address, token: Address) -> None:
    """Send the account's tokens to its owner, whoever calls."""
    amount = state.balances[account]
    if amount == 0:
        raise NothingToSweep(token)
    transfer(state, account, state.node_accounts[account].owner, amount)


def process_transfer_ownership(state: State, call: Call, account: Address, owner: Address) -> None:
    """Offer the account to a new owner, NOBODY to take an offer back; the owner only."""
    _require_owner(state, call, account).pending_owner = owner


def process_accept_ownership(state: State, call: Call, account: Address) -> None:
    """Become the owner that the account was offered to."""
    held = state.node_accounts[account]
    if call.sender != held.pending_owner:
        raise OwnableUnauthorizedAccount(call.sender)
    held.owner, held.pending_owner = call.sender, NOBODY


def _require_owner(state: State, call: Call, account: Address) -> NodeAccountState:
    held = state.node_accounts[account]
    if call.sender != held.owner:
        raise OwnableUnauthorizedAccount(call.sender)
    return held
