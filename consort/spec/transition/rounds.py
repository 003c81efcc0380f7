"""Entry points of the coordinator for a round, in the order in which they happen."""

from collections.abc import Sequence
from dataclasses import replace

from consort.errors import (
    AlreadyCommitted,
    AlreadyProposed,
    AlreadyVoted,
    BudgetTooSmall,
    CoolingDown,
    EmptyAggregate,
    NobodyEnrolled,
    NotCounted,
    NotEnrolled,
    NotValidator,
    NotYourTurn,
    ProposerBound,
    RewardTotalOutOfRange,
    SealedBlocksMismatch,
    SealMisaligned,
    SealMismatch,
    VoteMisshapen,
    WeightOutOfRange,
    WrongParent,
    WrongPhase,
    WrongRound,
)
from consort.spec.commitments import (
    CHAIN_BYTES,
    append_leaves,
    compute_block_roots,
    compute_chain_start,
    compute_list_root,
    hash_list_leaf,
    prepend_blocks,
)
from consort.spec.params import BLOCK_SIZE, CONFLICTED, RING
from consort.spec.phases import (
    compute_cost,
    compute_elected,
    compute_longest,
    is_contestable,
    is_finalisable,
    is_proposable,
    is_sealable,
    is_votable,
)
from consort.spec.proposals import hash_proposal
from consort.spec.state import NEVER_ENROLLED, Call, State, TaskState
from consort.spec.transition.tasks import (
    compute_round_phase,
    compute_vote_pay_per_unit,
    end_last_round,
    finalise_round,
    get_open_task,
    get_progress,
    is_head,
    read_task,
)
from consort.spec.types import (
    NOBODY,
    Address,
    Commitments,
    ContentId,
    Head,
    Header,
    ListLeaf,
    Phase,
    Proposal,
    RoundRecord,
    SealStage,
    TaskId,
    Validator,
    Vote,
)
from consort.spec.votes import compute_vote_root, compute_word_count, is_well_shaped

NO_CHAIN = bytes(32)


def process_open_round(state: State, call: Call, task: TaskId) -> int:
    """Open the next round, finalising the last one where due; return its number."""
    held = get_open_task(state, task)
    end_last_round(state, call, held)
    roster, terms = held.roster, held.params
    if not roster.contributors or not roster.validators:
        raise NobodyEnrolled(roster.contributors, roster.validators)
    cost = compute_cost(terms.inputs, terms.results)
    if held.head.unspent < cost:
        raise BudgetTooSmall(cost, held.head.unspent)

    round_ = compute_next_round(held.head)
    held.head = replace(held.head, next_round=round_ + 1)
    start = compute_chain_start(state.chain_id, state.coordinator, task, round_)
    listed = Commitments(start, 0, roster.contributors, 0, SealStage.UNSEALED)
    held.update_record(round_, header=_make_header(held, call, round_), commitments=listed)
    return round_


def process_commit(
    state: State,
    call: Call,
    task: TaskId,
    round_: int,
    update_root: bytes,
    content_digest: bytes,
    content_size: int,
    weight: int,
) -> None:
    """Commit the sender's update."""
    held = read_task(state, task)
    record = get_record(held, round_)
    _require_phase(held, record, call, call.time < record.header.commit_ends, Phase.COMMIT)
    index = _enter_commit(held, call.sender, round_, weight)

    leaf = ListLeaf(index, call.sender, weight, update_root, content_digest, content_size)
    listed = record.commitments
    chain = append_leaves(listed.hash, [hash_list_leaf(leaf)])
    listed = replace(listed, hash=chain, count=listed.count + 1)
    held.update_record(round_, commitments=listed)
    if listed.count == listed.expected:
        held.update_record(round_, header=replace(record.header, commit_ends=call.time))


def process_seal(
    state: State,
    call: Call,
    task: TaskId,
    round_: int,
    before: bytes,
    leaves: Sequence[bytes],
    later_blocks: Sequence[bytes],
) -> None:
    """Seal the last unsealed leaves; the batch that reaches position 0 freezes the list."""
    held = read_task(state, task)
    record = get_record(held, round_)
    listed = record.commitments
    is_due = is_sealable(record.header, listed, call.time)
    _require_phase(held, record, call, is_due, Phase.SEAL)
    start = _require_batch(listed, before, leaves)
    chain = record.seal_chain if listed.stage == SealStage.PARTLY else NO_CHAIN
    blocks = compute_block_roots(leaves)

    if start > 0:
        listed = replace(listed, hash=before, unsealed=start, stage=SealStage.PARTLY)
        held.update_record(round_, commitments=listed, seal_chain=prepend_blocks(blocks, chain))
        return
    first = compute_chain_start(state.chain_id, state.coordinator, task, round_)
    if before != first:
        raise SealMismatch(first, before)
    shown = prepend_blocks(later_blocks, NO_CHAIN)
    if shown != chain:
        raise SealedBlocksMismatch(chain, shown)
    root = compute_list_root([*blocks, *later_blocks])
    listed = replace(listed, hash=root[:CHAIN_BYTES], unsealed=0, stage=SealStage.SEALED)
    held.update_record(round_, commitments=listed)


def process_vote(
    state: State,
    call: Call,
    task: TaskId,
    round_: int,
    validator_index: int,
    exceptions: Sequence[int],
) -> None:
    """Vote on all inputs: the bitmap excepts what the validator could not fetch or verify."""
    held = read_task(state, task)
    record = get_record(held, round_)
    header, listed = record.header, record.commitments
    is_open = is_votable(header, listed, call.time)
    _require_phase(held, record, call, is_open, Phase.VOTE)
    if not is_well_shaped(exceptions, listed.count):
        raise VoteMisshapen(compute_word_count(listed.count), len(exceptions))
    validator = _get_voter(held, call.sender, round_, validator_index)
    last = held.votes.get(validator_index)
    if last is not None and last.round == round_:
        raise AlreadyVoted(validator_index, round_)

    root = compute_vote_root(exceptions)
    held.votes[validator_index] = Vote(root, round_, validator.stake)
    progress = get_progress(held, round_)
    progress = replace(progress, voted_stake=progress.voted_stake + validator.stake)
    held.update_record(round_, progress=progress)
    state.credits[call.sender] += validator.stake * compute_vote_pay_per_unit(held, header)
    if progress.voted_stake == header.validator_stake:
        held.update_record(round_, header=replace(header, vote_ends=call.time))


def process_propose(
    state: State,
    call: Call,
    task: TaskId,
    round_: int,
    validator_index: int,
    proposal: Proposal,
    model: ContentId,
    trees: ContentId,
) -> None:
    """Propose the round's result; a second, different one voids the round."""
    del model, trees  # announced only: the roots are what counts
    held = read_task(state, task)
    record = get_record(held, round_)
    progress = get_progress(held, round_)
    is_second = is_contestable(progress, call.time, call.block)
    is_first = is_proposable(record.header, progress, call.time)
    _require_phase(held, record, call, is_first or is_second, Phase.PROPOSE)
    _get_voter(held, call.sender, round_, validator_index)
    _require_fits(held, proposal)

    if is_second:
        _object(held, round_, validator_index, hash_proposal(proposal))
        return
    results = held.params.results
    elected = compute_elected(record.header, results, call.time)
    if elected not in (None, validator_index):
        raise NotYourTurn(elected, validator_index)
    progress = replace(
        progress,
        proposer=validator_index + 1,
        challenge_ends=call.time + results.challenge,
        challenge_end_block=call.block + results.challenge_blocks,
        reward_total=proposal.reward_total,
    )
    held.update_record(round_, progress=progress, proposal_hash=hash_proposal(proposal))


def process_finalise(state: State, call: Call, task: TaskId, round_: int) -> None:
    """Make the unchallenged proposal the task's head."""
    held = read_task(state, task)
    record = held.get_record(round_)
    progress = record.progress
    if progress.round != round_:
        raise WrongRound(progress.round, round_)
    is_due = is_finalisable(progress, call.time, call.block)
    _require_phase(held, record, call, is_due, Phase.FINALISE)
    # The record of a final round outlives its days as head: only the last round may go on.
    if is_head(held.head, round_) or held.head.next_round != round_ + 1:
        raise WrongPhase(Phase.FINALISE, Phase.FINAL)

    finalise_round(state, held, progress)


def get_record(task: TaskState, round_: int) -> RoundRecord:
    """Return a round's record, or raise WrongRound where the ring holds another's."""
    record = task.get_record(round_)
    if record.header.round != round_:
        raise WrongRound(record.header.round, round_)
    return record


def compute_next_round(head: Head) -> int:
    """Return the next round's number: one that would share the head's place is left out."""
    return head.next_round + (head.next_round % RING == head.slot)


def _require_phase(
    task: TaskState, record: RoundRecord, call: Call, holds: bool, expected: Phase
) -> None:
    if not holds:
        raise WrongPhase(expected, compute_round_phase(task, record, call))


def _make_header(task: TaskState, call: Call, round_: int) -> Header:
    inputs, results = task.params.inputs, task.params.results
    commit_ends = call.time + inputs.commit
    return Header(
        round=round_,
        commit_ends=commit_ends,
        seal_ends=commit_ends + inputs.seal,
        vote_ends=commit_ends + inputs.seal + inputs.vote,
        propose_ends=call.time + compute_longest(inputs, results),
        validator_count=task.roster.validator_indices,
        validator_stake=task.roster.validator_stake,
    )


def _enter_commit(task: TaskState, account: Address, round_: int, weight: int) -> int:
    held = task.contributors.get(account, NEVER_ENROLLED)
    if held.until_round == 0:
        raise NotEnrolled(account)
    if not held.from_round <= round_ < held.until_round:
        raise NotCounted(round_, held.from_round, held.until_round)
    if round_ < held.next_commit:
        raise AlreadyCommitted(account, round_)
    if round_ < held.rest_until:
        raise CoolingDown(round_, held.rest_until)
    if not 1 <= weight <= held.weight_limit:
        raise WeightOutOfRange(weight, held.weight_limit)

    task.contributors[account] = replace(held, next_commit=round_ + 1)
    return held.index


def _require_batch(listed: Commitments, before: bytes, leaves: Sequence[bytes]) -> int:
    end = listed.unsealed if listed.stage == SealStage.PARTLY else listed.count
    start = end - len(leaves)
    if not leaves or start < 0 or start % BLOCK_SIZE:
        raise SealMisaligned(len(leaves), end)
    reached = append_leaves(before, leaves)
    if reached != listed.hash:
        raise SealMismatch(listed.hash, reached)
    return start


def _get_voter(task: TaskState, sender: Address, round_: int, index: int) -> Validator:
    validator = task.validators.get(index, Validator(NOBODY, 0, 0, 0))
    if validator.account != sender:
        raise NotValidator(index, validator.account, sender)
    if not validator.from_round <= round_ < validator.until_round:
        raise NotCounted(round_, validator.from_round, validator.until_round)
    return validator


def _require_fits(task: TaskState, proposal: Proposal) -> None:
    head = task.head
    parent = task.records[head.slot].proposal_hash
    if proposal.parent != parent:
        raise WrongParent(parent, proposal.parent)
    most = head.allocated + task.params.results.round_budget
    if not head.allocated <= proposal.reward_total <= most:
        raise RewardTotalOutOfRange(proposal.reward_total, head.allocated, most)
    if proposal.total_weight == 0:
        raise EmptyAggregate


def _object(task: TaskState, round_: int, index: int, proposal_hash: bytes) -> None:
    record = task.get_record(round_)
    if proposal_hash == record.proposal_hash:
        raise AlreadyProposed(record.proposal_hash)
    if record.progress.proposer == index + 1:
        raise ProposerBound(index, record.proposal_hash)
    task.update_record(round_, progress=replace(record.progress, proposer=CONFLICTED))
