"""From the enrolment to the effective weight: what the contributor did, and what the votes say."""

from collections.abc import Iterator

from consort.amounts import format_tokens
from consort.audit.case import Case
from consort.audit.outline import Version
from consort.audit.steps import FaultKind, Row, Step, Value, to_hex
from consort.audit.update_step import judge_update
from consort.errors import WrongRound
from consort.spec.commitments import CHAIN_BYTES
from consort.spec.params import STAKE_UNIT
from consort.spec.types import Address, RoundRecord
from consort.spec.votes import is_excepted
from consort.storage.cid import StoredFile
from consort.storage.store import Fetcher


def list_input_steps(case: Case, store: Fetcher | None) -> Iterator[Step]:
    """Yield enrolled, round, committed, update, included and weight, as far as they apply."""
    yield _judge_enrolment(case)
    yield _judge_round(case)
    yield _judge_commitment(case)
    if case.leaf is not None:
        yield judge_update(case, case.leaf, store)
        yield _judge_inclusion(case)
        yield _judge_weight(case)


def _judge_enrolment(case: Case) -> Step:
    enrolled, task = case.enrolment, case.outline.task
    holder = case.chain.get_contributor_at(task, case.index)
    holds = holder == case.account and case.is_enrolment_told
    stake = format_tokens(enrolled.event.stake)
    return Step(
        "enrolled",
        "Enrolled",
        f"Contributor {case.index} of task {task}, with {stake} tokens at stake."
        if holds
        else f"The contract has other enrolments of the account than {case.index}, which it gives "
        f"to {holder}.",
        holds,
        "Coordinator.getContributorAt, getContributor, and the event ContributorEnrolled",
        {
            "enrolment": case.index,
            "stake": str(enrolled.event.stake),
            "from_round": enrolled.event.from_round,
            "block": enrolled.block,
        },
        transaction=enrolled.transaction,
        fault=None if holds else FaultKind.CHAIN_DIFFERS,
    )


def _judge_round(case: Case) -> Step:
    opened, version = case.outline.opened[case.number], case.version
    holds = case.inputs.is_whole
    ended = version.final if version else case.outline.voided.get(case.number)
    if version:
        text = f"Round {case.number} is final: it made version {version.number}."
    elif ended:
        text = f"Round {case.number} is void: it pays nobody a reward."
    else:
        text = f"Round {case.number} is not decided yet."
    return Step(
        "round",
        "Round",
        text if holds else f"The chain's blocks tell of round {case.number} otherwise.",
        holds,
        "the events RoundOpened, Proposed and RoundFinalised in the round's own blocks",
        {
            "opened_in_block": opened.block,
            "ended_in_block": ended.block if ended else None,
            "version": version.number if version else None,
        },
        transaction=ended.transaction if ended else opened.transaction,
        fault=None if holds else FaultKind.CHAIN_DIFFERS,
    )


def _judge_commitment(case: Case) -> Step:
    listed = len(case.inputs.leaves)
    holds, how = _is_listed(case)
    if case.leaf is None or case.position is None:
        text = f"Not among the {listed} commitments of the round: nothing is earned in it."
        values: dict[str, Value] = {"committed": listed}
        transaction = None
    else:
        leaf, commit = case.leaf, case.inputs.commits[case.position]
        text = f"Position {case.position} of {listed} in the list, with the weight {leaf.weight}."
        transaction = commit.transaction
        values = {
            "position": case.position,
            "committed": listed,
            "weight": leaf.weight,
            "update_root": to_hex(leaf.update_root),
            "cid": str(StoredFile.from_chain(leaf.content_digest, leaf.content_size).cid),
            "bytes": leaf.content_size,
            "block": commit.block,
        }
    return Step(
        "committed",
        "Committed",
        text if holds is not False else "The contract sealed another list than its events tell.",
        holds,
        how,
        values,
        transaction=transaction,
        fault=FaultKind.CHAIN_DIFFERS if holds is False else None,
    )


def _is_listed(case: Case) -> tuple[bool | None, str]:
    """Compare the list with the root that the contract computed, in storage while it is there."""
    if case.inputs.sealed is None:
        return None, "the list is not sealed: nothing to compare it with"
    record = find_record(case)
    root = case.inputs.sealed.list_root
    is_stored = record is None or record.commitments.hash == root[:CHAIN_BYTES]
    where = "the event ListSealed" + (" and Coordinator.getRound" if record else "")
    return case.inputs.is_list_right and is_stored, f"the list's root, from {where}"


def _judge_inclusion(case: Case) -> Step:
    votes, position = case.inputs.votes, case.position or 0
    rows: list[Row] = [
        {
            "validator": vote.event.validator_index,
            "account": _name_validator(case, vote.event.validator_index),
            "stake": str(vote.event.stake * STAKE_UNIT),
            "excepts": is_excepted(vote.event.exceptions, position),
        }
        for vote in votes
    ]
    voted = sum(vote.event.stake for vote in votes)
    against = sum(
        vote.event.stake for vote in votes if is_excepted(vote.event.exceptions, position)
    )
    record = find_record(case)
    holds = record is None or record.progress.voted_stake == voted
    return Step(
        "included",
        "Included",
        _describe_inclusion(case, voted - against, voted)
        if holds
        else "The contract counted another stake than its events tell.",
        (case.is_counted or None) if holds else False,
        "the events Voted; who counts is bound by the member root below"
        + (", the stake by Coordinator.getRound" if record else ""),
        {
            "voted_stake": str(voted * STAKE_UNIT),
            "excepting_stake": str(against * STAKE_UNIT),
            "votes": rows,
        },
        "included unless 2 * excepting stake >= voted stake",
        fault=None if holds else FaultKind.CHAIN_DIFFERS,
    )


def _describe_inclusion(case: Case, in_favour: int, voted: int) -> str:
    """Say what the votes of so much stake, in units, came to."""
    if not voted:
        return "Nobody voted on it." if case.number in case.outline.voided else "Not voted on yet."
    for_, all_ = format_tokens(in_favour * STAKE_UNIT), format_tokens(voted * STAKE_UNIT)
    if not case.is_counted:
        return f"No proposal rests on the votes: {for_} of {all_} tokens let it in so far."
    says = "Included" if case.is_included else "Not included"
    return f"{says}: {for_} of {all_} tokens that voted let it in."


def _judge_weight(case: Case) -> Step:
    leaf, enrolled = case.leaf, case.enrolment.event
    claimed = leaf.weight if leaf else 0
    values: dict[str, Value] = {
        "claimed": claimed,
        "cap": case.outline.params.stakes.weight_cap,
        "limit": enrolled.weight_limit,
        "effective": case.weight if case.is_counted else None,
        "total": case.total_weight if case.is_counted else None,
        "target": case.outline.params.arithmetic.target_weight,
    }
    text, fault = _describe_weight(case, claimed), None
    if claimed > enrolled.weight_limit:
        fault = FaultKind.CHAIN_DIFFERS
        text = f"The weight {claimed} is over the enrolment's limit of {enrolled.weight_limit}."
    if case.version is not None:
        values["member_root"] = to_hex(case.members.hash)
        if not case.is_weighed:
            fault = FaultKind.WRONG_PROPOSAL
            text = _describe_wrong_weights(case, case.version)
    return Step(
        "weight",
        "Weight",
        text,
        False if fault else case.is_weighed or None,
        "the limit of the event ContributorEnrolled, and the member root of the final proposal",
        values,
        "min(cap, stake / stake_per_weight) bounds it; 0 where it is not included",
        fault=fault,
    )


def _describe_weight(case: Case, claimed: int) -> str:
    if not case.is_counted:
        return f"{claimed} if it is let in; of how much, the votes decide."
    parts = f"{case.weight} of {case.total_weight} in the round"
    if case.total_weight < case.divisor:
        return f"{parts}; less than the task's target of {case.divisor}, so it pays only a part."
    return f"{parts}."


def _describe_wrong_weights(case: Case, version: Version) -> str:
    told, right = version.proposal, case.members
    return (
        f"Version {version.number} counts other weights than list and votes say: its proposal has "
        f"the member root {to_hex(told.member_root)} and the total {told.total_weight}, right is "
        f"{to_hex(right.hash)} and {right.sum}."
    )


def _name_validator(case: Case, index: int) -> Address:
    return case.chain.get_validator(case.outline.task, index).account


def find_record(case: Case) -> RoundRecord | None:
    """Return what the contract still stores of the round, None once its place is taken."""
    try:
        return case.chain.get_round(case.outline.task, case.number)
    except WrongRound:
        return None
