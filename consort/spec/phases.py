"""Phases, derived from a round's record and the clock; nothing stores them."""

from consort.spec.params import BEFORE_ALL, CONTESTED, RING
from consort.spec.types import (
    Commitments,
    Head,
    Header,
    InputTerms,
    Phase,
    Progress,
    ResultTerms,
    RoundRecord,
    SealStage,
)


def compute_phase(record: RoundRecord, time: int, block: int) -> Phase:
    """Return the phase of a round that is neither decided, see `is_decided`, nor an orphan."""
    if record.progress.lead:
        if is_contestable(record.progress, time, block):
            return Phase.CHALLENGE
        return Phase.VOID if record.progress.lead == CONTESTED else Phase.FINALISE
    return _compute_phase_before_proposal(record, time)


def is_decided(head: Head, round_: int) -> bool:
    """I9: tell whether a round is the head's or before it: final, or void for good."""
    return head.round != BEFORE_ALL and round_ <= head.round


def compute_pointer(round_: int, number: int) -> int:
    """Return how a round names its parent: place in the ring, and number times RING."""
    return round_ % RING + RING * number


def has_quorum(header: Header, progress: Progress) -> bool:
    """Tell whether at least half of the stake counted at OPEN voted."""
    return progress.voted_stake > 0 and 2 * progress.voted_stake >= header.validator_stake


def is_sealable(header: Header, listed: Commitments, time: int) -> bool:
    """Tell whether a round waits for its list to be sealed."""
    is_unsealed = listed.stage != SealStage.SEALED and listed.count > 0
    return is_unsealed and header.commit_ends <= time < header.seal_ends


def is_votable(header: Header, listed: Commitments, time: int) -> bool:
    """Tell whether validators may vote."""
    return listed.stage == SealStage.SEALED and time < header.vote_ends


def is_proposable(header: Header, progress: Progress, time: int, block: int) -> bool:
    """Tell whether proposals are accepted: the first, or one against what is still open to it."""
    is_undecided = progress.lead == 0 or is_contestable(progress, time, block)
    is_open = header.vote_ends <= time < header.propose_ends
    return is_undecided and has_quorum(header, progress) and is_open


def is_contestable(progress: Progress, time: int, block: int) -> bool:
    """Tell whether a proposal stands that proofs can still refute."""
    is_open = is_within(progress.challenge_ends, progress.challenge_end_block, time, block)
    return progress.lead != 0 and is_open


def is_finalisable(progress: Progress, time: int, block: int) -> bool:
    """Tell whether a sole proposal has outlived its challenge window."""
    return is_sole(progress) and not is_contestable(progress, time, block)


def is_sole(progress: Progress) -> bool:
    """Tell whether exactly one proposal stands."""
    return progress.lead not in (0, CONTESTED)


def is_lead(progress: Progress, number: int) -> bool:
    """Tell whether a proposal is the one that stands alone."""
    return is_sole(progress) and progress.lead - 1 == number


def is_within(end_time: int, end_block: int, time: int, block: int) -> bool:
    """Tell whether a window that ends at a time and a block is still open."""
    return time < end_time or block < end_block


def compute_elected(
    header: Header, results: ResultTerms, time: int, anchor_hash: bytes
) -> int | None:
    """Return the index of the validator that has the floor, None once everybody has it.

    `anchor_hash` is the hash of the block that `header.anchor` names, zeros if the chain no longer
    knows it; nobody has the floor before that block.
    """
    turn, start = (time - header.vote_ends) // results.turn, int.from_bytes(anchor_hash, "big")
    if turn >= results.turns or start == 0:
        return None
    return (start + turn) % header.validator_count


def compute_longest(inputs: InputTerms, results: ResultTerms) -> int:
    """Return the seconds from OPEN to the last moment of a proposal."""
    turns = results.turn * results.turns + results.open_turn
    return inputs.commit + inputs.seal + inputs.vote + turns


def compute_cost(inputs: InputTerms, results: ResultTerms) -> int:
    """Return the base units that a round may cost at most."""
    return results.round_budget + inputs.vote_pay + results.proposer_pay


def _compute_phase_before_proposal(record: RoundRecord, time: int) -> Phase:
    header, listed = record.header, record.commitments
    if time < header.commit_ends:
        return Phase.COMMIT
    if listed.count == 0:
        return Phase.VOID
    if listed.stage != SealStage.SEALED:
        return Phase.SEAL if time < header.seal_ends else Phase.VOID
    if time < header.vote_ends:
        return Phase.VOTE
    is_open = has_quorum(header, record.progress) and time < header.propose_ends
    return Phase.PROPOSE if is_open else Phase.VOID
