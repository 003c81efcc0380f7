"""A deployment that records every call made to it as a case of a vector.

A case acts on the state that the cases before it left: its input is sender, time, block and the
arguments, its `post` the facts that a caller can look up afterwards; a refused call changes nothing
and has the error instead.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from consort.errors import Rejected
from consort.spec.state import EMPTY_RECORD, Call, State, VaultState
from consort.spec.transition import apply
from consort.spec.transition.tasks import compute_unspent, get_progress
from consort.spec.types import Address, Head, Roster, RoundRecord, TaskId, VaultTotals
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import describe_refusal, encode

TASK = TaskId(0)

Process = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is deployed by whom; every account gets these tokens and lets the contracts take them.

    The addresses are those that the deployer's first two transactions lead to.
    """

    chain_id: int
    deployer: Address
    token: Address
    coordinator: Address
    vault: Address
    ledger: Address
    max_round_time: int
    slash_delay: int
    accounts: tuple[Address, ...]
    tokens: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be looked up after a call: the task, its last round, the vault, the sender."""

    head: Head
    proposal_hash: bytes
    unspent: int
    roster: Roster
    record: RoundRecord
    totals: VaultTotals
    claimed: int
    credit: int
    free: int
    balance: int


def deploy(deployment: Deployment) -> State:
    """Return the state after deployment and hand-out."""
    state = State(
        chain_id=deployment.chain_id,
        coordinator=deployment.coordinator,
        vault_address=deployment.vault,
        ledger_address=deployment.ledger,
        max_round_time=deployment.max_round_time,
        vault=VaultState(exit_delay=3 * deployment.max_round_time + deployment.slash_delay),
    )
    state.balances |= dict.fromkeys(deployment.accounts, deployment.tokens)
    return state


def look_up(state: State, sender: Address) -> Facts:
    """Return the facts that a vector compares."""
    task = state.tasks[TASK]
    last = task.head.next_round - 1
    record = EMPTY_RECORD
    if last >= 0:
        record = replace(task.get_record(last), progress=get_progress(task, last))
    return Facts(
        head=task.head,
        proposal_hash=task.records[task.head.slot].proposal_hash,
        unspent=compute_unspent(task),
        roster=task.roster,
        record=record,
        totals=state.vault.totals,
        claimed=sum(task.claimed.values()),
        credit=state.credits.get(sender, 0),
        free=state.vault.free.get(sender, 0),
        balance=state.balances[sender],
    )


class Life:
    """Makes calls and keeps their cases."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment, self.state = deployment, deploy(deployment)
        self.time, self.block = 1_700_000_000, 1_000
        case = {"name": "deployment", "function": "deploy", "input": encode(deployment)}
        self.cases: list[Case] = [case | {"post": True}]

    def accept(self, name: str, process: Process, sender: Address, *args: Any) -> None:
        """Make a call that succeeds, one second and one block after the one before."""
        self.wait()
        call = Call(sender, self.time, self.block)
        self.state, _ = apply(self.state, process, call, *args)
        self._keep(name, process, call, args, {"post": encode(look_up(self.state, sender))})

    def refuse(self, name: str, process: Process, sender: Address, *args: Any) -> None:
        """Make a call that is refused."""
        call = Call(sender, self.time, self.block)
        try:
            apply(self.state, process, call, *args)
        except Rejected as error:
            self._keep(name, process, call, args, describe_refusal(error))
        else:
            raise AssertionError(f"{name}: not refused")

    def wait(self, seconds: int = 1, blocks: int = 1) -> None:
        """Let time and blocks pass."""
        self.time, self.block = self.time + seconds, self.block + blocks

    def _keep(
        self, name: str, process: Process, call: Call, args: Iterable[Any], outcome: Case
    ) -> None:
        names = list(process.__annotations__)[2:]
        given = {"call": encode(call), "args": dict(zip(names, map(encode, args), strict=False))}
        self.cases.append({"name": name, "function": process.__name__, "input": given, **outcome})
