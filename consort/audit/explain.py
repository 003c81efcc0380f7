"""Derive one reward step by step, each step held against the chain.

An index only says where to look: what it tells is checked by hashes that end in what the contract
stores. Where that fails, the chain alone is asked, and the index is named.
"""

from typing import TYPE_CHECKING

from consort.audit.case import Case, gather
from consort.audit.claims import read_claim
from consort.audit.explanation import Explanation
from consort.audit.input_steps import list_input_steps
from consort.audit.lineage_steps import list_lineage_steps
from consort.audit.outline import read_outline
from consort.audit.reward_steps import list_reward_steps
from consort.audit.update_step import judge_update
from consort.chain.client import Chain
from consort.errors import ChainMoved
from consort.spec.types import Address, TaskId
from consort.storage.store import Fetcher

if TYPE_CHECKING:
    from consort.audit.steps import Step

TRIES = 3
"""How often a block that was replaced meanwhile is given up for the newest one."""


def explain(
    chain: Chain, task: TaskId, account: Address, number: int, store: Fetcher | None = None
) -> Explanation:
    """Return why an account has the reward that it has of a round.

    Raises UnknownTask, NoSuchRound, NeverEnrolled, ChainMoved, and what the chain raises.
    """
    for _ in range(TRIES):
        block = chain.clock().block
        pinned, hash_ = chain.at(block), chain.get_block_hash(block)
        case = gather(pinned, read_outline(pinned, task), account, number, None)
        explanation = _judge(case, hash_, store)
        if chain.get_block_hash(block) == hash_:
            return explanation
    raise ChainMoved(chain.rpc.place)


def _judge(case: Case, block_hash: bytes, store: Fetcher | None) -> Explanation:
    claim = read_claim(case)
    steps: list[Step] = []
    for step in list_input_steps(case):
        steps.append(step)
        if step.name == "committed" and case.leaf is not None:
            steps.append(judge_update(case, case.leaf, store))
    steps += [*list_reward_steps(case), *list_lineage_steps(case, claim)]
    return Explanation(case, block_hash, steps, claim, None)
