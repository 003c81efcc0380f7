"""Phases, derived from a round's record and the clock; nothing stores them."""

from consort.spec.params import CONFLICTED
from consort.spec.types import (
    Commitments,
    Header,
    InputTerms,
    Phase,
    Progress,
    ResultTerms,
    RoundRecord,
    SealStage,
)


def compute_phase(record: RoundRecord, time: int, block: int, *, is_head: bool = False) -> Phase:
    """Return the phase of a round; `is_head` says that its proposal became final."""
    if is_head:
        return Phase.FINAL
    if record.progress.proposer == CONFLICTED:
        return Phase.VOID
    if record.progress.proposer:
        is_open = is_contestable(record.progress, time, block)
        return Phase.CHALLENGE if is_open else Phase.FINALISE
    return _compute_phase_before_proposal(record, time)


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


def is_proposable(header: Header, progress: Progress, time: int) -> bool:
    """Tell whether a round waits for its first proposal."""
    is_open = header.vote_ends <= time < header.propose_ends
    return progress.proposer == 0 and has_quorum(header, progress) and is_open


def is_contestable(progress: Progress, time: int, block: int) -> bool:
    """Tell whether a sole proposal stands open to objection."""
    if progress.proposer in (0, CONFLICTED):
        return False
    return time < progress.challenge_ends or block < progress.challenge_end_block


def is_finalisable(progress: Progress, time: int, block: int) -> bool:
    """Tell whether a sole proposal has outlived its challenge window."""
    if progress.proposer in (0, CONFLICTED):
        return False
    return not is_contestable(progress, time, block)


def compute_elected(header: Header, results: ResultTerms, time: int) -> int | None:
    """Return the index of the validator that has the floor, None once every counted one has it."""
    turn = (time - header.vote_ends) // results.turn
    if turn >= results.turns:
        return None
    return (header.round + turn) % header.validator_count


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
