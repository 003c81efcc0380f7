"""Entry points of the reward ledger."""

from collections.abc import Sequence
from dataclasses import replace

from consort.errors import (
    NoCredit,
    NotHead,
    NothingToClaim,
    NothingToFund,
    NotInRewardTree,
    OverAllocated,
    Panic,
    UnknownIndex,
)
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import compute_root_of_proof
from consort.spec.state import Call, State
from consort.spec.transition.lineage import process_sync_head
from consort.spec.transition.tasks import process_add_budget, process_take_credit
from consort.spec.transition.tokens import transfer
from consort.spec.types import Address, Proposal, RewardProof, SumNode, TaskId

OVERFLOW = 0x11
OUT_OF_BOUNDS = 0x32


def process_fund(state: State, call: Call, task: TaskId, amount: int) -> None:
    """Add the sender's tokens to a task's budget."""
    if amount == 0:
        raise NothingToFund
    process_add_budget(state, _as_ledger(state, call), task, amount)
    transfer(state, call.sender, state.ledger_address, amount)


def process_fund_with_permit(state: State, call: Call, task: TaskId, amount: int) -> None:
    """Fund with a permit, whose check is the token's."""
    process_fund(state, call, task, amount)


def process_claim(
    state: State, call: Call, task: TaskId, head: Proposal, proof: RewardProof
) -> None:
    """Pay one contributor what it earned and has not claimed."""
    process_claim_batch(state, call, task, head, [proof])


def process_claim_batch(
    state: State, call: Call, task: TaskId, head: Proposal, proofs: Sequence[RewardProof]
) -> None:
    """Pay many contributors."""
    expected = process_sync_head(state, call, task)
    actual = hash_proposal(head)
    if actual != expected:
        raise NotHead(expected, actual)
    for proof in proofs:
        _pay(state, task, head, proof)


def process_withdraw_credit(state: State, call: Call, account: Address) -> None:
    """Pay out an account's credit to that account."""
    amount = process_take_credit(state, _as_ledger(state, call), account)
    if amount == 0:
        raise NoCredit(account)
    transfer(state, state.ledger_address, account, amount)


def _pay(state: State, task: TaskId, head: Proposal, proof: RewardProof) -> None:
    root = _compute_root(proof)
    if root.hash != head.reward_root or root.sum != head.reward_total:
        raise NotInRewardTree(proof.index, head.reward_root, root.hash)
    held = state.tasks[task]
    account = held.contributor_at.get(proof.index)
    if account is None:
        raise UnknownIndex(task, proof.index)
    claimed = held.claimed[proof.index]
    if proof.cumulative <= claimed:
        raise NothingToClaim(proof.index, proof.cumulative, claimed)
    claims = sum(held.claimed.values()) + proof.cumulative - claimed
    if claims > head.reward_total:
        raise OverAllocated(task, claims, head.reward_total)

    held.claimed[proof.index] = proof.cumulative
    transfer(state, state.ledger_address, account, proof.cumulative - claimed)


def _compute_root(proof: RewardProof) -> SumNode:
    try:
        return compute_root_of_proof(proof)
    except IndexError:
        raise Panic(OUT_OF_BOUNDS) from None
    except OverflowError:
        raise Panic(OVERFLOW) from None


def _as_ledger(state: State, call: Call) -> Call:
    return replace(call, sender=state.ledger_address)
