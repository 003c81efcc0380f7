"""What of a contributor's rewards was paid, and how anybody pays out the rest."""

from dataclasses import dataclass

from consort.audit.case import Case
from consort.audit.steps import to_hex
from consort.chain.events import Claimed
from consort.chain.interface import Entry, load_contract
from consort.spec.types import Address, RewardProof


@dataclass(frozen=True, slots=True)
class ClaimCall:
    """The transaction that pays out; anybody may send it, the account is paid."""

    contract: Address
    function: str
    calldata: bytes


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What an enrolment earned up to the head and was paid, base units.

    `transactions` are those that paid; `is_paid_once` says that they add up to what is stored.
    """

    cumulative: int
    claimed: int
    transactions: tuple[str, ...]
    is_paid_once: bool
    call: ClaimCall | None

    @property
    def unclaimed(self) -> int:
        """Return what waits to be paid."""
        return self.cumulative - self.claimed


def read_claim(case: Case) -> ClaimState:
    """Return what the chain paid, and what it would pay at the head."""
    chain, task, head = case.chain, case.outline.task, len(case.versions) - 1
    claimed = chain.get_claimed(task, case.index)
    # Nothing to look for where nothing was paid: the events are spread over the whole chain.
    paid = [
        logged
        for logged in (
            chain.get_events(case.enrolment.block, chain.clock().block, Claimed) if claimed else ()
        )
        if (logged.event.task, logged.event.index) == (task, case.index)
    ]
    cumulative = case.get_leaf(head).cumulative
    is_payable = cumulative > claimed and head not in case.found.wrong
    return ClaimState(
        cumulative,
        claimed,
        tuple(logged.transaction for logged in paid),
        sum(logged.event.amount for logged in paid) == claimed,
        _make_call(case, case.prove(head)) if is_payable else None,
    )


def _make_call(case: Case, proof: RewardProof) -> ClaimCall:
    entry = load_contract("RewardLedger").get("claim")
    arguments = case.outline.task, case.versions[-1].proposal, proof
    address = case.chain.deployment.get_address("RewardLedger")
    return ClaimCall(address, _sign(entry), entry.encode_call(arguments))


def _sign(entry: Entry) -> str:
    return f"{entry.name}({','.join(param.form for param in entry.inputs)})"


def make_commands(task: int, account: Address, call: ClaimCall) -> dict[str, str]:
    """Return the commands that pay out: this package's, and Foundry's."""
    return {
        "command": f"consort claim --task {task} --account {account}",
        "cast": f"cast send {call.contract} {to_hex(call.calldata)}",
    }
