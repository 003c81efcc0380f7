"""One round through the façade: the calls of its life, their events, and what the views tell."""

from dataclasses import fields

import pytest

from consort.chain.calls import get_calls
from consort.chain.client import Chain
from consort.chain.events import (
    Announced,
    Claimed,
    Committed,
    CreditWithdrawn,
    Event,
    Released,
    RoundFinalised,
    RoundOpened,
    SeedAnchored,
    TaskClosed,
    TaskFunded,
    Transfer,
)
from consort.errors import SeedNotNeeded
from consort.spec.params import ANCHOR_DISTANCE, BEFORE_ALL, RING, STAKE_UNIT
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import compute_reward_proof, compute_reward_tree
from consort.spec.types import (
    Address,
    Artifact,
    Proposal,
    RewardProof,
    Role,
    TaskId,
)
from tests.chain.devnet_fixture import TOKENS_EACH, LocalChain
from tests.chain.round_steps import (
    CONTENT,
    EARNED,
    LEAVES,
    ROOT,
    commit,
    make_proposal,
    propose,
    seal,
    vote,
)
from tests.chain.task_terms import BUDGET, PARAMS, STAKE, create_task, enrol


def test_life_of_a_round(local_chain: LocalChain) -> None:
    owner = local_chain.connect()
    task = create_task(owner)
    contributor, validator = enrol(local_chain, task)

    opened = owner.open_round(task).get(RoundOpened)
    assert opened == RoundOpened(task, 0, BEFORE_ALL % RING, 1, 1, STAKE // STAKE_UNIT)
    leaf = commit(contributor, task)
    seal(owner, task, leaf)
    vote(validator, task)
    local_chain.devnet.mine(ANCHOR_DISTANCE)
    proposal = make_proposal(validator, task)
    propose(validator, task, proposal)
    finalise(local_chain, owner, task)
    claim(owner, contributor.address, task, proposal)
    check_history(owner, task)
    end(local_chain, task, contributor, validator)


def finalise(local: LocalChain, owner: Chain, task: TaskId) -> None:
    local.devnet.advance_time(PARAMS.results.challenge)
    local.devnet.mine(PARAMS.results.challenge_blocks)
    before = owner.clock().block
    receipt = owner.finalise(task, 0)
    assert receipt.get(RoundFinalised) == RoundFinalised(task, 0, 1, 0)
    assert owner.get_head(task)[0].version == 1
    assert owner.at(before).get_head(task)[0].version == 0


def claim(owner: Chain, contributor: Address, task: TaskId, proposal: Proposal) -> None:
    assert owner.verify_lineage(task, [proposal]) == (1, ROOT)
    assert owner.get_version(task) == (1, hash_proposal(proposal))
    proof: RewardProof = compute_reward_proof(compute_reward_tree(LEAVES), LEAVES, 0)
    receipt = owner.claim_batch(task, proposal, [proof])
    assert receipt.get(Claimed) == Claimed(task, contributor, 0, EARNED, EARNED)
    assert owner.get_claimed(task, 0) == owner.get_claimed_in(task) == EARNED
    assert owner.get_balance(contributor) == TOKENS_EACH - STAKE + EARNED
    announced = owner.announce(task, ROOT, Artifact.MODEL_STATE, CONTENT).get(Announced)
    assert announced.artifact is Artifact.MODEL_STATE
    assert announced.announcer == owner.address


def check_history(owner: Chain, task: TaskId) -> None:
    events = owner.get_all_events()
    assert [item.block for item in events] == sorted(item.block for item in events)
    committed = owner.get_events(0, owner.clock().block, Committed, TaskFunded)
    assert [item.event for item in committed[:1]] == [TaskFunded(task, BUDGET)]
    assert [item.contract for item in committed] == ["Coordinator", "Coordinator"]
    calls = get_calls(owner, committed[0].block, owner.clock().block)
    assert [call.function for call in calls if call.contract == "RewardLedger"] == [
        "fundWithPermit",
        "claimBatch",
    ]
    assert all(call.succeeded and call.gas_used > 21_000 for call in calls)


def end(local: LocalChain, task: TaskId, contributor: Chain, validator: Chain) -> None:
    """Leave with all that is ours, so that nothing is left but what nobody has earned."""
    credit = validator.get_credit(validator.address)
    assert validator.withdraw_credit().get(CreditWithdrawn).amount == credit
    contributor.request_exit(task, Role.CONTRIBUTOR)
    local.devnet.advance_time(contributor.get_exit_delay())
    local.devnet.mine(contributor.get_exit_blocks())
    assert contributor.release(task, Role.CONTRIBUTOR).get(Released).amount == STAKE
    contributor.withdraw(contributor.get_free_stake(contributor.address))
    assert contributor.get_balance(contributor.address) == TOKENS_EACH + EARNED
    owner = local.connect()
    refund = owner.close_task(task).get(TaskClosed).refund
    assert refund == BUDGET - EARNED - credit
    owner.withdraw_credit()
    assert owner.get_balance(owner.deployment.get_address("RewardLedger")) == 0


def test_anchor_is_chosen_where_somebody_did_not_vote(local_chain: LocalChain) -> None:
    owner = local_chain.connect()
    task = create_task(owner)
    contributor, validator = enrol(local_chain, task)
    absent = local_chain.connect("validator-1")
    absent.deposit(STAKE)
    absent.enrol_validator(task, STAKE)
    owner.open_round(task)
    seal(owner, task, commit(contributor, task))
    vote(validator, task, PARAMS.inputs.vote_pay // 2)
    local_chain.devnet.advance_time(owner.get_round(task, 0).header.vote_ends - owner.clock().time)
    receipt = owner.draw(task, 0)
    anchor = receipt.block + ANCHOR_DISTANCE
    assert receipt.get(SeedAnchored) == SeedAnchored(task, 0, anchor)
    assert owner.get_round(task, 0).header.anchor == anchor
    local_chain.devnet.mine(ANCHOR_DISTANCE)
    with pytest.raises(SeedNotNeeded):
        owner.draw(task, 0, owner.get_block_header_rlp(anchor))


def test_receipts_hold_all_events_in_order(local_chain: LocalChain) -> None:
    chain = local_chain.connect("contributor-0")
    chain.approve(chain.deployment.get_address("StakeVault"), STAKE)
    receipt = chain.deposit(STAKE)
    assert receipt.function == "deposit"
    assert [type(event).__name__ for event in receipt.events] == ["Transfer", "Deposited"]
    transfer = receipt.get(Transfer)
    assert [field.name for field in fields(transfer)] == ["from_", "to", "value"]
    assert isinstance(transfer, Event)
