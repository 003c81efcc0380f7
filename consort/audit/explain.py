"""Derive one reward step by step, each step held against the chain.

An index only says where to look: what it tells is checked by hashes that end in what the contract
stores. Where that fails, the chain alone is asked, and the index is named.
"""

from contextlib import suppress
from dataclasses import replace

from consort.audit.blocks import hold
from consort.audit.case import Case, gather
from consort.audit.claims import read_claim
from consort.audit.explanation import Explanation
from consort.audit.index_step import TOLD_OTHERWISE, Told, ask_index, compute_sum, judge_index
from consort.audit.input_steps import list_input_steps
from consort.audit.lineage_steps import list_lineage_steps
from consort.audit.outline import read_outline, take_outline
from consort.audit.reward_steps import list_reward_steps
from consort.chain.client import Chain
from consort.errors import ChainMoved, IndexUnusable, NeverEnrolled, NoSuchRound, UnknownTask
from consort.index.reader import Index
from consort.spec.types import Address, TaskId
from consort.storage.store import Fetcher

SENSELESS = (AttributeError, KeyError, OverflowError, TypeError, ValueError)
"""What working with rows raises that have values of other types than they should."""
TRIES = 3
"""How often a block that was replaced meanwhile is given up for the newest one."""


def explain(
    chain: Chain,
    task: TaskId,
    account: Address,
    number: int,
    index: Index | None = None,
    store: Fetcher | None = None,
) -> Explanation:
    """Return why an account has the reward that it has of a round.

    Raises UnknownTask, NoSuchRound, NeverEnrolled, ChainMoved, and what the chain raises.
    """
    for _ in range(TRIES):
        with suppress(ChainMoved), hold(chain, index) as (pinned, hash_):
            case, told = _gather(pinned, task, account, number, index)
            return _judge(case, hash_, told, index, store)
    raise ChainMoved(chain.rpc.place)


def _gather(
    chain: Chain, task: TaskId, account: Address, number: int, index: Index | None
) -> tuple[Case, Told | None]:
    """Return the case by the index where that is sound, else by the chain alone."""
    if index is None:
        return gather(chain, read_outline(chain, task), account, number, None), None
    case = _try_index(chain, task, account, number, index)
    if case is not None and case.is_sound:
        return case, ask_index(case, index)
    outline = read_outline(chain, task)
    if case is not None and case.outline == outline:  # what does not hold is others' lie
        return case, ask_index(case, index)
    case = gather(chain, outline, account, number, None)
    told = ask_index(case, index)
    return case, replace(told, lies=[TOLD_OTHERWISE, *told.lies])


def _try_index(
    chain: Chain, task: TaskId, account: Address, number: int, index: Index
) -> Case | None:
    """Return the case by an index, None where it does not know what is asked, or is damaged."""
    try:
        return gather(chain, take_outline(chain, task, index), account, number, index)
    except (IndexUnusable, NeverEnrolled, NoSuchRound, UnknownTask, *SENSELESS):
        return None


def _judge(
    case: Case,
    block_hash: bytes,
    told: Told | None,
    index: Index | None,
    store: Fetcher | None,
) -> Explanation:
    claim = read_claim(case, index)
    steps = [
        *list_input_steps(case, store),
        *list_reward_steps(case),
        *list_lineage_steps(case, claim),
    ]
    if told is None:
        return Explanation(case, block_hash, steps, claim, None)
    steps.append(judge_index(case, told, claim))
    return Explanation(case, block_hash, steps, claim, compute_sum(case, told))
