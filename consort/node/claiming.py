"""Paying out what an account has earned, from nothing but the chain and the account's key."""

import time

from consort.chain.client import Chain
from consort.chain.transactions import Receipt
from consort.errors import NotHead
from consort.ledger.claims import Claim, compute_claim
from consort.ledger.task_history import TaskHistory
from consort.node.log import read_ledger
from consort.node.round_view import ChainClock, read_view
from consort.spec.types import Address, Phase, TaskId

TRIES = 3


def claim_rewards(chain: Chain, task: TaskId, account: Address) -> list[Receipt]:
    """Pay out an account's rewards as contributor and its credit as validator or owner.

    Anybody may call it for any account. Rewards of a round that is due are finalised first. Raises
    LedgerDiffers, and what the chain raises.
    """
    _sync_if_due(chain, task)
    receipts = _claim(chain, task, account)
    if chain.get_credit(account):
        receipts.append(chain.withdraw_credit(account))
    return receipts


def _sync_if_due(chain: Chain, task: TaskId) -> None:
    """Finalise rounds that are due: a claim would do so first, and find its head outdated."""
    rounds = read_view(chain, task, ChainClock(time.monotonic)).rounds
    if any(round_.phase is Phase.FINALISE for round_ in rounds):
        chain.sync_head(task)


def _claim(chain: Chain, task: TaskId, account: Address) -> list[Receipt]:
    """Claim at the head, and again at the next one if it moved meanwhile, or would by a claim."""
    for _ in range(TRIES - 1):
        try:
            return _claim_once(chain, task, account)
        except NotHead:
            chain.sync_head(task)
    return _claim_once(chain, task, account)


def _claim_once(chain: Chain, task: TaskId, account: Address) -> list[Receipt]:
    history = read_ledger(chain).get_task(task)
    unpaid = [
        claim
        for claim in _iterate_claims(history, account)
        if claim.proof.cumulative > chain.get_claimed(task, claim.proof.index)
    ]
    return [chain.claim(task, claim.head, claim.proof) for claim in unpaid]


def _iterate_claims(history: TaskHistory, account: Address) -> list[Claim]:
    """Return the claims of every index the account has ever had."""
    indices = [index for index, held in history.contributors.items() if held == account]
    claims = [compute_claim(history, index) for index in indices]
    return [claim for claim in claims if claim is not None]
