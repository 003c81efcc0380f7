"""What a role sends by itself and can cost a round: shown, and agreed to once at start."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final

from consort.amounts import format_gwei, format_tokens
from consort.chain.client import Chain
from consort.chain.estimates import MAX_GAS, compute_limit
from consort.chain.fees import FeeLimits, suggest
from consort.cli.approval import ask, must_ask
from consort.cli.output import Output, format_table
from consort.cli.settings import Signer
from consort.node.round_view import ChainClock, read_view
from consort.spec.types import Address, Phase, TaskId


class NodeRole(StrEnum):
    """Who sends by itself."""

    CONTRIBUTOR = "contributor"
    VALIDATOR = "validator"
    WATCHER = "watcher"


@dataclass(frozen=True, slots=True)
class Step:
    """A call that a role may send in a round: how dear it was measured (docs/gas.md), and when.

    `gas_each` comes on top for each contributor; without phases, only somebody's lie or demand
    causes the call.
    """

    function: str
    gas: int
    phases: tuple[Phase, ...] = ()
    gas_each: int = 0


_BETWEEN: Final = (Phase.NONE, Phase.FINALISE, Phase.FINAL, Phase.VOID)

STEPS: Final[dict[NodeRole, tuple[Step, ...]]] = {
    NodeRole.CONTRIBUTOR: (Step("commit", 46_041, (Phase.COMMIT,)),),
    NodeRole.VALIDATOR: (
        Step("openRound", 77_383, _BETWEEN),
        Step("seal", 35_000, (Phase.SEAL,), gas_each=1_500),
        Step("vote", 60_292, (Phase.VOTE,)),
        Step("draw", 47_813, (Phase.PROPOSE,)),
        Step("propose", 59_539, (Phase.PROPOSE,)),
        Step("finalise", 44_964, (Phase.FINALISE,)),
    ),
    NodeRole.WATCHER: (Step("precommit", 46_000), Step("a proof, or a demand", MAX_GAS)),
}
"""What each role sends in a round at most, however many it shares the work with."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An account in a role: what it may send, at a price in wei per gas; `limits` go with steps."""

    role: NodeRole
    task: TaskId
    chain_id: int
    account: Address
    balance: int
    round: int
    phase: Phase
    price: int
    steps: Sequence[Step]
    limits: Sequence[int]

    @property
    def highest_cost(self) -> int:
        """Return what all steps of a round cost at most, in wei."""
        return sum(self.limits) * self.price

    @property
    def next_calls(self) -> list[str]:
        """Return what is this role's to send in the present phase."""
        return [step.function for step in self.steps if self.phase in step.phases]


def agree_to_role(
    output: Output, chain: Chain, signer: Signer, task: TaskId, role: NodeRole
) -> bool:
    """Tell whether a node may start: yes, but for a dry run, which only shows what it may send.

    Raises NotAgreed where a person at the terminal says no.
    """
    if not signer.dry_run and not must_ask(signer):
        return True
    standing = read_standing(chain, signer, task, role)
    if signer.dry_run:
        output.show(_to_document(standing), f"{format_standing(standing)}\nNothing was sent.")
        return False
    output.note(format_standing(standing))
    ask(f"Let this {role} send by itself until it is stopped?", len(standing.steps))
    return True


def read_standing(chain: Chain, signer: Signer, task: TaskId, role: NodeRole) -> Standing:
    """Return what a role may send now and in a round; raises UnknownTask."""
    chain.get_task(task)
    view = read_view(chain, task, ChainClock(monotonic))
    floor = FeeLimits(signer.fee_floor)
    price = suggest(chain.rpc, floor).max_fee if signer.max_fee is None else signer.max_fee
    limits = [
        compute_limit(step.gas + step.gas_each * view.roster.contributors) for step in STEPS[role]
    ]
    who = chain.chain_id, chain.address, chain.get_coins(chain.address)
    return Standing(role, task, *who, view.number, view.phase, price, STEPS[role], limits)


def format_standing(standing: Standing) -> str:
    """Return a standing in words."""
    rows = [
        (step.function, limit, format_tokens(limit * standing.price))
        for step, limit in zip(standing.steps, standing.limits, strict=True)
    ]
    price = f"{format_gwei(standing.price)} gwei per gas"
    place = f"task {standing.task} on chain {standing.chain_id}"
    total, balance = format_tokens(standing.highest_cost), format_tokens(standing.balance)
    calls = " or ".join(standing.next_calls) or "nothing"
    phase = f"Round {standing.round} is in {standing.phase.name}" if standing.round >= 0 else "Idle"
    return "\n".join(
        (
            f"{standing.account} as {standing.role} of {place} sends by itself, at {price}:",
            format_table(("call", "gas limit", "at most coins"), rows),
            f"At most {total} coins {_name_period(standing.role)}; the account has {balance}.",
            f"{phase}: the next step would send {calls}.",
        )
    )


def _name_period(role: NodeRole) -> str:
    if role is NodeRole.WATCHER:
        return "for each wrong proposal, and nothing while nobody lies"
    return "a round, without disputes"


def _to_document(standing: Standing) -> dict[str, object]:
    return {
        "dry_run": True,
        "role": str(standing.role),
        "task": standing.task,
        "chain_id": standing.chain_id,
        "account": standing.account,
        "balance": str(standing.balance),
        "round": standing.round,
        "phase": standing.phase.name,
        "next": standing.next_calls,
        "max_fee_per_gas": str(standing.price),
        "steps": [
            {"function": step.function, "gas_limit": limit}
            for step, limit in zip(standing.steps, standing.limits, strict=True)
        ],
        "highest_cost": str(standing.highest_cost),
    }
