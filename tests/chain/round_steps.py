"""The steps of a first round with one contributor and one validator, each checked as it goes."""

from consort.chain.client import Chain
from consort.chain.events import Committed, ListSealed, PhaseClosed, Proposed, Voted
from consort.spec.commitments import (
    compute_block_roots,
    compute_chain_start,
    compute_list_root,
    hash_list_leaf,
)
from consort.spec.params import ANCHOR_DISTANCE, MULTIPLIER_ONE, STAKE_UNIT
from consort.spec.phases import compute_phase
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import compute_reward_tree
from consort.spec.types import (
    Basis,
    ContentId,
    ListLeaf,
    Phase,
    Proposal,
    RewardLeaf,
    SealStage,
    TaskId,
)
from tests.chain.devnet_fixture import LocalChain
from tests.chain.task_terms import BUDGET, PARAMS, STAKE

CONTENT = ContentId(bytes([7]) * 32, 4_096)
ROOT = bytes([9]) * 32
EARNED = PARAMS.results.round_budget * 30 // PARAMS.arithmetic.target_weight
LEAVES = {0: RewardLeaf(EARNED, MULTIPLIER_ONE, 1)}


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


def vote(validator: Chain, task: TaskId, share: int = PARAMS.inputs.vote_pay) -> None:
    units = STAKE // STAKE_UNIT
    pay = units * (share // units)
    assert validator.vote(task, 0, 0, [0]).get(Voted) == Voted(task, 0, 0, units, pay, (0,))
    assert validator.get_vote(task, 0, 0).stake == units
    assert validator.get_credit(validator.address) == pay
    assert validator.get_unspent(task) == BUDGET - pay


def make_proposal(chain: Chain, task: TaskId) -> Proposal:
    _, parent = chain.get_head(task)
    root = compute_reward_tree(LEAVES).root
    return Proposal(parent, ROOT, 30, ROOT, ROOT, ROOT, root.hash, root.sum)


def propose(validator: Chain, task: TaskId, proposal: Proposal) -> None:
    receipt = validator.propose(task, 0, 0, proposal, CONTENT, CONTENT)
    assert receipt.get(Proposed) == Proposed(task, 0, 0, 0, proposal, CONTENT, CONTENT)
    record = validator.get_round(task, 0)
    assert record.proposal_hash == hash_proposal(proposal)
    held = validator.get_proposal(task, 0, 0)
    assert (held.hash, held.account) == (record.proposal_hash, validator.address)
    frozen = validator.get_frozen(task, 0)
    assert (frozen.list_root, frozen.count) == (record.commitments.hash, 1)
    assert frozen.seed == bytes(32)
    assert validator.get_basis(task, 0) == Basis(proposal.parent, bytes(32))
    assert validator.get_depth(task, 0) == 0


def complete(local: LocalChain, task: TaskId, contributor: Chain, validator: Chain) -> Proposal:
    """Play the task's first round until it is final; return its proposal."""
    owner = local.connect()
    owner.open_round(task)
    seal(owner, task, commit(contributor, task))
    vote(validator, task)
    local.devnet.mine(ANCHOR_DISTANCE)
    proposal = make_proposal(validator, task)
    propose(validator, task, proposal)
    local.devnet.advance_time(PARAMS.results.challenge)
    local.devnet.mine(PARAMS.results.challenge_blocks)
    owner.finalise(task, 0)
    return proposal


def let_pass(local: LocalChain, task: TaskId) -> None:
    """Open a round to which nobody commits."""
    local.connect().open_round(task)
    local.devnet.advance_time(PARAMS.inputs.commit)
