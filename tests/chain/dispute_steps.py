"""The steps of a dispute about a first round's proposal, each checked as it goes."""

from dataclasses import replace

from consort.chain.client import Chain
from consort.chain.events import (
    Answered,
    AnswerPaid,
    BondForfeited,
    Demanded,
    Precommitted,
    ProposalBonded,
    ProposalConvicted,
    Unbonded,
)
from consort.spec.params import ANCHOR_DISTANCE, MINIMAL, OUTSIDER
from consort.spec.proposals import compute_member_tree
from consort.spec.types import (
    DemandState,
    NodePlace,
    NodeProof,
    Proof,
    Proposal,
    SlashId,
    Target,
    TaskId,
    Tree,
)
from consort_nodes.evidence.nodes import prove_node
from tests.chain.auditing import audit
from tests.chain.devnet_fixture import LocalChain
from tests.chain.round_steps import CONTENT, ROOT, commit, make_proposal, seal, vote
from tests.chain.task_terms import PARAMS, create_task, enrol

CHALLENGE = 60
TERMS = replace(PARAMS, results=replace(PARAMS.results, challenge=CHALLENGE))
MEMBERS = compute_member_tree({0: (ROOT, 30), 5: (ROOT, 0)})
"""A second member, where the round has one."""
PLACE = NodePlace(Tree.MEMBERS, 0, 0, 5)
PROOF = prove_node(MEMBERS, 0, 5)
TOP = NodePlace(Tree.MEMBERS, 0, 14, 0)
BELOW = NodePlace(Tree.MEMBERS, 0, 8, 3)


def play(local: LocalChain) -> tuple[TaskId, Target]:
    """Play a round up to a false proposal of its only validator."""
    owner = local.connect()
    task = create_task(owner, TERMS)
    contributor, validator = enrol(local, task)
    owner.open_round(task)
    seal(owner, task, commit(contributor, task))
    vote(validator, task)
    local.devnet.mine(ANCHOR_DISTANCE)
    false = replace(make_proposal(owner, task), member_root=MEMBERS.root.hash)
    validator.propose(task, 0, 0, false, CONTENT, CONTENT)
    return task, Target(task, 0, 0, false)


def convict(accuser: Chain, target: Target) -> None:
    call = "RecordProofs", "badPadding", target, PLACE, PROOF
    commitment = accuser.compute_commitment(*call)
    made = accuser.precommit(commitment)
    assert made.get(Precommitted) == Precommitted(accuser.address, commitment)
    assert accuser.get_precommitted_at(commitment) == made.block
    receipt = accuser.bad_padding(target, PLACE, PROOF)
    convicted = receipt.get(ProposalConvicted)
    assert (convicted.task, convicted.round, convicted.number) == (target.task, 0, target.number)
    assert (convicted.proof, convicted.accuser) == (Proof.BAD_PADDING, accuser.address)
    assert convicted.slash == SlashId.of_proposal(target.task, target.round, target.number)


def ask(asker: Chain, target: Target) -> Demanded:
    """Demand the top of the members' tree, which is the first demand of all."""
    price = asker.get_demand_price(target.task, target.round, target.number)
    assert price == MINIMAL.demand_price
    receipt = asker.demand(target, TOP, NodeProof(MEMBERS.root.hash, MEMBERS.root.sum, ()))
    demanded = receipt.get(Demanded)
    assert (demanded.demand, demanded.asker, demanded.deposit) == (0, asker.address, price)
    held = asker.get_demand(0)
    assert (held.asker, held.state, held.line) == (asker.address, DemandState.OPEN, 1)
    return demanded


def answer(answerer: Chain, target: Target, demanded: Demanded) -> None:
    nodes = [MEMBERS.get_node(8, position) for position in range(64)]
    data = b"".join(node.hash + node.sum.to_bytes(16, "big") for node in nodes)
    receipt = answerer.answer(0, demanded.place, demanded.hash, demanded.sum, data)
    assert receipt.get(Answered) == Answered(0, answerer.address, data)
    history = audit(answerer).demands[0]
    assert (history.state, history.answerer) == (DemandState.ANSWERED, answerer.address)
    assert history.data == data
    pay(answerer, target, demanded)


def pay(answerer: Chain, target: Target, demanded: Demanded) -> None:
    receipt = answerer.pay_answer(0)
    burned = demanded.deposit // 4
    pay = demanded.deposit - burned
    assert receipt.get(AnswerPaid) == AnswerPaid(0, answerer.address, pay)
    assert receipt.get(Unbonded) == Unbonded(answerer.address, pay)
    assert receipt.get(BondForfeited) == BondForfeited(burned, answerer.address, 0, 0)
    spent = answerer.get_demand_spending(target.task, 0, 0, demanded.asker)
    assert spent == demanded.deposit
    assert audit(answerer).demands[0].state is DemandState.PAID


def propose_outside(outsider: Chain, proposal: Proposal, number: int) -> ProposalBonded:
    receipt = outsider.propose(TaskId(0), 0, OUTSIDER, proposal, CONTENT, CONTENT)
    bonded = receipt.get(ProposalBonded)
    bond = PARAMS.stakes.proposal_bond << number
    assert bonded == ProposalBonded(TaskId(0), 0, number, outsider.address, bond)
    return bonded
