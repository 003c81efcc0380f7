"""A deployment that records every call made to it as a case of a vector.

A case acts on the state that the cases before it left: its input is sender, time, block and the
arguments, its `post` the facts that a caller can look up afterwards; a refused call changes nothing
and has the error instead. The hash of block n is that of n as a word.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from consort.errors import Rejected
from consort.spec.hashing import compute_words, keccak
from consort.spec.params import KNOWN_BLOCKS, Preset
from consort.spec.state import (
    EMPTY_RECORD,
    Call,
    DemandsState,
    DisputesState,
    State,
    VaultState,
)
from consort.spec.transition import apply, process_bind
from consort.spec.transition.lineage import compute_unspent
from consort.spec.transition.reading import get_progress
from consort.spec.types import Address, Head, Judges, Roster, RoundRecord, TaskId, VaultTotals
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import describe_refusal, encode

TASK = TaskId(0)

Process = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is deployed by whom; every account gets these tokens and lets the contracts take them.

    The addresses are those that the deployer's first eight transactions lead to: token, seed source
    (without a beacon), disputes, demands, proofs of aggregation, of records and of inputs,
    coordinator. The last of the other judges is an account.
    """

    chain_id: int
    deployer: Address
    token: Address
    coordinator: Address
    vault: Address
    ledger: Address
    judges: Judges
    governor: Address
    max_round_time: int
    max_extension: int
    exit_blocks: int
    slash_delay: int
    gas_price: int
    answer_time: int
    answer_blocks: int
    reply_time: int
    demand_price: int
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
    demands: int
    credit: int
    free: int
    balance: int


def list_times(preset: Preset) -> dict[str, int]:
    """Return what a deployment fixes of times and prices, by its names."""
    return {
        "max_round_time": preset.max_round_time,
        "max_extension": preset.max_extension,
        "exit_blocks": preset.exit_blocks,
        "slash_delay": preset.slash_delay,
        "gas_price": preset.gas_price,
        "answer_time": preset.answer_time,
        "answer_blocks": preset.answer_blocks,
        "reply_time": preset.reply_time,
        "demand_price": preset.demand_price,
    }


def deploy(deployment: Deployment) -> State:
    """Return the state after deployment and hand-out."""
    round_time, extension = deployment.max_round_time, deployment.max_extension
    exit_delay = 3 * (round_time + extension) + deployment.slash_delay
    answers = (deployment.answer_time, deployment.answer_blocks, deployment.reply_time)
    judges, disputes = deployment.judges, (deployment.slash_delay, deployment.gas_price)
    state = State(
        chain_id=deployment.chain_id,
        coordinator=deployment.coordinator,
        vault_address=deployment.vault,
        ledger_address=deployment.ledger,
        judges=judges,
        max_round_time=round_time,
        uses_beacon=False,
        vault=VaultState(exit_delay, deployment.exit_blocks),
        disputes=DisputesState(deployment.governor, *disputes),
        demands=DemandsState(*answers, deployment.demand_price),
    )
    accusers = (*judges.others, judges.demands, judges.input_proofs)
    process_bind(state, Call(state.coordinator, 0, 0), state.vault_address, accusers)
    state.balances |= dict.fromkeys(deployment.accounts, deployment.tokens)
    return state


def hash_block(number: int) -> bytes:
    """Return what stands for the hash of a block."""
    return keccak(compute_words(number))


def look_up(state: State, sender: Address) -> Facts:
    """Return the facts that a vector compares."""
    task = state.tasks[TASK]
    last = task.head.next_round - 1
    record = EMPTY_RECORD
    if last >= 0:
        record = replace(task.get_record(last), progress=get_progress(task, last))
    return Facts(
        head=task.head,
        proposal_hash=task.get_record(task.head.round).proposal_hash,
        unspent=compute_unspent(task),
        roster=task.roster,
        record=record,
        totals=state.vault.totals,
        claimed=sum(task.claimed.values()),
        demands=len(state.demands.demands),
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
        call = self.make_call(sender)
        self.state, _ = apply(self.state, process, call, *args)
        self._keep(name, process, call, args, {"post": encode(look_up(self.state, sender))})

    def refuse(self, name: str, process: Process, sender: Address, *args: Any) -> None:
        """Make a call that is refused."""
        call = self.make_call(sender)
        try:
            apply(self.state, process, call, *args)
        except Rejected as error:
            self._keep(name, process, call, args, describe_refusal(error))
        else:
            raise AssertionError(f"{name}: not refused")

    def make_call(self, sender: Address) -> Call:
        """Return a call with the hashes of those blocks that the task's rounds name."""
        records = [record for task in self.state.tasks for record in task.records]
        anchors = {record.header.anchor for record in records}
        known = [n for n in sorted(anchors) if 0 < n < self.block <= n + KNOWN_BLOCKS]
        return Call(sender, self.time, self.block, {n: hash_block(n) for n in known})

    def wait(self, seconds: int = 1, blocks: int = 1) -> None:
        """Let time and blocks pass."""
        self.time, self.block = self.time + seconds, self.block + blocks

    def _keep(
        self, name: str, process: Process, call: Call, args: Iterable[Any], outcome: Case
    ) -> None:
        names = list(process.__annotations__)[2:]
        given = {"call": encode(call), "args": dict(zip(names, map(encode, args), strict=False))}
        self.cases.append({"name": name, "function": process.__name__, "input": given, **outcome})
