"""What an attack came to: the proofs that ended it, and the slashes that followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from consort.amounts import format_tokens
from consort.chain.calls import ReadCall, read_call
from consort.chain.client import Chain
from consort.chain.devnet import Devnet
from consort.ledger.disputes import SlashHistory
from consort.node.log import read_ledger
from consort.spec.types import (
    CoordinateClaim,
    InputFault,
    MemberProof,
    NodePlace,
    Proof,
    RewardCheck,
    SlashState,
    StepProof,
    Tree,
)

Position = dict[str, object]

_PLACES: Final[dict[type[object], tuple[Tree, tuple[str, ...]]]] = {
    CoordinateClaim: (Tree.AGGREGATE, ("leaf", "coordinate")),
    StepProof: (Tree.MODEL, ("leaf",)),
    MemberProof: (Tree.MEMBERS, ("slot",)),
    RewardCheck: (Tree.REWARDS, ("index",)),
    InputFault: (Tree.UPDATE, ("position",)),
}
"""What names the place in each proof's evidence; an output's cohort comes with it."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One conviction: what proved it, about what, in which place, for how much gas."""

    proof: Proof
    round: int
    proposal: int | None
    position: Position
    gas: int

    def to_json(self) -> dict[str, object]:
        """Return what the demo prints of it."""
        return {
            "proof": self.proof.name,
            "target": {"round": self.round, "proposal": self.proposal},
            "position": self.position,
            "gas": self.gas,
        }


def take_slashes(chain: Chain, devnet: Devnet) -> None:
    """Execute what convictions have frozen, once its delay is over; time passes for that."""
    for slash in read_ledger(chain).slashes:
        held = chain.get_slash(slash.id)
        if held.state is SlashState.FROZEN:
            left = held.execute_at - chain.clock().time
            if left > 0:
                devnet.advance_time(left)
            chain.execute_slash(slash.id)


def list_challenges(chain: Chain, slashes: Sequence[SlashHistory]) -> list[Challenge]:
    """Return what led to each slash."""
    return [_make_challenge(read_call(chain, slash.convicted_in), slash) for slash in slashes]


def describe_slash(slash: SlashHistory) -> dict[str, object]:
    """Return what the demo prints of a slash; amounts in base units."""
    return {
        "account": slash.account,
        "proof": slash.proof.name,
        "transaction": slash.convicted_in,
        "amount": str(slash.amount),
        "burned": str(slash.burned),
        "bounty": str(slash.bounty),
    }


def format_attack(slashes: Sequence[SlashHistory], challenges: Sequence[Challenge]) -> str:
    """Return in plain words what happened."""
    return "\n".join(map(_format_one, slashes, challenges)) or "Nobody was convicted."


def _format_one(slash: SlashHistory, challenge: Challenge) -> str:
    place = ", ".join(f"{name} {value}" for name, value in challenge.position.items())
    return (
        f"Round {challenge.round}: proposal {challenge.proposal} was false, and one watcher "
        f"without stake refuted it in one transaction.\n"
        f"  {challenge.proof.name} at {place}: {challenge.gas:,} gas\n"
        f"  {slash.account} lost {format_tokens(slash.amount)} tokens of stake: "
        f"{format_tokens(slash.burned)} burned, {format_tokens(slash.bounty)} to the watcher"
    )


def _make_challenge(call: ReadCall, slash: SlashHistory) -> Challenge:
    position = _locate(call)
    return Challenge(slash.proof, slash.round, slash.proposal_number, position, call.gas_used)


def _locate(call: ReadCall) -> Position:
    """Return the place that a proof's arguments are about."""
    for argument in call.arguments:
        if isinstance(argument, NodePlace):
            height, position = argument.height, argument.position
            return {"tree": argument.tree.name, "height": height, "position": position}
        if type(argument) in _PLACES:
            tree, names = _PLACES[type(argument)]
            is_output = call.function == "badCohort"
            own = {"tree": Tree.OUTPUT.name, "cohort": argument.cohort} if is_output else {}
            return {"tree": tree.name} | own | {name: getattr(argument, name) for name in names}
    return {"demand": call.arguments[0]}
