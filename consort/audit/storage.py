"""What the contracts store of a task, beside what follows from the events replayed."""

from collections.abc import Iterator

from consort.audit.steps import Fault, FaultKind, to_hex
from consort.chain.client import Chain
from consort.errors import WrongRound
from consort.ledger.conservation import compute_conservation
from consort.ledger.replay import Ledger
from consort.ledger.rounds import RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.bookkeeping import read_holdings
from consort.spec.params import RING
from consort.spec.proposals import hash_proposal
from consort.spec.types import TaskId


def check_storage(chain: Chain, task: TaskId, ledger: Ledger) -> Iterator[Fault]:
    """Yield where head, roster, rounds in the ring or any amount are not what the events tell.

    `chain` is read at the block after which `ledger` is.
    """
    history = ledger.get_task(task)
    for where, what, stored, told in (
        *_list_head(chain, history),
        *_list_roster(chain, history),
        *_list_rounds(chain, history),
    ):
        if stored != told:
            text = f"{what} is {_show(stored)} in storage, {_show(told)} by the events"
            yield Fault(FaultKind.CHAIN_DIFFERS, where, text)
    yield from _check_money(chain, ledger)


Pair = tuple[str, str, int | bytes, int | bytes]


def _list_head(chain: Chain, history: TaskHistory) -> Iterator[Pair]:
    head, hash_ = chain.get_head(history.task)
    yield "head", "the head's hash", hash_, hash_proposal(history.head)
    yield "head", "the version", head.version, history.version
    yield "head", "the number of rounds", head.next_round, history.opened
    if history.version:
        yield "head", "what is earned in all", head.allocated, history.head.reward_total


def _list_roster(chain: Chain, history: TaskHistory) -> Iterator[Pair]:
    roster = chain.get_roster(history.task)
    for what, stored, told in (
        ("the number of contributors' enrolments", roster.contributor_indices, "contributors"),
        ("the number of validators' enrolments", roster.validator_indices, "validators"),
    ):
        yield "roster", what, stored, len(getattr(history, told))


def _list_rounds(chain: Chain, history: TaskHistory) -> Iterator[Pair]:
    """Yield what is stored of the newest rounds: the ring has room for eight."""
    for number in sorted(history.rounds)[-RING:]:
        try:
            record, round_ = chain.get_round(history.task, number), history.rounds[number]
        except WrongRound:
            continue
        where = f"round {number}"
        yield where, "the number of commitments", record.commitments.count, len(round_.leaves)
        yield where, "the voted stake", record.progress.voted_stake, round_.voted_stake
        yield where, "the number of proposals", record.progress.made, len(round_.proposals)
        if round_.state is RoundState.FINAL and round_.standing is not None:
            told = hash_proposal(round_.standing.proposal)
            yield where, "the final proposal", record.proposal_hash, told


def _check_money(chain: Chain, ledger: Ledger) -> Iterator[Fault]:
    """Yield what does not add up in the deployment; what is wrong in a round is told there."""
    sums = compute_conservation(ledger, read_holdings(chain, ledger))
    told = {fault for task in ledger.tasks.values() for fault in task.faults}
    for text in sums.faults:
        if text not in told:
            yield Fault(FaultKind.CHAIN_DIFFERS, "money", text)


def _show(value: int | bytes) -> str:
    return to_hex(value) if isinstance(value, bytes) else str(value)
