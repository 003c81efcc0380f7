"""What validators and others said in a round: votes, proposals, demands."""

import sqlite3
from collections.abc import Iterable
from typing import Any, Final

from consort.index.columns import decode_address, decode_number, decode_words
from consort.index.records import Amount, DemandEntry, ProposalEntry, ProposalState, VoteEntry, Wide
from consort.spec.params import OUTSIDER, STAKE_UNIT, WORD_BITS
from consort.spec.proposals import hash_proposal
from consort.spec.types import DemandState, Proof, Proposal, Tree
from consort.storage.cid import Cid

_VOTES: Final = """
SELECT v.validator_index, e.account, v.stake, v.pay, v.exceptions, b.time, v.block, v."transaction"
FROM voted v JOIN blocks b ON b.number = v.block
JOIN validator_enrolled e ON e.task = v.task AND e."index" = v.validator_index
WHERE v.task = ? AND v.round = ? ORDER BY v.block, v.log_index
"""
_PROPOSALS: Final = """
SELECT p.number, p.validator_index, coalesce(o.account, e.account), coalesce(o.bond, 0),
 p.proposal_parent, p.proposal_member_root, p.proposal_total_weight, p.proposal_cohorts_root,
 p.proposal_aggregate_root, p.proposal_model_root, p.proposal_reward_root, p.proposal_reward_total,
 p.model_digest, p.model_size, p.trees_digest, p.trees_size,
 c.proof, c.accuser, b.time, p.block, p."transaction",
 (SELECT number FROM round_finalised f WHERE f.task = p.task AND f.round = p.round),
 EXISTS (SELECT 1 FROM round_voided w WHERE w.task = p.task AND w.round = p.round)
FROM proposed p JOIN blocks b ON b.number = p.block
LEFT JOIN proposal_bonded o ON o.task = p.task AND o.round = p.round AND o.number = p.number
LEFT JOIN validator_enrolled e ON e.task = p.task AND e."index" = p.validator_index
LEFT JOIN proposal_convicted c ON c.task = p.task AND c.round = p.round AND c.number = p.number
WHERE p.task = ? AND p.round = ? ORDER BY p.number
"""
_DEMANDS: Final = """
SELECT d.demand, d.number, d.asker, d.place_tree, d.place_owner, d.place_height, d.place_position,
 d.hash, d.deposit, d.deadline, a.answerer, b.time, d.block, d."transaction",
 EXISTS (SELECT 1 FROM answer_paid w WHERE w.demand = d.demand),
 EXISTS (SELECT 1 FROM unanswered w WHERE w.demand = d.demand),
 EXISTS (SELECT 1 FROM demand_dropped w WHERE w.demand = d.demand)
FROM demanded d JOIN blocks b ON b.number = d.block LEFT JOIN answered a ON a.demand = d.demand
WHERE d.task = ? AND d.round = ? ORDER BY d.demand
"""


def list_votes(database: sqlite3.Connection, task: int, round_: int) -> tuple[VoteEntry, ...]:
    """Return a round's votes in the order in which they were cast."""
    return tuple(_build_vote(*row) for row in database.execute(_VOTES, (task, round_)))


def list_proposals(
    database: sqlite3.Connection, task: int, round_: int
) -> tuple[ProposalEntry, ...]:
    """Return a round's proposals by number."""
    return tuple(_build_proposal(row) for row in database.execute(_PROPOSALS, (task, round_)))


def list_demands(database: sqlite3.Connection, task: int, round_: int) -> tuple[DemandEntry, ...]:
    """Return the demands about a round's proposals by number."""
    return tuple(_build_demand(*row) for row in database.execute(_DEMANDS, (task, round_)))


def list_set_bits(words: Iterable[int]) -> tuple[int, ...]:
    """Return the list positions that a vote's words except."""
    return tuple(
        at * WORD_BITS + bit
        for at, word in enumerate(words)
        if word
        for bit in range(word.bit_length())
        if word >> bit & 1
    )


def _build_vote(
    index: int, account: bytes, stake: int, pay: bytes, words: bytes, *place: Any
) -> VoteEntry:
    amounts = Amount(stake * STAKE_UNIT), Amount(decode_number(pay))
    exceptions = list_set_bits(decode_words(words))
    return VoteEntry(index, decode_address(account), *amounts, exceptions, *place)


def _build_proposal(row: tuple[Any, ...]) -> ProposalEntry:
    number, index, account, bond = row[:4]
    parent, members, weight, cohorts, aggregate, model, rewards, total = row[4:12]
    proof, accuser, time, block, transaction, final, is_void = row[16:]
    weight, total = decode_number(weight), decode_number(total)
    proposal = Proposal(parent, members, weight, cohorts, aggregate, model, rewards, total)
    return ProposalEntry(
        number=number,
        account=decode_address(account),
        validator=None if index == OUTSIDER else index,
        bond=Amount(bond * STAKE_UNIT),
        hash=hash_proposal(proposal),
        parent=parent,
        model_root=model,
        aggregate_root=aggregate,
        reward_root=rewards,
        reward_total=Amount(total),
        total_weight=Wide(weight),
        model_cid=format_cid(row[12], row[13]),
        model_size=decode_number(row[13]),
        trees_cid=format_cid(row[14], row[15]),
        trees_size=decode_number(row[15]),
        state=_find_state(number, proof, final, bool(is_void)),
        proof=None if proof is None else Proof(proof).name,
        accuser=decode_address(accuser) if accuser else None,
        at=time,
        block=block,
        transaction=transaction,
    )


def format_cid(digest: bytes, size: bytes) -> str:
    """Return the text of the content id that a digest and a size in a table mean."""
    return str(Cid.of_file(digest, decode_number(size)))


def _find_state(number: int, proof: int | None, final: int | None, is_void: bool) -> ProposalState:
    if proof is not None:
        return ProposalState.CONVICTED
    if final is None and not is_void:
        return ProposalState.STANDING
    return ProposalState.FINAL if final == number else ProposalState.DISPLACED


def _build_demand(  # noqa: PLR0913, PLR0917 - a row of the table
    demand: bytes,
    number: int,
    asker: bytes,
    tree: int,
    owner: int,
    height: int,
    position: int,
    hash_: bytes,
    deposit: bytes,
    deadline: int,
    answerer: bytes | None,
    time: int,
    block: int,
    transaction: bytes,
    *ends: int,
) -> DemandEntry:
    states = (DemandState.PAID, DemandState.UNANSWERED, DemandState.DROPPED)
    begun = DemandState.ANSWERED if answerer else DemandState.OPEN
    ended = [state for state, is_ended in zip(states, ends, strict=True) if is_ended]
    return DemandEntry(
        demand=decode_number(demand),
        proposal=number,
        asker=decode_address(asker),
        tree=Tree(tree).name,
        owner=owner,
        height=height,
        position=position,
        hash=hash_,
        deposit=Amount(decode_number(deposit)),
        deadline=deadline,
        state=(ended or [begun])[0].name,
        answerer=decode_address(answerer) if answerer else None,
        at=time,
        block=block,
        transaction=transaction,
    )
