"""Entry points of the coordinator for a round up to its votes, in order."""

from collections.abc import Sequence
from dataclasses import replace

from consort.errors import (
    AlreadyCommitted,
    AlreadyVoted,
    BudgetTooSmall,
    CoolingDown,
    HeadNotStuck,
    NobodyEnrolled,
    NotCounted,
    NotEnrolled,
    SealedBlocksMismatch,
    SealMisaligned,
    SealMismatch,
    VoteMisshapen,
    WeightOutOfRange,
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
from consort.spec.params import BEFORE_ALL, BLOCK_SIZE, PATIENCE, RING
from consort.spec.phases import compute_cost, compute_longest, is_sealable, is_votable
from consort.spec.state import EMPTY_PROGRESS, NEVER_ENROLLED, NO_VOTE, Call, State, TaskState
from consort.spec.transition.lineage import (
    compute_depth,
    compute_vote_pay_per_unit,
    end_last_round,
)
from consort.spec.transition.reading import (
    get_open_task,
    get_progress,
    get_record,
    get_task,
    read_task,
    require_phase,
)
from consort.spec.transition.registry import require_lineage
from consort.spec.transition.seeds import compute_anchor
from consort.spec.transition.voters import get_voter
from consort.spec.types import (
    Address,
    Commitments,
    Header,
    ListLeaf,
    Phase,
    Proposal,
    SealStage,
    TaskId,
    Vote,
)
from consort.spec.votes import compute_vote_root, compute_word_count, is_well_shaped

NO_CHAIN = bytes(32)


def process_open_round(state: State, call: Call, task: TaskId) -> int:
    """Open the next round, after all became final that are due; return its number."""
    held = get_open_task(state, task)
    parent = end_last_round(state, call, held)
    roster = held.roster
    if not roster.contributors or not roster.validators:
        raise NobodyEnrolled(roster.contributors, roster.validators)
    _require_budget(held, compute_depth(held, call, held.head.next_round, parent))

    round_ = _compute_next_round(held, parent)
    held.head = replace(held.head, next_round=round_ + 1)
    start = compute_chain_start(state.chain_id, state.coordinator, task, round_)
    listed = Commitments(start, 0, roster.contributors, 0, SealStage.UNSEALED)
    header = _make_header(held, call, round_, parent)
    held.update_record(round_, header=header, commitments=listed)
    return round_


def process_open_round_on(
    state: State, call: Call, task: TaskId, lineage: Sequence[Proposal]
) -> int:
    """Open the next round on an older final model, after two void rounds; return its number.

    `lineage` are the final proposals from the older version to the head.
    """
    round_ = process_open_round(state, call, task)
    held = get_task(state, task)
    first = 0 if held.head.round == BEFORE_ALL else held.head.round + 1
    is_on_head = held.get_record(round_).header.parent == held.head.tip
    if not is_on_head or round_ - first < PATIENCE:
        raise HeadNotStuck(held.head.round, round_)

    require_lineage(held, lineage)
    held.bases[round_] = lineage[0].model_root
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
    require_phase(held, record, call, call.time < record.header.commit_ends, Phase.COMMIT)
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
    require_phase(held, record, call, is_due, Phase.SEAL)
    start = _require_batch(listed, before, leaves)
    chain = record.seed if listed.stage == SealStage.PARTLY else NO_CHAIN
    blocks = compute_block_roots(leaves)

    if start > 0:
        listed = replace(listed, hash=before, unsealed=start, stage=SealStage.PARTLY)
        held.update_record(round_, commitments=listed, seed=prepend_blocks(blocks, chain))
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
    require_phase(held, record, call, is_open, Phase.VOTE)
    if not is_well_shaped(exceptions, listed.count):
        raise VoteMisshapen(compute_word_count(listed.count), len(exceptions))
    validator = get_voter(held, call.sender, round_, validator_index)
    last = held.get_vote(validator_index, round_)
    if last.round == round_ and last != NO_VOTE:
        raise AlreadyVoted(validator_index, round_)

    vote = Vote(compute_vote_root(exceptions), round_, validator.stake)
    held.votes[validator_index, round_ % RING] = vote
    voted_stake = get_progress(held, round_).voted_stake + validator.stake
    progress = replace(EMPTY_PROGRESS, round=round_, voted_stake=voted_stake)
    held.update_record(round_, progress=progress)
    per_unit = compute_vote_pay_per_unit(held, header.validator_stake)
    state.credits[call.sender] += validator.stake * per_unit
    if voted_stake == header.validator_stake:
        anchor = compute_anchor(listed.count, call.block)
        closed = replace(header, vote_ends=call.time, anchor=anchor)
        held.update_record(round_, header=closed)


def _compute_next_round(task: TaskState, parent: int) -> int:
    """Return the next round's number, without those whose places the new round depends on."""
    in_use = {task.head.tip % RING}
    while parent != task.head.tip:
        in_use.add(parent % RING)
        parent = task.records[parent % RING].header.parent
    round_ = task.head.next_round
    while round_ % RING in in_use:
        round_ += 1
    return round_


def _require_budget(task: TaskState, undecided: int) -> None:
    """Require that the budget covers the dearest outcome of this and all undecided rounds."""
    inputs, results = task.params.inputs, task.params.results
    before = undecided * (results.round_budget + results.proposer_pay)
    cost = compute_cost(inputs, results) + before
    if task.head.unspent < cost:
        raise BudgetTooSmall(cost, task.head.unspent)


def _make_header(task: TaskState, call: Call, round_: int, parent: int) -> Header:
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
        anchor=0,
        parent=parent,
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
