"""What every final round must be, by its events alone: list, weights, rewards, lineage."""

from collections.abc import Iterator

from consort.aggregation.permutation import compute_slots
from consort.audit.inputs import compute_root
from consort.audit.recomputation import FinalRound
from consort.audit.steps import Fault, FaultKind, to_hex
from consort.chain.events import ListSealed
from consort.spec.proposals import compute_member_tree, hash_proposal
from consort.spec.rewards import compute_reward_tree
from consort.spec.types import SumNode


def check_round(final: FinalRound, sealed: ListSealed | None) -> Iterator[Fault]:
    """Yield what a final round's proposal says otherwise than list, votes and parent do."""
    where, proposal = f"round {final.round.number}", final.made.proposal
    told = f"proposal {final.made.number} of {where}, version {final.number},"
    told_list = (sealed.list_root, sealed.count) if sealed else None
    if told_list != (compute_root(final.round.leaves), len(final.round.leaves)):
        text = f"{where}: the contract sealed another list than its events tell"
        yield Fault(FaultKind.CHAIN_DIFFERS, where, text)
    if proposal.parent != hash_proposal(final.parent):
        text = f"{told} is final, but builds on another parent than version {final.number - 1}"
        yield Fault(FaultKind.CHAIN_DIFFERS, where, text)
    if final.made is not final.round.standing:
        text = f"{told} is final, but refuted, or not the only one that stands"
        yield Fault(FaultKind.CHAIN_DIFFERS, where, text)
    members, counted = _compute_members(final), (proposal.member_root, proposal.total_weight)
    if (members.hash, members.sum) != counted:
        text = f"counts other weights: {_compare(counted, members)}"
        yield Fault(FaultKind.WRONG_PROPOSAL, where, f"{told} {text}")
    if final.history.strayed == final.round.number:
        rewards = compute_reward_tree(final.history.rewards).root
        paid = _compare((proposal.reward_root, proposal.reward_total), rewards)
        text = f"and so each one after it, pays other rewards than the inputs earn: {paid}"
        yield Fault(FaultKind.WRONG_PROPOSAL, where, f"{told} {text}")


def _compute_members(final: FinalRound) -> SumNode:
    leaves, weights = final.round.leaves, final.round.compute_weights()
    slots = compute_slots(final.round.seed, len(leaves)).tolist() if leaves else []
    placed = zip(slots, leaves, weights, strict=True)
    return compute_member_tree(
        {slot: (leaf.update_root, weight) for slot, leaf, weight in placed}
    ).root


def _compare(told: tuple[bytes, int], right: SumNode) -> str:
    return f"root {to_hex(told[0])} and sum {told[1]}, right is {to_hex(right.hash)}, {right.sum}"
