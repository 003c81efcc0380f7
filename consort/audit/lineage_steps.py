"""From the round's proposal to the head whose hash the chain stores, and to what was paid."""

from collections.abc import Iterator

from consort.amounts import format_tokens
from consort.audit.case import Case
from consort.audit.claims import ClaimState
from consort.audit.input_steps import find_record
from consort.audit.outline import Version
from consort.audit.steps import FaultKind, Step, to_hex
from consort.spec.params import OUTSIDER
from consort.spec.proposals import hash_proposal


def list_lineage_steps(case: Case, claim: ClaimState) -> Iterator[Step]:
    """Yield proposal and lineage of a final round, and the claim."""
    if case.version is not None:
        yield _judge_proposal(case, case.version)
        yield _judge_lineage(case, case.version)
    yield _judge_claim(case, claim)


def _judge_proposal(case: Case, version: Version) -> Step:
    proposed, hash_ = version.proposed, hash_proposal(version.proposal)
    record = find_record(case)
    holds = record is None or record.proposal_hash == hash_
    by, number, transaction = "", 0, None
    if proposed is not None:
        number, transaction = proposed.event.number, proposed.transaction
        index = proposed.event.validator_index
        by = "an account with a bond" if index == OUTSIDER else f"validator {index}"
    return Step(
        "proposal",
        "Proposal",
        f"Proposal {number} of round {case.number}, made by {by}, is final."
        if holds
        else f"The contract stores another proposal of round {case.number}.",
        holds,
        "the events Proposed and RoundFinalised"
        + (" and Coordinator.getRound" if record else "; its hash is bound by the lineage below")
        + ". Its roots of members and rewards are checked above, those of model and aggregate only "
        "by `consort ledger verify`",
        {
            "number": number,
            "hash": to_hex(hash_),
            "parent": to_hex(version.proposal.parent),
            "member_root": to_hex(version.proposal.member_root),
            "reward_root": to_hex(version.proposal.reward_root),
            "model_root": to_hex(version.proposal.model_root),
        },
        "keccak of parent, roots, total weight and reward total",
        transaction=transaction,
        fault=None if holds else FaultKind.CHAIN_DIFFERS,
    )


def _judge_lineage(case: Case, version: Version) -> Step:
    later = len(case.versions) - 1 - version.number
    holds = case.leads_to_head
    hops = f"It is {f'{later} before the' if later else 'the'} head"
    return Step(
        "lineage",
        "Lineage",
        f"{hops}, whose hash the contract stores."
        if holds
        else "The chain's events do not lead to the head whose hash the contract stores.",
        holds,
        "Coordinator.getHead",
        {
            "version": version.number,
            "head_version": case.head.version,
            "head_hash": to_hex(case.head_hash),
        },
        "each proposal names the hash of the one before it",
        fault=None if holds else FaultKind.CHAIN_DIFFERS,
    )


def _judge_claim(case: Case, claim: ClaimState) -> Step:
    head, is_wrong = case.head.version, len(case.versions) - 1 in case.found.wrong
    claimed, holds = format_tokens(claim.claimed), not is_wrong and claim.is_paid_once
    if is_wrong:
        text = (
            f"Version {head}, the head, pays other rewards than all rounds up to it earn: one of "
            "their final proposals is wrong. `consort ledger verify` names it."
        )
    elif not claim.is_paid_once:
        text = f"The contract paid {claimed} tokens, which its events Claimed do not add up to."
    elif claim.unclaimed:
        text = f"{claimed} tokens are claimed, {format_tokens(claim.unclaimed)} wait to be."
    else:
        text = f"All {claimed} tokens earned up to version {head} are claimed."
    return Step(
        "claim",
        "Claim",
        text,
        holds,
        "RewardLedger.claimedOf, the events Claimed, and the reward root of the head",
        {
            "cumulative": str(claim.cumulative),
            "claimed": str(claim.claimed),
            "unclaimed": str(claim.unclaimed),
        },
        "unclaimed = earned up to the head - claimed",
        transaction=claim.transactions[-1] if claim.transactions else None,
        fault=None if holds else FaultKind.WRONG_PROPOSAL if is_wrong else FaultKind.CHAIN_DIFFERS,
    )
