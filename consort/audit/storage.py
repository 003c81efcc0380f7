"""What the contracts store of a task, beside what follows from the events replayed.

Some calls for each validator and for each round that the contract has not forgotten, and few more:
what it stores of each contributor is looked at where one of them asks, by `consort.audit.explain`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from consort.audit.records import Records
from consort.audit.steps import Fault, FaultKind, to_hex
from consort.chain.client import Chain
from consort.errors import WrongRound
from consort.ledger.conservation import compute_conservation
from consort.ledger.replay import Ledger
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.bookkeeping import read_holdings
from consort.spec.commitments import (
    CHAIN_BYTES,
    append_leaves,
    compute_block_roots,
    compute_chain_start,
    compute_list_root,
    hash_list_leaf,
)
from consort.spec.params import CONTESTED, RING, STAKE_UNIT
from consort.spec.proposals import hash_proposal
from consort.spec.types import (
    Address,
    Allocation,
    DemandState,
    Role,
    RoundRecord,
    SealStage,
    SlashState,
    TaskId,
    Vote,
)
from consort.spec.votes import compute_vote_root, is_well_shaped


class Pair(NamedTuple):
    """Something that is stored, and what it is by the events."""

    where: str
    what: str
    stored: object
    told: object


def check_storage(chain: Chain, task: TaskId, ledger: Ledger, records: Records) -> Iterator[Fault]:
    """Yield where head, roster, rounds in the ring or any amount are not what the events tell.

    `chain` is read at the block after which `ledger` and `records` are.
    """
    unknown = {task, *ledger.tasks} - set(range(min(len(ledger.tasks), chain.get_task_count())))
    if unknown:
        text = f"the events tell of {len(ledger.tasks)} tasks, not of those that are stored"
        yield Fault(FaultKind.CHAIN_DIFFERS, "tasks", text)
        return
    history = ledger.get_task(task)
    for where, what, stored, told in (
        *_list_task(chain, history, records),
        *_list_head(chain, history),
        *_list_roster(chain, history, records),
        *_list_validators(chain, history, ledger, records),
        *_list_rounds(chain, history, records),
        *_list_disputes(chain, task, ledger),
    ):
        if stored != told:
            text = f"{what} is {_show(stored)} in storage, {_show(told)} by the events"
            yield Fault(FaultKind.CHAIN_DIFFERS, where, text)
    yield from _check_ends(history)
    yield from _check_money(chain, ledger)


def _list_task(chain: Chain, history: TaskHistory, records: Records) -> Iterator[Pair]:
    held = chain.get_task(history.task)
    yield Pair("task", "its owner", held.owner, history.owner)
    yield Pair("task", "the hash that it begins with", held.genesis, records.genesis)
    yield Pair("task", "what its owner decided", held.params, history.params)


def _list_head(chain: Chain, history: TaskHistory) -> Iterator[Pair]:
    head, hash_ = chain.get_head(history.task)
    yield Pair("head", "the head's hash", hash_, hash_proposal(history.head))
    yield Pair("head", "the version", head.version, history.version)
    # Numbers are left out whose place in the ring is in use: the last one says more than a count.
    yield Pair("head", "the next round", head.next_round, max(history.rounds, default=-1) + 1)
    if history.version:
        yield Pair("head", "what is earned in all", head.allocated, history.head.reward_total)


def _list_roster(chain: Chain, history: TaskHistory, records: Records) -> Iterator[Pair]:
    roster, validator = chain.get_roster(history.task), Role.VALIDATOR
    enrolled = records.list_enrolled(validator)
    stake = sum(history.stakes[validator, index] for index in enrolled) // STAKE_UNIT
    for what, stored, told in (
        ("contributors' enrolments", roster.contributor_indices, len(history.contributors)),
        ("validators' enrolments", roster.validator_indices, len(history.validators)),
        ("contributors", roster.contributors, len(records.list_enrolled(Role.CONTRIBUTOR))),
        ("validators", roster.validators, len(enrolled)),
        ("stake units of validators", roster.validator_stake, stake),
    ):
        yield Pair("roster", f"the number of {what}", stored, told)


def _list_validators(
    chain: Chain, history: TaskHistory, ledger: Ledger, records: Records
) -> Iterator[Pair]:
    """Yield each validator's enrolment, and the stake behind it."""
    task, role = history.task, Role.VALIDATOR
    for index, account in history.validators.items():
        held, where = chain.get_validator(task, index), f"validator {index}"
        stored = held.account, held.stake * STAKE_UNIT, held.from_round, held.until_round
        told = account, history.stakes[role, index], *records.spans[role, index]
        yield Pair(where, "account, stake, first round and end", stored, told)
    for account in dict.fromkeys(history.validators.values()):
        key = account, task, role
        amount = ledger.money.active[key] + ledger.money.exiting[key]
        release = records.releases.get((account, role), (0, 0))
        right = Allocation(amount, *release, records.frozen[account, role])
        stake, frozen = chain.get_allocation(*key), _count_frozen(ledger, task, account)
        yield Pair(account, "its stake", stake, right)
        yield Pair(account, "the number of convictions that wait", stake.frozen, frozen)


def _count_frozen(ledger: Ledger, task: TaskId, account: Address) -> int:
    """Return how many slashes of an account's stake as validator wait; bonds are not counted."""
    return sum(
        (slash.task, slash.account, slash.state) == (task, account, SlashState.FROZEN)
        for slash in ledger.slashes
        if not slash.bond
    )


def _list_rounds(chain: Chain, history: TaskHistory, records: Records) -> Iterator[Pair]:
    """Yield what is stored of the newest rounds: the ring has room for eight."""
    for number in sorted(history.rounds)[-RING:]:
        try:
            record = chain.get_round(history.task, number)
        except WrongRound:
            continue
        round_ = history.rounds[number]
        for what, stored, told in (
            *_list_beginning(record, records, number),
            *_list_inputs(chain, history, record, records),
            *_list_votes(chain, history.task, record, round_),
            *_list_results(chain, history.task, record, round_),
        ):
            yield Pair(f"round {number}", what, stored, told)


Row = tuple[str, object, object]


def _list_beginning(record: RoundRecord, records: Records, number: int) -> Iterator[Row]:
    header, told = record.header, records.opened[number]
    yield "what it builds on", header.parent, told.parent
    yield "the number of validators", header.validator_count, told.validator_count
    yield "the stake that may vote", header.validator_stake, told.validator_stake
    yield "the number of contributors", record.commitments.expected, told.contributors


def _list_inputs(
    chain: Chain, history: TaskHistory, record: RoundRecord, records: Records
) -> Iterator[Row]:
    round_, listed = history.rounds[record.header.round], record.commitments
    hashes = [hash_list_leaf(leaf) for leaf in round_.leaves]
    yield "the number of commitments", listed.count, len(hashes)
    if listed.stage is SealStage.UNSEALED:
        coordinator = chain.deployment.get_address("Coordinator")
        start = compute_chain_start(chain.chain_id, coordinator, history.task, round_.number)
        yield "the hash of the commitments", listed.hash, append_leaves(start, hashes)
    elif listed.stage is SealStage.SEALED:
        root = compute_list_root(compute_block_roots(hashes))
        sealed = records.sealed.get(round_.number)
        told = (sealed.list_root, sealed.count) if sealed else None
        yield "the root of the list", listed.hash, root[:CHAIN_BYTES]
        yield "the list that was sealed", (root, listed.count), told
    older = chain.get_basis(history.task, round_.number).base
    base = older if any(older) else round_.parent.model_root
    yield "the model that it trains on", base, round_.base


def _list_votes(
    chain: Chain, task: TaskId, record: RoundRecord, round_: RoundHistory
) -> Iterator[Row]:
    yield "the voted stake", record.progress.voted_stake, round_.voted_stake
    for index, vote in round_.votes.items():
        is_shaped = is_well_shaped(vote.exceptions, len(round_.leaves))
        root = compute_vote_root(vote.exceptions) if is_shaped else b""
        stored = chain.get_vote(task, index, round_.number)
        yield f"the vote of validator {index}", stored, Vote(root, round_.number, vote.stake)


def _list_results(
    chain: Chain, task: TaskId, record: RoundRecord, round_: RoundHistory
) -> Iterator[Row]:
    if any(record.seed):
        yield "the seed of its cohorts", record.seed, round_.seed
    yield "the number of proposals", record.progress.made, len(round_.proposals)
    standing = [made.number + 1 for made in round_.unrefuted]
    lead = CONTESTED if len(standing) > 1 else sum(standing)
    yield "the proposal that stands", record.progress.lead, lead
    for number, made in round_.proposals.items():
        if record.progress.made == 1:
            stored = record.proposal_hash
        else:
            stored = chain.get_proposal(task, round_.number, number).hash
        if any(stored):  # one that was refuted while it was alone left no record
            yield f"proposal {number}", stored, hash_proposal(made.proposal)


def _list_disputes(chain: Chain, task: TaskId, ledger: Ledger) -> Iterator[Pair]:
    """Yield slashes and demands of rounds that are not forgotten."""
    for slash in (slash for slash in ledger.slashes if slash.task == task):
        held = chain.get_slash(slash.id)
        proved = held.accuser, held.proof, held.state
        told = slash.accuser, slash.proof, slash.state
        yield Pair(f"slash {slash.id}", "accuser, proof and state", proved, told)
    for demand in (demand for demand in ledger.demands if demand.task == task):
        stored = chain.get_demand(demand.number)
        asked = stored.asker, stored.round, stored.number, stored.state
        by_events = demand.asker, demand.round, demand.proposal_number, demand.state
        yield Pair(f"demand {demand.number}", "asker, proposal and state", asked, by_events)
        if demand.state is DemandState.OPEN:
            ends = stored.deadline, stored.deadline_block
            told_ends = demand.deadline, demand.deadline_block
            yield Pair(f"demand {demand.number}", "its deadline", ends, told_ends)


def _check_ends(history: TaskHistory) -> Iterator[Fault]:
    """Yield rounds that did not end as a round does: final, void, or what the newest builds on."""
    below, newest = set(), max(history.rounds, default=-1)
    number = newest
    while number in history.rounds and number not in below:
        below.add(number)
        number = history.rounds[number].parent_round
    for number, round_ in history.rounds.items():
        is_final, is_void = number in history.finals, round_.state is RoundState.VOID
        if is_final + is_void + (number in below and not is_final) != 1:
            text = f"the events tell of no end of round {number}, or of several"
            yield Fault(FaultKind.CHAIN_DIFFERS, f"round {number}", text)


def _check_money(chain: Chain, ledger: Ledger) -> Iterator[Fault]:
    """Yield what does not add up in the deployment; what is wrong in a round is told there."""
    sums = compute_conservation(ledger, read_holdings(chain, ledger))
    told = {fault for task in ledger.tasks.values() for fault in task.faults}
    for text in sums.faults:
        if text not in told:
            yield Fault(FaultKind.CHAIN_DIFFERS, "money", text)


def _show(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_show, value))
    return to_hex(value) if isinstance(value, bytes) else str(value)
