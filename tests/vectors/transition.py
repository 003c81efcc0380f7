"""Vectors of whole calls: the life of a task from its opening to its close.

Round 0 goes as it should, round 1 gets no commitment, in round 2 the elected proposers are silent,
two proposals differ and one is refuted. Round 3 is opened while round 2 may still be; it dies of
silence. Round 4 becomes final by a claim. Then all leave.
"""

from collections.abc import Sequence
from dataclasses import replace

from consort.spec import transition as spec
from consort.spec.commitments import (
    append_leaves,
    compute_chain_start,
    compute_list_path,
    hash_list_leaf,
)
from consort.spec.hashing import compute_words, keccak
from consort.spec.params import BEGINS_LINE, MINIMAL, OUTSIDER, TOKEN
from consort.spec.phases import compute_elected
from consort.spec.proposals import compute_genesis
from consort.spec.rewards import compute_reward_leaves, compute_reward_proof, compute_reward_tree
from consort.spec.transition.disputes import compute_commitment
from consort.spec.transition.proposals import get_parent_hash
from consort.spec.types import (
    Address,
    ContentId,
    Judges,
    ListLeaf,
    NodePlace,
    NodeProof,
    OpenedVote,
    Proof,
    Proposal,
    RewardLeaf,
    RewardProof,
    Role,
    SlashId,
    Target,
    Tree,
)
from consort.spec.vectors_numeric import Case
from consort.spec.votes import compute_vote_path
from tests.vectors.life import TASK, Deployment, Life, hash_block, list_times
from tests.vectors.limits import PARAMS as MINIMAL_PARAMS

OWNER = Address("0xC87D81Df938242825632e5FA934F2c88E60624a4")
C0 = Address("0x05B8387001df99338A75fc998Ca10E28c9071062")
C1 = Address("0xdE1Ad7Dd40E2987Fdee08AA5F0632f4CA71f1748")
BOTH = Address("0x144254bF8c65b008bd299f79cAEe2002f18eDB2B")
V1 = Address("0x5aBAeb3EF2bbbFa7F00407C04077Fa4Be7BEcb82")
V2 = Address("0x39CD5270d3D1A5B890Ecf71466b04984Bd81328F")
JUDGE = Address("0x8ba1f109551bD432803012645Ac136ddd64DBA72")
CONTRIBUTORS = (C0, C1, BOTH)
VALIDATORS = (BOTH, V1, V2)
PARAMS = replace(MINIMAL_PARAMS, results=replace(MINIMAL_PARAMS.results, challenge=12))
JUDGES = Judges(
    disputes=Address("0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0"),
    demands=Address("0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9"),
    input_proofs=Address("0x0165878A594ca255338adfa4d48449f69242Eb8F"),
    others=(
        Address("0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9"),
        Address("0x5FC8d32690cc91D4c39d9d3abcBD16989F875707"),
        JUDGE,
    ),
)
DEPLOYMENT = Deployment(
    chain_id=31_337,
    deployer=Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
    token=Address("0x5FbDB2315678afecb367f032d93F642f64180aa3"),
    coordinator=Address("0xa513E6E4b8f2a923D98304ec87F64353C4D5C853"),
    vault=Address("0x9bd03768a7DCc129555dE410FF8E85528A4F88b5"),
    ledger=Address("0x440C0fCDC317D69606eabc35C0F676D1a8251Ee1"),
    judges=JUDGES,
    governor=OWNER,
    **list_times(MINIMAL),
    accounts=(OWNER, *CONTRIBUTORS, V1, V2, JUDGE),
    tokens=10_000 * TOKEN,
)
CONTENT = ContentId(b"\x33" * 32, 4_096)
NO_BLOCKS: list[bytes] = []
RIVAL, SILENT = SlashId.of_proposal(TASK, 2, 1), SlashId.of_proposal(TASK, 3, 0)
Leaves = dict[int, RewardLeaf]


def compute_cases() -> list[Case]:
    """Return all cases; each acts on the state that the cases before it left."""
    life = Life(DEPLOYMENT)
    _set_up(life)
    first, leaves = _run_round_0(life)
    _claim(life, first, leaves)
    _run_round_1(life)
    leaves = _run_round_2(life, leaves)
    _run_round_3(life, leaves)
    _run_round_4(life, leaves)
    _leave(life)
    return life.cases


def _set_up(life: Life) -> None:
    life.accept("a task opens", spec.process_create_task, OWNER, PARAMS)
    life.refuse("nothing to fund", spec.process_fund, OWNER, TASK, 0)
    life.accept("the owner funds it", spec.process_fund, OWNER, TASK, 1_000 * TOKEN)
    life.refuse("nobody enrolled", spec.process_open_round, OWNER, TASK)
    life.refuse("nothing deposited", spec.process_enrol_contributor, C0, TASK, 50 * TOKEN)
    for account in (C0, C1, BOTH, V1, V2):
        life.accept("a deposit", spec.process_deposit, account, 900 * TOKEN)
    life.refuse("below the minimum", spec.process_enrol_contributor, C0, TASK, 49 * TOKEN)
    life.refuse("no whole unit", spec.process_enrol_contributor, C0, TASK, 50 * TOKEN + 1)
    for account in CONTRIBUTORS:
        life.accept("a contributor", spec.process_enrol_contributor, account, TASK, 50 * TOKEN)
    for account in VALIDATORS:
        life.accept("a validator", spec.process_enrol_validator, account, TASK, 400 * TOKEN)
    life.refuse("enrolled already", spec.process_enrol_contributor, C0, TASK, 50 * TOKEN)


def _run_round_0(life: Life) -> tuple[Proposal, Leaves]:
    life.accept("round 0 opens", spec.process_open_round, V2, TASK)
    life.refuse("one round at a time", spec.process_open_round, V2, TASK)
    _commit_all(life)
    leaves = [_make_leaf(index, 0) for index in range(3)]
    _seal(life, 0, leaves)
    _vote_all(life)
    proposal, rewards = _make_proposal(life, 0, {}, [(0, 300), (1, 0), (2, 302)])
    _propose(life, proposal)
    _cool_down(life, leaves)
    life.refuse("challenge window", spec.process_finalise, V2, TASK, 0)
    life.wait(seconds=PARAMS.results.challenge)
    life.accept("round 0 is final", spec.process_finalise, V2, TASK, 0)
    life.refuse("final already", spec.process_finalise, V2, TASK, 0)
    return proposal, rewards


def _commit_all(life: Life) -> None:
    _commit(life, 0, 0)
    again = _commit_args(0, 0)
    life.refuse("a second commitment", spec.process_commit, C0, TASK, 0, *again)
    heavy = (*_commit_args(1, 0)[:3], (1 << 17) + 1)
    life.refuse("too heavy", spec.process_commit, C1, TASK, 0, *heavy)
    life.refuse("a stranger commits", spec.process_commit, V2, TASK, 0, *again)
    life.refuse("another round", spec.process_commit, C1, TASK, 8, *again)
    _commit(life, 1, 0)
    start = _chain_start(0)
    life.refuse("still committing", spec.process_seal, V2, TASK, 0, start, NO_BLOCKS, NO_BLOCKS)
    _commit(life, 2, 0)
    life.refuse("everyone has committed", spec.process_commit, C0, TASK, 0, *again)


def _seal(life: Life, round_: int, listed: Sequence[ListLeaf]) -> None:
    start, leaves = _chain_start(round_), [hash_list_leaf(leaf) for leaf in listed]
    later = append_leaves(start, leaves[:1])
    process, seal = spec.process_seal, (V2, TASK, round_)
    life.refuse("a false leaf", process, *seal, start, [*leaves[:-1], bytes(32)], NO_BLOCKS)
    life.refuse("a part of a block", process, *seal, later, leaves[1:], NO_BLOCKS)
    life.refuse("no leaf", process, *seal, start, NO_BLOCKS, NO_BLOCKS)
    life.refuse("a later block", process, *seal, start, leaves, [bytes(32)])
    life.accept("the list is sealed", process, *seal, start, leaves, NO_BLOCKS)
    life.refuse("sealed already", process, *seal, start, leaves, NO_BLOCKS)


def _vote_all(life: Life) -> None:
    life.refuse("bits beyond the list", spec.process_vote, BOTH, TASK, 0, 0, [8])
    life.refuse("two words", spec.process_vote, BOTH, TASK, 0, 0, [0, 0])
    life.refuse("another's index", spec.process_vote, BOTH, TASK, 0, 1, [0])
    life.accept("a vote against input 1", spec.process_vote, BOTH, TASK, 0, 0, [2])
    life.refuse("a second vote", spec.process_vote, BOTH, TASK, 0, 0, [0])
    life.accept("another one", spec.process_vote, V1, TASK, 0, 1, [2])
    life.accept("a vote for all", spec.process_vote, V2, TASK, 0, 2, [0])
    life.refuse("everyone has voted", spec.process_vote, V2, TASK, 0, 2, [0])


def _propose(life: Life, good: Proposal) -> None:
    def refuse(name: str, index: int, proposal: Proposal) -> None:
        sender, process = VALIDATORS[index], spec.process_propose
        life.refuse(name, process, sender, TASK, 0, index, proposal, CONTENT, CONTENT)

    refuse("before the electing block", 0, good)
    life.wait(blocks=2)
    elected = _find_elected(life, 0)
    other = (elected + 1) % 3
    refuse("another's turn", other, good)
    refuse("another parent", elected, replace(good, parent=bytes(32)))
    refuse("over the budget", elected, replace(good, reward_total=100 * TOKEN + 1))
    refuse("nothing aggregated", elected, replace(good, total_weight=0))
    args = (TASK, 0, elected, good, CONTENT, CONTENT)
    name = "the elected validator proposes"
    life.accept(name, spec.process_propose, VALIDATORS[elected], *args)
    refuse("the same again", elected, good)
    refuse("the proposer has second thoughts", elected, replace(good, total_weight=1))
    life.refuse("no bond", spec.process_release_bond, C0, TASK, 0, 0)


def _find_elected(life: Life, round_: int) -> int:
    header = life.state.tasks[TASK].get_record(round_).header
    hashed = hash_block(header.anchor)
    elected = compute_elected(header, PARAMS.results, life.time, hashed)
    assert elected is not None
    return elected


def _cool_down(life: Life, listed: Sequence[ListLeaf]) -> None:
    hashes = [hash_list_leaf(leaf) for leaf in listed]
    shown = [OpenedVote(i, word, compute_vote_path([word], 0)) for i, word in enumerate((2, 2, 0))]

    def args(position: int, votes: Sequence[OpenedVote]) -> tuple[object, ...]:
        path = compute_list_path(hashes, position)
        return TASK, 0, position, listed[position], path, votes

    process = spec.process_cool_down
    life.refuse("not excepted", process, C0, *args(0, shown))
    life.refuse("a third of the stake", process, C0, *args(1, shown[:1]))
    life.refuse("votes out of order", process, C0, *args(1, shown[1::-1]))
    false = [replace(shown[0], word=3), shown[1]]
    life.refuse("a false vote", process, C0, *args(1, false))
    elsewhere = (*args(1, shown)[:2], 2, *args(1, shown)[3:])
    life.refuse("not at this place", process, C0, *elsewhere)
    life.accept("two votes against", process, C0, *args(1, shown[:2]))
    life.refuse("sits out already", process, C0, *args(1, shown[:2]))


def _claim(life: Life, head: Proposal, leaves: Leaves) -> None:
    proof = _prove(leaves, 0)
    more = replace(proof, cumulative=proof.cumulative + 1)
    genesis = compute_genesis(
        DEPLOYMENT.chain_id, DEPLOYMENT.coordinator, TASK, PARAMS.genesis_model_root
    )
    life.refuse("another head", spec.process_claim, C0, TASK, genesis, proof)
    life.refuse("more than earned", spec.process_claim, C0, TASK, head, more)
    short = replace(proof, siblings=())
    life.refuse("no siblings", spec.process_claim, C0, TASK, head, short)
    life.accept("a claim", spec.process_claim, C0, TASK, head, proof)
    life.refuse("claimed already", spec.process_claim, C0, TASK, head, proof)
    batch = [_prove(leaves, 2)]
    life.accept("a claim for another", spec.process_claim_batch, C0, TASK, head, batch)
    life.accept("a validator's credit", spec.process_withdraw_credit, BOTH, BOTH)
    life.refuse("no credit left", spec.process_withdraw_credit, BOTH, BOTH)


def _run_round_1(life: Life) -> None:
    life.accept("round 1 opens", spec.process_open_round, V2, TASK)
    life.refuse("sits out", spec.process_commit, C1, TASK, 1, *_commit_args(1, 1))
    life.wait(seconds=PARAMS.inputs.commit)
    life.refuse("too late", spec.process_commit, C0, TASK, 1, *_commit_args(0, 1))


def _run_round_2(life: Life, before: Leaves) -> Leaves:
    life.accept("round 1 is void, round 2 opens", spec.process_open_round, V2, TASK)
    _commit(life, 0, 2)
    life.wait(seconds=PARAMS.inputs.commit)
    start, leaves = _chain_start(2), [hash_list_leaf(_make_leaf(0, 2))]
    life.accept("sealed late", spec.process_seal, C0, TASK, 2, start, leaves, NO_BLOCKS)
    for index in (0, 2):
        life.accept("a vote", spec.process_vote, VALIDATORS[index], TASK, 2, index, [0])
    life.refuse("one vote is missing", spec.process_draw, C0, TASK, 2, b"")
    life.wait(seconds=PARAMS.inputs.vote + PARAMS.inputs.seal)
    good, rewards = _make_proposal(life, 2, before, [(0, 300)])
    args = (TASK, 2, 0, good, CONTENT, CONTENT)
    life.refuse("nobody is elected", spec.process_propose, BOTH, *args)
    life.accept("the electing block is chosen", spec.process_draw, C0, TASK, 2, b"")
    life.wait(seconds=PARAMS.results.turn * PARAMS.results.turns, blocks=3)
    life.refuse("one cohort needs no seed", spec.process_draw, C0, TASK, 2, b"")
    life.accept("the first to propose", spec.process_propose, BOTH, *args)
    _quarrel(life, good)
    return rewards


def _quarrel(life: Life, good: Proposal) -> None:
    false = (TASK, 2, OUTSIDER, replace(good, model_root=bytes(32)), CONTENT, CONTENT)
    same = (TASK, 2, OUTSIDER, good, CONTENT, CONTENT)
    life.refuse("nothing to bond", spec.process_propose, JUDGE, *false)
    life.refuse("stands already", spec.process_propose, C1, *same)
    life.accept("a bonded rival", spec.process_propose, C1, *false)
    life.refuse("contested", spec.process_open_round, V2, TASK)
    evidence = b"\x55" * 32
    commitment = compute_commitment(V1, evidence)
    args = (TASK, 2, 1, Proof.BAD_STEP, V1, evidence)
    life.refuse("not committed to", spec.process_convict, JUDGE, *args)
    life.accept("a commitment to evidence", spec.process_precommit, V1, commitment)
    life.refuse("committed already", spec.process_precommit, V2, commitment)
    life.refuse("not an accuser", spec.process_convict, V1, *args)
    life.accept("the rival is refuted", spec.process_convict, JUDGE, *args)
    life.refuse("refuted already", spec.process_convict, JUDGE, *args)
    life.refuse("its bond is not given back", spec.process_release_bond, C1, TASK, 2, 1)
    life.refuse("not before the delay", spec.process_execute_slash, V1, RIVAL)


def _run_round_3(life: Life, before: Leaves) -> None:
    name = "round 3 opens on an undecided one"
    life.accept(name, spec.process_open_round, V2, TASK)
    _commit(life, 2, 3)
    life.wait(seconds=PARAMS.inputs.commit)
    start, leaves = _chain_start(3), [hash_list_leaf(_make_leaf(2, 3))]
    life.accept("sealed", spec.process_seal, C0, TASK, 3, start, leaves, NO_BLOCKS)
    for index, account in enumerate(VALIDATORS):
        life.accept("a vote", spec.process_vote, account, TASK, 3, index, [0])
    life.wait(blocks=2)
    elected = _find_elected(life, 3)
    proposal, _ = _make_proposal(life, 3, before, [(2, 302)])
    args = (TASK, 3, elected, proposal, CONTENT, CONTENT)
    life.accept("proposed", spec.process_propose, VALIDATORS[elected], *args)
    life.refuse("its parent is not the head", spec.process_finalise, V1, TASK, 3)
    life.accept("its parent is final", spec.process_finalise, V1, TASK, 2)
    _demand(life, proposal)


def _demand(life: Life, proposal: Proposal) -> None:
    target = Target(TASK, 3, 0, proposal)
    place, node = NodePlace(Tree.MODEL, 0, 6, 0), NodeProof(proposal.model_root, 0, ())
    process = spec.process_demand
    other = replace(node, hash=bytes(32))
    life.refuse("another root", process, V2, target, place, other, BEGINS_LINE)
    life.refuse("follows nothing", process, V2, target, place, node, 0)
    life.accept("what is below the model's root?", process, V2, target, place, node, BEGINS_LINE)
    life.refuse("it is open", spec.process_open_round, V2, TASK)
    answer = (0, place, proposal.model_root, 0)
    life.refuse("too short", spec.process_answer, V1, *answer, bytes(32))
    life.refuse("false", spec.process_answer, V1, *answer, bytes(64 * 32))
    life.refuse("time to answer", spec.process_punish_silence, V1, 0)
    life.refuse("nothing to pay", spec.process_pay_answer, V1, 0)
    life.refuse("it still stands", spec.process_drop_demand, V1, 0)
    life.wait(seconds=MINIMAL.answer_time, blocks=MINIMAL.answer_blocks)
    life.accept("silence kills", spec.process_punish_silence, V1, 0)
    life.refuse("not open", spec.process_punish_silence, V1, 0)
    life.wait(seconds=PARAMS.results.turn * PARAMS.results.turns + PARAMS.results.open_turn)


def _run_round_4(life: Life, before: Leaves) -> None:
    life.accept("round 3 is void, round 4 opens", spec.process_open_round, V2, TASK)
    _commit(life, 2, 4)
    life.wait(seconds=PARAMS.inputs.commit)
    start, leaves = _chain_start(4), [hash_list_leaf(_make_leaf(2, 4))]
    life.accept("sealed", spec.process_seal, C0, TASK, 4, start, leaves, NO_BLOCKS)
    for index, account in enumerate(VALIDATORS):
        life.accept("a vote", spec.process_vote, account, TASK, 4, index, [0])
    life.wait(blocks=2)
    elected = _find_elected(life, 4)
    proposal, rewards = _make_proposal(life, 4, before, [(2, 302)])
    args = (TASK, 4, elected, proposal, CONTENT, CONTENT)
    life.accept("proposed", spec.process_propose, VALIDATORS[elected], *args)
    life.wait(seconds=PARAMS.results.challenge)
    proof = _prove(rewards, 2)
    life.accept("a claim finalises", spec.process_claim, BOTH, TASK, proposal, proof)


def _leave(life: Life) -> None:
    life.accept("a contributor leaves", spec.process_request_exit, C0, TASK, Role.CONTRIBUTOR)
    life.accept("a validator leaves", spec.process_request_exit, V1, TASK, Role.VALIDATOR)
    life.refuse("left already", spec.process_request_exit, C0, TASK, Role.CONTRIBUTOR)
    life.refuse("too early", spec.process_release, C0, TASK, Role.CONTRIBUTOR)
    life.refuse("nothing to release", spec.process_release, C1, TASK, Role.CONTRIBUTOR)
    life.wait(seconds=MINIMAL.exit_delay)
    life.refuse("too few blocks", spec.process_release, C0, TASK, Role.CONTRIBUTOR)
    life.wait(blocks=MINIMAL.exit_blocks)
    life.accept("free again", spec.process_release, C0, TASK, Role.CONTRIBUTOR)
    life.accept("a bond is taken", spec.process_execute_slash, V1, RIVAL)
    life.refuse("taken already", spec.process_execute_slash, V1, RIVAL)
    life.accept("an allocation is taken", spec.process_execute_slash, C0, SILENT)
    life.accept("burned", spec.process_burn, C0)
    life.refuse("not the governor", spec.process_disable_proof, C0, Proof.SILENCE)
    life.accept("silence proves nothing", spec.process_disable_proof, OWNER, Proof.SILENCE)
    life.refuse("more than is free", spec.process_withdraw, C0, 901 * TOKEN)
    life.accept("all of it back", spec.process_withdraw, C0, 900 * TOKEN)
    life.refuse("not the owner", spec.process_close_task, C0, TASK)
    life.accept("the task closes", spec.process_close_task, OWNER, TASK)
    life.refuse("closed", spec.process_open_round, V2, TASK)
    life.accept("what is left", spec.process_withdraw_credit, OWNER, OWNER)


def _commit(life: Life, index: int, round_: int) -> None:
    account, args = CONTRIBUTORS[index], _commit_args(index, round_)
    life.accept(f"contributor {index} commits", spec.process_commit, account, TASK, round_, *args)


def _commit_args(index: int, round_: int) -> tuple[bytes, bytes, int, int]:
    leaf = _make_leaf(index, round_)
    return leaf.update_root, leaf.content_digest, leaf.content_size, leaf.weight


def _make_leaf(index: int, round_: int) -> ListLeaf:
    root = keccak(compute_words(index, round_))
    account = CONTRIBUTORS[index]
    return ListLeaf(index, account, 300 + index, root, CONTENT.digest, CONTENT.size)


def _make_proposal(
    life: Life, round_: int, before: Leaves, members: Sequence[tuple[int, int]]
) -> tuple[Proposal, Leaves]:
    held = life.state.tasks[TASK]
    results, target = PARAMS.results, PARAMS.arithmetic.target_weight
    leaves = compute_reward_leaves(before, members, results.round_budget, target)
    root = compute_reward_tree(leaves).root
    total = sum(weight for _, weight in members)
    tag = keccak(compute_words(round_))
    parent = get_parent_hash(held, held.get_record(round_).header)
    return Proposal(parent, tag, total, tag, tag, tag, root.hash, root.sum), leaves


def _prove(leaves: Leaves, index: int) -> RewardProof:
    return compute_reward_proof(compute_reward_tree(leaves), leaves, index)


def _chain_start(round_: int) -> bytes:
    return compute_chain_start(DEPLOYMENT.chain_id, DEPLOYMENT.coordinator, TASK, round_)
