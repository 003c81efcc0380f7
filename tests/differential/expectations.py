"""What every view of the contracts has to return, as the specification's state says."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from consort.spec.state import NEVER_ENROLLED, NO_VALIDATOR, Call, State, TaskState
from consort.spec.transition.lineage import compute_depth_of, compute_unspent
from consort.spec.transition.proposals import get_parent_hash
from consort.spec.transition.reading import get_progress
from consort.spec.transition.rivals import get_proposal
from consort.spec.types import Address, Basis, Proof, Role, TaskId
from tests.differential.abi import to_abi

Query = tuple[str, str, tuple[Any, ...]]
"""Contract, view and arguments."""
Expectation = tuple[Query, Any]


def expect_all(
    state: State, now: Call, accounts: Iterable[Address], commitments: Iterable[bytes]
) -> Iterator[Expectation]:
    """Yield what views return in a block, for these accounts and commitments to evidence."""
    yield ("Coordinator", "taskCount", ()), len(state.tasks)
    yield ("StakeVault", "getTotals", ()), to_abi(state.vault.totals)
    for number, held in enumerate(state.tasks):
        yield from _expect_task(TaskId(number), held, now)
    for account in accounts:
        yield from _expect_account(state, account)
    yield from _expect_disputes(state, commitments)
    yield from _expect_demands(state)


def _expect_task(task: TaskId, held: TaskState, now: Call) -> Iterator[Expectation]:
    standing = held.get_record(held.head.round).proposal_hash
    yield ("Coordinator", "getHead", (task,)), [to_abi(held.head), standing]
    yield ("Coordinator", "getUnspent", (task,)), compute_unspent(held)
    yield ("Coordinator", "getRoster", (task,)), to_abi(held.roster)
    terms = [to_abi(held.params.arithmetic), held.params.results.round_budget]
    yield ("Coordinator", "getTerms", (task,)), terms
    yield ("RewardLedger", "claimedIn", (task,)), sum(held.claimed.values())
    rounds = _list_held_rounds(held)
    for round_ in rounds:
        yield from _expect_round(task, held, now, round_)
    for round_, number in held.proposals:
        proposal = to_abi(get_proposal(held, round_, number))
        yield ("Coordinator", "getProposal", (task, round_, number)), proposal
    for index in range(held.roster.validator_indices):
        validator = held.validators.get(index, NO_VALIDATOR)
        yield ("Coordinator", "getValidator", (task, index)), to_abi(validator)
        for round_ in rounds:
            vote = to_abi(held.get_vote(index, round_))
            yield ("Coordinator", "getVote", (task, index, round_)), vote


def _list_held_rounds(task: TaskState) -> list[int]:
    rounds = range(max(0, task.head.next_round - 8), task.head.next_round)
    return [round_ for round_ in rounds if task.get_record(round_).header.round == round_]


def _expect_round(task: TaskId, held: TaskState, now: Call, round_: int) -> Iterator[Expectation]:
    record, progress = held.get_record(round_), get_progress(held, round_)
    yield ("Coordinator", "getRound", (task, round_)), to_abi(replace(record, progress=progress))
    depth = compute_depth_of(held, now, round_)
    yield ("Coordinator", "getDepth", (task, round_)), depth
    for number in (*range(progress.made), 254, 255):
        proposal = get_proposal(held, round_, number)
        yield ("Coordinator", "getProposal", (task, round_, number)), to_abi(proposal)
        yield ("Coordinator", "getTargetHash", (task, round_, number)), proposal.hash
    basis = Basis(get_parent_hash(held, record.header), held.bases.get(round_, bytes(32)))
    yield ("Coordinator", "basisOf", (task, round_)), to_abi(basis)


def _expect_account(state: State, account: Address) -> Iterator[Expectation]:
    yield ("Coordinator", "getCredit", (account,)), state.credits.get(account, 0)
    yield ("StakeVault", "freeOf", (account,)), state.vault.free.get(account, 0)
    yield ("ConsortToken", "balanceOf", (account,)), state.balances[account]
    for number, held in enumerate(state.tasks):
        contributor = held.contributors.get(account, NEVER_ENROLLED)
        yield ("Coordinator", "getContributor", (number, account)), to_abi(contributor)
        for role in Role:
            allocation = to_abi(state.vault.get_allocation(account, TaskId(number), role))
            yield ("StakeVault", "getAllocation", (account, number, int(role))), allocation


def _expect_disputes(state: State, commitments: Iterable[bytes]) -> Iterator[Expectation]:
    disputes = state.disputes
    for slash, held in disputes.slashes.items():
        yield ("Disputes", "getSlash", (slash,)), to_abi(held)
    for proof in Proof:
        since = disputes.disabled.get(proof, 0)
        yield ("Disputes", "disabledSince", (int(proof),)), since
    for commitment in commitments:
        made = disputes.precommitted.get(commitment, 0)
        yield ("Disputes", "precommittedAt", (commitment,)), made


def _expect_demands(state: State) -> Iterator[Expectation]:
    demands = state.demands
    yield ("Demands", "demandCount", ()), len(demands.demands)
    for number, demand in enumerate(demands.demands):
        yield ("Demands", "getDemand", (number,)), to_abi(demand)
    for key, window in demands.windows.items():
        price = demands.base_price << window.open // 64
        yield ("Demands", "priceOf", key), price
    for (key, account), spent in demands.spent.items():
        yield ("Demands", "spentOf", (*key, account)), spent
