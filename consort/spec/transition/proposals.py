"""Entry points of the coordinator for proposals: seed, election, bonds, and what proofs do."""

from dataclasses import replace

from consort.errors import (
    EmptyAggregate,
    NotAuthorised,
    NotYourTurn,
    RewardTotalOutOfRange,
    SeedNotNeeded,
    SeedNotReady,
    TooManyProposals,
    WrongParent,
)
from consort.spec.cohorts import compute_cohort_count
from consort.spec.params import (
    MAX_BONDED,
    OUTSIDER,
    RING,
    STAKE_UNIT,
    UNDRAWN,
)
from consort.spec.phases import compute_elected, has_quorum, is_proposable
from consort.spec.proposals import hash_proposal
from consort.spec.state import BLANK_PROPOSAL, Call, State, TaskState
from consort.spec.transition import rivals
from consort.spec.transition.reading import get_progress, get_record, read_task, require_phase
from consort.spec.transition.seeds import compute_anchor, compute_seed, compute_undrawn_anchor
from consort.spec.transition.vault import process_lock_bond, process_unlock_bond
from consort.spec.transition.voters import get_voter
from consort.spec.types import (
    Address,
    Basis,
    ContentId,
    Frozen,
    Header,
    Phase,
    Proposal,
    Refuted,
    RoundRecord,
    TaskId,
)

NO_SEED = bytes(32)
NO_HASH = bytes(32)


def process_draw(state: State, call: Call, task: TaskId, round_: int, block_header: bytes) -> None:
    """Choose the block that elects proposers; with several cohorts, draw their seed from it."""
    held = read_task(state, task)
    record = get_record(held, round_)
    anchor = compute_undrawn_anchor(record.header.anchor, call.block)
    if anchor is None:
        _anchor_again(held, call, round_)
        return
    block_hash = call.get_hash(anchor)
    if block_hash == NO_HASH:
        raise SeedNotReady(anchor, call.block)

    seed = compute_seed(block_hash, block_header, uses_beacon=state.uses_beacon)
    held.update_record(round_, seed=seed, header=replace(record.header, anchor=anchor))


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
    """Propose the result of a round, in turn, as its first validator, or with a bond."""
    del model, trees  # the chain keeps nothing of them but the event
    held = read_task(state, task)
    record = _get_proposable(held, call, round_)
    _require_fits(held, record.header, proposal)
    is_elected = _require_turn(held, record.header, call, validator_index)
    is_validator = validator_index != OUTSIDER
    if is_validator:
        get_voter(held, call.sender, round_, validator_index)

    rival = replace(
        BLANK_PROPOSAL,
        hash=hash_proposal(proposal),
        account=call.sender,
        validator=validator_index + 1 if is_validator else OUTSIDER,
        reward_total=proposal.reward_total,
    )
    number = get_progress(held, round_).made
    if number == 0 and is_validator:
        rivals.accept(held, call, round_, rival)
    else:
        bond = 0 if is_elected else _compute_bond(held, number)
        rivals.compete(held, call, round_, replace(rival, bond=bond))
        if bond:
            inner = replace(call, sender=state.coordinator)
            process_lock_bond(state, inner, call.sender, bond * STAKE_UNIT)


def process_release_bond(state: State, call: Call, task: TaskId, round_: int, number: int) -> None:
    """Give a bond back once its proposal can no longer be refuted; anybody may call."""
    held = rivals.take_bond(read_task(state, task), call, round_, number)
    inner = replace(call, sender=state.coordinator)
    process_unlock_bond(state, inner, held.account, held.bond * STAKE_UNIT)


def process_refute(state: State, call: Call, task: TaskId, round_: int, number: int) -> Refuted:
    """End a proposal that was proved wrong; disputes only."""
    _require_from(state.judges.disputes, call)
    held = read_task(state, task)
    get_record(held, round_)
    return rivals.refute(held, call, round_, number)


def process_set_window(
    state: State,
    call: Call,
    task: TaskId,
    round_: int,
    number: int,
    end_time: int,
    end_block: int,
) -> bool:
    """Move the end of a proposal's challenge window; demands only. Tell whether it is open."""
    _require_from(state.judges.demands, call)
    held = read_task(state, task)
    return rivals.set_window(held, call, round_, number, end_time, end_block)


def get_frozen(state: State, call: Call, task: TaskId, round_: int) -> Frozen:
    """Return what is frozen of a round once its vote is over."""
    held = read_task(state, task)
    record, progress = get_record(held, round_), get_progress(held, round_)
    is_frozen = call.time >= record.header.vote_ends and has_quorum(record.header, progress)
    require_phase(held, record, call, is_frozen, Phase.PROPOSE)
    listed, is_drawn = record.commitments, 0 < record.header.anchor < UNDRAWN
    return Frozen(
        list_root=listed.hash,
        count=listed.count,
        voted_stake=progress.voted_stake,
        seed=record.seed if is_drawn and compute_cohort_count(listed.count) > 1 else NO_SEED,
    )


def get_basis(state: State, task: TaskId, round_: int) -> Basis:
    """Return what a round builds on; a parent of which nothing is kept has hash 0."""
    held = read_task(state, task)
    parent = get_parent_hash(held, get_record(held, round_).header)
    return Basis(parent, held.bases.get(round_, bytes(32)))


def get_parent_hash(task: TaskState, header: Header) -> bytes:
    """Return the hash of what a round builds on; zeros once another round took its place."""
    is_kept = task.records[header.parent % RING].header.round <= header.round
    return _get_parent(task, header)[0] if is_kept else bytes(32)


def _get_parent(task: TaskState, header: Header) -> tuple[bytes, int]:
    """Return hash and reward total of what a round builds on."""
    record, number = task.records[header.parent % RING], header.parent // RING
    if record.progress.lead == number + 1:
        return record.proposal_hash, record.progress.reward_total
    held = task.proposals.get((record.header.round, number), BLANK_PROPOSAL)
    return held.hash, held.reward_total


def _anchor_again(task: TaskState, call: Call, round_: int) -> None:
    """Choose an anchor where there is none that the chain still knows; the turns start anew."""
    record = _get_proposable(task, call, round_)
    if 0 < record.header.anchor < UNDRAWN:
        raise SeedNotNeeded(record.seed)
    anchor = compute_anchor(record.commitments.count, call.block)
    task.update_record(round_, header=replace(record.header, anchor=anchor, vote_ends=call.time))


def _get_proposable(task: TaskState, call: Call, round_: int) -> RoundRecord:
    record, progress = get_record(task, round_), get_progress(task, round_)
    is_open = is_proposable(record.header, progress, call.time, call.block)
    require_phase(task, record, call, is_open, Phase.PROPOSE)
    return record


def _require_fits(task: TaskState, header: Header, proposal: Proposal) -> None:
    parent, least = _get_parent(task, header)
    if parent == NO_HASH or proposal.parent != parent:
        raise WrongParent(parent, proposal.parent)
    most = least + task.params.results.round_budget
    if not least <= proposal.reward_total <= most:
        raise RewardTotalOutOfRange(proposal.reward_total, least, most)
    if proposal.total_weight == 0:
        raise EmptyAggregate


def _require_turn(task: TaskState, header: Header, call: Call, index: int) -> bool:
    """Tell whether the index is elected; False while everybody has the floor."""
    if header.anchor == 0 or call.block <= header.anchor:
        raise SeedNotReady(header.anchor, call.block)
    anchor_hash = call.get_hash(header.anchor)
    elected = compute_elected(header, task.params.results, call.time, anchor_hash)
    if elected is not None and index != elected:
        raise NotYourTurn(elected, index)
    return elected is not None


def _compute_bond(task: TaskState, number: int) -> int:
    """Return a bond twice that of the proposal before, in stake units."""
    if number >= MAX_BONDED:
        raise TooManyProposals(MAX_BONDED)
    return task.params.stakes.proposal_bond << number


def _require_from(expected: Address, call: Call) -> None:
    if call.sender != expected:
        raise NotAuthorised(expected, call.sender)
