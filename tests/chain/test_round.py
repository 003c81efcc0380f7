"""One round through the façade: the calls of its life, their events, and what the views tell."""

from dataclasses import fields

from consort.chain.calls import get_calls
from consort.chain.client import Chain
from consort.chain.events import (
    Announced,
    Claimed,
    Committed,
    CreditWithdrawn,
    Event,
    ListSealed,
    PhaseClosed,
    Proposed,
    Released,
    RoundFinalised,
    RoundOpened,
    TaskClosed,
    TaskFunded,
    Transfer,
    Voted,
)
from consort.spec.commitments import (
    compute_block_roots,
    compute_chain_start,
    compute_list_root,
    hash_list_leaf,
)
from consort.spec.params import MULTIPLIER_ONE, STAKE_UNIT
from consort.spec.phases import compute_phase
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import RewardLeaf, compute_reward_proof, compute_reward_tree
from consort.spec.types import (
    Address,
    Artifact,
    ContentId,
    ListLeaf,
    Phase,
    Proposal,
    RewardProof,
    Role,
    SealStage,
    TaskId,
)
from tests.chain.devnet_fixture import TOKENS_EACH, LocalChain
from tests.chain.task_terms import BUDGET, PARAMS, STAKE, create_task, enrol

CONTENT = ContentId(bytes([7]) * 32, 4_096)
ROOT = bytes([9]) * 32
EARNED = PARAMS.results.round_budget // 2
LEAVES = {0: RewardLeaf(EARNED, MULTIPLIER_ONE, 1)}


def test_life_of_a_round(local_chain: LocalChain) -> None:
    owner = local_chain.connect()
    task = create_task(owner)
    contributor, validator = enrol(local_chain, task)

    opened = owner.open_round(task).get(RoundOpened)
    assert opened == RoundOpened(task, 0, 1, 1, STAKE // STAKE_UNIT)
    leaf = commit(contributor, task)
    seal(owner, task, leaf)
    vote(validator, task)
    proposal = propose(validator, task)
    finalise(local_chain, owner, task)
    claim(owner, contributor.address, task, proposal)
    check_history(owner, task)
    end(local_chain, task, contributor, validator)


def commit(contributor: Chain, task: TaskId) -> ListLeaf:
    receipt = contributor.commit(task, 0, ROOT, CONTENT, 30)
    expected = Committed(task, contributor.address, 0, 30, ROOT, CONTENT.digest, CONTENT.size)
    assert receipt.get(Committed) == expected
    assert receipt.get(PhaseClosed).phase is Phase.COMMIT
    assert contributor.get_contributor(task, contributor.address).next_commit == 1
    return ListLeaf(0, contributor.address, 30, ROOT, CONTENT.digest, CONTENT.size)


def seal(owner: Chain, task: TaskId, leaf: ListLeaf) -> None:
    coordinator = owner.deployment.get_address("Coordinator")
    start = compute_chain_start(owner.chain_id, coordinator, task, 0)
    leaves = [hash_list_leaf(leaf)]
    root = compute_list_root(compute_block_roots(leaves))
    assert owner.seal(task, 0, start, leaves).get(ListSealed) == ListSealed(task, 0, root, 1)
    record = owner.get_round(task, 0)
    assert record.commitments.hash == root[:24]
    assert record.commitments.stage is SealStage.SEALED
    clock = owner.clock()
    assert compute_phase(record, clock.time, clock.block) is Phase.VOTE


def vote(validator: Chain, task: TaskId) -> None:
    units = STAKE // STAKE_UNIT
    pay = units * (PARAMS.inputs.vote_pay // units)
    assert validator.vote(task, 0, 0, [0]).get(Voted) == Voted(task, 0, 0, units, pay, (0,))
    assert validator.get_vote(task, 0).stake == units
    assert validator.get_credit(validator.address) == pay
    assert validator.get_unspent(task) == BUDGET - pay


def propose(validator: Chain, task: TaskId) -> Proposal:
    _, parent = validator.get_head(task)
    root = compute_reward_tree(LEAVES).root
    proposal = Proposal(parent, ROOT, 30, ROOT, ROOT, ROOT, root.hash, root.sum)
    receipt = validator.propose(task, 0, 0, proposal, CONTENT, CONTENT)
    assert receipt.get(Proposed) == Proposed(task, 0, 0, proposal, CONTENT, CONTENT)
    assert validator.get_round(task, 0).proposal_hash == hash_proposal(proposal)
    return proposal


def finalise(local: LocalChain, owner: Chain, task: TaskId) -> None:
    local.devnet.advance_time(PARAMS.results.challenge)
    local.devnet.mine(PARAMS.results.challenge_blocks)
    before = owner.clock().block
    receipt = owner.finalise(task, 0)
    assert receipt.get(RoundFinalised) == RoundFinalised(task, 0, 1, 0, PARAMS.results.proposer_pay)
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
    assert contributor.release(task, Role.CONTRIBUTOR).get(Released).amount == STAKE
    contributor.withdraw(contributor.get_free_stake(contributor.address))
    assert contributor.get_balance(contributor.address) == TOKENS_EACH + EARNED
    owner = local.connect()
    refund = owner.close_task(task).get(TaskClosed).refund
    assert refund == BUDGET - EARNED - credit
    owner.withdraw_credit()
    assert owner.get_balance(owner.deployment.get_address("RewardLedger")) == 0


def test_receipts_hold_all_events_in_order(local_chain: LocalChain) -> None:
    chain = local_chain.connect("contributor-0")
    chain.approve(chain.deployment.get_address("StakeVault"), STAKE)
    receipt = chain.deposit(STAKE)
    assert receipt.function == "deposit"
    assert [type(event).__name__ for event in receipt.events] == ["Transfer", "Deposited"]
    transfer = receipt.get(Transfer)
    assert [field.name for field in fields(transfer)] == ["from_", "to", "value"]
    assert isinstance(transfer, Event)
