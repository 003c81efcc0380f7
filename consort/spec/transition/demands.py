"""Entry points of the demands: what a proposal hides must be opened, or it dies."""

from dataclasses import replace

from consort.errors import (
    AnswerPending,
    LineTooLong,
    NotAnswered,
    NotContestable,
    NotOpen,
    SafeCastOverflowedUintDowncast,
    WindowOver,
    WrongNode,
)
from consort.spec.hashing import to_address
from consort.spec.params import BEGINS_LINE, BURNED_PART, DOUBLING, MAX_LINE, OPEN_END, ORPHAN
from consort.spec.phases import is_within
from consort.spec.proofs.answers import hash_demanded, require_answer, require_meaning
from consort.spec.proofs.frozen import require_proposal
from consort.spec.proofs.nodes import require_node
from consort.spec.state import Call, ProposalKey, State, Window
from consort.spec.transition.disputes import is_disabled, process_convict
from consort.spec.transition.lineage import compute_depth_of
from consort.spec.transition.proposals import process_set_window
from consort.spec.transition.reading import get_record, get_task, read_task
from consort.spec.transition.rivals import get_proposal
from consort.spec.transition.vault import (
    process_forfeit_bond,
    process_lock_bond,
    process_unlock_bond,
)
from consort.spec.types import (
    Address,
    Demand,
    DemandState,
    NodePlace,
    NodeProof,
    Proof,
    Target,
    Tree,
)

DEPOSIT_BITS = 96


def process_demand(
    state: State, call: Call, target: Target, place: NodePlace, node: NodeProof, previous: int
) -> int:
    """Demand what lies under a node, for a deposit from free stake; return the demand's number.

    `previous` is the answered demand that this one follows, or BEGINS_LINE.
    """
    require_target(state, target)
    arithmetic = get_task(state, target.task).params.arithmetic
    require_meaning(arithmetic, place)
    require_node(target.proposal, arithmetic, place, node)
    key, demands = (target.task, target.round, target.number), state.demands
    line = _enter_line(state, call, key, previous)
    window = demands.windows[key]
    deposit = _compute_price(state, window.open)

    number = len(demands.demands)
    demands.windows[key] = replace(window, open=window.open + 1)
    made = Demand(
        subject=hash_demanded(place, node.hash, node.sum),
        asker=call.sender,
        deposit=deposit,
        task=target.task,
        round=target.round,
        number=target.number,
        tree=place.tree,
        state=DemandState.OPEN,
        line=line,
        deadline=call.time + demands.answer_time,
        deadline_block=call.block + demands.answer_blocks,
    )
    demands.demands.append(made)
    inner = _as_demands(state, call)
    if not process_set_window(state, inner, *key, OPEN_END, window.end_block):
        raise NotContestable(target.round, target.number)
    process_lock_bond(state, inner, call.sender, deposit)
    return number


def process_answer(
    state: State,
    call: Call,
    demand: int,
    place: NodePlace,
    hash_: bytes,
    sum_: int,
    data: bytes,
) -> None:
    """Answer a demand."""
    held, demands = _get_open(state, demand), state.demands
    node = hash_demanded(place, hash_, sum_)
    if node != held.subject:
        raise WrongNode(held.subject, node)
    arithmetic = get_task(state, held.task).params.arithmetic
    require_answer(arithmetic, place, hash_, sum_, data)

    demands.demands[demand] = replace(
        held,
        subject=bytes.fromhex(call.sender[2:]).rjust(32, b"\0"),
        state=DemandState.ANSWERED,
        deadline=call.time + demands.reply_time,
    )
    _close(state, call, held)


def process_pay_answer(state: State, call: Call, demand: int) -> None:
    """Pay who answered three quarters of the deposit and burn the rest; anybody may call."""
    demands = state.demands
    held = demands.demands[demand] if demand < len(demands.demands) else None
    if held is None or held.state != DemandState.ANSWERED:
        raise NotAnswered(demand)

    demands.demands[demand] = replace(held, state=DemandState.PAID)
    demands.spent[_get_key(held), held.asker] += held.deposit
    answerer = Address(to_address(held.subject[12:]))
    burned, inner = held.deposit // BURNED_PART, _as_demands(state, call)
    process_unlock_bond(state, inner, answerer, held.deposit - burned)
    process_forfeit_bond(state, inner, burned, answerer, 0, 0)


def process_punish_silence(state: State, call: Call, demand: int) -> None:
    """End a demand that nobody answered in time, and the proposal with it."""
    held = _get_open(state, demand)
    if is_within(held.deadline, held.deadline_block, call.time, call.block):
        raise AnswerPending(held.deadline, held.deadline_block)

    state.demands.demands[demand] = replace(held, state=DemandState.UNANSWERED)
    _close(state, call, held)
    inner = _as_demands(state, call)
    process_unlock_bond(state, inner, held.asker, held.deposit)
    is_mute = is_disabled(state, call, Proof.SILENCE) or _is_orphan(state, call, held)
    if held.tree != Tree.UPDATE and not is_mute:
        process_convict(state, inner, *_get_key(held), Proof.SILENCE, held.asker, held.subject)


def process_drop_demand(state: State, call: Call, demand: int) -> None:
    """Give the deposit of an open demand back whose proposal no longer stands."""
    held = _get_open(state, demand)
    if _is_standing(state, _get_key(held)):
        raise AnswerPending(held.deadline, held.deadline_block)

    state.demands.demands[demand] = replace(held, state=DemandState.DROPPED)
    process_unlock_bond(state, _as_demands(state, call), held.asker, held.deposit)


def require_target(state: State, target: Target) -> None:
    """Require that the proposal shown is the one that the chain stores."""
    task = read_task(state, target.task)
    get_record(task, target.round)
    stored = get_proposal(task, target.round, target.number)
    require_proposal(stored.hash, target.proposal)


def _enter_line(state: State, call: Call, key: ProposalKey, previous: int) -> int:
    """Return a demand's place in its line: inside the window it may begin one."""
    demands = state.demands
    if key not in demands.windows:
        task, round_, number = key
        proposal = get_proposal(state.tasks[task], round_, number)
        window = Window(proposal.challenge_ends, proposal.challenge_end_block, 0)
        demands.windows[key] = window
    window = demands.windows[key]
    if previous == BEGINS_LINE:
        if not is_within(window.end_time, window.end_block, call.time, call.block):
            raise WindowOver(window.end_time, window.end_block)
        return 1
    before = demands.demands[previous] if previous < len(demands.demands) else None
    if before is None or _get_key(before) != key:
        raise NotAnswered(previous)
    if not before.state.is_answered or call.time > before.deadline:
        raise NotAnswered(previous)
    if before.line >= MAX_LINE:
        raise LineTooLong(MAX_LINE)
    return before.line + 1


def _get_open(state: State, demand: int) -> Demand:
    demands = state.demands.demands
    if demand >= len(demands) or demands[demand].state != DemandState.OPEN:
        raise NotOpen(demand)
    return demands[demand]


def _get_key(demand: Demand) -> ProposalKey:
    return demand.task, demand.round, demand.number


def _is_standing(state: State, key: ProposalKey) -> bool:
    task, round_, number = key
    return get_proposal(state.tasks[task], round_, number).is_standing


def _is_orphan(state: State, call: Call, held: Demand) -> bool:
    """Tell whether the round is void because its parent died: that never costs stake."""
    task = read_task(state, held.task)
    get_record(task, held.round)
    return compute_depth_of(task, call, held.round) == ORPHAN


def _close(state: State, call: Call, held: Demand) -> None:
    """Give the window an end again with the last open demand, not before the reply time."""
    demands, key = state.demands, _get_key(held)
    window = demands.windows[key]
    window = replace(window, open=window.open - 1)
    demands.windows[key] = window
    if window.open:
        return
    end_time = max(call.time + demands.reply_time, window.end_time)
    inner = _as_demands(state, call)
    process_set_window(state, inner, *key, end_time, window.end_block)


def _compute_price(state: State, open_: int) -> int:
    price = state.demands.base_price << open_ // DOUBLING
    if price >> DEPOSIT_BITS:
        raise SafeCastOverflowedUintDowncast(DEPOSIT_BITS, price)
    return price


def _as_demands(state: State, call: Call) -> Call:
    return replace(call, sender=state.judges.demands)
