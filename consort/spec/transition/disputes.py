"""Entry points of the disputes: convictions, and the slashes that follow them later."""

from collections.abc import Collection
from dataclasses import replace

from consort.errors import (
    AlreadyBound,
    AlreadyConvicted,
    AlreadyPrecommitted,
    NoSlash,
    NotAccuser,
    NotGovernor,
    NotPrecommitted,
    ProofIsDisabled,
    SlashPending,
)
from consort.spec.hashing import compute_words, keccak
from consort.spec.params import (
    BOUNTY_FACTOR,
    PROPOSER_BPS,
    STAKE_UNIT,
    VOTER_BPS,
)
from consort.spec.state import NO_VALIDATOR, Call, State
from consort.spec.transition.enrolment import process_discharge
from consort.spec.transition.proposals import process_refute
from consort.spec.transition.reading import read_task
from consort.spec.transition.rivals import get_proposal
from consort.spec.transition.vault import (
    process_forfeit_bond,
    process_freeze,
    process_slash,
    process_thaw,
    process_unlock_bond,
)
from consort.spec.types import NOBODY, Address, Proof, Role, Slash, SlashId, SlashState, TaskId

PROOF_GAS = {Proof.BAD_COHORT: 5_200_000, Proof.BAD_TOP: 5_200_000, Proof.BAD_MEMBER: 900_000}
"""Gas of the dearest proof of a kind, at the largest model."""
OTHER_PROOF_GAS = 300_000


def process_bind(state: State, call: Call, vault: Address, accusers: Collection[Address]) -> None:
    """Bind the disputes to the coordinator that calls, once."""
    del vault  # the specification has one
    if state.disputes.coordinator != NOBODY:
        raise AlreadyBound(state.disputes.coordinator)
    state.disputes.coordinator = call.sender
    state.disputes.accusers = frozenset(accusers)


def process_precommit(state: State, call: Call, commitment: bytes) -> None:
    """Commit to evidence, at least one block before it is shown."""
    made = state.disputes.precommitted.get(commitment, 0)
    if made:
        raise AlreadyPrecommitted(commitment, made)
    state.disputes.precommitted[commitment] = call.block


def process_convict(
    state: State,
    call: Call,
    task: TaskId,
    round_: int,
    number: int,
    proof: Proof,
    accuser: Address,
    evidence: bytes,
) -> None:
    """Kill a proposal and freeze what stands behind it; accusers only."""
    _require_accusation(state, call, proof, accuser, evidence)
    inner = _as_disputes(state, call)
    refuted = process_refute(state, inner, task, round_, number)
    slash = SlashId.of_proposal(task, round_, number)
    _freeze(state, call, slash, proof, accuser, refuted.validator)
    if refuted.bond == 0:
        process_freeze(state, inner, refuted.account, task, Role.VALIDATOR)


def process_convict_voter(
    state: State,
    call: Call,
    task: TaskId,
    round_: int,
    validator_index: int,
    accuser: Address,
    evidence: bytes,
) -> None:
    """Freeze the stake of a validator that let in a false input; accusers only."""
    _require_accusation(state, call, Proof.BAD_INPUT, accuser, evidence)
    slash = SlashId.of_voter(task, round_, validator_index)
    if slash in state.disputes.slashes:
        raise AlreadyConvicted(validator_index, round_)

    _freeze(state, call, slash, Proof.BAD_INPUT, accuser, validator_index + 1)
    account = _get_validator(state, task, validator_index)
    process_freeze(state, _as_disputes(state, call), account, task, Role.VALIDATOR)


def process_expel(state: State, call: Call, slash: SlashId) -> None:
    """End the enrolment of a validator whose allocation waits to be slashed."""
    account, bond = _get_stake(state, slash, _require_frozen(state, slash))
    if bond:
        raise NoSlash(slash)
    process_discharge(state, _as_disputes(state, call), slash.task, account)


def process_execute_slash(state: State, call: Call, slash: SlashId) -> None:
    """Take frozen money once the delay is over; anybody may call."""
    held = _require_frozen(state, slash)
    if call.time < held.execute_at:
        raise SlashPending(held.execute_at, call.time)

    is_dropped = is_disabled(state, call, held.proof)
    ended = SlashState.DROPPED if is_dropped else SlashState.EXECUTED
    state.disputes.slashes[slash] = replace(held, state=ended)
    if is_dropped:
        _drop(state, _as_disputes(state, call), slash, held)
    else:
        _take(state, _as_disputes(state, call), slash, held)


def process_disable_proof(state: State, call: Call, proof: Proof) -> None:
    """Switch off a kind of proof for everybody and for good, after half the slash delay."""
    disputes = state.disputes
    if call.sender != disputes.governor:
        raise NotGovernor(disputes.governor, call.sender)
    if proof in disputes.disabled:
        raise ProofIsDisabled(proof, disputes.disabled[proof])
    disputes.disabled[proof] = call.time + disputes.slash_delay // 2


def is_disabled(state: State, call: Call, proof: Proof) -> bool:
    """Tell whether a kind of proof is switched off by now."""
    since = state.disputes.disabled.get(proof)
    return since is not None and call.time >= since


def compute_commitment(accuser: Address, evidence: bytes) -> bytes:
    """Return what an accuser commits to before it shows evidence, the hash of its call's data."""
    return keccak(compute_words(accuser, evidence))


def get_proof_gas(proof: Proof) -> int:
    """Return the gas of the dearest proof of a kind."""
    return PROOF_GAS.get(proof, OTHER_PROOF_GAS)


def _require_accusation(
    state: State, call: Call, proof: Proof, accuser: Address, evidence: bytes
) -> None:
    disputes = state.disputes
    if call.sender not in disputes.accusers:
        raise NotAccuser(call.sender)
    if is_disabled(state, call, proof):
        raise ProofIsDisabled(proof, disputes.disabled[proof])
    if proof == Proof.SILENCE:
        return
    commitment = compute_commitment(accuser, evidence)
    made = disputes.precommitted.get(commitment, 0)
    if made == 0 or made >= call.block:
        raise NotPrecommitted(commitment, made)


def _freeze(
    state: State, call: Call, slash: SlashId, proof: Proof, accuser: Address, validator: int
) -> None:
    execute_at = call.time + state.disputes.slash_delay
    state.disputes.slashes[slash] = Slash(accuser, execute_at, proof, SlashState.FROZEN, validator)


def _require_frozen(state: State, slash: SlashId) -> Slash:
    held = state.disputes.slashes.get(slash)
    if held is None or held.state != SlashState.FROZEN:
        raise NoSlash(slash)
    return held


def _get_stake(state: State, slash: SlashId, held: Slash) -> tuple[Address, int]:
    """Return who was convicted, and the bond behind its proposal; 0: its allocation."""
    if not slash.is_voter:
        dead = get_proposal(read_task(state, slash.task), slash.round, slash.number)
        if dead.bond:
            return dead.account, dead.bond * STAKE_UNIT
    return _get_validator(state, slash.task, held.validator - 1), 0


def _get_validator(state: State, task: TaskId, index: int) -> Address:
    return read_task(state, task).validators.get(index, NO_VALIDATOR).account


def _drop(state: State, call: Call, slash: SlashId, held: Slash) -> None:
    account, bond = _get_stake(state, slash, held)
    if bond == 0:
        process_thaw(state, call, account, slash.task, Role.VALIDATOR)
    else:
        process_unlock_bond(state, call, account, bond)


def _take(state: State, call: Call, slash: SlashId, held: Slash) -> None:
    """I3: the vault burns at least half, whatever the accuser is owed."""
    account, bond = _get_stake(state, slash, held)
    cap = BOUNTY_FACTOR * get_proof_gas(held.proof) * state.disputes.gas_price
    refund = _get_refund(state, slash, held.accuser)
    if bond:
        process_forfeit_bond(state, call, bond, held.accuser, cap, refund)
        return
    process_discharge(state, call, slash.task, account)
    fraction = VOTER_BPS if slash.is_voter else PROPOSER_BPS
    args = (account, slash.task, Role.VALIDATOR, fraction, held.accuser)
    process_slash(state, call, *args, cap, refund)


def _get_refund(state: State, slash: SlashId, accuser: Address) -> int:
    """Return what the accuser has spent on demands about the proposal."""
    target = slash.task, slash.round, slash.number
    return 0 if slash.is_voter else state.demands.spent[target, accuser]


def _as_disputes(state: State, call: Call) -> Call:
    return replace(call, sender=state.judges.disputes)
