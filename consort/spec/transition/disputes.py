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
    NO_PROPOSAL,
    PROPOSER_BPS,
    STAKE_UNIT,
    VOTER_BPS,
)
from consort.spec.state import NO_VALIDATOR, Call, State
from consort.spec.transition.enrolment import process_discharge
from consort.spec.transition.proposals import process_refute
from consort.spec.transition.reading import read_task
from consort.spec.transition.vault import (
    process_forfeit_bond,
    process_freeze,
    process_slash,
    process_thaw,
    process_unlock_bond,
)
from consort.spec.types import NOBODY, Address, Proof, Role, Slash, SlashState, TaskId

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
    refuted = process_refute(state, _as_disputes(state, call), task, round_, number)
    slash = Slash(
        account=refuted.account,
        execute_at=call.time + state.disputes.slash_delay,
        bond=refuted.bond,
        accuser=accuser,
        task=task,
        fraction_bps=PROPOSER_BPS,
        proof=proof,
        state=SlashState.FROZEN,
        round=round_,
        number=number,
    )
    _freeze(state, call, slash)


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
    voter = (task, round_, validator_index)
    if voter in state.disputes.convicted_voters:
        raise AlreadyConvicted(validator_index, round_)

    state.disputes.convicted_voters.add(voter)
    slash = Slash(
        account=read_task(state, task).validators.get(validator_index, NO_VALIDATOR).account,
        execute_at=call.time + state.disputes.slash_delay,
        bond=0,
        accuser=accuser,
        task=task,
        fraction_bps=VOTER_BPS,
        proof=Proof.BAD_INPUT,
        state=SlashState.FROZEN,
        round=round_,
        number=NO_PROPOSAL,
    )
    _freeze(state, call, slash)


def process_expel(state: State, call: Call, slash: int) -> None:
    """End the enrolment of a validator whose allocation waits to be slashed."""
    slashes = state.disputes.slashes
    if slash >= len(slashes) or slashes[slash].state != SlashState.FROZEN or slashes[slash].bond:
        raise NoSlash(slash)
    held = slashes[slash]
    process_discharge(state, _as_disputes(state, call), held.task, held.account)


def process_execute_slash(state: State, call: Call, slash: int) -> None:
    """Take frozen money once the delay is over; anybody may call."""
    slashes = state.disputes.slashes
    if slash >= len(slashes) or slashes[slash].state != SlashState.FROZEN:
        raise NoSlash(slash)
    held = slashes[slash]
    if call.time < held.execute_at:
        raise SlashPending(held.execute_at, call.time)

    is_dropped = is_disabled(state, call, held.proof)
    ended = SlashState.DROPPED if is_dropped else SlashState.EXECUTED
    slashes[slash] = replace(held, state=ended)
    (_drop if is_dropped else _take)(state, _as_disputes(state, call), held)


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


def _freeze(state: State, call: Call, slash: Slash) -> None:
    state.disputes.slashes.append(slash)
    if slash.bond == 0:
        inner = _as_disputes(state, call)
        process_freeze(state, inner, slash.account, slash.task, Role.VALIDATOR)


def _drop(state: State, call: Call, held: Slash) -> None:
    if held.bond == 0:
        process_thaw(state, call, held.account, held.task, Role.VALIDATOR)
    else:
        process_unlock_bond(state, call, held.account, held.bond * STAKE_UNIT)


def _take(state: State, call: Call, held: Slash) -> None:
    """I3: the vault burns at least half, whatever the accuser is owed."""
    cap = BOUNTY_FACTOR * get_proof_gas(held.proof) * state.disputes.gas_price
    refund = state.demands.spent[(held.task, held.round, held.number), held.accuser]
    if held.bond:
        amount = held.bond * STAKE_UNIT
        process_forfeit_bond(state, call, amount, held.accuser, cap, refund)
        return
    process_discharge(state, call, held.task, held.account)
    args = (held.account, held.task, Role.VALIDATOR, held.fraction_bps, held.accuser)
    process_slash(state, call, *args, cap, refund)


def _as_disputes(state: State, call: Call) -> Call:
    return replace(call, sender=state.judges.disputes)
