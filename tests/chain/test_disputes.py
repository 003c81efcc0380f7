"""Convictions, slashes, demands and bonds through the façade, and what the ledger makes of them."""

from dataclasses import replace

import pytest

from consort.chain.events import (
    Burned,
    Demanded,
    Frozen,
    ProofDisabled,
    ProposalConvicted,
    RoundOpened,
    RoundVoided,
    SlashDropped,
    Slashed,
    SlashExecuted,
    Thawed,
    Unanswered,
)
from consort.errors import NotGovernor, NotPrecommitted, SlashPending
from consort.ledger.accounts import DisputeLedger, compute_dispute_accounts
from consort.ledger.rounds import RoundState
from consort.spec.params import MINIMAL, OUTSIDER, STAKE_UNIT, TOKEN
from consort.spec.types import (
    DemandState,
    Proof,
    RewardLeaf,
    Role,
    SlashId,
    SlashState,
)
from consort_nodes.evidence.nodes import prove_node
from tests.chain.auditing import audit, find_unnoticed
from tests.chain.devnet_fixture import LocalChain
from tests.chain.dispute_steps import (
    BELOW,
    CHALLENGE,
    MEMBERS,
    PLACE,
    PROOF,
    answer,
    ask,
    convict,
    play,
    propose_outside,
)
from tests.chain.round_steps import EARNED, LEAVES, make_proposal
from tests.chain.task_terms import PARAMS, STAKE

BOUNTY = 3 * 300_000 * MINIMAL.gas_price


def test_refuted_proposal_is_slashed(local_chain: LocalChain) -> None:
    task, target = play(local_chain)
    owner, accuser = local_chain.connect(), local_chain.connect("contributor-1")
    with pytest.raises(NotPrecommitted):
        accuser.bad_padding(target, PLACE, PROOF)
    convict(accuser, target)
    (waiting,) = audit(owner).slashes
    assert (waiting.state, waiting.amount) == (SlashState.FROZEN, 0)
    assert waiting.id == SlashId.of_proposal(task, 0, 0)
    held = owner.get_slash(waiting.id)
    assert (held.accuser, held.validator) == (waiting.accuser, 1)
    assert (held.proof, held.state) == (Proof.BAD_PADDING, SlashState.FROZEN)
    with pytest.raises(SlashPending):
        owner.execute_slash(waiting.id)

    local_chain.devnet.advance_time(MINIMAL.slash_delay)
    receipt = owner.execute_slash(waiting.id)
    burned = STAKE - BOUNTY
    assert receipt.get(SlashExecuted) == SlashExecuted(waiting.id, STAKE, burned, BOUNTY)
    assert receipt.get(Slashed).role is Role.VALIDATOR
    assert owner.burn().get(Burned).amount == burned
    assert accuser.get_free_stake(accuser.address) == BOUNTY
    ledger = audit(owner)
    (slash,) = ledger.slashes
    assert (slash.amount, slash.burned, slash.bounty) == (STAKE, burned, BOUNTY)
    assert (slash.state, slash.ended_in) == (SlashState.EXECUTED, receipt.transaction)
    assert slash.convicted_in != slash.ended_in
    assert ledger.money.burned == burned
    assert ledger.money.bounties[accuser.address] == BOUNTY
    made = ledger.tasks[task].rounds[0].proposals[0]
    assert made.convicted is Proof.BAD_PADDING
    assert owner.get_slash(slash.id).state is SlashState.EXECUTED


def test_governor_saves_the_stake(local_chain: LocalChain) -> None:
    task, target = play(local_chain)
    slash = SlashId.of_proposal(task, 0, 0)
    governor, accuser = local_chain.connect(), local_chain.connect("contributor-1")
    convict(accuser, target)
    with pytest.raises(NotGovernor):
        accuser.disable_proof(Proof.BAD_PADDING)
    disabled = governor.disable_proof(Proof.BAD_PADDING).get(ProofDisabled)
    assert governor.get_disabled_since(Proof.BAD_PADDING) == disabled.since
    local_chain.devnet.advance_time(MINIMAL.slash_delay)
    receipt = accuser.execute_slash(slash)
    assert receipt.get(SlashDropped) == SlashDropped(slash)
    assert receipt.get(Thawed).role is Role.VALIDATOR
    ledger = audit(governor)
    assert ledger.slashes[0].state is SlashState.DROPPED
    assert ledger.money.slashed.total() == 0


def test_silence_kills(local_chain: LocalChain) -> None:
    _, target = play(local_chain)
    owner, asker = local_chain.connect(), local_chain.connect("contributor-1")
    asker.deposit(10 * TOKEN)
    first = ask(asker, target)
    assert audit(owner).demands[0].state is DemandState.OPEN
    answer(owner, target, first)
    below = MEMBERS.get_node(BELOW.height, BELOW.position)
    second = asker.demand(target, BELOW, prove_node(MEMBERS, 8, 3), previous=0).get(Demanded)
    assert (second.demand, second.hash, second.place) == (1, below.hash, BELOW)
    local_chain.devnet.advance_time(MINIMAL.answer_time)
    local_chain.devnet.mine(MINIMAL.answer_blocks)

    receipt = owner.punish_silence(1)
    convicted = receipt.get(ProposalConvicted)
    assert (convicted.proof, convicted.accuser) == (Proof.SILENCE, asker.address)
    assert receipt.get(Unanswered) == Unanswered(1)
    assert receipt.get(Frozen).account == local_chain.connect("validator-0").address
    assert owner.get_demand_count() == 2
    assert owner.get_demand(1).state is DemandState.UNANSWERED
    local_chain.devnet.advance_time(MINIMAL.slash_delay)
    slash = SlashId.of_proposal(target.task, target.round, target.number)
    executed = owner.execute_slash(slash).get(SlashExecuted)
    assert executed.bounty == BOUNTY + MINIMAL.demand_price
    ledger = audit(owner)
    assert [demand.state for demand in ledger.demands] == [
        DemandState.PAID,
        DemandState.UNANSWERED,
    ]
    assert ledger.money.bonded == 0


def test_demand_about_a_dead_proposal_is_dropped(local_chain: LocalChain) -> None:
    _, target = play(local_chain)
    owner, asker = local_chain.connect(), local_chain.connect("contributor-1")
    asker.deposit(MINIMAL.demand_price)
    ask(asker, target)
    convict(local_chain.connect("contributor-2"), target)
    owner.drop_demand(0)
    assert asker.get_free_stake(asker.address) == MINIMAL.demand_price
    assert audit(owner).demands[0].state is DemandState.DROPPED


def test_bonds_are_given_back(local_chain: LocalChain) -> None:
    task, target = play(local_chain)
    owner, outsider = local_chain.connect(), local_chain.connect("contributor-1")
    local_chain.devnet.advance_time(PARAMS.results.turn * PARAMS.results.turns)
    outsider.deposit(STAKE * 4)
    first = make_proposal(owner, task)
    made = propose_outside(outsider, first, 1)
    second = replace(first, model_root=bytes(32))
    propose_outside(outsider, replace(second, member_root=MEMBERS.root.hash), 2)
    convict(local_chain.connect("contributor-2"), target)
    assert audit(owner).tasks[task].rounds[0].standing is None

    local_chain.devnet.advance_time(CHALLENGE)
    outsider.release_bond(task, 0, 1)
    ledger = audit(owner)
    bonded = 2 * made.bond * STAKE_UNIT
    accuser = local_chain.connect("contributor-2").address
    assert {account.address: account for account in compute_dispute_accounts(ledger)} == {
        outsider.address: DisputeLedger(outsider.address, bonded, 0, 0, 0),
        accuser: DisputeLedger(accuser, 0, 0, 0, 0),
    }
    assert owner.open_round(task).get(RoundVoided) == RoundVoided(task, 0)
    assert audit(owner).tasks[task].rounds[0].state is RoundState.VOID


def test_forfeited_bond(local_chain: LocalChain) -> None:
    task, target = play(local_chain)
    owner, outsider = local_chain.connect(), local_chain.connect("contributor-1")
    local_chain.devnet.advance_time(PARAMS.results.turn * PARAMS.results.turns)
    outsider.deposit(STAKE)
    true = make_proposal(owner, task)
    false = replace(true, member_root=MEMBERS.root.hash, model_root=bytes(32))
    bond = propose_outside(outsider, false, 1).bond * STAKE_UNIT
    convict(local_chain.connect("contributor-2"), replace(target, number=1, proposal=false))
    local_chain.devnet.advance_time(MINIMAL.slash_delay)
    slash = SlashId.of_proposal(task, 0, 1)
    executed = owner.execute_slash(slash).get(SlashExecuted)
    assert executed == SlashExecuted(slash, bond, bond - BOUNTY, BOUNTY)
    ledger = audit(owner)
    assert ledger.slashes[0].validator_index == OUTSIDER
    assert ledger.money.forfeited == {outsider.address: bond}
    standing = ledger.tasks[task].rounds[0].standing
    assert standing is not None
    assert standing.proposal == target.proposal


def test_round_upon_an_undecided_one(local_chain: LocalChain) -> None:
    task, target = play(local_chain)
    owner = local_chain.connect()
    opened = owner.open_round(task).get(RoundOpened)
    assert (opened.round, opened.parent) == (1, 0)
    assert owner.get_depth(task, 1) == 1
    history = audit(owner).tasks[task]
    above = history.rounds[1]
    assert (above.parent, above.parent_round) == (target.proposal, 0)
    assert history.rewards == {}
    assert history.compute_rewards_of(0) == LEAVES == {0: RewardLeaf(EARNED, 65_536, 1)}

    convict(local_chain.connect("contributor-1"), target)
    record = owner.get_round(task, 0)
    local_chain.devnet.advance_time(record.header.propose_ends - owner.clock().time)
    receipt = owner.open_round(task)
    voided = [event.round for event in receipt.list(RoundVoided)]
    assert voided == [1, 0]
    assert receipt.get(RoundOpened).round == 2
    rounds = audit(owner).tasks[task].rounds
    assert [round_.state for round_ in rounds.values()] == ["VOID", "VOID", "RUNNING"]
    assert rounds[2].parent_round == -1


def test_altered_event_shows(local_chain: LocalChain) -> None:
    task, target = play(local_chain)
    owner, outsider = local_chain.connect(), local_chain.connect("contributor-1")
    local_chain.devnet.advance_time(PARAMS.results.turn * PARAMS.results.turns)
    outsider.deposit(3 * STAKE)
    true = make_proposal(owner, task)
    propose_outside(outsider, true, 1)
    false = replace(target.proposal, model_root=bytes(32))
    propose_outside(outsider, false, 2)
    answer(owner, target, ask(outsider, target))
    convict(local_chain.connect("contributor-2"), target)
    convict(local_chain.connect("contributor-2"), replace(target, number=2, proposal=false))
    local_chain.devnet.advance_time(MINIMAL.slash_delay)
    for number in (0, 2):
        owner.execute_slash(SlashId.of_proposal(task, 0, number))
    owner.burn()
    assert find_unnoticed(owner) == []
